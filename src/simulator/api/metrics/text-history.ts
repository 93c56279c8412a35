import type { ClassName, Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { annexPart, setAnnexPart } from '../annex';
import type { World } from '../world';
import { FORGOTTEN_MS } from './compacted';

/** A time in which a text was so, seconds since 1970. */
export interface TextSpan {
  readonly text: string;
  readonly fromS: number;
  /** Infinity while it goes on. */
  readonly toS: number;
}

/** A text and since when; an empty one: nothing any more. */
interface Entry {
  readonly fromS: number;
  readonly text: string;
}

/** What rows say that statistics depend on, and which must not change what was before. */
export interface TextSubject<C extends ClassName> {
  readonly cls: C;
  /** Part of the annex that keeps it: by object, the newest last. */
  readonly part: string;
  /** What of a row it depends on; nothing is looked at while these stay the same. */
  readonly fields: readonly (keyof Records[C] & string)[];
  readonly textOf: (row: Records[C]) => string;
  /** Whether what the row says now begins to be so with this change; always unless given. */
  readonly applies?: (before: Records[C], after: Records[C]) => boolean;
  /** Also keeps what new rows say, so that `refs` lists all that say anything. */
  readonly isListed?: true;
}

/** So many are kept however old they are; many more than that nobody tells in a year. */
const FEW = 24;
const LONGEST = 1000;

/** Whoever changes a key takes the old value away first: what held for no second is not kept. */
function withText(entries: readonly Entry[], fromS: number, text: string): readonly Entry[] {
  const before = entries.filter((entry) => entry.fromS < fromS);
  if (before.at(-1)?.text === text) return before;
  const all = [...before, { fromS, text }];
  if (all.length <= FEW) return all;
  // What the archives show no more is forgotten, but not what was so when they begin.
  const oldestS = fromS - FORGOTTEN_MS / 1000;
  const first = all.findLastIndex((entry) => entry.fromS <= oldestS);
  return all.slice(Math.max(first, all.length - LONGEST, 0));
}

/** By a loop: every change of every row of the class comes here. */
function isAlikeIn<T>(fields: readonly (keyof T)[], one: T, other: T): boolean {
  for (const field of fields) if (one[field] !== other[field]) return false;
  return true;
}

/** Remembers a text of the rows of a class: what it was, and since when. */
export class TextHistory<C extends ClassName> {
  readonly #subject: TextSubject<C>;

  constructor(subject: TextSubject<C>) {
    this.#subject = subject;
  }

  /** Remembers from now on. Once for each world. */
  follow(world: World): void {
    const { cls, fields, textOf, applies = () => true, isListed = false } = this.#subject;
    const changed = new Map<Ref<C>, { readonly was: string; readonly applies: boolean }>();
    world.db.observe(cls, {
      fields,
      replace: (ref, before, after) => {
        if (before !== undefined && after !== undefined && isAlikeIn(fields, before, after)) return;
        const first = changed.get(ref);
        // A new row is taken at its word. Most rows that change are new, and come here with every snapshot.
        if (before === undefined && first === undefined && !isListed) return;
        // Most changes of most rows change nothing that anybody remembers.
        if (first === undefined && before !== undefined && !this.#isKnown(world, ref)) {
          if (after === undefined || textOf(before) === textOf(after)) return;
        }
        const isNow = before === undefined || after === undefined || applies(before, after);
        if (first !== undefined) {
          if (isNow && !first.applies) changed.set(ref, { ...first, applies: true });
          return;
        }
        changed.set(ref, { was: before === undefined ? '' : textOf(before), applies: isNow });
      },
      reset: () => changed.clear(),
    });
    world.db.onChange(() => {
      if (changed.size === 0) return;
      this.#note(world, changed);
      changed.clear();
    });
  }

  #isKnown(world: World, ref: Ref<C>): boolean {
    return annexPart(world, this.#subject.part)[ref] !== undefined;
  }

  #note(world: World, changed: ReadonlyMap<Ref<C>, { readonly was: string; readonly applies: boolean }>): void {
    const { cls, part, textOf } = this.#subject;
    const before = annexPart<readonly Entry[]>(world, part);
    const after = new Map<string, readonly Entry[] | null>();
    const fromS = Math.floor(world.engine.nowMs / 1000);
    for (const [ref, { was, applies }] of changed) {
      const row = world.db.get(cls, ref);
      const entries = before[ref];
      if (row === undefined) {
        if (entries !== undefined) after.set(ref, null);
        continue;
      }
      const told = textOf(row);
      const known = entries ?? [{ fromS: 0, text: was }];
      const last = known.at(-1)?.text ?? '';
      const isOther = told !== last;
      if (applies && isOther) after.set(ref, withText(known, fromS, told));
      // Without an entry the row would be taken at its word, before that is so.
      else if (isOther && entries === undefined) after.set(ref, known);
    }
    if (after.size === 0) return;
    const kept = Object.entries(before).filter(([ref]) => !after.has(ref));
    const noted = [...after].flatMap(([ref, entries]) => (entries === null ? [] : [[ref, entries] as const]));
    setAnnexPart(world, part, Object.fromEntries([...kept, ...noted]));
  }

  /** Begins anew with what rows say that were read from a file. */
  restart(world: World): void {
    const { cls, part, textOf, isListed = false } = this.#subject;
    const all: Record<Ref<C>, readonly Entry[]> = {};
    for (const [ref, row] of isListed ? world.db.all(cls) : []) {
      const text = textOf(row);
      if (text !== '') all[ref] = [{ fromS: 0, text }];
    }
    setAnnexPart(world, part, all);
  }

  /** What a row said, oldest first, without the times in which it said nothing. */
  spans(world: World, ref: Ref<C>): readonly TextSpan[] {
    const entries = annexPart<readonly Entry[]>(world, this.#subject.part)[ref];
    if (entries === undefined) {
      const row = world.db.get(this.#subject.cls, ref);
      const text = row === undefined ? '' : this.#subject.textOf(row);
      return text === '' ? [] : [{ text, fromS: 0, toS: Infinity }];
    }
    return entries.flatMap(({ fromS, text }, at) => {
      const toS = entries[at + 1]?.fromS ?? Infinity;
      return text === '' || toS <= fromS ? [] : [{ text, fromS, toS }];
    });
  }

  /** Whether anything is remembered. */
  isKept(world: World): boolean {
    for (const _ref in annexPart(world, this.#subject.part)) return true;
    return false;
  }

  /** All rows of which anything is remembered. */
  refs(world: World): readonly Ref<C>[] {
    return Object.keys(annexPart(world, this.#subject.part)) as Ref<C>[];
  }
}
