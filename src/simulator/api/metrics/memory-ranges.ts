import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Json } from '../../engine/agenda';
import { balloonRange } from '../memory';
import type { World } from '../world';
import { FORGOTTEN_MS } from './compacted';
import { runsOf } from './history';

type Vm = Records['VM'];

/** Between which sizes the balloon of a VM moves, and what it takes beside its memory, bytes. */
export interface MemoryRange {
  readonly least: number;
  readonly most: number;
  readonly overhead: number;
}

/** What was so until a time, seconds since 1970. */
interface Former extends MemoryRange {
  readonly toS: number;
}

/** Part of the notes, by VM: rows say what is so now. */
const RANGES = 'memory ranges';
const LONGEST = 500;

function rangeOf(vm: Vm): MemoryRange {
  const [least, most] = balloonRange(vm);
  return { least, most, overhead: vm.memory_overhead };
}

function isSame(a: Vm, b: Vm): boolean {
  return (
    a.memory_dynamic_min === b.memory_dynamic_min &&
    a.memory_dynamic_max === b.memory_dynamic_max &&
    a.memory_static_max === b.memory_static_max &&
    a.memory_static_min === b.memory_static_min &&
    a.memory_overhead === b.memory_overhead
  );
}

/** Remembers from now on what ranges VMs had that have run. Once for each world. */
export function recordRanges(world: World): void {
  const { db } = world;
  const changed = new Map<Ref<'VM'>, Vm>();
  db.observe('VM', {
    fields: ['memory_dynamic_min', 'memory_dynamic_max', 'memory_static_max', 'memory_static_min', 'memory_overhead'],
    replace: (ref, before, after) => {
      if (before === undefined || (after !== undefined && isSame(before, after))) return;
      if (!changed.has(ref)) changed.set(ref, before);
    },
    reset: () => changed.clear(),
  });
  db.onChange(() => {
    if (changed.size === 0) return;
    for (const [ref, before] of changed) noteRange(world, ref, before);
    changed.clear();
  });
}

function noteRange(world: World, ref: Ref<'VM'>, before: Vm): void {
  const { db, engine } = world;
  const vm = db.get('VM', ref);
  if (vm === undefined) {
    engine.notes.delete(RANGES, ref);
    return;
  }
  if (isSame(before, vm) || runsOf(world, ref, vm).length === 0) return;
  const nowS = Math.floor(engine.nowMs / 1000);
  const oldestS = nowS - FORGOTTEN_MS / 1000;
  const former = formerRanges(world, ref).filter(({ toS }) => toS > oldestS);
  // What held for no second is not kept.
  if (former.at(-1)?.toS === nowS) return;
  engine.notes.set(RANGES, ref, [...former, { toS: nowS, ...rangeOf(before) }].slice(-LONGEST) as unknown as Json);
}

function formerRanges({ engine }: World, ref: Ref<'VM'>): readonly Former[] {
  return (engine.notes.get(RANGES, ref) ?? []) as unknown as readonly Former[];
}

/** Begins anew: the world is another one. */
export function forgetRanges({ engine }: World): void {
  for (const vm of [...engine.notes.all(RANGES).keys()]) engine.notes.delete(RANGES, vm);
}

/** The ranges of a VM, oldest first; the last one holds now. */
export function rangesOf(world: World, ref: Ref<'VM'>, vm: Vm): readonly (MemoryRange & { readonly toS: number })[] {
  return [...formerRanges(world, ref), { ...rangeOf(vm), toS: Infinity }];
}
