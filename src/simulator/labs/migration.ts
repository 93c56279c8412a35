import type { LabChart, LabFinding, LabSeries } from '../../control/labs/lab';
import { LIFECYCLE_FIGURES } from '../physics/calibration/published/lifecycle';
import { migrationBytesPerSecond, migrationTimes } from '../physics/lifecycle';
import type { Experiment } from './experiment';
import { buildMigrationBed } from './migration-bed';
import { moveGuest, moveWithDisk, type Move } from './migration-measure';
import { compareWith, figureOf } from './published';

const DIRTY_STEPS = 8;
/** What the guest with a disk writes, MB/s. */
const WRITES_MB = [0, 20, 40, 60, 80, 100] as const;

interface Measured {
  readonly gbit: number;
  readonly moves: readonly Move[];
  readonly diskMoves: readonly { readonly x: number; readonly y: number }[];
}

interface Conditions {
  readonly memoryGib: number;
  readonly workingSetMib: number;
  readonly isCompressed: boolean;
}

/** Total time and downtime by dirty rate and link, then Storage XenMotion by what the guest writes. */
export const runMigration: Experiment = async (bench, answers) => {
  const links = answers.choices('links').map(Number);
  const most = answers.number('dirty');
  const conditions: Conditions = {
    memoryGib: answers.number('memory'),
    workingSetMib: answers.number('set'),
    isCompressed: answers.choice('compression') === 'on',
  };
  bench.plan(links.length * (DIRTY_STEPS + 1 + WRITES_MB.length));
  const measured: Measured[] = [];
  for (const gbit of links) {
    const world = await bench.build(`Two servers with ${gbit} Gbit/s`, (stage) =>
      buildMigrationBed(stage, gbit, conditions.memoryGib, answers.number('disk')),
    );
    const [pool = ''] = await world.call('pool.get_all');
    await world.call('pool.set_migration_compression', pool, conditions.isCompressed);
    const moves: Move[] = [];
    for (let step = 0; step <= DIRTY_STEPS; step++) {
      const dirtyMb = Math.round((most * step) / DIRTY_STEPS);
      bench.step(world, `${gbit} Gbit/s: ${dirtyMb} MB/s changed`);
      moves.push(await moveGuest(world, dirtyMb, conditions.workingSetMib));
    }
    const diskMoves: { x: number; y: number }[] = [];
    for (const writeMb of WRITES_MB) {
      bench.step(world, `${gbit} Gbit/s: with its disk, ${writeMb} MB/s written`);
      diskMoves.push({ x: writeMb, y: await moveWithDisk(world, writeMb) });
    }
    measured.push({ gbit, moves, diskMoves });
  }
  return {
    charts: [
      totals(measured),
      downtimes(measured),
      rounds(measured, conditions),
      ...overTime(measured),
      disks(measured),
    ],
    findings: findingsOf(measured),
  };
};

const DIRTY = { label: 'Memory changed', unit: 'MB/s', scale: 'linear' } as const;

function seriesOf({ gbit }: Measured, points: LabSeries['points']): LabSeries {
  return { id: `${gbit}g`, name: `${gbit} Gbit/s`, points };
}

function totals(measured: readonly Measured[]): LabChart {
  return {
    id: 'total',
    title: 'From the call to its end',
    kind: 'lines',
    x: DIRTY,
    y: { label: 'Total time', unit: 's', scale: 'linear' },
    series: measured.map((run) =>
      seriesOf(
        run,
        run.moves.map(({ dirtyMb, totalS }) => ({ x: dirtyMb, y: totalS })),
      ),
    ),
    published: [],
  };
}

function downtimes(measured: readonly Measured[]): LabChart {
  const { published, source } = figureOf(LIFECYCLE_FIGURES, 'least-downtime');
  return {
    id: 'downtime',
    title: 'How long the guest stands still: what is missing of the stream that it sends',
    kind: 'lines',
    x: DIRTY,
    y: { label: 'Downtime', unit: 'ms', scale: 'log' },
    series: measured.map((run) =>
      seriesOf(
        run,
        run.moves.map(({ dirtyMb, downtimeS }) => ({ x: dirtyMb, y: downtimeS * 1000 })),
      ),
    ),
    published: [{ id: 'least', label: `as low as ${published} ms`, x: 0, y: published, source }],
  };
}

/**
 * Rounds come from the model itself: servers write them to a log (xenguest), and tell nobody over XenAPI. Their sum is
 * what goes over the management network.
 */
function rounds(measured: readonly Measured[], { memoryGib, workingSetMib, isCompressed }: Conditions): LabChart {
  const all = measured.map(({ gbit, moves }) => {
    const times = migrationTimes({
      memoryBytes: memoryGib * 1024 ** 3,
      dirtyBytesPerSecond: (moves.at(-1)?.dirtyMb ?? 0) * 1e6,
      workingSetBytes: workingSetMib * 1024 ** 2,
      networkBytesPerSecond: migrationBytesPerSecond(gbit * 1000, isCompressed),
      disks: 0,
    });
    return { gbit, bytes: [...times.rounds.map(({ bytes }) => bytes), times.lastBytes] };
  });
  const most = Math.max(...all.map(({ bytes }) => bytes.length));
  const nameOf = (round: number): string => (round === most - 1 ? 'while it stands still' : `round ${round + 1}`);
  return {
    id: 'rounds',
    title: 'Memory sent in each round, at the highest dirty rate',
    kind: 'stacked',
    x: { label: 'Link', unit: '', scale: 'names' },
    y: { label: 'Memory', unit: 'GB', scale: 'linear' },
    series: Array.from({ length: most }, (_, round) => ({
      id: `round-${round + 1}`,
      name: nameOf(round),
      points: all.map(({ gbit, bytes }) => {
        // The last of each is what goes while the guest stands still, however many came before.
        const at = round === most - 1 ? bytes.length - 1 : round < bytes.length - 1 ? round : -1;
        return { x: `${gbit} Gbit/s`, y: (bytes[at] ?? 0) / 1e9 };
      }),
    })),
    published: [],
  };
}

/** The first link, where most is to be seen. */
function overTime([first]: readonly Measured[]): readonly LabChart[] {
  const move = first?.moves.at(-1);
  if (first === undefined || move === undefined) return [];
  return [
    {
      id: 'time',
      title: `One migration over ${first.gbit} Gbit/s, ${move.dirtyMb} MB/s changed`,
      kind: 'lines',
      x: { label: 'Time from the call', unit: 's', scale: 'seconds' },
      y: { label: 'Rate', unit: 'MB/s', scale: 'linear' },
      series: [
        { id: 'sent', name: 'management network, sent (pif_eth0_tx)', points: move.sent },
        { id: 'stream', name: 'stream of the guest (vif_0_tx)', points: move.stream },
      ],
      published: [],
    },
  ];
}

function disks(measured: readonly Measured[]): LabChart {
  return {
    id: 'disk',
    title: 'Storage XenMotion to the other server while the guest writes',
    kind: 'lines',
    x: { label: 'Written by the guest', unit: 'MB/s', scale: 'linear' },
    y: { label: 'Total time', unit: 's', scale: 'linear' },
    series: measured.map((run) => seriesOf(run, run.diskMoves)),
    published: [],
  };
}

const round = (value: number, unit: string): string => `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`;

function findingsOf(measured: readonly Measured[]): readonly LabFinding[] {
  const least = figureOf(LIFECYCLE_FIGURES, 'least-downtime');
  const quietest = Math.min(...measured.map(({ moves }) => moves[0]?.downtimeS ?? Infinity)) * 1000;
  const findings = [compareWith(least, 'Downtime of a guest that changes nothing', quietest, least.published, 'ms')];
  for (const { gbit, moves, diskMoves } of measured) {
    const [quiet, busy] = [moves[0], moves.at(-1)];
    const [idle, writing] = [diskMoves[0], diskMoves.at(-1)];
    if (quiet === undefined || busy === undefined || idle === undefined || writing === undefined) continue;
    const what = (text: string): string => `${gbit} Gbit/s: ${text}`;
    findings.push(
      {
        what: what(`time, nothing and ${busy.dirtyMb} MB/s changed`),
        measured: `${round(quiet.totalS, 's')} and ${round(busy.totalS, 's')}`,
      },
      { what: what(`downtime, ${busy.dirtyMb} MB/s changed`), measured: round(busy.downtimeS, 's') },
      {
        what: what(`sent over the network, ${busy.dirtyMb} MB/s changed`),
        measured: round(busy.sentBytes / 1e9, 'GB'),
      },
      {
        what: what(`with its disk, nothing and ${writing.x} MB/s written`),
        measured: `${round(idle.y, 's')} and ${round(writing.y, 's')}`,
      },
    );
  }
  return findings;
}
