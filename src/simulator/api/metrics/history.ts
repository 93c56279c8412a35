import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Json } from '../../engine/agenda';
import type { Database } from '../../engine/database';
import { FORGOTTEN_MS } from './compacted';
import { forgetStops } from '../vm/ended-passages';
import { fromXapiDate, type World } from '../world';

type Vm = Records['VM'];

/** A time in which a VM ran on a server, seconds since 1970. */
export interface Run {
  readonly host: Ref<'host'>;
  readonly fromS: number;
  /** Infinity while it goes on. */
  readonly toS: number;
}

/** A run as the notes keep it; `toS` is absent while it goes on. */
interface Kept {
  readonly host: Ref<'host'>;
  readonly fromS: number;
  readonly toS?: number;
  /** It stood there with its memory, and did not run. */
  readonly isPaused?: true;
}

/**
 * Part of the notes. Rows tell since when a VM runs; kept is what they forget: earlier runs, moves, returns from disk, and
 * when it was paused.
 */
const RUNS = 'runs';
/** So many are kept however old they are; many more than that no guest has in a year. */
const FEW = 12;
const LONGEST = 2000;
const NO_RUNS: readonly Kept[] = [];

function keptRuns({ engine }: World, vm: Ref<'VM'>): readonly Kept[] {
  return (engine.notes.get(RUNS, vm) as unknown as readonly Kept[] | undefined) ?? NO_RUNS;
}

function keep({ engine }: World, vm: Ref<'VM'>, runs: readonly Kept[]): void {
  const oldestS = (engine.nowMs - FORGOTTEN_MS) / 1000;
  const kept = runs.length > FEW ? runs.filter(({ toS = Infinity }) => toS > oldestS).slice(-LONGEST) : runs;
  engine.notes.set(RUNS, vm, kept as unknown as Json);
}

/** The server on which a VM runs, or null. A paused one takes no samples (rrdd_monitor.ml). */
function runsOn(vm: Vm | undefined): Ref<'host'> | null {
  return vm !== undefined && vm.power_state === 'Running' && !isNullRef(vm.resident_on) ? vm.resident_on : null;
}

/** The server on which a VM is paused, or null. */
function standsOn(vm: Vm | undefined): Ref<'host'> | null {
  return vm !== undefined && vm.power_state === 'Paused' && !isNullRef(vm.resident_on) ? vm.resident_on : null;
}

/** Where a VM ran or stood before the open transaction, and since when by its metrics. */
interface Before {
  readonly host: Ref<'host'> | null;
  readonly pausedOn: Ref<'host'> | null;
  readonly startedS: number;
}

/** Follows where VMs run from now on. Once for each world. */
export function recordRuns(world: World): void {
  const { db } = world;
  const changed = new Map<Ref<'VM'>, Before>();
  db.observe('VM', {
    fields: ['domid', 'power_state', 'resident_on'],
    replace: (ref, before, after) => {
      if (before === undefined || changed.has(ref)) return;
      if (after !== undefined && isSameDomain(before, after)) return;
      changed.set(ref, { host: runsOn(before), pausedOn: standsOn(before), startedS: startedS(db, before) });
    },
    reset: () => changed.clear(),
  });
  db.onChange(() => {
    if (changed.size === 0) return;
    for (const [ref, before] of changed) noteChange(world, ref, before);
    changed.clear();
  });
}

/** A guest that reboots gets another domain on the same server. */
function isSameDomain(a: Vm, b: Vm): boolean {
  return a.domid === b.domid && a.power_state === b.power_state && a.resident_on === b.resident_on;
}

function noteChange(world: World, ref: Ref<'VM'>, before: Before): void {
  const { db, engine } = world;
  const vm = db.get('VM', ref);
  const runs = keptRuns(world, ref);
  if (vm === undefined) {
    engine.notes.delete(RUNS, ref);
    forgetStops(world, ref);
    return;
  }
  const host = runsOn(vm);
  const nowS = Math.floor(engine.nowMs / 1000);
  // Its metrics say themselves that it began now.
  const hasBooted = host !== null && startedS(db, vm) === nowS;
  const pausedOn = standsOn(vm);
  if (host === before.host && pausedOn === before.pausedOn && !(hasBooted && before.startedS !== nowS)) return;
  let ended = before.host === null ? runs : endRun(runs, before.host, before.startedS, nowS);
  if (before.pausedOn !== null) ended = endPause(runs, before.pausedOn, before.startedS, nowS);
  let begun = host === null || hasBooted ? ended : [...ended, { host, fromS: nowS }];
  if (pausedOn !== null) begun = [...ended, { host: pausedOn, fromS: nowS, isPaused: true }];
  if (begun !== runs) keep(world, ref, begun);
}

function startedS(db: Database, vm: Vm): number {
  return fromXapiDate(db.get('VM_metrics', vm.metrics)?.start_time ?? '') / 1000;
}

function endRun(runs: readonly Kept[], host: Ref<'host'>, started: number, toS: number): readonly Kept[] {
  const last = runs.at(-1);
  if (last !== undefined && last.toS === undefined) return [...runs.slice(0, -1), { ...last, toS }];
  return [...runs, { host, fromS: Math.max(started, last?.toS ?? 0), toS }];
}

/** A server of a dump says only that it has a paused VM. */
function endPause(runs: readonly Kept[], host: Ref<'host'>, started: number, toS: number): readonly Kept[] {
  const ended = endRun(runs, host, started, toS);
  return ended.length === runs.length ? ended : [...runs, { host, fromS: started, toS, isPaused: true }];
}

/** When and where a VM has stood with its memory and did not run, oldest first; the last may go on. */
export function pausesOf(world: World, ref: Ref<'VM'>, vm: Vm): readonly Run[] {
  const pauses: Run[] = [];
  const kept = keptRuns(world, ref);
  for (const { host, fromS, toS = Infinity, isPaused } of kept) {
    if (isPaused === true) pauses.push(new Ran(host, fromS, toS));
  }
  const host = standsOn(vm);
  if (host !== null && kept.at(-1)?.isPaused !== true) pauses.push(new Ran(host, startedS(world.db, vm), Infinity));
  return pauses;
}

/** When and where a VM has run, oldest first; the last one may go on. */
export function runsOf(world: World, ref: Ref<'VM'>, vm: Vm): readonly Run[] {
  const { db } = world;
  const kept = keptRuns(world, ref);
  const host = runsOn(vm);
  const runs: Run[] = [];
  for (const { host: where, fromS, toS = Infinity, isPaused } of kept) {
    if (isPaused !== true) runs.push(new Ran(where, fromS, toS));
  }
  const last = kept.at(-1);
  if (host === null) {
    if (last === undefined) addLast(db, vm, runs);
  } else if (last === undefined || last.toS !== undefined) {
    runs.push(new Ran(host, Math.max(startedS(db, vm), last?.toS ?? 0), Infinity));
  }
  return runs;
}

/** What the metrics of a VM remember that has stopped before anybody followed it, as VMs of a dump have. */
function addLast(db: Database, vm: Vm, runs: Run[]): void {
  const metrics = db.get('VM_metrics', vm.metrics);
  const fromS = startedS(db, vm);
  const toS = fromXapiDate(metrics?.last_updated ?? '') / 1000;
  if (fromS > 0 && toS > fromS) runs.push(new Ran(vm.resident_on, fromS, toS));
}

/** A class, because the engine compiles anew what reads objects of changing kinds of numbers. */
class Ran implements Run {
  readonly host: Ref<'host'>;
  readonly fromS: number;
  readonly toS: number;

  constructor(host: Ref<'host'>, fromS: number, toS: number) {
    this.host = host;
    this.fromS = fromS;
    this.toS = toS;
  }
}

/** VMs that are on a server or have run there. */
export function guestsOf(world: World, host: Ref<'host'>): readonly Ref<'VM'>[] {
  return [...world.db.row('host', host).resident_VMs, ...formerGuests(world, host)];
}

/** VMs that have run on a server and are not there now, as far as their runs are kept. */
function formerGuests(world: World, host: Ref<'host'>): readonly Ref<'VM'>[] {
  const former: Ref<'VM'>[] = [];
  for (const [name, value] of world.engine.notes.all(RUNS)) {
    const vm = name as Ref<'VM'>;
    const ran = (value as unknown as readonly Kept[]).some((run) => run.host === host);
    if (ran && world.db.get('VM', vm)?.resident_on !== host) former.push(vm);
  }
  return former;
}

/** Since when a server is up, seconds since 1970; null while it is down. */
export function upSinceS({ db }: World, host: Records['host']): number | null {
  if (db.get('host_metrics', host.metrics)?.live !== true) return null;
  const bootTime = Number(host.other_config['boot_time'] ?? '0');
  return Number.isFinite(bootTime) ? Math.floor(bootTime) : 0;
}
