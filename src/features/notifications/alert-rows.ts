import type { ClassName, Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { ObjectId } from '../navigation';
import { nameOf, row, rows } from '../objects';
import type { Inventory } from '../objects';
import { parseTime } from '../values';
import { alertTitle } from './alert-titles';
import { alarmIn, alarmSentence } from './alarm';
import { bodyLines } from './alert-body';
import { SUBJECT_CLASSES, shownOf, subjectClass } from './alert-subject';
import type { Shown, Subject } from './alert-subject';
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

export const ALERT_CLASSES: readonly ClassName[] = ['message', ...SUBJECT_CLASSES];

const SUMMARY_LENGTH = 200;
const NOTHING: Pick<Found, 'alerts' | 'leaving'> = { alerts: [], leaving: new Set() };

/** Makes the rows of a connection's messages and keeps what has not changed: records are never changed in place. */
export class AlertReader {
  private rows: readonly AlertRow[] = [];
  private readonly made = new WeakMap<Records['message'], AlertRow>();
  private readonly madeOwn = new WeakMap<OwnAlert, AlertRow>();
  /** Objects that messages name by uuid; kept until they are gone. */
  private readonly found = new Map<string, Subject>();
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
    const shown = this.shown(inventory, record.obj_uuid);
    const before = this.made.get(record);
    const storage = alarmIn(record)?.storage;
    const title =
      before && storage == null
        ? before.title
        : titleOf(record, storage == null ? undefined : this.shown(inventory, storage)?.name);
    if (before?.ref === ref && before.title === title && isShown(before.object, shown)) return before;
    const made: AlertRow = {
      ref,
      record,
      title,
      summary: before?.summary ?? summaryOf(record),
      object: shown ? this.objectOf(shown) : null,
      timeMs: before?.timeMs ?? parseTime(record.timestamp),
      own: null,
      repeats: [],
    };
    this.made.set(record, made);
    return made;
  }

  private shown(inventory: Inventory, uuid: string): Shown | undefined {
    const subject = this.found.get(uuid);
    return subject && shownOf(inventory, subject);
  }

  private objectOf({ class: cls, ref, name }: Shown): NamedObject {
    return { id: { connection: this.connection, class: cls, ref }, name };
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
    const wanted = new Map<Subject['cls'], Set<string>>();
    const want = (cls: Subject['cls'] | undefined, uuid: string): void => {
      if (cls === undefined || this.isKnown(inventory, uuid)) return;
      let uuids = wanted.get(cls);
      if (!uuids) wanted.set(cls, (uuids = new Set()));
      uuids.add(uuid);
    };
    for (const record of rows(inventory, 'message').values()) {
      want(subjectClass(record.cls), record.obj_uuid);
      const storage = alarmIn(record)?.storage;
      if (storage != null) want('SR', storage);
    }
    for (const [cls, uuids] of wanted) {
      if (inventory[cls] === this.seen[cls] && inventory.message === this.seen.message) continue;
      for (const [ref, { uuid }] of rows(inventory, cls)) if (uuids.has(uuid)) this.found.set(uuid, { cls, ref });
    }
  }

  private isKnown(inventory: Inventory, uuid: string): boolean {
    const subject = this.found.get(uuid);
    if (subject === undefined) return false;
    if (row(inventory, subject.cls, subject.ref)?.uuid === uuid) return true;
    this.found.delete(uuid);
    return false;
  }
}

function isShown(object: NamedObject | null, shown: Shown | undefined): boolean {
  if (object === null || shown === undefined) return object === null && shown === undefined;
  return object.name === shown.name && object.id.class === shown.class && object.id.ref === shown.ref;
}

function newestFirst(a: AlertRow, b: AlertRow): number {
  return (b.timeMs ?? 0) - (a.timeMs ?? 0) || (a.record.uuid < b.record.uuid ? -1 : 1);
}

function titleOf(record: Records['message'], storage: string | undefined): string {
  const alarm = alarmIn(record);
  return alarm === null ? alertTitle(record.name) : alarmSentence(alarm, storage);
}

/** A line of text out of a body: what it says to people, or the words between the tags of XML. */
function summaryOf(record: Records['message']): string {
  const lines = bodyLines(record);
  const text = (lines.length === 0 ? record.body : lines.join(' '))
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
