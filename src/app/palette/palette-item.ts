import type { ReactNode } from 'react';
import { fold } from './fuzzy';
import type { FoldedText } from './fuzzy';
import { parseQuery, scoreQuery } from './search-index';

/** One line of the palette. */
export interface PaletteItem {
  readonly key: string;
  readonly label: string;
  /** What it is, or where: behind the label, quieter. */
  readonly detail: string;
  readonly icon: ReactNode;
  readonly shortcut: string | null;
  /** Why it does nothing now; null: it does. */
  readonly disabledReason: string | null;
  /** Address for a tab of its own; null when there is none. */
  readonly href: string | null;
  readonly run: () => void;
  /** What stands in the field once it is chosen, which then goes on; absent: it runs. */
  readonly writes?: string;
}

/** A command as the palette ranks it. */
export interface PaletteCommand {
  readonly item: PaletteItem;
  readonly folded: FoldedText;
  readonly keywords: string;
  readonly weight: number;
}

export interface PaletteSection {
  readonly title: string;
  readonly items: readonly PaletteItem[];
}

export interface Scored {
  readonly item: PaletteItem;
  readonly score: number;
}

/** What cannot run now stays findable, below what can. */
const DISABLED_PENALTY = 150;

export function paletteCommand(item: PaletteItem, keywords: string, weight: number): PaletteCommand {
  return { item, folded: fold(item.label), keywords: keywords.toLowerCase(), weight };
}

/** The commands that fit, best first. */
export function rankCommands(commands: readonly PaletteCommand[], text: string): readonly Scored[] {
  const query = parseQuery(text);
  if (query.terms.length === 0) return [];
  const found: Scored[] = [];
  for (const { item, folded, keywords, weight } of commands) {
    const fit = scoreQuery(query, folded, keywords);
    if (fit > 0) found.push({ item, score: fit + weight - (item.disabledReason === null ? 0 : DISABLED_PENALTY) });
  }
  return found.sort((a, b) => b.score - a.score);
}

/** Two ranked lists as one, at most `limit` long. */
export function mergeRanked(a: readonly Scored[], b: readonly Scored[], limit: number): readonly PaletteItem[] {
  const merged: PaletteItem[] = [];
  let i = 0;
  let j = 0;
  while (merged.length < limit) {
    const left = a[i];
    const right = b[j];
    if (left !== undefined && (right === undefined || left.score >= right.score)) {
      merged.push(left.item);
      i += 1;
    } else if (right !== undefined) {
      merged.push(right.item);
      j += 1;
    } else break;
  }
  return merged;
}
