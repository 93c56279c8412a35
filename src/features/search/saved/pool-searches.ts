import { only } from '../../objects';
import type { Inventory } from '../../objects';
import { readSearches } from '../xencenter/read-search';
import type { SavedSearch } from '../xencenter/saved-search';
import { SearchFileError } from '../xencenter/search-file-error';

/** Where XenCenter keeps a search in `gui_config` of the pool; versions under other brands have other words in front. */
const PREFIX = 'XenSearch.Search-';
const KEY = /^(?:[\w.]+\.)?Search-(.+)$/;

export function keyOf(uuid: string): string {
  return PREFIX + uuid;
}

/** A search that a pool keeps, or why it cannot be read. */
export interface PoolSearch {
  readonly uuid: string;
  readonly name: string;
  readonly search: SavedSearch | null;
  /** Empty: it can be read. */
  readonly problem: string;
  /** By the id of each pool that has it, the key under which it does, and the value. */
  readonly kept: ReadonlyMap<string, { readonly key: string; readonly xml: string }>;
}

const read = new Map<string, { readonly search: SavedSearch | null; readonly problem: string }>();
const MOST_READ = 500;

/** The searches of these pools by name; one that several pools have is listed once. */
export function poolSearches(pools: readonly (readonly [string, Inventory])[]): readonly PoolSearch[] {
  const found = new Map<string, PoolSearch>();
  for (const [pool, inventory] of pools) {
    for (const [key, xml] of Object.entries(only(inventory, 'pool')?.[1].gui_config ?? {})) {
      const uuid = KEY.exec(key)?.[1];
      // XenCenter wrote "null" once in place of nothing.
      if (uuid === undefined || xml === '' || xml === 'null') continue;
      const before = found.get(uuid);
      const { search, problem } = readOnce(xml);
      found.set(uuid, {
        uuid,
        name: search?.name || uuid,
        search,
        problem,
        ...before,
        kept: new Map([...(before?.kept ?? []), [pool, { key, xml }]]),
      });
    }
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** Events of a pool come often, its searches change seldom. */
function readOnce(xml: string): { readonly search: SavedSearch | null; readonly problem: string } {
  let result = read.get(xml);
  if (!result) {
    if (read.size >= MOST_READ) read.clear();
    read.set(xml, (result = attempt(xml)));
  }
  return result;
}

function attempt(xml: string): { readonly search: SavedSearch | null; readonly problem: string } {
  try {
    return { search: readSearches(xml)[0] ?? null, problem: '' };
  } catch (error) {
    if (error instanceof SearchFileError) return { search: null, problem: error.message };
    throw error;
  }
}

/** An identifier for a new search. Pages over plain HTTP have no `crypto.randomUUID`. */
export function newUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
