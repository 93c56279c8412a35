import { buildCambridge, CAMBRIDGE_AGE_MS } from './cambridge/cambridge';
import { buildEmpty } from './empty';
import { inInstantTime } from './instant';
import { buildScale, SCALE_LIMITS } from './scale/scale';
import type { Stage } from './stage';
import { buildTestBed, type TestBedRelease } from './test-bed';

export type ScenarioName = 'cambridge' | 'scale' | 'empty' | `test-bed-${TestBedRelease}`;

/** The size of worlds that come in sizes; the others ignore it. */
export interface ScenarioOptions {
  readonly hosts?: number;
  readonly vms?: number;
}

export interface Scenario {
  readonly name: ScenarioName;
  readonly title: string;
  readonly description: string;
  /** Present when `hosts` and `vms` count. */
  readonly sizes?: { readonly hosts: number; readonly vms: number };
  /** Virtual time that the building takes: the world begins that much earlier. */
  readonly ageMs: number;
  readonly build: (stage: Stage, options: ScenarioOptions) => Promise<void> | void;
}

const SCALE_DEFAULT = { hosts: 16, vms: 1000 } as const;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

export const scenarios: readonly Scenario[] = [
  {
    name: 'cambridge',
    title: 'Cambridge',
    description: 'A company: 6 servers of two generations, 80 VMs, shared storage, graphics, two months of history',
    ageMs: CAMBRIDGE_AGE_MS,
    build: (stage) => buildCambridge(stage),
  },
  {
    name: 'scale',
    title: 'Scale',
    description: 'As many servers and VMs as you ask for, up to 64 and 20,000',
    sizes: SCALE_DEFAULT,
    ageMs: 2 * DAY_MS,
    build: (stage, { hosts, vms }) =>
      buildScale(stage, {
        hosts: within(hosts ?? SCALE_DEFAULT.hosts, 1, SCALE_LIMITS.hosts),
        vms: within(vms ?? SCALE_DEFAULT.vms, 0, SCALE_LIMITS.vms),
      }),
  },
  {
    name: 'empty',
    title: 'Empty',
    description: 'One server, freshly installed',
    ageMs: 0,
    build: buildEmpty,
  },
  ...(['6.2', '6.5'] as const).map((release): Scenario => ({
    name: `test-bed-${release}`,
    title: `Test bed with XenServer ${release}`,
    description: 'One server with nine solid-state devices and ten guests that wait to be told what to do',
    ageMs: HOUR_MS,
    build: (stage) => buildTestBed(stage, release),
  })),
];

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.round(value)));
}

/** The scenario of a name; undefined when there is none. */
export function scenarioNamed(name: string): Scenario | undefined {
  return scenarios.find((scenario) => scenario.name === name);
}

/** When worlds are handed over unless told otherwise: Monday, 5 January 2026, 08:00 UTC. */
const HANDOVER_MS = Date.UTC(2026, 0, 5, 8);

/** What a simulator must be made with, so that the scenario's world is handed over at a time, in ms since 1970. */
export function scenarioStart(name: string, handoverMs = HANDOVER_MS): { readonly startMs: number } {
  return { startMs: handoverMs - (scenarioNamed(name)?.ageMs ?? 0) };
}

/** Builds a world in an empty simulator made with `scenarioStart`. It is calm when this returns: nothing is under way. */
export async function buildWorld(stage: Stage, name: string, options: ScenarioOptions = {}): Promise<void> {
  const scenario = scenarioNamed(name);
  if (scenario === undefined) throw new Error(`There is no scenario ${name}`);
  const endMs = stage.nowMs + scenario.ageMs;
  await inInstantTime(stage, async () => {
    await scenario.build(stage, options);
  });
  stage.advanceTo(endMs);
}
