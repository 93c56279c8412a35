import type { LabChart, LabFinding, LabPublished, LabSeries } from '../../control/labs/lab';
import type { Ref } from '../../xapi/datamodel/ref';
import { fromXapiDate } from '../api/world';
import { MULTIPATH_FIGURES } from '../physics/calibration/published/multipath';
import { buildAluaBed, FABRICS, type Fabric } from './alua-bed';
import type { LabWorld } from './bench';
import type { Experiment } from './experiment';
import { compareWith, figureOf } from './published';
import { guestsNamed, tell } from './telling';

const STEP_S = 5;
/** All paths before the cable is pulled, between the repairs, and at the end. */
const WHOLE_S = 60;
/** By then requests have found their new way. */
const SETTLED_S = 25;
/** The daemon that tells of lost paths wakes up every two minutes. */
const ALERTED_MS = 130_000;

interface Event {
  readonly atS: number;
  readonly what: string;
  /** Value of `PBD.other_config:failed-paths`. */
  readonly failed: string;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Measured {
  readonly profile: string;
  readonly rates: readonly Point[];
  readonly paths: readonly Point[];
  readonly mostPaths: number;
  /** Seconds from the pulled cable to each alert, and what its last line counts. */
  readonly alerts: readonly { readonly afterS: number; readonly counts: string }[];
}

const NAMES: Readonly<Record<string, string>> = {
  alua: 'optimized paths',
  'round-robin': 'all paths in turn',
  md36xx: 'MD36xx as shipped',
  'md36xx-alua': 'MD36xx with ALUA',
};
const PHASES = ['All paths', 'A cable pulled', 'A controller lost'] as const;

/** Throughput of a LUN by policy, while a cable is pulled and while its controller is gone. */
export const runAlua: Experiment = async (bench, answers) => {
  const profiles = answers.choices('profile');
  const fabric = FABRICS.find((each) => each === answers.choice('fabric')) ?? 'iscsi-1';
  const outageS = answers.number('outage');
  const events: readonly Event[] = [
    { atS: 0, what: 'all paths', failed: '' },
    { atS: WHOLE_S, what: 'a cable pulled', failed: 'nic1' },
    { atS: WHOLE_S + outageS, what: 'the cable back', failed: '' },
    { atS: 2 * WHOLE_S + outageS, what: 'a controller lost', failed: 'controller0' },
    { atS: 2 * WHOLE_S + 2 * outageS, what: 'the controller back', failed: '' },
  ];
  const endS = 3 * WHOLE_S + 2 * outageS;
  const work = `storage-test block=${answers.choice('block')} depth=${answers.number('depth')} write=${answers.number('writes')}`;
  bench.plan(profiles.length * events.length);
  const world = await bench.build('A server on an array with two controllers', (stage) => buildAluaBed(stage, fabric));
  const pbd = await pbdOf(world);
  for (const vm of await guestsNamed(world, 'bench-')) await tell(world, vm, work);
  const measured: Measured[] = [];
  for (const profile of profiles) {
    await setKey(world, pbd, 'multipath-profile', profile);
    const tellOf = ({ what }: Event): void => bench.step(world, `${NAMES[profile] ?? profile}: ${what}`);
    measured.push(await measure(world, pbd, profile, events, endS, tellOf));
  }
  return {
    charts: [overTime(measured), pathsOverTime(measured), byPhase(measured, outageS, fabric)],
    findings: findingsOf(measured, outageS, fabric),
  };
};

async function pbdOf(world: LabWorld): Promise<Ref<'PBD'>> {
  const records = await world.call('PBD.get_all_records');
  const found = Object.entries(records).find(([, { device_config }]) => 'SCSIid' in device_config);
  if (found === undefined) throw new Error('There is no connection to the array');
  return found[0];
}

async function setKey(world: LabWorld, pbd: Ref<'PBD'>, key: string, value: string): Promise<void> {
  await world.call('PBD.remove_from_other_config', pbd, key);
  if (value !== '') await world.call('PBD.add_to_other_config', pbd, key, value);
}

async function measure(
  world: LabWorld,
  pbd: Ref<'PBD'>,
  profile: string,
  events: readonly Event[],
  endS: number,
  tellOf: (event: Event) => void,
): Promise<Measured> {
  // Readings end at whole steps.
  world.advance(2 * SETTLED_S * 1000 - (world.nowMs % (STEP_S * 1000)));
  const beginS = world.nowMs / 1000;
  const paths: Point[] = [];
  let mostPaths = 0;
  for (let nowS = 0; nowS < endS; nowS += STEP_S) {
    const event = events.find(({ atS }) => atS === nowS);
    if (event !== undefined) {
      tellOf(event);
      await setKey(world, pbd, 'failed-paths', event.failed);
    }
    world.advance(STEP_S * 1000);
    const [up, most] = pathsIn(await world.call('PBD.get_other_config', pbd));
    paths.push({ x: nowS + STEP_S, y: up });
    mostPaths = Math.max(mostPaths, most);
  }
  const rates = await ratesSince(world, beginS, endS);
  world.advance(ALERTED_MS);
  return { profile, rates, paths, mostPaths, alerts: await alertsSince(world, beginS + WHOLE_S) };
}

/** What multipathd counts, as sm writes it: `[2, 4]`. */
function pathsIn(config: Readonly<Record<string, string>>): readonly [up: number, most: number] {
  const count = Object.entries(config).find(([key]) => key.startsWith('mpath-'))?.[1] ?? '';
  const [, up = '0', most = '0'] = /^\[(\d+), (\d+)\]$/.exec(count) ?? [];
  return [Number(up), Number(most)];
}

/** MB/s that the guests read and write, by the end of each reading since the beginning. */
async function ratesSince(world: LabWorld, beginS: number, endS: number): Promise<readonly Point[]> {
  const wanted = (source: string, owner: string): boolean => owner === 'vm' && /^vbd_\w+_(read|write)$/.test(source);
  const sums = new Map<number, number>();
  for (const { rows } of await world.readings(endS, wanted)) {
    for (const { timeS, value } of rows) {
      if (timeS > beginS) sums.set(timeS - beginS, (sums.get(timeS - beginS) ?? 0) + value / 1e6);
    }
  }
  return [...sums].map(([x, y]) => ({ x, y }));
}

async function alertsSince(world: LabWorld, sinceS: number): Promise<Measured['alerts']> {
  const messages = Object.values(await world.call('message.get_all_records'));
  return messages
    .filter(({ name, timestamp }) => name === 'MULTIPATH_PERIODIC_ALERT' && fromXapiDate(timestamp) / 1000 > sinceS)
    .map(({ timestamp, body }) => ({
      afterS: Math.round(fromXapiDate(timestamp) / 1000 - sinceS),
      counts: body.match(/current=\d+; max=\d+/g)?.at(-1) ?? '',
    }))
    .sort((a, b) => a.afterS - b.afterS);
}

/** When each phase begins and ends. */
function phaseTimes(outageS: number): readonly (readonly [fromS: number, toS: number])[] {
  const lostS = 2 * WHOLE_S + outageS;
  return [
    [0, WHOLE_S],
    [WHOLE_S, WHOLE_S + outageS],
    [lostS, lostS + outageS],
  ];
}

/** The mean rate of a phase once all is settled. */
function settled({ rates }: Measured, phase: number, outageS: number): number {
  const [fromS = 0, toS = 0] = phaseTimes(outageS)[phase] ?? [];
  const within = rates.filter(({ x }) => x - STEP_S >= fromS + SETTLED_S && x <= toS);
  return within.reduce((sum, { y }) => sum + y, 0) / Math.max(1, within.length);
}

/** For how long nothing went, by what is missing of the rate that the phase came to. */
function standstillS(run: Measured, phase: number, outageS: number): number {
  const [fromS = 0] = phaseTimes(outageS)[phase] ?? [];
  const after = settled(run, phase, outageS);
  const early = run.rates.filter(({ x }) => x > fromS && x - STEP_S < fromS + SETTLED_S);
  return after <= 0 ? 0 : early.reduce((sum, { y }) => sum + Math.max(0, 1 - y / after) * STEP_S, 0);
}

const MB_PER_S = { label: 'Throughput of all guests', unit: 'MB/s', scale: 'linear' } as const;
const SECONDS = { label: 'Time', unit: 's', scale: 'seconds' } as const;

function seriesOf({ profile }: Measured, points: LabSeries['points']): LabSeries {
  return { id: profile, name: NAMES[profile] ?? profile, points };
}

function overTime(measured: readonly Measured[]): LabChart {
  return {
    id: 'time',
    title: 'A pulled cable, then a lost controller',
    kind: 'lines',
    x: SECONDS,
    y: MB_PER_S,
    series: measured.map((run) => seriesOf(run, run.rates)),
    published: [],
  };
}

/** The counts are the same whatever the policy. */
function pathsOverTime([first]: readonly Measured[]): LabChart {
  const figure = figureOf(MULTIPATH_FIGURES, 'paths');
  return {
    id: 'paths',
    title: 'Paths that the server counts',
    kind: 'lines',
    x: SECONDS,
    y: { label: 'Paths in PBD.other_config', unit: '', scale: 'linear' },
    series: first === undefined ? [] : [{ id: 'paths', name: 'paths that are up', points: first.paths }],
    published: [{ id: 'paths', label: `${figure.published} paths`, y: figure.published, source: figure.source }],
  };
}

/** The published gain is of links of 1 Gbit/s. */
function isAsPublished(fabric: Fabric): boolean {
  return fabric === 'iscsi-1';
}

function byPhase(measured: readonly Measured[], outageS: number, fabric: Fabric): LabChart {
  const inTurn = measured.find(({ profile }) => profile === 'round-robin');
  const { published, source } = figureOf(MULTIPATH_FIGURES, 'alua-gain');
  const base = inTurn === undefined ? 0 : settled(inTurn, 0, outageS);
  const band: LabPublished = {
    id: 'gain',
    label: `optimized paths: up to ${published} % more`,
    series: 'alua',
    x: PHASES[0],
    y: [base, base * (1 + published / 100)],
    source,
  };
  return {
    id: 'phases',
    title: 'Throughput once requests have found their way',
    kind: 'bars',
    x: { label: 'Paths', unit: '', scale: 'names' },
    y: MB_PER_S,
    series: measured.map((run) =>
      seriesOf(
        run,
        PHASES.map((x, phase) => ({ x, y: settled(run, phase, outageS) })),
      ),
    ),
    published: inTurn !== undefined && isAsPublished(fabric) ? [band] : [],
  };
}

function findingsOf(measured: readonly Measured[], outageS: number, fabric: Fabric): readonly LabFinding[] {
  const paths = figureOf(MULTIPATH_FIGURES, 'paths');
  const most = Math.max(...measured.map(({ mostPaths }) => mostPaths));
  const findings = [compareWith(paths, 'Paths to the LUN', most, paths.published, 'paths')];
  const [optimized, inTurn] = ['alua', 'round-robin'].map((name) => measured.find(({ profile }) => profile === name));
  if (optimized !== undefined && inTurn !== undefined) {
    const gain = (settled(optimized, 0, outageS) / settled(inTurn, 0, outageS) - 1) * 100;
    const figure = figureOf(MULTIPATH_FIGURES, 'alua-gain');
    const what = 'Gain of optimized paths over all in turn';
    findings.push(
      isAsPublished(fabric)
        ? compareWith(figure, what, gain, figure.published, '%')
        : { what, measured: `${gain.toFixed(0)} %` },
    );
  }
  for (const run of measured) {
    const name = NAMES[run.profile] ?? run.profile;
    findings.push(
      {
        what: `${name}: nothing goes after a cable is pulled`,
        measured: `${standstillS(run, 1, outageS).toFixed(0)} s`,
      },
      {
        what: `${name}: nothing goes after a controller is lost`,
        measured: `${standstillS(run, 2, outageS).toFixed(0)} s`,
      },
    );
  }
  const alerts = measured[0]?.alerts ?? [];
  const told = alerts.map(({ afterS, counts }) => `${afterS} s (${counts})`).join(', ');
  return [...findings, { what: 'MULTIPATH_PERIODIC_ALERT, after the cable was pulled', measured: told || 'none' }];
}
