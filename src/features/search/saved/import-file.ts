import { texts } from '../texts';
import { readSearches } from '../xencenter/read-search';
import type { SavedSearch } from '../xencenter/saved-search';
import { SearchFileError } from '../xencenter/search-file-error';
import { writeSearch } from '../xencenter/write-search';
import { newUuid } from './pool-searches';
import type { PoolSearch } from './pool-searches';

const MOST_BYTES = 4 * 1024 * 1024;

/** The searches of a file, none of which takes the place of another one that a pool keeps. Throws SearchFileError. */
export async function readFile(file: File, known: readonly PoolSearch[]): Promise<readonly SavedSearch[]> {
  if (file.size > MOST_BYTES) throw new SearchFileError(texts.file.tooLarge);
  return importable(readSearches(await file.text()), known);
}

function importable(searches: readonly SavedSearch[], known: readonly PoolSearch[]): readonly SavedSearch[] {
  return searches.map((search) => {
    const kept = known.find(({ uuid }) => uuid === search.uuid);
    const isOther = kept?.search && writeSearch(kept.search).xml !== writeSearch(search).xml;
    // What programs bring along is theirs: a copy of it is a search of its own.
    const isFree = search.uuid !== '' && !search.uuid.startsWith('dead-beef') && !isOther;
    return { ...search, name: search.name || texts.saved.unnamed, uuid: isFree ? search.uuid : newUuid() };
  });
}
