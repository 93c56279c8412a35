import { csvFile, csvText } from '../../ui/files/csv';
import { saveFile } from '../../ui/files/save-file';
import { formatTimeWithZone } from '../values';
import { severityOf } from './alert-rows';
import type { AlertRow } from './alert-rows';
import { severityWord } from './severity';
import { texts } from './texts';

/** XenCenter's columns; what is folded is unfolded. */
export function alertsCsv(rows: readonly AlertRow[]): string {
  const { title, severity, description, appliesTo, time } = texts.alerts.csv;
  const lines = rows
    .flatMap((alert) => [alert, ...alert.repeats])
    .map(({ title: words, record, object, timeMs }) => [
      words,
      severityWord(severityOf(record)),
      record.body,
      object?.name ?? '',
      timeMs === null ? '' : formatTimeWithZone(timeMs),
    ]);
  return csvText([[title, severity, description, appliesTo, time], ...lines]);
}

export function saveAlerts(rows: readonly AlertRow[]): void {
  saveFile('alerts.csv', csvFile(alertsCsv(rows)));
}
