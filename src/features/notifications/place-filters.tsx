import { Select } from '../../ui/forms/select';
import { TextField } from '../../ui/forms/text-field';
import { labelOr, rows, useDerived } from '../objects';
import type { Inventory } from '../objects';
import { compareNatural } from '../values';
import { OF_POOL, PERIODS, RANGE } from './place-filter';
import { texts } from './texts';
import type { UsedPlaceFilter } from './use-place-filter';
import styles from './notifications.module.css';

const CLASSES = ['host'] as const;

interface Server {
  readonly value: string;
  readonly label: string;
}

function serversIn(inventory: Inventory): readonly Server[] {
  return [...rows(inventory, 'host')]
    .map(([value, { name_label }]) => ({ value, label: labelOr(name_label) }))
    .sort((a, b) => compareNatural(a.label, b.label));
}

const isSame = (a: readonly Server[], b: readonly Server[]): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Where, and since when or between which days. */
export function PlaceFilters({ place: { filter, set } }: { readonly place: UsedPlaceFilter }) {
  const servers = useDerived(CLASSES, serversIn, isSame);
  const words = texts.place;
  // A link may name a server that is gone.
  const isKnown =
    filter.where === '' || filter.where === OF_POOL || servers.some(({ value }) => value === filter.where);
  return (
    <>
      <Select
        label={words.where}
        hideLabel
        options={[
          { value: '', label: words.everywhere },
          { value: OF_POOL, label: words.ofPool },
          ...servers,
          ...(isKnown ? [] : [{ value: filter.where, label: words.gone }]),
        ]}
        value={filter.where}
        onChange={(where) => set({ where })}
        className={styles['place'] ?? ''}
      />
      <Select
        label={words.when}
        hideLabel
        options={[
          { value: '', label: words.whenever },
          ...Object.keys(PERIODS).map((value) => ({ value, label: words.periods[value] ?? value })),
          { value: RANGE, label: words.range },
        ]}
        value={filter.when}
        onChange={(when) => set({ when, from: '', to: '' })}
        className={styles['place'] ?? ''}
      />
      {filter.when === RANGE ? (
        <>
          <TextField label={words.from} hideLabel type="date" value={filter.from} onChange={(from) => set({ from })} />
          <TextField label={words.to} hideLabel type="date" value={filter.to} onChange={(to) => set({ to })} />
        </>
      ) : null}
    </>
  );
}
