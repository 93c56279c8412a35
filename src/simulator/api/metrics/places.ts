import type { Ref } from '../../../xapi/datamodel/ref';
import type { Guest } from './guest';
import { valueAt, type Series } from './series';

/** A time in which a guest was told something. */
interface Told {
  readonly guest: Guest;
  /** Share of each row in which it was. */
  readonly share: Series;
}

/** Where guests did what they were told, in their order; null where they did not. */
export type Places = readonly (Ref<'host'> | null)[];

/** Rows one after the other, from the newest on, in which all guests are where they are. */
export interface Stretch {
  readonly places: Places;
  readonly fromRow: number;
  readonly toRow: number;
}

/** All rows as stretches: what follows from places alone need not be worked out again for each of their rows. */
export function stretchesOf(told: readonly Told[], rows: number): readonly Stretch[] {
  const placeOf = ({ guest, share }: Told, at: number): Ref<'host'> | null =>
    valueAt(share, at) > 0 ? guest.hostAt(at) : null;
  const moving = [...told.keys()].filter((index) => {
    const each = told[index];
    return each !== undefined && !(each.share === 1 && each.guest.isSteady);
  });
  const stretches: Stretch[] = [];
  let places = told.map((each) => placeOf(each, 0));
  let fromRow = 0;
  for (let at = 1; at < rows; at++) {
    let next: (Ref<'host'> | null)[] | null = null;
    for (const index of moving) {
      const each = told[index];
      const place = each === undefined ? null : placeOf(each, at);
      if (place !== places[index]) (next ??= places.slice())[index] = place;
    }
    if (next === null) continue;
    stretches.push({ places, fromRow, toRow: at });
    places = next;
    fromRow = at;
  }
  return rows > 0 ? [...stretches, { places, fromRow, toRow: rows }] : stretches;
}
