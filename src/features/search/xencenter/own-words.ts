import { columnOfWord, columnWord, idOfWord, sortWord } from '../column-words';
import { parseLook, printLook } from '../look';
import type { Filter } from '../query/model';
import { printFilter } from '../query/print';
import type { SavedSearch } from './saved-search';

/**
 * Where this console writes what XenCenter has no words for. XenCenter passes over attributes that it does not know, and
 * leaves this one out when it changes the search: then what it wrote is what holds.
 */
export const OWN_ATTRIBUTE = 'xenia';

type Content = Omit<SavedSearch, 'uuid' | 'name'>;

export function writeOwn({ scope, filter, grouping, sort, columns }: Content): string {
  return new URLSearchParams({
    find: filter === null ? '' : printFilter(filter),
    look: printLook({ scope, grouping, saved: '' }),
    sort: sort.map(({ column, descending }) => (descending ? '-' : '') + sortWord(column)).join(','),
    cols: columns === null ? '' : columns.map(columnWord).join(','),
  }).toString();
}

/** Nothing for an attribute that is not there. */
export function readOwn(text: string, parse: (find: string) => Filter | null): Partial<Content> {
  if (text === '') return {};
  const params = new URLSearchParams(text);
  const { scope, grouping } = parseLook(params.get('look') ?? '');
  const words = (name: string) => (params.get(name) ?? '').split(',').filter((word) => word !== '');
  const columns = words('cols');
  return {
    filter: parse(params.get('find') ?? ''),
    grouping,
    ...(scope === null ? {} : { scope }),
    sort: words('sort').map((word) => ({ column: idOfWord(word.replace(/^-/, '')), descending: word.startsWith('-') })),
    columns: columns.length === 0 ? null : columns.map(columnOfWord),
  };
}
