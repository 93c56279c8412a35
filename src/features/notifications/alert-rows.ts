import type { ClassName, Ref } from '../../xapi/datamodel/ref';
import type { Enums, Records } from '../../xapi/datamodel/types.gen';
import type { ObjectId } from '../navigation';
import { nameOf, row, rows } from '../objects';
import type { Inventory } from '../objects';
import { parseTime } from '../values';
import { alertTitle } from './alert-titles';
import { alarmOf, alarmSentence } from './alarm';
import { isHistory } from './message-kinds';
import type { Found } from './own/found';
import type { OwnAlert } from './own/own-alert';
import { texts } from './own/texts';
import { wordsOf } from './words';

/** The object of a row, as far as the console shows it. */
export interface NamedObject {
  readonly id: ObjectId;
  readonly name: string;
}

/** One line of the Alerts page. The same object while nothing in it changed. */
export interface AlertRow {
  readonly ref: Ref<'message'>;
  readonly record: Records['message'];
  readonly title: string;
  /** What the body says, in a line. */
  readonly summary: string;
  /** Null: the object is gone, or of a class the console does not show. */
  readonly object: NamedObject | null;
  readonly timeMs: number | null;
  /** What the console found out itself; null: a message of the pool. */
  readonly own: OwnAlert | null;
  /** Earlier alerts of the same kind about the same object, where they are folded into this one. */
  readonly repeats: readonly AlertRow[];
}

const CLASS_OF: Partial<Record<Enums['cls'], 'VM' | 'host' | 'SR' | 'pool' | 'VDI'>> = {
  VM: 'VM',
  Host: 'host',
  SR: 'SR',
  Pool: 'pool',
  VDI: 'VDI',
};
export const ALERT_CLASSES: readonly ClassName[] = ['message', 'VM', 'host', 'SR', 'pool', 'VDI'];

const SUMMARY_LENGTH = 200;
const NOTHING: Pick<Found, 'alerts' | 'leaving'> = { alerts: [], leaving: new Set() };

/** Makes the rows of a connection's messages and keeps what has not changed: records are never changed in place. */
export class AlertReader {
  private rows: readonly AlertRow[] = [];
  private readonly made = new WeakMap<Records['message'], AlertRow>();
  private readonly madeOwn = new WeakMap<OwnAlert, AlertRow>();
  /** Objects that messages name by uuid; kept until they are gone. */
  private readonly found = new Map<string, ObjectId>();
  private seen: Inventory = {};

  constructor(private readonly connection: string) {}

  /** Newest first. The same list while nothing in it changed. */
  read(inventory: Inventory, { alerts, leaving }: Pick<Found, 'alerts' | 'leaving'> = NOTHING): readonly AlertRow[] {
    const messages = rows(inventory, 'message');
    this.findObjects(inventory);
    this.seen = inventory;
    const list = [
      ...[...messages].map(([ref, record]) => this.rowOf(inventory, ref, record)),
      ...alerts.map((alert) => this.ownRowOf(inventory, alert)),
    ]
      .filter(({ ref }) => !leaving.has(ref))
      .sort(newestFirst);
    if (list.length !== this.rows.length || list.some((each, at) => each !== this.rows[at])) this.rows = list;
    return this.rows;
  }

  private rowOf(inventory: Inventory, ref: Ref<'message'>, record: Records['message']): AlertRow {
    const id = this.found.get(record.obj_uuid);
    const name = id && nameOf(inventory, id.class, id.ref);
    const before = this.made.get(record);
    if (before && before.ref === ref && before.object?.name === name && before.object?.id === (name && id))
      return before;
    const made: AlertRow = {
      ref,
      record,
      title: before?.title ?? titleOf(record),
      summary: before?.summary ?? summaryOf(record),
      object: id && name !== undefined ? { id, name } : null,
      timeMs: before?.timeMs ?? parseTime(record.timestamp),
      own: null,
      repeats: [],
    };
    this.made.set(record, made);
    return made;
  }

  private ownRowOf(inventory: Inventory, alert: OwnAlert): AlertRow {
    const { object: id, kind, key, sentence, severity: priority, cls, uuid: obj_uuid, sinceMs } = alert;
    const name = nameOf(inventory, id.class, id.ref);
    const before = this.madeOwn.get(alert);
    if (before && before.object?.name === name) return before;
    const made: AlertRow = {
      ref: key,
      record: { uuid: '', name: kind, priority, cls, obj_uuid, timestamp: '', body: sentence },
      title: texts.kinds[kind],
      summary: sentence,
      object: name === undefined ? null : { id, name },
      timeMs: sinceMs,
      own: alert,
      repeats: [],
    };
    this.madeOwn.set(alert, made);
    return made;
  }

  /** Looks through a class only when a message names one of its objects that is not known yet. */
  private findObjects(inventory: Inventory): void {
    const wanted = new Map<keyof typeof CLASS_OF | ClassName, Set<string>>();
    for (const { cls, obj_uuid: uuid } of rows(inventory, 'message').values()) {
      const target = CLASS_OF[cls];
      if (target === undefined || this.isKnown(inventory, uuid)) continue;
      let uuids = wanted.get(target);
      if (!uuids) wanted.set(target, (uuids = new Set()));
      uuids.add(uuid);
    }
    for (const cls of Object.values(CLASS_OF)) {
      const uuids = wanted.get(cls);
      const isUnchanged = inventory[cls] === this.seen[cls] && inventory.message === this.seen.message;
      if (!uuids || isUnchanged) continue;
      for (const [ref, record] of rows(inventory, cls)) {
        if (uuids.has(record.uuid)) this.found.set(record.uuid, { connection: this.connection, class: cls, ref });
      }
    }
  }

  private isKnown(inventory: Inventory, uuid: string): boolean {
    const id = this.found.get(uuid);
    if (id === undefined) return false;
    const cls = id.class as 'VM';
    if (row(inventory, cls, id.ref)?.uuid === uuid) return true;
    this.found.delete(uuid);
    return false;
  }
}

function newestFirst(a: AlertRow, b: AlertRow): number {
  return (b.timeMs ?? 0) - (a.timeMs ?? 0) || (a.record.uuid < b.record.uuid ? -1 : 1);
}

function titleOf({ name, body }: Records['message']): string {
  const alarm = name === 'ALARM' ? alarmOf(body) : null;
  return alarm === null ? alertTitle(name) : alarmSentence(alarm);
}

/** A line of text out of a body that may be XML: the words between the tags. */
function summaryOf({ body }: Records['message']): string {
  const text = body
    .slice(0, 10 * SUMMARY_LENGTH)
    .replace(/<[^>]{0,200}>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return text.length > SUMMARY_LENGTH ? `${text.slice(0, SUMMARY_LENGTH)}…` : text;
}

export interface AlertFilter {
  /** Priorities 1 to 5, and 0 for all others; empty: all. */
  readonly severities: readonly number[];
  readonly text: string;
}

/** Lists of several names in the place of a message name: alerts alone, what happened to machines, and both. */
export const ALERT_LISTS = { alerts: '', history: 'history', all: 'all' } as const;

/** Priorities beyond 1 to 5 are unknown: severity 0. */
export function severityOf({ priority }: Records['message']): number {
  return priority >= 1 && priority <= 5 ? priority : 0;
}

/** The messages of one of `ALERT_LISTS`, or those of one name. */
export function alertsOfType(all: readonly AlertRow[], type: string): readonly AlertRow[] {
  switch (type) {
    case ALERT_LISTS.all:
      return all;
    case ALERT_LISTS.alerts:
      return all.filter(({ record }) => !isHistory(record.name));
    case ALERT_LISTS.history:
      return all.filter(({ record }) => isHistory(record.name));
    default:
      return all.filter(({ record }) => record.name === type);
  }
}

export function filterAlerts(all: readonly AlertRow[], { severities, text }: AlertFilter): readonly AlertRow[] {
  const words = wordsOf(text);
  if (severities.length === 0 && words.length === 0) return all;
  return all.filter(
    (each) =>
      (severities.length === 0 || severities.includes(severityOf(each.record))) &&
      words.every((word) => searchTextOf(each).includes(word)),
  );
}

const searchTexts = new WeakMap<AlertRow, string>();

function searchTextOf(each: AlertRow): string {
  let text = searchTexts.get(each);
  if (text === undefined) {
    text = `${each.title}\n${each.record.name}\n${each.summary}\n${each.object?.name ?? ''}`.toLowerCase();
    searchTexts.set(each, text);
  }
  return text;
}
