import { SCOPE_TYPES } from './query/model';
import type { ScopeType } from './query/model';

/** What a list looks for and how it groups; in the address as `vm,snapshot~host,field.Owner~<uuid>`. */
export interface Look {
  /** Types of objects, over everything; null: what is below the selection. */
  readonly scope: readonly ScopeType[] | null;
  /** Outermost first. */
  readonly grouping: readonly string[];
  /** The saved search that this is, or began as; empty: none. */
  readonly saved: string;
}

const MOST_LEVELS = 6;

export function parseLook(text: string): Look {
  const [scope = '', grouping = '', saved = ''] = text.split('~');
  const types = SCOPE_TYPES.filter((type) => scope.split(',').includes(type));
  return {
    scope: types.length > 0 ? types : null,
    grouping: grouping.split(',').filter(Boolean).slice(0, MOST_LEVELS).map(decode),
    saved: decode(saved),
  };
}

export function printLook({ scope, grouping, saved }: Look): string {
  const parts = [(scope ?? []).join(','), grouping.map(encode).join(','), encode(saved)];
  return parts.join('~').replace(/~+$/, '');
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll('~', '%7E');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
