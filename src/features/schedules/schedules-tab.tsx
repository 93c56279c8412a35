import { useCallback, useMemo, useState } from 'react';
import { CalendarClock } from 'lucide-react';
import { Badge } from '../../ui/display/badge';
import { EmptyState } from '../../ui/feedback/empty-state';
import { useConnection } from '../../xapi/cache/connection-context';
import type { ClassName } from '../../xapi/datamodel/ref';
import { CommandButton } from '../commands';
import type { ObjectId } from '../navigation';
import { ObjectGrid } from '../object-grid';
import type { TabColumn } from '../object-grid';
import { nameOf, useDerived } from '../objects';
import type { Inventory } from '../objects';
import { formatCount, useServerNow } from '../values';
import './commands';
import { nextRunMs } from './next-run';
import { isFailure, resultText, sameSchedules, scheduleRows, timeText } from './schedule-rows';
import type { RunRow, ScheduleRow } from './schedule-rows';
import styles from './schedules.module.css';
import { texts } from './texts';

const CLASSES: readonly ClassName[] = ['VMSS', 'message', 'pool', 'host'];
/** Next runs are told to the minute. */
const MINUTE_MS = 60_000;

interface Shown extends ScheduleRow {
  readonly nextMs: number | null;
}

const COLUMNS: readonly TabColumn<Shown>[] = [
  { id: 'name', header: texts.columns.name, width: 190, text: ({ name }) => name },
  {
    id: 'state',
    header: texts.columns.state,
    width: 70,
    text: ({ vmss }) => (vmss.enabled ? texts.enabled : texts.disabled),
    render: ({ vmss }) => (
      <Badge tone={vmss.enabled ? 'ok' : 'neutral'}>{vmss.enabled ? texts.enabled : texts.disabled}</Badge>
    ),
  },
  {
    id: 'vms',
    header: texts.columns.vms,
    width: 64,
    align: 'end',
    text: ({ vmss }) => formatCount(vmss.VMs.length),
    sortValue: ({ vmss }) => vmss.VMs.length,
  },
  { id: 'type', header: texts.columns.type, width: 140, text: ({ vmss }) => texts.types[vmss.type] },
  { id: 'when', header: texts.columns.when, width: 230, text: ({ when }) => when },
  {
    id: 'keeps',
    header: texts.columns.keeps,
    width: 64,
    align: 'end',
    text: ({ vmss }) => formatCount(vmss.retained_snapshots),
    sortValue: ({ vmss }) => vmss.retained_snapshots,
  },
  {
    id: 'last',
    header: texts.columns.last,
    width: 160,
    text: ({ lastMs }) => timeText(lastMs),
    sortValue: ({ lastMs }) => lastMs,
  },
  {
    id: 'next',
    header: texts.columns.next,
    width: 160,
    text: ({ vmss, nextMs }) => (vmss.enabled ? timeText(nextMs) : texts.noNext),
    sortValue: ({ vmss, nextMs }) => (vmss.enabled ? nextMs : null),
  },
  {
    id: 'result',
    header: texts.columns.result,
    width: 200,
    text: ({ runs: [last] }) => (last ? resultText(last.name) : ''),
    render: ({ runs: [last] }) =>
      last ? <Badge tone={isFailure(last.name) ? 'danger' : 'ok'}>{resultText(last.name)}</Badge> : null,
  },
];

const RUN_COLUMNS: readonly TabColumn<RunRow>[] = [
  {
    id: 'time',
    header: texts.columns.time,
    width: 160,
    text: ({ timeMs }) => timeText(timeMs),
    sortValue: ({ timeMs }) => timeMs,
  },
  {
    id: 'message',
    header: texts.columns.message,
    width: 220,
    text: ({ name }) => resultText(name),
    render: ({ name }) => <Badge tone={isFailure(name) ? 'danger' : 'ok'}>{resultText(name)}</Badge>,
  },
  { id: 'details', header: texts.columns.details, width: 520, text: ({ body }) => body },
];

/** The snapshot schedules of a pool, and below them the runs of the one that is selected. */
export function SchedulesTab({ id }: { readonly id: ObjectId }) {
  const connection = useConnection();
  const schedules = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => scheduleRows(inventory, connection.id), [connection]),
    sameSchedules,
  );
  const name = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => nameOf(inventory, 'pool', id.ref) ?? '', [id.ref]),
  );
  const minute = Math.floor(useServerNow(MINUTE_MS / 4) / MINUTE_MS);
  const rows = useMemo(
    () => schedules.map((each): Shown => ({ ...each, nextMs: nextRunMs(each.vmss, minute * MINUTE_MS) })),
    [schedules, minute],
  );
  const [selected, setSelected] = useState<readonly ObjectId[]>([]);
  const one = selected.length === 1 ? rows.find((each) => each.id.ref === selected[0]?.ref) : undefined;
  return (
    <div className={styles['tab']}>
      <ObjectGrid
        label={texts.tab(name)}
        rows={rows}
        columns={COLUMNS}
        csvName={texts.csv}
        opens={() => null}
        onSelect={setSelected}
        tools={<CommandButton command="pool.newSchedule" id={id} />}
        empty={
          <EmptyState
            icon={<CalendarClock size={24} />}
            title={texts.none}
            action={<CommandButton command="pool.newSchedule" id={id} />}
          >
            {texts.noneText}
          </EmptyState>
        }
      />
      {one === undefined ? null : (
        <ObjectGrid
          label={texts.runs(one.name)}
          title={texts.runs(one.name)}
          small
          rows={one.runs}
          columns={RUN_COLUMNS}
          csvName={texts.csvRuns}
          opens={() => null}
          empty={
            <div className={styles['below']}>
              <EmptyState
                compact
                icon={<CalendarClock size={24} />}
                title={texts.noRuns}
                action={<CommandButton command="schedule.runNow" id={one.id} />}
              />
            </div>
          }
        />
      )}
    </div>
  );
}
