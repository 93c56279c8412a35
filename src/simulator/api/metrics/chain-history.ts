import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Json } from '../../engine/agenda';
import { chainOf } from '../vdi/chain';
import type { World } from '../world';

/** A time in which a disk read through as many files, seconds since 1970. */
export interface ChainSpan {
  readonly files: number;
  readonly fromS: number;
  readonly toS: number;
}

interface Entry {
  readonly fromS: number;
  readonly files: number;
}

/** Part of the notes: how long the chains of disks were that somebody used, the newest last. */
const CHAINS = 'chains';
const LONGEST = 24;
const PARENT = 'vhd-parent';

function filesOf(world: World, vdi: Records['VDI']): number {
  return 1 + chainOf(world, vdi).length;
}

function isUsed({ db }: World, { VBDs }: Records['VDI']): boolean {
  return VBDs.some((vbd) => db.get('VBD', vbd)?.currently_attached === true);
}

function entriesOf({ engine }: World, vdi: Ref<'VDI'>): readonly Entry[] | undefined {
  return engine.notes.get(CHAINS, vdi) as unknown as readonly Entry[] | undefined;
}

/**
 * Follows the chains of disks that are in use, from now on: a snapshot makes one longer, and the collector shorter, as far
 * as it takes away what the disk itself hangs on (assumption: what it does further up counts from the next of these). Once
 * for each world.
 */
export function recordChains(world: World): void {
  const { db, engine } = world;
  const changed = new Map<Ref<'VDI'>, number>();
  db.observe('VDI', {
    replace: (ref, before, after) => {
      if (before === undefined || before.sm_config === after?.sm_config || changed.has(ref)) return;
      if (after === undefined) changed.set(ref, 0);
      else if (before.sm_config[PARENT] !== after.sm_config[PARENT] && isUsed(world, before)) {
        changed.set(ref, filesOf(world, before));
      }
    },
    reset: () => changed.clear(),
  });
  db.onChange(() => {
    if (changed.size === 0) return;
    for (const [ref, was] of changed) {
      const row = db.get('VDI', ref);
      if (row === undefined) engine.notes.delete(CHAINS, ref);
      else if (was > 0) note(world, ref, row, was);
    }
    changed.clear();
  });
}

function note(world: World, ref: Ref<'VDI'>, row: Records['VDI'], was: number): void {
  const fromS = Math.floor(world.engine.nowMs / 1000);
  const known = (entriesOf(world, ref) ?? [{ fromS: 0, files: was }]).filter((entry) => entry.fromS < fromS);
  const entries = [...known, { fromS, files: filesOf(world, row) }].slice(-LONGEST);
  world.engine.notes.set(CHAINS, ref, entries as unknown as Json);
}

/** How many files a disk read through, oldest first. */
export function chainSpans(world: World, ref: Ref<'VDI'>): readonly ChainSpan[] {
  const entries = entriesOf(world, ref);
  if (entries !== undefined) {
    return entries.map(({ fromS, files }, at) => {
      return { files, fromS: at === 0 ? 0 : fromS, toS: entries[at + 1]?.fromS ?? Infinity };
    });
  }
  const row = world.db.get('VDI', ref);
  return [{ files: row === undefined ? 1 : filesOf(world, row), fromS: 0, toS: Infinity }];
}
