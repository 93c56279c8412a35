import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { SearchField } from '../../ui/forms/search-field';
import { Select } from '../../ui/forms/select';
import { useNavigation } from '../navigation';
import { compareNatural } from '../values';
import { ALERT_LISTS, alertsOfType, severityOf } from './alert-rows';
import type { AlertRow } from './alert-rows';
import { kindTitle } from './alert-titles';
import { FilterChips } from './filter-chips';
import { PlaceFilters } from './place-filters';
import { SEVERITIES, SeverityGlyph, severityWord } from './severity';
import { texts } from './texts';
import type { FilterText } from './use-filter-text';
import type { UsedPlaceFilter } from './use-place-filter';
import styles from './notifications.module.css';

interface AlertFiltersProps {
  readonly all: readonly AlertRow[];
  /** Of the chosen type, before the other filters. */
  readonly listed: readonly AlertRow[];
  readonly shownCount: number;
  readonly filter: FilterText;
  readonly place: UsedPlaceFilter;
  /** What can be done, at the end. */
  readonly children: ReactNode;
}

/** What the list shows: a text, a kind of message, severities, a place and a time. All of it is in the URL. */
export function AlertFilters({ all, listed, shownCount, filter, place, children }: AlertFiltersProps) {
  const { state, navigate } = useNavigation();
  const { alertType: type, alertSeverities: severities } = state;
  const types = useMemo(() => typeOptions(all, type), [all, type]);
  const counts = useMemo(() => {
    const bySeverity = new Map<number, number>();
    for (const { record } of listed) {
      const severity = severityOf(record);
      bySeverity.set(severity, (bySeverity.get(severity) ?? 0) + 1);
    }
    return bySeverity;
  }, [listed]);
  const isMessages = type === ALERT_LISTS.history || type === ALERT_LISTS.all;
  const one = isMessages ? texts.alerts.oneMessage : texts.alerts.one;
  const many = isMessages ? texts.alerts.manyMessages : texts.alerts.many;
  return (
    <>
      <SearchField
        label={texts.alerts.filter}
        value={filter.text}
        onChange={filter.setText}
        className={styles['filter']}
      />
      <Select
        label={texts.alerts.list}
        hideLabel
        options={types}
        value={type}
        onChange={(alertType) => navigate({ alertType })}
        className={styles['choice'] ?? ''}
      />
      <PlaceFilters place={place} />
      <div className={styles['secondLine']}>
        <FilterChips
          label={texts.alerts.severity}
          chips={SEVERITIES.map((severity) => ({
            value: severity,
            label: severityWord(severity),
            icon: <SeverityGlyph severity={severity} />,
            count: counts.get(severity) ?? 0,
          }))}
          chosen={severities}
          onChange={(alertSeverities) => navigate({ alertSeverities }, { replace: true })}
        />
        <span className={styles['count']} role="status">
          {texts.shown(shownCount, listed.length, one, many)}
        </span>
        {children}
      </div>
    </>
  );
}

/** The three lists, then every kind of message there is; a kind that a link names stays in the choice. */
function typeOptions(all: readonly AlertRow[], chosen: string) {
  const counts = new Map<string, number>();
  for (const { record } of all) counts.set(record.name, (counts.get(record.name) ?? 0) + 1);
  const lists = Object.entries(ALERT_LISTS).map(([list, value]) => ({
    value: value as string,
    label: texts.alerts.withCount(
      texts.alerts.lists[list as keyof typeof ALERT_LISTS],
      alertsOfType(all, value).length,
    ),
  }));
  if (!lists.some(({ value }) => value === chosen) && !counts.has(chosen)) counts.set(chosen, 0);
  const kinds = [...counts]
    .map(([value, count]) => ({ value, title: kindTitle(value), count }))
    .sort((a, b) => compareNatural(a.title, b.title))
    .map(({ value, title, count }) => ({ value, label: texts.alerts.withCount(title, count) }));
  return [...lists, ...kinds];
}
