import type { ObjectId, ViewState } from '../../navigation';
import type { Enums } from '../../../xapi/datamodel/types.gen';
import type { texts } from './texts';

export type OwnKind = keyof typeof texts.kinds;

/** What leads to a place or mends it: a command of the table, or somewhere in the console. */
export type AlertAction =
  | { readonly label: string; readonly command: string; readonly objects: readonly ObjectId[] }
  | { readonly label: string; readonly to: Partial<ViewState> };

/** Something that the console finds in what it knows of a pool, and no message of the pool tells. */
export interface Finding {
  readonly kind: OwnKind;
  /** The same for as long as it is the same trouble; another when it gets worse. No reference of a pool is like it. */
  readonly key: string;
  /** 1 to 5, as the priorities of messages. */
  readonly severity: number;
  readonly cls: Enums['cls'];
  readonly object: ObjectId;
  readonly uuid: string;
  readonly sentence: string;
  readonly actions: readonly AlertAction[];
}

/** A finding that nobody has dismissed. The same object while nothing in it changed. */
export interface OwnAlert extends Finding {
  /** Since when this browser knows, in the pool's time. */
  readonly sinceMs: number;
}
