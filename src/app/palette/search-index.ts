import { fold, foldText, scoreTerm } from './fuzzy';
import type { FoldedText } from './fuzzy';

/**
 * The palette's index: what can be found, folded once, held outside React. A keystroke is one pass over flat rows; a
 * change of the pool re-folds only the rows whose record changed.
 */

/** What one thing looks like to the index. */
export interface Findable {
  readonly label: string;
  /** More words a person may type: tags, addresses, identifiers. Matched as they are, not letter by letter. */
  readonly keywords: string;
  /** Points for the kind of thing: among equal matches, servers come before snapshots. */
  readonly weight: number;
}

export interface Hit<T> {
  readonly item: T;
  readonly label: string;
  readonly score: number;
}

export interface Query {
  readonly terms: readonly FoldedText[];
}

interface Row<T> {
  readonly item: T;
  readonly label: string;
  readonly folded: FoldedText;
  readonly keywords: string;
  readonly weight: number;
}

/** A keyword's beginning ranks below a name that contains the term; a whole keyword among names that begin with it. */
const KEYWORD_SCORE = 260;
const KEYWORD_WHOLE = 640;

export function parseQuery(input: string): Query {
  const terms: FoldedText[] = [];
  for (const word of input.trim().split(/\s+/)) if (word !== '') terms.push(fold(word));
  return { terms };
}

/** Joins keywords so that each begins and ends at a line end, which no keyword contains. */
export function joinKeywords(words: readonly string[]): string {
  const kept: string[] = [];
  for (const word of words) if (word !== '') kept.push(foldText(word.replaceAll('\n', ' ')));
  return kept.join('\n');
}

function keywordScore(keywords: string, term: string): number {
  const at = keywords.indexOf(term);
  if (at < 0) return 0;
  if (at > 0 && keywords.charCodeAt(at - 1) !== 10) return KEYWORD_SCORE / 2;
  const end = at + term.length;
  return end === keywords.length || keywords.charCodeAt(end) === 10 ? KEYWORD_WHOLE : KEYWORD_SCORE;
}

/** How well a query fits a label and its keywords; 0 unless every term fits. */
export function scoreQuery(query: Query, folded: FoldedText, keywords: string): number {
  let total = 0;
  for (const term of query.terms) {
    let score = scoreTerm(folded, term);
    if (score < KEYWORD_WHOLE && keywords !== '') score = Math.max(score, keywordScore(keywords, term.text));
    if (score === 0) return 0;
    total += score;
  }
  return total / query.terms.length;
}

function comesBefore<T>(a: Row<T>, aScore: number, b: Row<T>, bScore: number): boolean {
  return aScore === bScore ? a.folded.text < b.folded.text : aScore > bScore;
}

export class SearchIndex<T> {
  #shelves = new Map<string, Map<string, Row<T>>>();

  get size(): number {
    let size = 0;
    for (const shelf of this.#shelves.values()) size += shelf.size;
    return size;
  }

  /**
   * Makes a shelf hold exactly `items`, folding only those whose identity changed; what `describe` answers null for is
   * left out. A generator, so that the caller decides when to breathe: it yields after every `chunk` folded rows.
   */
  *fill(
    shelfName: string,
    items: ReadonlyMap<string, T>,
    describe: (key: string, item: T) => Findable | null,
    chunk = 256,
  ): Generator<undefined, void> {
    const before = this.#shelves.get(shelfName);
    const next = new Map<string, Row<T>>();
    let folded = 0;
    for (const [key, item] of items) {
      const kept = before?.get(key);
      if (kept !== undefined && kept.item === item) {
        next.set(key, kept);
        continue;
      }
      const found = describe(key, item);
      if (found !== null) next.set(key, { item, ...found, folded: fold(found.label) });
      folded += 1;
      if (folded % chunk === 0) yield;
    }
    this.#shelves.set(shelfName, next);
  }

  /** The `limit` best hits, best first; ties in the order of their names. */
  search(query: Query, limit: number): readonly Hit<T>[] {
    if (query.terms.length === 0) return [];
    const best: { row: Row<T>; score: number }[] = [];
    for (const shelf of this.#shelves.values()) {
      for (const row of shelf.values()) {
        const fit = scoreQuery(query, row.folded, row.keywords);
        if (fit === 0) continue;
        const score = fit + row.weight;
        const last = best[limit - 1];
        if (last !== undefined && !comesBefore(row, score, last.row, last.score)) continue;
        let at = best.length;
        for (; at > 0; at -= 1) {
          const above = best[at - 1];
          if (above === undefined || !comesBefore(row, score, above.row, above.score)) break;
        }
        best.splice(at, 0, { row, score });
        if (best.length > limit) best.length = limit;
      }
    }
    return best.map(({ row, score }) => ({ item: row.item, label: row.label, score }));
  }
}
