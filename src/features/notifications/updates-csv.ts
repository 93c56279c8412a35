import { csvText } from '../../ui/files/csv';
import { formatTimeWithZone } from '../values';
import { texts } from './texts';
import { kindWords } from './update-columns';
import type { UpdateRow } from './update-rows';

/** XenCenter's columns, with what an update is for. */
export function updatesCsv(rows: readonly UpdateRow[]): string {
  const { title, kind, description, appliesTo, issued, address } = texts.updates.csv;
  const lines = rows.map((row) => [
    row.name,
    kindWords(row),
    row.description,
    row.hosts.flatMap((host) => (host.isApplied ? [] : host.name)).join(', '),
    row.issuedMs === null ? '' : formatTimeWithZone(row.issuedMs),
    row.address,
  ]);
  return csvText([[title, kind, description, appliesTo, issued, address], ...lines]);
}
