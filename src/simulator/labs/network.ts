import type { LabChart, LabFinding, LabPublished, LabSeries } from '../../control/labs/lab';
import type { Ref } from '../../xapi/datamodel/ref';
import { NETWORK_FIGURES } from '../physics/calibration/published/network';
import type { Bench, LabWorld } from './bench';
import type { Experiment } from './experiment';
import { buildNetworkBed, GUEST, PORT, type NetworkRelease, type Wiring } from './network-bed';
import { compareWith, figureOf } from './published';
import { guestsNamed, tell } from './telling';

type FigureId = (typeof NETWORK_FIGURES)[number]['id'];

const NAMES: Readonly<Record<NetworkRelease, string>> = {
  '6.2': 'XenServer 6.2',
  'creedence-alpha-1': 'Creedence alpha 1',
  'creedence-alpha-2': 'Creedence alpha 2',
  '6.5': 'XenServer 6.5',
  '7.0': 'XenServer 7.0',
};
/** With how many guests, and connections of each, is measured; as many as were asked for come last. */
const GUESTS: readonly number[] = [1, 2, 3, 4, 6, 8, 16, 32, 64];
const CONNECTIONS: readonly number[] = [10, 50, 100, 200, 300, 500, 1000];
/** Fewer do not keep the control domain of any release busy. */
const MANY = 8;
/** A reading is of 5 s; this is long enough for the newest to be of nothing but the present work. */
const SETTLE_MS = 15_000;

interface Measured {
  readonly gbitPerS: number;
  /** Use of the control domain's processors, per cent of them. */
  readonly dom0Percent: number;
}

interface Run {
  readonly release: NetworkRelease;
  /** One stream, Gbit/s. */
  readonly outgoing: number;
  readonly incoming: number;
  readonly byGuests: readonly (Measured & { readonly guests: number })[];
  readonly byConnections: readonly (Measured & { readonly connections: number })[];
}

/** How fast guests of each release send and receive, and what stops them. */
export const runNetwork: Experiment = async (bench, answers) => {
  const releases = answers.choices('release') as readonly NetworkRelease[];
  const guests = answers.number('guests');
  const connections = answers.number('connections');
  const gro = answers.choice('gro');
  const wiring: Wiring = {
    linkGbit: Number(answers.choice('link')),
    mtu: Number(answers.choice('mtu')),
    gro: gro === 'on' || gro === 'off' ? gro : null,
  };
  const counts = [...GUESTS.filter((count) => count < guests), guests];
  bench.plan(releases.length * (2 + counts.length + CONNECTIONS.length));
  const runs: Run[] = [];
  for (const release of releases) {
    const name = `${NAMES[release]} with ${guests} guests`;
    const world = await bench.build(name, (stage) => buildNetworkBed(stage, release, guests, wiring));
    runs.push(await measure(bench, world, release, counts, connections));
  }
  // What was published was measured where no wire held anything back.
  const isReference = wiring.linkGbit === 100 && wiring.mtu === 1500 && wiring.gro === null;
  const published = isReference ? publishedOf(runs, guests) : [];
  return {
    charts: [streamChart(runs, published), ...guestCharts(runs, published), connectionChart(runs, guests)],
    findings: [...published.map(({ finding }) => finding), ...runs.flatMap(tableFindings)],
  };
};

async function measure(
  bench: Bench,
  world: LabWorld,
  release: NetworkRelease,
  counts: readonly number[],
  connections: number,
): Promise<Run> {
  const vms = await guestsNamed(world, GUEST);
  const [first = ''] = vms;
  const dom0 = await uuidOfDom0(world);
  const say = (step: string): void => bench.step(world, `${NAMES[release]}: ${step}`);

  say('one stream from a guest');
  const outgoing = await stream(world, first, 'outgoing');
  say('one stream to a guest');
  const incoming = await stream(world, first, 'incoming');
  const byGuests: Run['byGuests'][number][] = [];
  const byConnections: Run['byConnections'][number][] = [];
  let busy = 0;
  for (const guests of counts) {
    say(guests === 1 ? 'one guest' : `${guests} guests`);
    for (const vm of vms.slice(busy, guests)) await tell(world, vm, `network-requests rate=max streams=${connections}`);
    busy = guests;
    byGuests.push({ guests, ...(await throughput(world, dom0)) });
  }
  for (const each of CONNECTIONS) {
    say(`${each} connections of each guest`);
    for (const vm of vms) await tell(world, vm, `network-requests rate=max streams=${each}`);
    byConnections.push({ connections: each, ...(await throughput(world, dom0)) });
  }
  return { release, outgoing, incoming, byGuests, byConnections };
}

async function uuidOfDom0(world: LabWorld): Promise<string> {
  const [host = ''] = await world.call('host.get_all');
  return world.call('VM.get_uuid', await world.call('host.get_control_domain', host));
}

const gbit = (bytesPerS: number): number => (bytesPerS * 8) / 1e9;

async function stream(world: LabWorld, vm: Ref<'VM'>, direction: 'incoming' | 'outgoing'): Promise<number> {
  await tell(world, vm, `network-stream ${direction}`);
  world.advance(SETTLE_MS);
  const source = direction === 'incoming' ? 'vif_0_rx' : 'vif_0_tx';
  return gbit(await world.sum((name) => name === source, await world.call('VM.get_uuid', vm)));
}

async function throughput(world: LabWorld, dom0: string): Promise<Measured> {
  world.advance(SETTLE_MS);
  const readings = await world.readings(10, () => true, dom0, undefined, true);
  const newest = (name: string): number => readings.find(({ source }) => source === name)?.rows.at(-1)?.value ?? 0;
  const bytesPerS = newest(`pif_${PORT}_rx`) + newest(`pif_${PORT}_tx`);
  return { gbitPerS: gbit(bytesPerS), dom0Percent: 100 * newest('cpu_usage') };
}

const GBIT_PER_S = { label: 'Throughput', unit: 'Gbit/s', scale: 'linear' } as const;

function streamChart(runs: readonly Run[], published: readonly Published[]): LabChart {
  const series = (['outgoing', 'incoming'] as const).map((direction): LabSeries => ({
    id: direction,
    name: LABELS[direction],
    points: runs.map((run) => ({ x: NAMES[run.release], y: run[direction] })),
  }));
  return {
    id: 'stream',
    title: 'One stream',
    kind: 'bars',
    x: { label: 'Release', unit: '', scale: 'names' },
    y: GBIT_PER_S,
    series,
    published: published.flatMap(({ of, mark }) => (of === 'all' ? [] : [mark])),
  };
}

function guestCharts(runs: readonly Run[], published: readonly Published[]): readonly LabChart[] {
  const series = (of: (measured: Measured) => number): readonly LabSeries[] =>
    runs.map(({ release, byGuests }) => ({
      id: release,
      name: NAMES[release],
      points: byGuests.map((measured) => ({ x: measured.guests, y: of(measured) })),
    }));
  const common = { kind: 'lines', x: { label: 'Guests', unit: '', scale: 'log' } } as const;
  return [
    {
      ...common,
      id: 'guests',
      title: 'Guests that send and receive at once',
      y: { ...GBIT_PER_S, label: 'Throughput of all guests' },
      series: series(({ gbitPerS }) => gbitPerS),
      published: published.flatMap(({ of, mark }) => (of === 'all' ? [mark] : [])),
    },
    {
      ...common,
      id: 'dom0',
      title: 'Work of the control domain',
      y: { label: 'Use of its processors', unit: '%', scale: 'linear' },
      series: series(({ dom0Percent }) => dom0Percent),
      published: [],
    },
  ];
}

function connectionChart(runs: readonly Run[], guests: number): LabChart {
  return {
    id: 'connections',
    title: `The flow table of Open vSwitch, ${guests === 1 ? 'one guest' : `${guests} guests`}`,
    kind: 'lines',
    x: { label: 'Connections of a guest', unit: '', scale: 'log' },
    y: { ...GBIT_PER_S, label: 'Throughput of all guests' },
    series: runs.map(({ release, byConnections }) => ({
      id: release,
      name: NAMES[release],
      points: byConnections.map(({ connections, gbitPerS }) => ({ x: connections, y: gbitPerS })),
    })),
    published: [],
  };
}

type Of = 'outgoing' | 'incoming' | 'all';

const WHAT: Readonly<Record<Of, string>> = {
  outgoing: 'a stream from a guest',
  incoming: 'a stream to a guest',
  all: 'all guests together',
};
const LABELS: Readonly<Record<Of, string>> = { outgoing: 'From a guest', incoming: 'To a guest', all: 'All guests' };

interface Known {
  readonly id: FigureId;
  readonly of: Of;
  readonly release: NetworkRelease;
  /** Published is what a release gains over this one, or how many times as fast it is. */
  readonly over?: NetworkRelease;
}

const KNOWN: readonly Known[] = [
  { id: 'tx-65', of: 'outgoing', release: '6.5' },
  { id: 'tx-70', of: 'outgoing', release: '7.0' },
  { id: 'rx-gro', of: 'incoming', release: 'creedence-alpha-1', over: '6.2' },
  { id: 'rx-alpha2', of: 'incoming', release: 'creedence-alpha-2', over: 'creedence-alpha-1' },
  { id: 'tx-single', of: 'outgoing', release: 'creedence-alpha-2', over: '6.2' },
  { id: 'net-aggregate', of: 'all', release: 'creedence-alpha-2', over: '6.2' },
  { id: 'net-aggregate-alpha2', of: 'all', release: 'creedence-alpha-2', over: 'creedence-alpha-1' },
  { id: 'net-aggregate-70', of: 'all', release: '7.0', over: '6.5' },
];

interface Published {
  readonly of: Of;
  readonly finding: LabFinding;
  readonly mark: LabPublished;
}

/** What was published of the releases that were measured. A gain is marked above what the earlier release reached here. */
function publishedOf(runs: readonly Run[], guests: number): readonly Published[] {
  const by = new Map(runs.map((run) => [run.release, run]));
  return KNOWN.flatMap(({ id, of, release, over }): Published[] => {
    const [run, before] = [by.get(release), over === undefined ? undefined : by.get(over)];
    if (run === undefined || (over !== undefined && before === undefined) || (of === 'all' && guests < MANY)) return [];
    const figure = figureOf(NETWORK_FIGURES, id);
    const { published, source, unit } = figure;
    const reached = valueOf(run, of);
    const place = of === 'all' ? { series: release } : { series: of, x: NAMES[release] };
    if (before === undefined || over === undefined) {
      const finding = compareWith(figure, `${NAMES[release]}, ${WHAT[of]}`, reached, published, unit);
      return [
        { of, finding, mark: { id, label: `${LABELS[of]}: ${published} ${unit}`, ...place, y: published, source } },
      ];
    }
    const base = valueOf(before, of);
    const isGain = unit === '%';
    const measured = isGain ? (reached / base - 1) * 100 : reached / base;
    const finding = compareWith(
      figure,
      `${NAMES[release]} over ${NAMES[over]}, ${WHAT[of]}`,
      measured,
      published,
      unit,
    );
    const gain = isGain ? `+${published} %` : `${published} times`;
    const label = `${LABELS[of]}: ${gain} over ${NAMES[over]}`;
    return [
      { of, finding, mark: { id, label, ...place, y: base * (isGain ? 1 + published / 100 : published), source } },
    ];
  });
}

function valueOf(run: Run, of: Of): number {
  return of === 'all' ? Math.max(...run.byGuests.map(({ gbitPerS }) => gbitPerS)) : run[of];
}

const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/** What is left of the throughput when every guest has as many connections as were tried. */
function tableFindings({ release, byConnections }: Run): readonly LabFinding[] {
  const [first, last] = [byConnections[0], byConnections.at(-1)];
  if (first === undefined || last === undefined) return [];
  return [
    {
      what: `${NAMES[release]}, throughput that is left with ${last.connections} connections of each guest`,
      measured: `${number.format((100 * last.gbitPerS) / first.gbitPerS)} %`,
    },
  ];
}
