/** The worlds that benchmarks look at. */
import { openScenario, scenarioSource } from '../src/simulator/doors/worlds';
import type { Simulator, SimulatorOptions } from '../src/simulator/simulator';
import type { Ref } from '../src/xapi/datamodel/ref';

/** What the budgets are about. */
export const SCALE = { hosts: 64, vms: 10_000 } as const;

/** The same world as the address of a page says it. */
export const SCALE_SEARCH = `scenario=scale&hosts=${SCALE.hosts}&vms=${SCALE.vms}`;

export function scaleWorld(options: SimulatorOptions): Promise<Simulator> {
  return openScenario(options, scenarioSource('scale', 1, SCALE.hosts, SCALE.vms));
}

/** The virtual machines proper in a power state: no templates, no control domains. */
export function vmsIn(simulator: Simulator, state: 'Halted' | 'Running'): readonly Ref<'VM'>[] {
  return [...simulator.world.db.all('VM')]
    .filter(([, vm]) => vm.power_state === state && !vm.is_a_template && !vm.is_control_domain)
    .map(([ref]) => ref);
}
