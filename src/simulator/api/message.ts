import { alertPriorities } from '../../xapi/datamodel/errors.gen';
import type { ClassName, Ref } from '../../xapi/datamodel/ref';
import type { Enums, Records } from '../../xapi/datamodel/types.gen';
import type { Database } from '../engine/database';
import { Fault } from './fault';
import { compileFilter } from './filter';
import { define } from './registry';
import { readValue } from './value';
import { need, toXapiDate, type Call, type World } from './world';

/** xapi_globs.ml: messages kept; the oldest go first. A few at a time: finding the oldest of so many has its price. */
const MESSAGES_KEPT = 10_000;
const MESSAGES_DROPPED = 64;

/** The class of the object that each kind of message is about. */
export const OBJECT_CLASS: Readonly<Record<Enums['cls'], ClassName>> = {
  VM: 'VM',
  Host: 'host',
  SR: 'SR',
  Pool: 'pool',
  VMPP: 'VMPP',
  VMSS: 'VMSS',
  PVS_proxy: 'PVS_proxy',
  VDI: 'VDI',
  Certificate: 'Certificate',
};

type Row = Records['message'];

/** Posts an alert about an object, with the priority that the datamodel gives the name unless another is given. */
export function postMessage(
  world: World,
  message: {
    readonly name: string;
    readonly cls: Enums['cls'];
    readonly obj_uuid: string;
    readonly body?: string;
    readonly priority?: number;
    /** Of a message that comes from another pool. */
    readonly from?: { readonly ref: Ref<'message'>; readonly uuid: string; readonly timestamp: string };
  },
): Ref<'message'> {
  const { db, engine } = world;
  const ref = message.from?.ref ?? engine.newRef('message');
  db.transaction(() => {
    if (db.count('message') >= MESSAGES_KEPT) dropOldest(db);
    db.insert('message', ref, {
      uuid: message.from?.uuid ?? engine.newUuid('message'),
      name: message.name,
      priority: message.priority ?? alertPriorities[message.name] ?? 5,
      cls: message.cls,
      obj_uuid: message.obj_uuid,
      timestamp: message.from?.timestamp ?? toXapiDate(engine.nowMs),
      body: message.body ?? '',
    });
  });
  return ref;
}

function dropOldest(db: Database): void {
  const oldest: Ref<'message'>[] = [];
  for (const [ref] of db.all('message')) if (oldest.push(ref) === MESSAGES_DROPPED) break;
  for (const ref of oldest) db.remove('message', ref);
}

/** Newest first, as the message store reads them. */
function select(call: Call, test: (row: Row, ref: Ref) => boolean): Record<Ref, Row> {
  return Object.fromEntries([...call.db.all('message')].filter(([ref, row]) => test(row, ref)).reverse());
}

/** An unknown object is refused with UUID_INVALID without parameters (xapi_message.ml check_uuid). */
function assertObject({ db }: Call, cls: Enums['cls'], uuid: string): void {
  if (db.byUuid(OBJECT_CLASS[cls], uuid) === undefined) throw new Fault('UUID_INVALID');
}

/** Characters that XML has no place for (xapi: encodings.ml UTF8_XML). */
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** What `destroy_all` may be told to look at; dates as the wire writes them. */
function filterOf(filters: Readonly<Record<string, string>>): (row: Row) => boolean {
  const { before, after, priority, ...unknown } = filters;
  for (const [key, value] of Object.entries(unknown)) throw new Fault('INVALID_VALUE', key, value);
  if (priority !== undefined && !/^-?\d+$/.test(priority)) throw new Fault('INVALID_VALUE', 'priority', priority);
  const date = (name: string, text: string | undefined): string | undefined =>
    text === undefined ? undefined : String(readValue({ kind: 'datetime' }, name, text));
  const latest = date('before', before);
  const earliest = date('after', after);
  return ({ timestamp, priority: own }) =>
    (latest === undefined || timestamp < latest) &&
    (earliest === undefined || timestamp > earliest) &&
    (priority === undefined || own === Number(priority));
}

/** One after the other: those before a message that is not there are gone (xapi_message.ml destroy_many). */
function destroy({ db }: Call, refs: readonly Ref<'message'>[]): void {
  for (const ref of refs) {
    need(db, 'message', ref);
    db.transaction(() => db.remove('message', ref));
  }
}

define({
  'message.create': (call, name, priority, cls, obj_uuid, body) => {
    if (NOT_XML.test(body)) throw new Fault('INVALID_VALUE', 'UTF8 expected');
    assertObject(call, cls, obj_uuid);
    return postMessage(call.world, { name, priority, cls, obj_uuid, body });
  },
  'message.destroy': (call, self) => destroy(call, [self]),
  'message.destroy_many': (call, messages) => destroy(call, messages),
  'message.destroy_all': (call, filters) => destroy(call, Object.keys(select(call, filterOf(filters)))),
  'message.get': (call, cls, obj_uuid, since) => {
    assertObject(call, cls, obj_uuid);
    return select(call, (row) => row.cls === cls && row.obj_uuid === obj_uuid && row.timestamp > since);
  },
  // Told by the file's time, which has fractions of a second: what came in the second of `since` counts as newer.
  'message.get_since': (call, since) => select(call, (row) => row.timestamp >= since),
  'message.get_all': (call) => call.db.refs('message'),
  'message.get_record': (call, self) => need(call.db, 'message', self),
  'message.get_by_uuid': (call, uuid) => {
    const ref = call.db.byUuid('message', uuid);
    if (ref === undefined) throw new Fault('UUID_INVALID', 'message', uuid);
    return ref;
  },
  'message.get_all_records': (call) => select(call, () => true),
  'message.get_all_records_where': (call, expression) => {
    const test = compileFilter('message', expression);
    return select(call, (row, ref) => test(row as unknown as Readonly<Record<string, unknown>>, ref));
  },
});
