import { csvFile, csvText } from '../../ui/files/csv';
import { saveFile } from '../../ui/files/save-file';
import type { Records } from '../../xapi/datamodel/types.gen';
import { formatTimeWithZone } from '../values';
import { bodyLines } from './alert-body';
import { severityOf } from './alert-rows';
import type { AlertRow } from './alert-rows';
import { alertSentence } from './alert-sentences';
import { severityWord } from './severity';
import { texts } from './texts';

/** What the pool said of it, for people; where it said nothing, what such an alert means. */
function descriptionOf(record: Records['message']): string {
  const lines = bodyLines(record);
  if (lines.length > 0) return lines.join('\n');
  return record.body.trim() === '' ? (alertSentence(record.name) ?? '') : record.body;
}

/** XenCenter's columns; what is folded is unfolded. */
export function alertsCsv(rows: readonly AlertRow[]): string {
  const { title, severity, description, appliesTo, time } = texts.alerts.csv;
  const lines = rows
    .flatMap((alert) => [alert, ...alert.repeats])
    .map(({ title: words, record, object, timeMs }) => [
      words,
      severityWord(severityOf(record)),
      descriptionOf(record),
      object?.name ?? '',
      timeMs === null ? '' : formatTimeWithZone(timeMs),
    ]);
  return csvText([[title, severity, description, appliesTo, time], ...lines]);
}

export function saveAlerts(rows: readonly AlertRow[]): void {
  saveFile('alerts.csv', csvFile(alertsCsv(rows)));
}
