import type { ClassName, Ref } from '../../xapi/datamodel/ref';
import type { Enums, Records } from '../../xapi/datamodel/types.gen';
import type { ObjectId } from '../navigation';
import { nameOf, rows } from '../objects';
import type { Inventory } from '../objects';
import { parseTime } from '../values';
import { alertTitle } from './alert-titles';

export interface AlertRow {
  readonly ref: Ref<'message'>;
  readonly record: Records['message'];
  readonly title: string;
  /** The first line of the body; alarms and others carry XML or key: value lines. */
  readonly summary: string;
  /** Null: the object is gone, or of a class the console does not show. */
  readonly object: { readonly id: ObjectId; readonly name: string } | null;
  readonly timeMs: number | null;
}

const CLASS_OF: Partial<Record<Enums['cls'], ClassName>> = {
  VM: 'VM',
  Host: 'host',
  SR: 'SR',
  Pool: 'pool',
  VDI: 'VDI',
};
const SUMMARY_LENGTH = 200;

/** Messages point at objects by uuid: one pass over each class that has messages. */
export function alertRows(connection: string, inventory: Inventory): readonly AlertRow[] {
  const wanted = new Map<string, ObjectId | null>();
  const classes = new Set<ClassName>();
  const messages = rows(inventory, 'message');
  for (const message of messages.values()) {
    wanted.set(message.obj_uuid, null);
    const cls = CLASS_OF[message.cls];
    if (cls) classes.add(cls);
  }
  for (const cls of classes) {
    for (const [ref, record] of rows(inventory, cls)) {
      if ('uuid' in record && record.uuid !== undefined && wanted.has(record.uuid)) {
        wanted.set(record.uuid, { connection, class: cls, ref });
      }
    }
  }
  const all = [...messages].map(([ref, record]): AlertRow => {
    const id = wanted.get(record.obj_uuid) ?? null;
    const name = id === null ? undefined : nameOf(inventory, id.class, id.ref);
    return {
      ref,
      record,
      title: alertTitle(record.name),
      summary: summaryOf(record.body),
      object: id === null || name === undefined ? null : { id, name },
      timeMs: parseTime(record.timestamp),
    };
  });
  return all.sort((a, b) => (b.timeMs ?? 0) - (a.timeMs ?? 0) || (a.record.uuid < b.record.uuid ? -1 : 1));
}

/** A line of text out of a body that may be XML: the words between the tags. */
function summaryOf(body: string): string {
  const text = body
    .replace(/<[^>]{0,200}>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return text.length > SUMMARY_LENGTH ? `${text.slice(0, SUMMARY_LENGTH)}…` : text;
}

export interface AlertFilter {
  readonly severities: readonly number[];
  readonly text: string;
  readonly type: string;
}

export function filterAlerts(all: readonly AlertRow[], { severities, text, type }: AlertFilter): readonly AlertRow[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return all.filter(({ record, title, summary, object }) => {
    if (severities.length > 0 && !severities.includes(record.priority)) return false;
    if (type !== '' && record.name !== type) return false;
    const haystack = `${title} ${record.name} ${summary} ${object?.name ?? ''}`.toLowerCase();
    return words.every((word) => haystack.includes(word));
  });
}
