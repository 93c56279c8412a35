import type { WorldSource } from '../../control/protocol';
import { buildWorld as buildScenario, scenarioNamed, scenarios, scenarioStart } from '../scenarios/registry';
import { Simulator, type SimulatorOptions } from '../simulator';
import { ControlRefusal } from './control-refusal';

export type ScenarioSource = Extract<WorldSource, { kind: 'scenario' }>;

export const DEFAULT_SCENARIO = 'cambridge';

/**
 * A simulator with the world of a scenario. Refuses names that it does not know, with those that it does.
 * @param handoverMs what its clock shows then, in ms since 1970; always the same unless given
 */
export async function openScenario(
  options: SimulatorOptions,
  source: ScenarioSource,
  handoverMs?: number,
): Promise<Simulator> {
  if (scenarioNamed(source.name) === undefined) {
    const names = scenarios.map(({ name }) => name).join(', ');
    throw new ControlRefusal(`There is no scenario “${source.name}”. Choose one of ${names}.`);
  }
  const simulator = new Simulator({ ...options, ...scenarioStart(source.name, handoverMs), seed: source.seed });
  await buildScenario(simulator, source.name, source);
  return simulator;
}

export function scenarioSource(name: string, seed: number, hosts?: number, vms?: number): ScenarioSource {
  return { kind: 'scenario', name, seed, ...(hosts !== undefined && { hosts }), ...(vms !== undefined && { vms }) };
}
