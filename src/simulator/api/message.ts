import { alertPriorities } from '../../xapi/datamodel/errors.gen';
import type { ClassName, Ref } from '../../xapi/datamodel/ref';
import type { Enums, Records } from '../../xapi/datamodel/types.gen';
import { Fault } from './fault';
import { compileFilter } from './filter';
import { define } from './registry';
import { need, toXapiDate, type Call, type World } from './world';

/** xapi_globs.ml: messages kept; the oldest go first. A few at a time: finding the oldest of so many has its price. */
const MESSAGES_KEPT = 10_000;
const MESSAGES_DROPPED = 64;

/** The class of the object that each kind of message is about. */
const OBJECT_CLASS: Readonly<Record<Enums['cls'], ClassName>> = {
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
  },
): Ref<'message'> {
  const { db, engine } = world;
  const ref = engine.newRef('message');
  db.transaction(() => {
    if (db.count('message') >= MESSAGES_KEPT) {
      for (const oldest of db.refs('message').slice(0, MESSAGES_DROPPED)) db.remove('message', oldest);
    }
    db.insert('message', ref, {
      uuid: engine.newUuid('message'),
      name: message.name,
      priority: message.priority ?? alertPriorities[message.name] ?? 5,
      cls: message.cls,
      obj_uuid: message.obj_uuid,
      timestamp: toXapiDate(engine.nowMs),
      body: message.body ?? '',
    });
  });
  return ref;
}

function select(call: Call, test: (row: Row) => boolean): Record<Ref, Row> {
  return Object.fromEntries([...call.db.all('message')].filter(([, row]) => test(row)));
}

function destroy(call: Call, refs: readonly Ref<'message'>[]): void {
  for (const ref of refs) need(call.db, 'message', ref);
  call.db.transaction(() => {
    for (const ref of refs) call.db.remove('message', ref);
  });
}

define({
  // An unknown object is refused with UUID_INVALID without parameters (xapi_message.ml check_uuid).
  'message.create': (call, name, priority, cls, obj_uuid, body) => {
    if (call.db.byUuid(OBJECT_CLASS[cls], obj_uuid) === undefined) throw new Fault('UUID_INVALID');
    return postMessage(call.world, { name, priority, cls, obj_uuid, body });
  },
  'message.destroy': (call, self) => destroy(call, [self]),
  'message.destroy_many': (call, messages) => destroy(call, messages),
  'message.destroy_all': (call, filters) => {
    const { before, after, priority } = filters;
    const doomed = select(
      call,
      (row) =>
        (before === undefined || row.timestamp < before) &&
        (after === undefined || row.timestamp > after) &&
        (priority === undefined || row.priority === Number(priority)),
    );
    destroy(call, Object.keys(doomed));
  },
  'message.get': (call, cls, obj_uuid, since) =>
    select(call, (row) => row.cls === cls && row.obj_uuid === obj_uuid && row.timestamp > since),
  'message.get_since': (call, since) => select(call, (row) => row.timestamp > since),
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
    return select(call, (row) => test(row as unknown as Readonly<Record<string, unknown>>));
  },
});
