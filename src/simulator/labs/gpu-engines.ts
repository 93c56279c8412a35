import type { LabChart, LabFinding, LabSeries } from '../../control/labs/lab';
import { GPU_FIGURES } from '../physics/calibration/published/gpu';
import type { Bench, LabWorld } from './bench';
import { buildTwoEngines } from './gpu-bed';
import { compareWith, figureOf } from './published';
import { guestsNamed, record, tell } from './telling';

const ENGINES = [0, 1] as const;
/** Nothing renders at first; then a run begins every so often: a GPU settles in about as long. */
const REST_S = 60;
const RUN_S = 140;
const STEP_S = 5;

interface Quantity {
  readonly name: 'temperature' | 'memory_clock' | 'utilisation';
  readonly title: string;
  readonly label: string;
  readonly unit: string;
  readonly factor: number;
}

const QUANTITIES: readonly Quantity[] = [
  { name: 'utilisation', title: 'Load of each engine', label: 'Load', unit: '%', factor: 100 },
  { name: 'temperature', title: 'Temperature of each engine', label: 'Temperature', unit: '°C', factor: 1 },
  { name: 'memory_clock', title: 'Memory clock of each engine', label: 'Memory clock', unit: 'MHz', factor: 1 },
];

interface Measured {
  /** Readings by data source, from the beginning. */
  readonly points: ReadonlyMap<string, readonly { readonly x: number; readonly y: number }[]>;
  /** Frame buffer of each engine that dom0 sees while nobody has them, MiB. */
  readonly frameBufferMib: number;
  readonly runs: number;
}

export const ENGINE_STEPS = (runs: number): number => runs + 1;

/** One Heaven run after the other begins in a guest that has two engines. */
export async function measureEngines(bench: Bench, work: string, runs: number): Promise<Measured> {
  const world = await bench.build('Two GRID K2 engines in one VM', buildTwoEngines);
  const buffers = await world.readings(10, (name, owner) => owner === 'host' && /^gpu_memory_(free|used)_/.test(name));
  const frameBufferMib =
    buffers.reduce((sum, { rows }) => sum + (rows.at(-1)?.value ?? 0), 0) / ENGINES.length / 1024 ** 2;
  const [vm = ''] = await guestsNamed(world, 'two engines');
  await world.call('VM.start', vm, false, false);
  // dom0 cannot see a GPU that is passed through; the guest tells of it as soon as it has something to render.
  await tell(world, vm, 'gpu-benchmark');
  const names = ['fps', ...QUANTITIES.map(({ name }) => name)];
  await record(
    world,
    [vm],
    ENGINES.flatMap((engine) => names.map((name) => `gpu${engine}_${name}`)),
  );
  await tell(world, vm, 'idle');
  world.advance(10 * 60_000 - (world.nowMs % (STEP_S * 1000)));
  const uuid = await world.call('VM.get_uuid', vm);
  const points = new Map<string, { x: number; y: number }[]>();
  const beginS = world.nowMs / 1000;
  for (let run = 0; run <= runs; run++) {
    bench.step(world, run === 0 ? 'two engines: nothing renders' : `two engines: ${run} of ${runs} runs`);
    if (run > 0) await tell(world, vm, `${work} sessions=${run}`);
    world.advance((run === 0 ? REST_S : RUN_S) * 1000);
    await note(world, uuid, beginS, run === 0 ? REST_S : RUN_S, points);
  }
  return { points, frameBufferMib, runs };
}

async function note(
  world: LabWorld,
  vm: string,
  beginS: number,
  seconds: number,
  points: Map<string, { x: number; y: number }[]>,
): Promise<void> {
  const wanted = (name: string, owner: string): boolean => owner === 'vm' && /^(gpu\d_\w+|cpu_usage)$/.test(name);
  for (const { uuid, source, rows } of await world.readings(seconds, wanted)) {
    if (uuid !== vm) continue;
    const known = points.get(source) ?? [];
    const lastX = known.at(-1)?.x ?? 0;
    const fresh = rows.map(({ timeS, value }) => ({ x: timeS - beginS, y: value })).filter(({ x }) => x > lastX);
    points.set(source, [...known, ...fresh]);
  }
}

/** What a source read at the end of a run. */
function endOf({ points }: Measured, source: string, run: number): number {
  const endS = REST_S + run * RUN_S;
  return points.get(source)?.findLast(({ x }) => x <= endS)?.y ?? 0;
}

/** Runs on an engine at a moment: they go to one after the other. */
function runsAt(engine: number, x: number): number {
  const run = x <= REST_S ? 0 : Math.ceil((x - REST_S) / RUN_S);
  return Math.max(0, Math.ceil((run - engine) / ENGINES.length));
}

const TIME = { label: 'Time', unit: 's', scale: 'seconds' } as const;

export function chartsOfEngines({ points }: Measured): readonly LabChart[] {
  const seriesOf = (name: string, y: (value: number, runs: number) => number): readonly LabSeries[] =>
    ENGINES.map((engine) => ({
      id: `engine-${engine}`,
      name: `engine ${engine + 1}`,
      points: (points.get(`gpu${engine}_${name}`) ?? []).map((point) => ({
        x: point.x,
        y: y(point.y, runsAt(engine, point.x)),
      })),
    }));
  const each: LabChart = {
    id: 'engines-fps',
    title: 'Frame rate of each run, while more and more begin',
    kind: 'lines',
    x: TIME,
    y: { label: 'Frame rate of each run', unit: 'fps', scale: 'linear' },
    series: seriesOf('fps', (fps, runs) => fps / Math.max(1, runs)),
    published: [],
  };
  const others = QUANTITIES.map(({ name, title, label, unit, factor }): LabChart => ({
    id: `engines-${name}`,
    title,
    kind: 'lines',
    x: TIME,
    y: { label, unit, scale: 'linear' },
    series: seriesOf(name, (value) => value * factor),
    published: [],
  }));
  return [each, ...others];
}

export function findingsOfEngines(measured: Measured): readonly LabFinding[] {
  const { runs, frameBufferMib } = measured;
  const alone = endOf(measured, 'gpu0_fps', 1);
  const findings: LabFinding[] = [];
  const buffer = figureOf(GPU_FIGURES, 'k2-memory');
  findings.push(
    compareWith(buffer, 'Frame buffer of each engine of the K2', frameBufferMib / 1024, buffer.published / 1024, 'GiB'),
  );
  if (runs >= 2) {
    const score = figureOf(GPU_FIGURES, 'two-heaven');
    const second = (endOf(measured, 'gpu1_fps', 2) / alone) * 100;
    findings.push(compareWith(score, 'A second run on its own engine, of one alone', second, score.published, '%'));
    const kept = (endOf(measured, 'gpu0_fps', 2) / alone) * 100;
    findings.push(compareWith(score, 'The first run meanwhile, of what it had alone', kept, score.published, '%'));
    const cpu = figureOf(GPU_FIGURES, 'two-heaven-cpu');
    const used = endOf(measured, 'cpu_usage', 2) * 100;
    findings.push(compareWith(cpu, 'Processors of the guest with two runs', used, cpu.published, '%'));
  }
  const loads = ENGINES.map((engine) => `${(endOf(measured, `gpu${engine}_utilisation`, runs) * 100).toFixed(0)} %`);
  const celsius = ENGINES.map((engine) => `${endOf(measured, `gpu${engine}_temperature`, runs).toFixed(0)} °C`);
  return [
    ...findings,
    { what: 'One run alone', measured: `${alone.toFixed(1)} fps` },
    {
      what: `The first of ${runs}`,
      measured: `${(endOf(measured, 'gpu0_fps', runs) / Math.ceil(runs / 2)).toFixed(1)} fps`,
    },
    { what: `Load of the engines, ${runs === 1 ? 'one run' : `${runs} runs`}`, measured: loads.join(' and ') },
    { what: 'Temperature of the engines at the end', measured: celsius.join(' and ') },
  ];
}
