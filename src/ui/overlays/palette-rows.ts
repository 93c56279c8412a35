import type { ReactNode } from 'react';

/** Rows shown at most: more than anybody reads, few enough to render at every keystroke. */
export const PALETTE_ROWS = 50;

export interface PaletteItem {
  id: string;
  label: string;
  icon?: ReactNode;
  /** Where the object lives, or what the command acts on. */
  detail?: string | undefined;
  shortcut?: string | undefined;
  /** Why it cannot be chosen now. */
  disabledReason?: string | null | undefined;
  /** Parts of the label that match the query: [start, end) in UTF-16 units. */
  matches?: readonly (readonly [number, number])[] | undefined;
}

export interface PaletteGroup {
  id: string;
  label: string;
  items: readonly PaletteItem[];
}

/** The first `most` rows of all groups in order, without groups left empty, and how many rows were left out. */
export function firstRows(
  groups: readonly PaletteGroup[],
  most: number,
): { shown: PaletteGroup[]; items: PaletteItem[]; hidden: number } {
  const shown: PaletteGroup[] = [];
  let room = most;
  let total = 0;
  for (const group of groups) {
    total += group.items.length;
    const items = group.items.slice(0, room);
    room -= items.length;
    if (items.length > 0) shown.push({ ...group, items });
  }
  return { shown, items: shown.flatMap((group) => group.items), hidden: total - (most - room) };
}
