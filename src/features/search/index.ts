import { part } from '../../ui/parts/part';

/** The Search tab: everything below the selected object, or the selected objects themselves. Its own chunk. */
export const SearchTab = part(async () => (await import('./search-tab')).SearchTab);

/** The list of saved searches, for the navigation pane. */
export const SavedSearchesPlace = part(async () => (await import('./saved/saved-searches-place')).SavedSearchesPlace);

/** Whether a text is more than words: fields, comparisons, relations, groups, phrases. What it means is known to its own chunk. */
export const isMoreThanWords = (text: string): boolean => /[:<>="()]|(^|\s)(-\S|(and|or|not)\s)/i.test(text);

/** Understands the language of queries, for what looks for objects elsewhere. */
export const loadAnywhere = () => import('./anywhere');
export type { Answer, FilterField, FindAnywhere, ObjectTest } from './anywhere';
