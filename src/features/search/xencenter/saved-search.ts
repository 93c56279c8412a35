import type { Filter, QueryColumn, ScopeType } from '../query/model';

/** A search as it is saved: XenCenter's and this console's say the same. */
export interface SavedSearch {
  readonly uuid: string;
  readonly name: string;
  readonly scope: readonly ScopeType[];
  readonly filter: Filter | null;
  /** Outermost first. */
  readonly grouping: readonly string[];
  readonly sort: readonly { readonly column: string; readonly descending: boolean }[];
  /** Null: the usual ones. */
  readonly columns: readonly QueryColumn[] | null;
}
