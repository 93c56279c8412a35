import { useMemo } from 'react';
import { SearchField } from '../../ui/forms/search-field';
import { useNavigation } from '../navigation';
import type { EventState } from '../navigation';
import { eventStateOf } from './event-rows';
import type { EventRow } from './event-rows';
import { EventIcon } from './event-state';
import { FilterChips } from './filter-chips';
import { PlaceFilters } from './place-filters';
import { texts } from './texts';
import type { FilterText } from './use-filter-text';
import type { UsedPlaceFilter } from './use-place-filter';
import styles from './notifications.module.css';

const STATES: readonly EventState[] = ['running', 'failed', 'cancelled', 'done'];

interface EventFiltersProps {
  readonly all: readonly EventRow[];
  readonly shownCount: number;
  readonly filter: FilterText;
  readonly place: UsedPlaceFilter;
}

/** What the list shows: a text, states, a place and a time. All of it is in the URL. */
export function EventFilters({ all, shownCount, filter, place }: EventFiltersProps) {
  const { state, navigate } = useNavigation();
  const counts = useMemo(() => {
    const byState = new Map<EventState, number>();
    for (const row of all) byState.set(eventStateOf(row), (byState.get(eventStateOf(row)) ?? 0) + 1);
    return byState;
  }, [all]);
  return (
    <>
      <SearchField
        label={texts.events.filter}
        value={filter.text}
        onChange={filter.setText}
        className={styles['filter']}
      />
      <PlaceFilters place={place} />
      <FilterChips
        label={texts.events.state}
        chips={STATES.map((value) => ({
          value,
          label: texts.events.filters[value],
          icon: <EventIcon state={value} />,
          count: counts.get(value) ?? 0,
        }))}
        chosen={state.eventStates}
        onChange={(eventStates) => navigate({ eventStates }, { replace: true })}
      />
      <span className={styles['count']} role="status">
        {texts.shown(shownCount, all.length, texts.events.one, texts.events.many)}
      </span>
    </>
  );
}
