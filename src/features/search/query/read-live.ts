import { row } from '../../objects';
import type { Inventory } from '../../objects';
import type { ReadProperty } from './property-values';

/** What statistics say about a machine or server now; absent: nobody tells. */
export interface LiveFigures {
  /** Per cent of all its processors. */
  readonly cpu?: number;
  readonly memory?: number;
  /** Per cent. */
  readonly memoryShare?: number;
  /** Bytes a second, both ways together. */
  readonly disk?: number;
  readonly network?: number;
}

/** What the figures of an object were, the oldest first. */
export type Course = readonly { readonly atS: number; readonly figures: LiveFigures }[];

export type LiveByRef = ReadonlyMap<string, LiveFigures>;

const NOTHING: LiveByRef = new Map();
const held = new WeakMap<object, () => LiveByRef>();

/** Statistics are no class of the pool: they ride on the inventory they belong to. */
export function withLive(inventory: Inventory, live: () => LiveByRef): void {
  held.set(inventory, live);
}

function liveOf(inventory: Inventory): LiveByRef {
  return held.get(inventory)?.() ?? NOTHING;
}

/** A figure of a machine that runs or of a server. */
export function readLive(figure: keyof LiveFigures): ReadProperty {
  return (inventory, cls, ref) => {
    if (cls !== 'VM' && cls !== 'host') return null;
    if (cls === 'VM' && row(inventory, 'VM', ref)?.power_state !== 'Running') return null;
    return liveOf(inventory).get(ref)?.[figure] ?? null;
  };
}
