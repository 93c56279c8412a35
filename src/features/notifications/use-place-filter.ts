import { useCallback, useMemo } from 'react';
import type { ClassName } from '../../xapi/datamodel/ref';
import { useNavigation } from '../navigation';
import { useDerived } from '../objects';
import type { Inventory } from '../objects';
import { useServerNow } from '../values';
import type { NamedObject } from './alert-rows';
import { EVERYTHING, isWhen, placeFilterFrom, placeFilterWords, placeOfObject } from './place-filter';
import type { PlaceFilter } from './place-filter';

const CLASSES: readonly ClassName[] = ['VM', 'host', 'host_metrics', 'SR', 'PBD', 'VBD', 'VDI'];
const MINUTE_MS = 60_000;

export interface UsedPlaceFilter {
  readonly filter: PlaceFilter;
  readonly set: (patch: Partial<PlaceFilter>) => void;
  readonly clear: () => void;
}

/** The place and the time of the present page, in the address. */
export function usePlaceFilter(): UsedPlaceFilter {
  const { state, navigate } = useNavigation();
  const words = state.mode;
  const filter = useMemo(() => placeFilterFrom(words), [words]);
  const set = useCallback(
    (patch: Partial<PlaceFilter>) =>
      navigate({ mode: placeFilterWords({ ...placeFilterFrom(words), ...patch }) }, { replace: true }),
    [words, navigate],
  );
  const clear = useCallback(() => set(EVERYTHING), [set]);
  return { filter, set, clear };
}

interface Placed {
  readonly object: NamedObject | null;
}

/** Those of the rows that are where and when it is asked for; the same list while they are the same. */
export function usePlaced<T extends Placed>(
  rows: readonly T[],
  filter: PlaceFilter,
  timeOf: (row: T) => number | null,
): readonly T[] {
  const nowMs = useServerNow(MINUTE_MS);
  const { where } = filter;
  const timely = useMemo(
    () => (filter.when === '' ? rows : rows.filter((row) => isWhen(filter, timeOf(row), nowMs))),
    [rows, filter, timeOf, nowMs],
  );
  return useDerived(
    CLASSES,
    useCallback(
      (inventory: Inventory) =>
        where === '' ? timely : timely.filter(({ object }) => placeOfObject(inventory, object?.id) === where),
      [timely, where],
    ),
    isSameList,
  );
}

function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((each, at) => each === b[at]);
}
