import { readInventory } from '../../../xapi/cache/cache';
import type { PoolEntry } from '../../connections';
import { visibilityOf } from '../../infrastructure';
import type { ObjectId } from '../../navigation';
import { kindOf, nameOf } from '../../objects';
import type { ObjectRowClass } from '../../objects';
import { compareNatural } from '../../values';
import { isMoreThanWords } from '..';
import { completeQuery } from '../query/complete';
import type { Suggestion, Vocabulary } from '../query/complete';
import { parseQuery } from '../query/parse';
import type { Problem } from '../query/problem';
import { neededBy, propertiesOf } from '../use-query';
import { FilterOverPools } from './over-pools';

/** An object that a text in the language of queries asks for. */
export interface FoundAnywhere {
  readonly id: ObjectId;
  readonly label: string;
}

export interface Answer {
  /** In natural order, no more than were asked for. */
  readonly objects: readonly FoundAnywhere[];
  /** All that match. */
  readonly total: number;
  /** What is wrong with the text; then nothing is found. */
  readonly problem: Problem | null;
  /** What could be written at its end, as the whole text. */
  readonly completions: readonly (Suggestion & { readonly whole: string })[];
}

const NOTHING: Answer = { objects: [], total: 0, problem: null, completions: [] };

/** Finds by texts of the language, over all pools, and follows what that takes while it is used. */
export class FindAnywhere {
  private last: { readonly text: string; readonly filter: FilterOverPools } | null = null;
  private readonly watched = new Map<string, () => void>();

  constructor(
    private readonly pools: readonly PoolEntry[],
    private readonly vocabulary: Vocabulary,
  ) {}

  /** Ends what it follows. */
  close(): void {
    for (const off of this.watched.values()) off();
    this.watched.clear();
  }

  /** Null: the text is nothing but words, which others find better. */
  read(text: string, most: number): Answer | null {
    const { suggestions, from } = completeQuery(text, text.length, this.vocabulary);
    const completions =
      text.trim().length < 2
        ? []
        : suggestions.map((each) => ({ ...each, whole: text.slice(0, from) + each.text + (each.isOpen ? '' : ' ') }));
    if (!isMoreThanWords(text)) return completions.length === 0 ? null : { ...NOTHING, completions };
    const parsed = parseQuery(text);
    if (!parsed.ok) return { ...NOTHING, problem: parsed.problem, completions };
    if (parsed.filter === null) return { ...NOTHING, completions };
    this.watch(neededBy(propertiesOf(parsed.filter)));
    if (this.last?.text !== text) this.last = { text, filter: new FilterOverPools(this.pools, parsed.filter) };
    const found = this.last.filter.all().flatMap((id): FoundAnywhere[] => {
      const pool = this.pools.find((each) => each.id === id.connection);
      const inventory = pool ? readInventory(pool.connection) : {};
      if (visibilityOf(inventory, id.class as ObjectRowClass, id.ref) !== 'shown') return [];
      const label = kindOf(inventory, id.class, id.ref) && nameOf(inventory, id.class, id.ref);
      return label ? [{ id, label }] : [];
    });
    return { objects: firstByName(found, most), total: found.length, problem: null, completions };
  }

  private watch(classes: ReturnType<typeof neededBy>): void {
    for (const cls of classes) {
      if (this.watched.has(cls)) continue;
      const offs = this.pools.map(({ connection }) => connection.watch(cls));
      this.watched.set(cls, () => {
        for (const off of offs) off();
      });
    }
  }
}

/** The first few in natural order, without putting all of them in order. */
function firstByName(all: readonly FoundAnywhere[], most: number): readonly FoundAnywhere[] {
  const first: FoundAnywhere[] = [];
  for (const one of all) {
    const last = first.at(-1);
    if (first.length === most && last && compareNatural(one.label, last.label) >= 0) continue;
    const at = first.findIndex(({ label }) => compareNatural(one.label, label) < 0);
    first.splice(at < 0 ? first.length : at, 0, one);
    if (first.length > most) first.pop();
  }
  return first;
}
