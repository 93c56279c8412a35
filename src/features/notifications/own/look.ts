import type { ClassName } from '../../../xapi/datamodel/ref';
import type { ObjectId } from '../../navigation';
import { nameOf } from '../../objects';
import type { Inventory, ObjectRowClass } from '../../objects';
import type { SpaceNotes } from '../../dashboard';
import type { Offer } from '../../updates';

/** What findings are made of: the cache of a pool, and what was asked beside it. */
export interface Look {
  readonly connection: string;
  readonly inventory: Inventory;
  /** The pool's time. */
  readonly nowMs: number;
  /** Other pools of the console on the same networks: names have to differ there too. */
  readonly others: readonly Inventory[];
  /** How far the clocks of servers are ahead of the coordinator's, ms, beyond what the question itself took. */
  readonly skews: ReadonlyMap<string, number>;
  /** Running machines whose tools are not there, or old. */
  readonly tools: { readonly missing: readonly string[]; readonly outdated: readonly string[] };
  /** What the repositories offer; null: nothing, or nobody knows. */
  readonly offer: Offer | null;
  /** How full storage was on earlier days. */
  readonly space: SpaceNotes;
}

/** The classes of the cache that findings are made of. */
export const LOOK_CLASSES: readonly ClassName[] = [
  ...(['pool', 'host', 'host_metrics', 'SR', 'PBD', 'Certificate', 'pool_update', 'Repository', 'message'] as const),
];

export const DAY_MS = 86_400_000;

export const idIn = (look: Look, cls: ObjectRowClass, ref: string): ObjectId => ({
  connection: look.connection,
  class: cls,
  ref,
});

export const nameIn = (look: Look, cls: ObjectRowClass, ref: string): string => nameOf(look.inventory, cls, ref) ?? '';

/** Where updates are listed. */
export const UPDATES_PAGE = { view: 'notifications', page: 'updates', sort: null, mode: [] } as const;

/** Where an object shows something. */
export const placeOf = (object: ObjectId, tab: string) =>
  ({ view: 'infrastructure', selection: [object], tab, gridFilter: '', look: '', mode: [] }) as const;
