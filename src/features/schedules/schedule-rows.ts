import type { Records } from '../../xapi/datamodel/types.gen';
import type { ObjectId } from '../navigation';
import { labelOr, rows } from '../objects';
import type { Inventory } from '../objects';
import { compareNatural, formatTime, parseTime } from '../values';
import { whenText } from './next-run';
import { texts } from './texts';

/** One run of a schedule, as its alert tells it. */
export interface RunRow {
  readonly id: ObjectId;
  readonly timeMs: number | null;
  readonly name: string;
  readonly body: string;
}

export interface ScheduleRow {
  readonly id: ObjectId;
  readonly name: string;
  readonly vmss: Records['VMSS'];
  readonly when: string;
  /** Null: it has never run. */
  readonly lastMs: number | null;
  /** The newest first. */
  readonly runs: readonly RunRow[];
}

const RESULTS: Readonly<Record<string, string>> = texts.results;

export const resultText = (name: string): string => RESULTS[name] ?? name;
export const isFailure = (name: string): boolean => name !== 'VMSS_SNAPSHOT_SUCCEEDED';

/** The schedules of a pool in natural order, with what is known of their runs. */
export function scheduleRows(inventory: Inventory, connection: string): readonly ScheduleRow[] {
  const runs = new Map<string, RunRow[]>();
  for (const [ref, message] of rows(inventory, 'message')) {
    if (message.cls !== 'VMSS' && !message.name.startsWith('VMSS_')) continue;
    const id: ObjectId = { connection, class: 'message', ref };
    const run: RunRow = { id, timeMs: parseTime(message.timestamp), name: message.name, body: message.body };
    runs.set(message.obj_uuid, [...(runs.get(message.obj_uuid) ?? []), run]);
  }
  return [...rows(inventory, 'VMSS')]
    .map(([ref, vmss]): ScheduleRow => {
      const lastMs = parseTime(vmss.last_run_time);
      return {
        id: { connection, class: 'VMSS', ref },
        name: labelOr(vmss.name_label),
        vmss,
        when: whenText(vmss),
        lastMs: lastMs === null || lastMs <= 0 ? null : lastMs,
        runs: (runs.get(vmss.uuid) ?? []).toSorted((a, b) => (b.timeMs ?? 0) - (a.timeMs ?? 0)),
      };
    })
    .sort((a, b) => compareNatural(a.name, b.name));
}

export const sameSchedules = (a: readonly ScheduleRow[], b: readonly ScheduleRow[]): boolean =>
  a.length === b.length &&
  a.every((each, at) => {
    const other = b[at];
    return each.vmss === other?.vmss && JSON.stringify(each.runs) === JSON.stringify(other.runs);
  });

export const timeText = (timeMs: number | null): string => (timeMs === null ? texts.never : formatTime(timeMs));
