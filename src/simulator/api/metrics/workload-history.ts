import type { Ref } from '../../../xapi/datamodel/ref';
import type { Workload } from '../../physics/workloads';
import { annexPart, setAnnexPart } from '../annex';
import type { World } from '../world';
import { readWorkload, WORKLOAD_KEY } from './workload';

/** A time in which a guest did something that somebody has told it, seconds since 1970. */
export interface Work {
  readonly workload: Workload;
  readonly fromS: number;
  /** Infinity while it goes on. */
  readonly toS: number;
}

/** What somebody has told a guest, and since when; an empty text: nothing any more. */
interface Told {
  readonly fromS: number;
  readonly text: string;
}

/** Part of the annex: by VM, the newest last. */
const TOLD = 'workloads';
const LONGEST = 24;

/** Remembers what guests are told to do from now on. Once for each world. */
export function recordWorkloads(world: World): void {
  const changed = new Map<Ref<'VM'>, string>();
  world.db.observe('VM', {
    replace: (ref, before, after) => {
      if (before?.other_config === after?.other_config) return;
      const was = before?.other_config[WORKLOAD_KEY] ?? '';
      const isOther = after === undefined || was !== (after.other_config[WORKLOAD_KEY] ?? '');
      if (isOther && !changed.has(ref)) changed.set(ref, was);
    },
    reset: () => changed.clear(),
  });
  world.db.onChange(() => {
    if (changed.size === 0) return;
    const before = annexPart<readonly Told[]>(world, TOLD);
    const after = new Map(Object.entries(before));
    const fromS = Math.floor(world.engine.nowMs / 1000);
    for (const [ref, was] of changed) {
      const vm = world.db.get('VM', ref);
      const text = vm?.other_config[WORKLOAD_KEY] ?? '';
      if (vm === undefined) after.delete(ref);
      else if (text !== was)
        after.set(ref, [...(before[ref] ?? [{ fromS: 0, text: was }]), { fromS, text }].slice(-LONGEST));
    }
    changed.clear();
    if (after.size > 0 || Object.keys(before).length > 0) setAnnexPart(world, TOLD, Object.fromEntries(after));
  });
}

/** What a guest was told to do, oldest first. */
export function worksOf(world: World, ref: Ref<'VM'>): readonly Work[] {
  const told = annexPart<readonly Told[]>(world, TOLD)[ref] ?? [
    { fromS: 0, text: world.db.get('VM', ref)?.other_config[WORKLOAD_KEY] ?? '' },
  ];
  return told.flatMap(({ fromS, text }, at) => {
    const workload = text === '' ? null : readWorkload(text);
    const toS = told[at + 1]?.fromS ?? Infinity;
    return workload === null || toS <= fromS ? [] : [{ workload, fromS, toS }];
  });
}

/** Notes what the guests of a world are told whose rows were read from a file. */
export function noteWorkloads(world: World): void {
  const all: Record<Ref<'VM'>, readonly Told[]> = {};
  for (const [ref, { other_config }] of world.db.all('VM')) {
    const text = other_config[WORKLOAD_KEY];
    if (text !== undefined) all[ref] = [{ fromS: 0, text }];
  }
  setAnnexPart(world, TOLD, all);
}

/** All guests that anybody has told anything. */
export function toldGuests(world: World): readonly Ref<'VM'>[] {
  return Object.keys(annexPart(world, TOLD));
}
