import type { Comparison, Filter, Group, RelationId } from '../query/model';
import { normalize } from '../query/model';
import { printOperand } from '../query/operands';
import { comparisonsOf, signOf } from '../query/operators';
import { QueryError } from '../query/problem';
import { findProperty } from '../query/properties';
import type { Property } from '../query/property';
import { readOperand } from '../query/read-operand';
import { findRelation } from '../query/read-relations';

/** A filter while it is put together: rows may be empty or wrong. */
export type Draft = DraftGroup | DraftCondition;

export interface DraftGroup {
  readonly id: number;
  readonly kind: 'group';
  readonly match: Group['kind'];
  readonly of: readonly Draft[];
}

/** How a condition asks: a comparison, whether there is anything at all, or what relatives are. */
export type Ask = Comparison | 'has' | 'no' | 'one' | 'none';

export interface DraftCondition {
  readonly id: number;
  readonly kind: 'condition';
  /** A property, a relation, or `words`. */
  readonly what: string;
  readonly ask: Ask;
  readonly text: string;
  readonly exactCase: boolean;
  /** What is asked about relatives. */
  readonly about: DraftGroup | null;
}

export const WORDS = 'words';

let lastId = 0;
const nextId = (): number => ++lastId;

export function newGroup(of: readonly Draft[] = [], match: Group['kind'] = 'all'): DraftGroup {
  return { id: nextId(), kind: 'group', match, of };
}

/** A condition about something, with what its kind begins with. */
export function newCondition(what: string): DraftCondition {
  const base = { id: nextId(), kind: 'condition', what, text: '', exactCase: false } as const;
  if (what === WORDS) return { ...base, ask: 'contains', about: null };
  if (findRelation(what)) return { ...base, ask: 'one', about: newGroup([newCondition('name')]) };
  const property = findProperty(what);
  const [first = 'is'] = property ? comparisonsOf(property.type) : [];
  const text =
    property?.type === 'choice' ? (property.options?.[0]?.names[0] ?? '') : property?.type === 'yesNo' ? 'yes' : '';
  return { ...base, ask: isOrdered(property) ? 'above' : first, text, about: null };
}

function isOrdered(property: Property | undefined): boolean {
  return property !== undefined && property.type !== 'day' && signOf(property.type, { is: 'above' }) !== undefined;
}

export function draftOf(filter: Filter | null): DraftGroup {
  if (filter === null) return newGroup();
  const draft = toDraft(filter);
  return draft.kind === 'group' ? draft : newGroup([draft]);
}

function toDraft(filter: Filter): Draft {
  switch (filter.kind) {
    case 'all':
    case 'any':
    case 'none':
      return newGroup(filter.of.map(toDraft), filter.kind);
    case 'words':
      return { ...newCondition(WORDS), text: filter.text };
    case 'has':
      return { ...newCondition(filter.what), ask: filter.yes ? 'has' : 'no', about: null };
    case 'related':
      return { ...newCondition(filter.relation), ask: filter.negated ? 'none' : 'one', about: draftOf(filter.of) };
    case 'compare': {
      const property = findProperty(filter.property);
      const what = property?.isShareOf ?? filter.property;
      const text = property ? printOperand(property, filter.value) : String(filter.value);
      return { ...newCondition(what), ask: filter.is, text, exactCase: filter.exactCase === true, about: null };
    }
  }
}

/** The filter that a draft says; rows that say nothing yet are left out. */
export function filterOf(draft: DraftGroup): Filter | null {
  const filter = toFilter(draft);
  return filter && normalize(filter);
}

function toFilter(draft: Draft): Filter | null {
  if (draft.kind === 'group') {
    return { kind: draft.match, of: draft.of.map(toFilter).filter((each) => each !== null) };
  }
  const { what, ask, text, about } = draft;
  if (what === WORDS) return text.trim() === '' ? null : { kind: 'words', text };
  if (ask === 'has' || ask === 'no') return { kind: 'has', what, yes: ask === 'has' };
  if (ask === 'one' || ask === 'none') {
    const of = about && toFilter(about);
    if (!of || !findRelation(what)) return null;
    return { kind: 'related', relation: what as RelationId, of, ...(ask === 'none' ? { negated: true } : {}) };
  }
  const property = findProperty(what);
  if (property === undefined || text === '') return null;
  try {
    const { id, value } = readOperand(property, property.label, text, { from: 0, to: 0 });
    const exactCase = draft.exactCase && signOf(property.type, { is: ask, exactCase: true }) !== undefined;
    return { kind: 'compare', property: id, is: ask, value, ...(exactCase ? { exactCase } : {}) };
  } catch (error) {
    if (error instanceof QueryError) return null;
    throw error;
  }
}

/** What is wrong with a value; null: nothing, or nothing is written yet. */
export function problemOf({ what, ask, text }: DraftCondition): string | null {
  const property = findProperty(what);
  if (property === undefined || text === '' || ask === 'has' || ask === 'no') return null;
  try {
    readOperand(property, property.label, text, { from: 0, to: 0 });
    return null;
  } catch (error) {
    if (error instanceof QueryError) return error.problem.message;
    throw error;
  }
}

/** The draft with one of its parts replaced, or without it. */
export function replaced(draft: DraftGroup, id: number, by: Draft | null): DraftGroup {
  return { ...draft, of: draft.of.flatMap((each) => within(each, id, by)) };
}

function within(draft: Draft, id: number, by: Draft | null): readonly Draft[] {
  if (draft.id === id) return by === null ? [] : [by];
  if (draft.kind === 'group') return [replaced(draft, id, by)];
  if (draft.about === null) return [draft];
  if (draft.about.id === id) return by?.kind === 'group' ? [{ ...draft, about: by }] : [draft];
  return [{ ...draft, about: replaced(draft.about, id, by) }];
}

/** The ways to ask about something, in the order in which they are offered. */
export function asksOf(what: string): readonly Ask[] {
  if (what === WORDS) return ['contains'];
  if (findRelation(what)) return ['one', 'none', 'has', 'no'];
  const property = findProperty(what);
  return property ? [...comparisonsOf(property.type), 'has', 'no'] : [];
}
