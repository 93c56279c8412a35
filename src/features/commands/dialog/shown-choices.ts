import type { Choice } from '../command';

/** More choices than this can be filtered. */
export const FILTERED_FROM = 12;
/** More lines than this would make the dialog slow; the filter finds the others. */
const MOST_SHOWN = 200;

/** The choices that have all words of a filter, of which as many are shown as stay quick. */
export interface ShownChoices {
  readonly found: readonly Choice[];
  readonly shown: readonly Choice[];
}

/** @param first keys that come first where there are more choices than are shown, unless they are as many themselves */
export function shownChoices(choices: readonly Choice[], filter: string, first: ReadonlySet<string>): ShownChoices {
  const found = matching(choices, filter);
  if (found.length <= MOST_SHOWN) return { found, shown: found };
  if (first.size > MOST_SHOWN) return { found, shown: found.slice(0, MOST_SHOWN) };
  const at = new Set(found.slice(0, MOST_SHOWN).map(({ key }) => key));
  const missed = found.filter(({ key }) => first.has(key) && !at.has(key));
  return { found, shown: [...missed, ...found].slice(0, MOST_SHOWN) };
}

function matching(choices: readonly Choice[], filter: string): readonly Choice[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return choices;
  return choices.filter(({ label, detail, group = '' }) => {
    const text = `${label}\n${detail}\n${group}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
