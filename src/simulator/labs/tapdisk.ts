import type { LabChart, LabFinding, LabPublished, LabSeries } from '../../control/labs/lab';
import { STORAGE_FIGURES } from '../physics/calibration/published/storage';
import { buildTestBed, type TestBedRelease } from '../scenarios/test-bed';
import type { LabWorld } from './bench';
import type { Experiment } from './experiment';
import { compareWith, figureOf } from './published';
import { guestsNamed, tell } from './telling';

type Direction = 'read' | 'write';

const BLOCKS = ['512', '4k', '16k', '64k', '256k', '1m', '4m'] as const;
const BYTES: Readonly<Record<(typeof BLOCKS)[number], number>> = {
  '512': 512,
  '4k': 4096,
  '16k': 16_384,
  '64k': 65_536,
  '256k': 262_144,
  '1m': 1_048_576,
  '4m': 4_194_304,
};
const PATHS: Readonly<Record<TestBedRelease, string>> = { '6.2': 'tapdisk2', '6.5': 'tapdisk3' };
const PUBLISHED = {
  '6.2': { read: 'r720-td2-r', write: 'r720-td2-w' },
  '6.5': { read: 'r720-td3-r', write: 'r720-td3-w' },
} as const;
/** A reading is of 5 s; this is long enough for the newest to be of nothing but the present work. */
const SETTLE_MS = 15_000;

interface Measured {
  readonly release: TestBedRelease;
  readonly direction: Direction;
  /** GB/s by block, for each number of guests from 1. */
  readonly byGuests: readonly Readonly<Record<(typeof BLOCKS)[number], number>>[];
}

/** Aggregate throughput of the R720 by release, direction, guests and size of requests. */
export const runTapdisk: Experiment = async (bench, answers) => {
  const releases = answers.choices('release') as readonly TestBedRelease[];
  const directions = answers.choices('direction') as readonly Direction[];
  const guests = answers.number('guests');
  const depth = answers.number('depth');
  bench.plan(releases.length * directions.length * guests);
  const measured: Measured[] = [];
  for (const release of releases) {
    const world = await bench.build(`R720 with XenServer ${release}`, (stage) => buildTestBed(stage, release));
    const vms = await guestsNamed(world, 'bench-');
    for (const direction of directions) {
      const byGuests: Measured['byGuests'][number][] = [];
      for (let count = 1; count <= guests; count++) {
        bench.step(world, `${PATHS[release]}, ${direction}: ${count} of ${guests} guests`);
        byGuests.push(await throughputs(world, vms.slice(0, count), direction, depth));
      }
      measured.push({ release, direction, byGuests });
      for (const vm of vms) await tell(world, vm, 'idle');
    }
  }
  return { charts: [byGuests(measured), byBlock(measured)], findings: measured.map(findingOf) };
};

/** All blocks one after the other, and then one question for the whole time: readings tell what was when. */
async function throughputs(
  world: LabWorld,
  vms: readonly string[],
  direction: Direction,
  depth: number,
): Promise<Measured['byGuests'][number]> {
  const source = new RegExp(`^${direction}_[0-9a-f]{8}$`);
  const endsS: number[] = [];
  for (const block of BLOCKS) {
    const work = `storage-test block=${block} depth=${depth} write=${direction === 'write' ? 100 : 0}`;
    for (const vm of vms) await tell(world, vm, work);
    world.advance(SETTLE_MS);
    endsS.push(world.nowMs / 1000);
  }
  const seconds = (BLOCKS.length * SETTLE_MS) / 1000;
  const repositories = await world.readings(seconds, (name) => source.test(name), 'none');
  const found = BLOCKS.map((block, at) => {
    const newest = repositories.map(({ rows }) => rows.findLast(({ timeS }) => timeS <= (endsS[at] ?? 0))?.value ?? 0);
    return [block, newest.reduce((sum, value) => sum + value, 0) / 1e9] as const;
  });
  return Object.fromEntries(found) as Measured['byGuests'][number];
}

const GB_PER_S = { label: 'Throughput of all guests', unit: 'GB/s', scale: 'linear' } as const;

function seriesOf({ release, direction }: Measured, points: LabSeries['points']): LabSeries {
  return { id: `${release}-${direction}`, name: `${PATHS[release]}, ${direction}`, points };
}

function best(values: Measured['byGuests'][number]): number {
  return Math.max(...Object.values(values));
}

function byGuests(measured: readonly Measured[]): LabChart {
  return {
    id: 'guests',
    title: 'The best throughput of any size of requests',
    kind: 'lines',
    x: { label: 'Guests', unit: '', scale: 'linear' },
    y: GB_PER_S,
    series: measured.map((run) =>
      seriesOf(
        run,
        run.byGuests.map((values, at) => ({ x: at + 1, y: best(values) })),
      ),
    ),
    published: measured.map(publishedOf),
  };
}

function byBlock(measured: readonly Measured[]): LabChart {
  const guests = measured[0]?.byGuests.length ?? 0;
  return {
    id: 'block',
    title: `Throughput by size of requests, ${guests === 1 ? 'one guest' : `${guests} guests`}`,
    kind: 'lines',
    x: { label: 'Size of a request', unit: 'B', scale: 'bytes' },
    y: GB_PER_S,
    series: measured.map((run) => {
      const values = run.byGuests.at(-1);
      return seriesOf(
        run,
        BLOCKS.map((block) => ({ x: BYTES[block], y: values?.[block] ?? 0 })),
      );
    }),
    published: [],
  };
}

function publishedOf({ release, direction }: Measured): LabPublished {
  const { published, source } = figureOf(STORAGE_FIGURES, PUBLISHED[release][direction]);
  const y = published / 1000;
  return { id: `${release}-${direction}`, label: `${PATHS[release]}, ${direction}: ${y} GB/s`, y, source };
}

function findingOf(run: Measured): LabFinding {
  const figure = figureOf(STORAGE_FIGURES, PUBLISHED[run.release][run.direction]);
  const most = Math.max(...run.byGuests.map(best));
  return compareWith(figure, `${PATHS[run.release]}, ${run.direction}, at most`, most, figure.published / 1000, 'GB/s');
}
