import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { useConnection } from '../../xapi/cache/connection-context';
import { changeLogOf } from '../history';
import type { ObjectId } from '../navigation';
import { ObjectGrid } from '../object-grid';
import type { TabColumn } from '../object-grid';
import { nameOf, OBJECT_CLASSES, useDerived } from '../objects';
import type { Inventory } from '../objects';
import { formatTime, useServerClock } from '../values';
import { historyOf } from './history-rows';
import type { HistoryRow } from './history-rows';
import styles from './history.module.css';
import { historyTexts as texts } from './history-texts';
import { useAlertRows } from './use-alert-rows';
import { useEventRows } from './use-event-rows';

const COLUMNS: readonly TabColumn<HistoryRow>[] = [
  {
    id: 'time',
    header: texts.columns.time,
    width: 160,
    text: ({ timeMs }) => (timeMs === null ? '' : formatTime(timeMs)),
    sortValue: ({ timeMs }) => timeMs,
  },
  { id: 'kind', header: texts.columns.kind, width: 90, text: ({ kind }) => texts.kinds[kind] },
  { id: 'what', header: texts.columns.what, width: 300, text: ({ what }) => what },
  { id: 'detail', header: texts.columns.detail, width: 480, text: ({ detail }) => detail },
];

/** What happened to an object: tasks, alerts and events of the pool, and what changed in it. */
export function HistoryTab({ id }: { readonly id: ObjectId }) {
  const connection = useConnection();
  const clock = useServerClock();
  const log = changeLogOf(connection, () => clock.nowMs());
  const changes = useSyncExternalStore(
    useCallback((listener: () => void) => log.subscribe(listener), [log]),
    () => log.changesOf(id.ref),
  );
  const events = useEventRows();
  const alerts = useAlertRows();
  const name = useDerived(
    OBJECT_CLASSES,
    useCallback((inventory: Inventory) => nameOf(inventory, id.class, id.ref) ?? '', [id]),
  );
  const rows = useMemo(() => historyOf(id, { events, alerts, changes }), [id, events, alerts, changes]);
  return (
    <div className={styles['tab']}>
      <p className={styles['about']}>{texts.about}</p>
      <ObjectGrid
        label={texts.historyOf(name)}
        rows={rows}
        columns={COLUMNS}
        csvName="history"
        opens={() => null}
        empty={<p className={styles['about']}>{texts.empty}</p>}
      />
    </div>
  );
}
