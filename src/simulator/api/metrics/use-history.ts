import type { Ref } from '../../../xapi/datamodel/ref';
import type { Json } from '../../engine/agenda';
import { setNote } from '../notes';
import type { World } from '../world';
import type { Axis } from './archives';
import { zeros } from './borrowed';
import { FORGOTTEN_MS, partMsAt } from './compacted';
import { overRows, type Series } from './series';

/** At a time, seconds since 1970, a repository held so many bytes, and so many from then on. Between two it grows evenly. */
export type UseChange = readonly [atS: number, before: number, after: number];

/** Parts of the notes, by repository: what is new, and what was put together. */
const NEW = 'repository use';
const OLD = 'repository use before';
const FEW = 48;

function kept({ engine }: World, part: string, sr: Ref<'SR'>): readonly UseChange[] {
  return (engine.notes.get(part, sr) ?? []) as unknown as readonly UseChange[];
}

/** Remembers from now on what repositories hold. Once for each world. */
export function recordUse(world: World): void {
  const { db } = world;
  const changed = new Map<Ref<'SR'>, number>();
  db.observe('SR', {
    fields: ['physical_utilisation'],
    replace: (ref, before, after) => {
      const isSame = before === undefined || before.physical_utilisation === after?.physical_utilisation;
      if (!isSame && !changed.has(ref)) changed.set(ref, before.physical_utilisation);
    },
    reset: () => changed.clear(),
  });
  db.onChange(() => {
    if (changed.size === 0) return;
    if (db.isHeard) for (const [ref, before] of changed) noteUse(world, ref, before);
    changed.clear();
  });
}

function noteUse(world: World, sr: Ref<'SR'>, before: number): void {
  const { notes } = world.engine;
  const after = world.db.get('SR', sr)?.physical_utilisation;
  // A transaction that failed has changed nothing.
  if (after === before) return;
  if (after !== undefined) noteChange(world, sr, before, after);
  else for (const part of [NEW, OLD]) notes.delete(part, sr);
}

/** Remembers that a repository has grown evenly since a time, from what its row says to what it is about to say. */
export function noteGrown(world: World, sr: Ref<'SR'>, sinceS: number, from: number, to: number): void {
  const last = kept(world, NEW, sr).at(-1) ?? kept(world, OLD, sr).at(-1);
  if (sinceS > (last?.[0] ?? 0)) noteChange(world, sr, from, from, sinceS);
  noteChange(world, sr, to, to);
}

function noteChange(world: World, sr: Ref<'SR'>, before: number, after: number, atS = nowS(world)): void {
  const recent = kept(world, NEW, sr);
  const last = recent.at(-1);
  const all: readonly UseChange[] =
    last?.[0] === atS ? [...recent.slice(0, -1), [atS, last[1], after]] : [...recent, [atS, before, after]];
  if (all.length <= FEW) {
    setNote(world, NEW, sr, all as unknown as Json);
    return;
  }
  setNote(world, OLD, sr, thinned([...kept(world, OLD, sr), ...all], nowS(world)) as unknown as Json);
  setNote(world, NEW, sr, undefined);
}

function nowS({ engine }: World): number {
  return Math.floor(engine.nowMs / 1000);
}

/** As exactly as the archives show it: one change in each part that only one row has. */
function thinned(all: readonly UseChange[], untilS: number): readonly UseChange[] {
  const oldestS = untilS - FORGOTTEN_MS / 1000;
  const few: UseChange[] = [];
  let part = NaN;
  for (const change of all) {
    const [atS, , after] = change;
    if (atS < oldestS) continue;
    const partMs = partMsAt(1000 * (untilS - atS));
    const own = partMs === undefined ? NaN : Math.floor((1000 * atS) / partMs) * partMs;
    const last = few.at(-1);
    if (last !== undefined && own === part) few[few.length - 1] = [last[0], last[1], after];
    else few.push(change);
    part = own;
  }
  return few;
}

/** Begins anew: the world is another one. */
export function forgetUse({ engine }: World): void {
  for (const part of [NEW, OLD]) {
    for (const sr of [...engine.notes.all(part).keys()]) engine.notes.delete(part, sr);
  }
}

/**
 * What a repository held along an axis, bytes.
 * @param sinceS since when it has grown by what its row does not say yet
 * @param nowBytes what it holds with that
 */
export function useAlong(
  world: World,
  axis: Axis,
  sr: Ref<'SR'>,
  rowBytes: number,
  sinceS: number,
  nowBytes: number,
): Series {
  const changes = [...kept(world, OLD, sr), ...kept(world, NEW, sr)];
  if (changes.length === 0 && nowBytes === rowBytes) return Math.max(0, rowBytes);
  const startS = Math.max(sinceS, changes.at(-1)?.[0] ?? 0);
  const values = zeros(axis.rows);
  let fromS = axis.lastS - axis.rows * axis.stepS;
  let from = changes[0]?.[1] ?? rowBytes;
  for (const [atS, before, after] of changes) {
    addLine(axis, values, fromS, from, atS, before);
    [fromS, from] = [atS, after];
  }
  addLine(axis, values, fromS, from, startS, rowBytes);
  addLine(axis, values, startS, rowBytes, Math.max(nowS(world), axis.lastS), nowBytes);
  return values;
}

/** Adds the part of each row's mean that lies under a straight line. */
function addLine(axis: Axis, values: Float64Array, fromS: number, from: number, toS: number, to: number): void {
  if (toS <= fromS) return;
  const heightAt = (timeS: number): number => from + ((to - from) * (timeS - fromS)) / (toS - fromS);
  overRows(axis, { fromS, toS }, (at, left, right) => {
    values[at] = (values[at] ?? 0) + (heightAt((left + right) / 2) * (right - left)) / axis.stepS;
  });
}
