import type { Json } from '../../engine/agenda';
import { compacted, type Sums, type Timed } from '../metrics/compacted';
import type { World } from '../world';

/**
 * Part of the notes, by the uuid of a disk or of what it hangs on: since when its file is there, 0 when nobody knows, and
 * behind that, three numbers each, files that it has taken over: from, to, and how many. What a disk read through at any
 * time follows from what it hangs on now, whether or not anybody used it then.
 */
const FILES = 'files';
export type FileNumbers = readonly number[];
const UNKNOWN: FileNumbers = [0];

/** So many are kept as they were before those of long ago are put together. */
const MANY = 3 * 256;

/** What is noted of a disk, or of what disks hang on. */
export function fileNumbers({ engine }: World, uuid: string): FileNumbers | undefined {
  return engine.notes.get(FILES, uuid) as unknown as FileNumbers | undefined;
}

function nowS({ engine }: World): number {
  return Math.floor(engine.nowMs / 1000);
}

/** A disk hangs on one more file from now on. What scenarios build was always so. */
export function noteFile(world: World, uuid: string): void {
  if (world.db.isHeard) world.engine.notes.set(FILES, uuid, [nowS(world)]);
}

/** The collector has put a file into the one that hung on it. */
export function noteMerged(world: World, ancestor: string, heir: string): void {
  const { notes, nowMs } = world.engine;
  const timeS = nowS(world);
  const [sinceS = 0, ...taken] = fileNumbers(world, ancestor) ?? UNKNOWN;
  const all = [...(fileNumbers(world, heir) ?? UNKNOWN), ...taken];
  if (sinceS < timeS) all.push(sinceS, timeS, 1);
  notes.set(FILES, heir, all.length <= MANY ? all : withoutOld(all, nowMs));
  notes.delete(FILES, ancestor);
}

/** A disk, or what disks hung on, has gone. */
export function forgetFiles({ engine }: World, uuid: string): void {
  engine.notes.delete(FILES, uuid);
}

/** Begins anew: everything was always as it is. */
export function restartFiles({ engine }: World): void {
  for (const uuid of [...engine.notes.all(FILES).keys()]) engine.notes.delete(FILES, uuid);
}

interface Taken extends Timed {
  readonly files: number;
}

const SUMS: Sums<Taken> = {
  nothing: (fromMs, toMs) => ({ fromMs, toMs, files: 0 }),
  plus: (to, { files }, share) => ({ ...to, files: to.files + files * share }),
};

function withoutOld([sinceS = 0, ...taken]: FileNumbers, nowMs: number): Json {
  const times: Taken[] = [];
  for (let at = 0; at < taken.length; at += 3) {
    const [fromS = 0, toS = 0, files = 0] = taken.slice(at, at + 3);
    times.push({ fromMs: 1000 * fromS, toMs: 1000 * toS, files });
  }
  const kept = compacted(times, nowMs, SUMS);
  return [sinceS, ...kept.flatMap(({ fromMs, toMs, files }) => [fromMs / 1000, toMs / 1000, files])];
}
