import type { Ref } from '../../../xapi/datamodel/ref';
import type { Guest } from './guest';
import { valueAt, type Series } from './series';

/** A time in which a guest was told something. */
interface Told {
  readonly guest: Guest;
  /** Share of each row in which it was. */
  readonly share: Series;
}

export type Places = readonly (Ref<'host'> | null)[];

/**
 * Where guests did what they were told, row by row; null where they did not. Rows in which everything is as in the row
 * before share one list, so that what follows from it alone need not be worked out again.
 */
export function placesByRow(told: readonly Told[], rows: number): readonly Places[] {
  const steady = told.map(({ guest, share }) => share === 1 && guest.isSteady);
  const moving = told.flatMap((_, index) => (steady[index] === true ? [] : [index]));
  const placeOf = ({ guest, share }: Told, at: number): Ref<'host'> | null =>
    valueAt(share, at) > 0 ? guest.hostAt(at) : null;
  const byRow: Places[] = [];
  let last: (Ref<'host'> | null)[] = told.map((each) => placeOf(each, 0));
  for (let at = 0; at < rows; at++) {
    let next: (Ref<'host'> | null)[] | null = null;
    for (const index of moving) {
      const each = told[index];
      const place = each === undefined ? null : placeOf(each, at);
      if (place !== last[index]) (next ??= last.slice())[index] = place;
    }
    byRow.push((last = next ?? last));
  }
  return byRow;
}
