import type { Connection } from '../../../xapi/client/contract';
import type { Archive } from '../../../xapi/rrd/archives';
import { extend } from '../../../xapi/rrd/held';
import type { Held } from '../../../xapi/rrd/held';
import { readUpdates, readVmDump } from '../../../xapi/rrd/read-readings';
import type { Owner, Table } from '../model/graph';
import { runningMean } from './running-mean';

/** What is asked of one server, or of the coordinator's archive about one VM that does not run. */
export interface Source {
  /** Null: the one that answers calls. */
  readonly server: string | null;
  readonly stopped: string | null;
  readonly host: boolean;
  readonly vms: readonly string[];
  readonly srs: readonly string[];
}

/** Owners by the server that tells of them. */
export function sourcesOf(owners: readonly Owner[]): readonly Source[] {
  const byServer = new Map<string, { host: boolean; vms: Set<string>; srs: Set<string>; server: string | null }>();
  const stopped = new Set<string>();
  for (const { subject, uuid, server, isStopped } of owners) {
    if (isStopped === true) {
      stopped.add(uuid);
      continue;
    }
    const key = server ?? '';
    let entry = byServer.get(key);
    if (entry === undefined) byServer.set(key, (entry = { host: false, vms: new Set(), srs: new Set(), server }));
    if (subject === 'host') entry.host = true;
    else (subject === 'vm' ? entry.vms : entry.srs).add(uuid);
  }
  return [
    ...[...byServer.values()].map(({ server, host, vms, srs }): Source => ({
      server,
      stopped: null,
      host,
      vms: [...vms],
      srs: [...srs],
    })),
    ...[...stopped].map((uuid): Source => ({ server: null, stopped: uuid, host: false, vms: [], srs: [] })),
  ];
}

/** What one server has told so far. */
export interface Told {
  readonly main: Held | undefined;
  readonly tail: Held | undefined;
  /** Wall time at which it did not answer; null: it does. */
  readonly failedMs: number | null;
}

export interface Sweep {
  readonly told: readonly Told[];
  readonly table: Table;
  /** The newest moment of which anything is known, seconds since 1970; null: nothing is. */
  readonly endS: number | null;
}

export interface SweepQuestion {
  readonly sources: readonly Source[];
  readonly keys: readonly string[];
  readonly archive: Archive;
  /** What the last row of the archive does not know yet, in finer steps. */
  readonly tail: Archive | null;
}

/** A server that is not reachable from here keeps the others waiting no longer. */
const PATIENCE_MS = 8000;
/** And is asked again no sooner. */
const AGAIN_MS = 30_000;

export interface Clocks {
  /** The pool's, seconds since 1970. */
  readonly nowS: number;
  readonly wallMs: number;
}

/** Asks every server for what came since the last time, all at once. */
export async function sweep(
  connection: Connection,
  question: SweepQuestion,
  before: Sweep | undefined,
  clocks: Clocks,
  signal: AbortSignal,
): Promise<Sweep> {
  const told = await Promise.all(
    question.sources.map(async (source, at): Promise<Told> => {
      const known = before?.told[at];
      if (known?.failedMs != null && clocks.wallMs - known.failedMs < AGAIN_MS) return known;
      try {
        return await ask(connection, question, source, known, clocks.nowS, signal);
      } catch {
        signal.throwIfAborted();
        // Also a server that has just gone down: what it told before stays, and the page says that it tells no more.
        return { main: known?.main, tail: known?.tail, failedMs: clocks.wallMs };
      }
    }),
  );
  if (before !== undefined && told.every((each, at) => isSame(each, before.told[at]))) return before;
  return { told, ...tableOf(told, question) };
}

function isSame(a: Told, b: Told | undefined): boolean {
  return a.main === b?.main && a.tail === b?.tail && (a.failedMs === null) === (b?.failedMs === null);
}

async function ask(
  connection: Connection,
  { archive, tail, keys }: SweepQuestion,
  source: Source,
  known: Told | undefined,
  nowS: number,
  signal: AbortSignal,
): Promise<Told> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  if (source.stopped !== null) {
    const dump = await readVmDump(connection, source.server, source.stopped, keys, within);
    const pick = (wanted: Archive | null): Held | undefined => {
      const found = dump.find(({ stepS }) => stepS === wanted?.stepS);
      return found && extend(undefined, found, found.rows);
    };
    return { main: pick(archive), tail: pick(tail), failedMs: null };
  }
  const next = async (held: Held | undefined, { stepS, rows }: Archive): Promise<Held | undefined> => {
    // The clock of a simulated pool may have gone back to an earlier world.
    const isAhead = held !== undefined && held.endS > nowS + stepS;
    const goesOn = held === undefined || isAhead ? undefined : held;
    if (goesOn !== undefined && nowS < goesOn.endS + stepS) return goesOn;
    const { server, host, vms, srs } = source;
    const startS = Math.max(goesOn === undefined ? 0 : goesOn.endS + 1, nowS - stepS * rows + stepS);
    const question = { server, host, vms, srs, startS, stepS, wanted: keys };
    return extend(goesOn, await readUpdates(connection, question, within), rows);
  };
  const [main, newest] = await Promise.all([
    next(known?.main, archive),
    tail === null ? undefined : next(known?.tail, tail),
  ]);
  return { main, tail: newest, failedMs: null };
}

/**
 * All that servers told, at the same moments: the rows of the archive, then newer moments in finer steps. Values at these
 * are means of as much time as one row of the archive is, so that the line goes on as it came.
 */
function tableOf(told: readonly Told[], { keys, archive, tail }: SweepQuestion): Pick<Sweep, 'table' | 'endS'> {
  const mains = told.flatMap(({ main }) => (main === undefined || main.rows === 0 ? [] : [main]));
  const tails = told.flatMap((each) => (each.tail === undefined || each.tail.rows === 0 ? [] : [each.tail]));
  // Servers that cannot look back so far answer in coarser steps: the table has those.
  const stepS = Math.max(archive.stepS, ...mains.map((each) => each.stepS));
  const endS = Math.max(-Infinity, ...mains.map((each) => each.endS));
  const firstS = Math.min(Infinity, ...mains.map((each) => each.endS - (each.rows - 1) * each.stepS));
  const rows = Number.isFinite(endS) ? Math.round((endS - firstS) / stepS) + 1 : 0;
  const fineS = Math.max(tail?.stepS ?? 1, ...tails.map((each) => each.stepS));
  const tailEndS = Math.max(-Infinity, ...tails.map((each) => each.endS));
  const tailFromS = Math.max(endS, Math.min(Infinity, ...tails.map((each) => each.endS - each.rows * each.stepS)));
  const tailRows = Number.isFinite(tailFromS) ? Math.max(0, Math.floor((tailEndS - tailFromS) / fineS)) : 0;
  const times = new Float64Array(rows + tailRows);
  for (let row = 0; row < rows; row += 1) times[row] = firstS + row * stepS;
  for (let row = 0; row < tailRows; row += 1) times[rows + row] = tailEndS - (tailRows - 1 - row) * fineS;
  const columns = new Map<string, Float64Array>();
  const put = (held: Held, key: string, values: Float64Array, first: number, firstAtS: number, most: number): void => {
    let column = columns.get(key);
    if (column === undefined) columns.set(key, (column = new Float64Array(times.length).fill(NaN)));
    const fromS = held.endS - (held.rows - 1) * held.stepS;
    for (let row = 0; row < values.length; row += 1) {
      const at = Math.round((fromS + row * held.stepS - firstAtS) / (first === 0 ? stepS : fineS));
      if (at >= 0 && at < most) column[first + at] = values[row] ?? NaN;
    }
  };
  const isWanted = new Set(keys);
  for (const held of mains) {
    for (const [key, values] of held.columns) if (isWanted.has(key)) put(held, key, values, 0, firstS, rows);
  }
  for (const held of tails) {
    const firstTailS = times[rows];
    if (firstTailS === undefined) break;
    for (const [key, values] of held.columns) {
      if (!isWanted.has(key)) continue;
      const means = runningMean(values, Math.max(1, Math.round(stepS / held.stepS)));
      put(held, key, means, rows, firstTailS, tailRows);
    }
  }
  return { table: { times, stepS, columns }, endS: times.at(-1) ?? null };
}
