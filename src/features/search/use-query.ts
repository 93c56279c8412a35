import { useMemo, useRef } from 'react';
import type { ClassName } from '../../xapi/datamodel/ref';
import { looksLikeV6 } from './query/addresses';
import type { Filter } from './query/model';
import { parseQuery } from './query/parse';
import type { Problem } from './query/problem';
import { findProperty } from './query/properties';

export interface ReadQuery {
  /** Null: it restricts nothing. While a text has a mistake, what was asked before it. */
  readonly filter: Filter | null;
  readonly problem: Problem | null;
}

/** What a text asks for. */
export function useQuery(text: string): ReadQuery {
  const parsed = useMemo(() => parseQuery(text), [text]);
  const last = useRef<Filter | null>(null);
  if (parsed.ok) last.current = parsed.filter;
  return parsed.ok ? { filter: parsed.filter, problem: null } : { filter: last.current, problem: parsed.problem };
}

/** Properties that a filter, or its questions about relatives, ask for. */
export function propertiesOf(filter: Filter | null): readonly string[] {
  switch (filter?.kind) {
    case 'all':
    case 'any':
    case 'none':
      return filter.of.flatMap(propertiesOf);
    case 'related':
      return propertiesOf(filter.of);
    case 'compare':
      return [filter.property];
    case 'has':
      return [filter.what];
    case 'words':
      return looksLikeAddress(filter.text) ? ['ip'] : [];
    default:
      return [];
  }
}

/** Addresses are told by the guests, whose words are not loaded before somebody asks for them. */
function looksLikeAddress(text: string): boolean {
  return /^\d{1,3}\.[\d.]*$/.test(text) || looksLikeV6(text);
}

/** Classes that are not held from the start and that the properties are read from. */
export function neededBy(properties: readonly string[]): readonly ClassName[] {
  return [...new Set(properties.flatMap((id) => findProperty(id)?.needs ?? []))];
}
