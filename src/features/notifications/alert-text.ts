import type { Property } from '../../ui/display/property-list';
import type { AlertRow } from './alert-rows';
import { texts } from './texts';

/** The fields of a message as the pool sent them. */
export function rawProperties({ ref, record }: AlertRow): readonly Property[] {
  const { fields } = texts.alerts;
  const values: readonly (readonly [keyof typeof fields, string])[] = [
    ['name', record.name],
    ['priority', String(record.priority)],
    ['class', record.cls],
    ['object', record.obj_uuid],
    ['timestamp', record.timestamp],
    ['uuid', record.uuid],
    ['reference', ref],
  ];
  return values.map(([id, value]) => ({ id, name: fields[id], value, copy: value, monospace: true }));
}

/** An alert as text, for a ticket or a mail. */
export function alertText(row: AlertRow): string {
  const { fields } = texts.alerts;
  if (row.own !== null) return [row.title, row.object?.name ?? '', row.record.body].join('\n');
  const lines = rawProperties(row).map(({ name, copy }) => `${name}: ${copy ?? ''}`);
  return [row.title, ...lines, `${fields.body}: ${row.record.body}`].join('\n');
}
