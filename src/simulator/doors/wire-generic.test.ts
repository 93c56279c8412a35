import { beforeAll, describe, expect, test } from 'vitest';
import { classTable } from '../../xapi/datamodel/classes.gen';
import { messageTable } from '../../xapi/datamodel/messages.gen';
import type { MessageKind, MessageModel } from '../../xapi/datamodel/model';
import type { AnyRecord, ClassName, Ref } from '../../xapi/datamodel/ref';
import type { Reply } from '../testing';
import { roleRecords } from '../api/access/roles';
import { openTwin, twoServers, type Twin } from './testing/twin';

const classNames = Object.keys(classTable) as ClassName[];
const NOBODY = 'OpaqueRef:nobody';

let twin: Twin;

beforeAll(async () => {
  twin = await openTwin(twoServers);
  const { db } = twin.simulator.world;
  db.transaction(() => {
    for (const cls of classNames) {
      if (refsOf(cls).length === 0)
        db.insert(cls, `OpaqueRef:some-${cls}`, { uuid: `some-${cls}` } as Partial<AnyRecord>);
    }
  });
});

interface Case {
  readonly cls: ClassName;
  readonly message: string;
  readonly method: string;
  readonly model: MessageModel;
}

function messagesOf(...kinds: readonly MessageKind[]): readonly Case[] {
  return classNames.flatMap((cls) =>
    Object.entries(messageTable[cls])
      .filter(([, model]) => kinds.includes(model.kind) && model.state !== 'Removed')
      .map(([message, model]) => ({ cls, message, method: `${cls}.${message}`, model })),
  );
}

/** Roles are no rows. */
function refsOf(cls: ClassName): readonly Ref[] {
  return cls === 'role' ? [...roleRecords().keys()] : twin.simulator.world.db.refs(cls);
}

function rowOf(cls: ClassName, ref: Ref): { readonly uuid?: string; readonly name_label?: string } {
  return (cls === 'role' ? roleRecords().get(ref as Ref<'role'>) : twin.simulator.world.db.get(cls, ref)) ?? {};
}

/** An object of a class; a client's own session stands for its class. */
function some(cls: ClassName): Ref {
  return cls === 'session' ? twin.client.session : (refsOf(cls)[0] ?? NOBODY);
}

function answer({ result, error }: Reply): unknown {
  return error === undefined ? result : (error as { message: string; data: readonly string[] });
}

function refused(...[message, ...data]: readonly string[]): unknown {
  return { code: 1, message, data };
}

/** A value of a type that a setter takes in every state of an object. */
function valueOf(type: string, current: unknown): unknown {
  if (type === 'string') return 'two words';
  if (type === 'int') return 3;
  if (type === 'float') return 1.5;
  return type === 'bool' ? true : current;
}

describe('Every generic message of every class', () => {
  test('reads a record with each public field, and the same field alone', async () => {
    for (const { cls, method } of messagesOf('get_record')) {
      const record = await twin.ok<Record<string, unknown>>(method, some(cls));
      const fields = Object.entries(classTable[cls].fields).filter(([, { internal }]) => internal !== true);
      const optional = new Set(fields.filter(([, { type }]) => type.endsWith(' option')).map(([name]) => name));
      const names = fields.map(([name]) => name).filter((name) => name in record || !optional.has(name));
      expect(Object.keys(record).sort(), method).toEqual(names.sort());
      for (const { message } of messagesOf('getter').filter((getter) => getter.cls === cls)) {
        const alone = await twin.ok(`${cls}.${message}`, some(cls));
        expect(alone, `${cls}.${message}`).toEqual(record[message.slice('get_'.length)] ?? '');
      }
    }
  });

  test('finds objects: all, with their records, by a filter, by uuid, by name', async () => {
    for (const { cls, method, model } of messagesOf('get_all', 'get_all_records')) {
      const found = await twin.ok<object>(method);
      const refs = model.kind === 'get_all' ? found : Object.keys(found);
      expect(refs, method).toEqual(refsOf(cls));
    }
    for (const { cls, method, model } of messagesOf('get_all_where', 'get_all_records_where')) {
      const found = async (filter: string): Promise<object> => twin.ok<object>(method, filter);
      const one = await found(`field "uuid" = "${rowOf(cls, some(cls)).uuid ?? ''}"`);
      expect(model.kind === 'get_all_where' ? one : Object.keys(one), method).toEqual([some(cls)]);
      expect(Object.keys(await found('true')), method).toHaveLength(refsOf(cls).length);
      expect(Object.keys(await found('not true')), method).toHaveLength(0);
      expect(answer(await twin.client.call(method, 'nonsense')), method).toMatchObject({
        message: 'INVALID_VALUE',
        data: ['nonsense', expect.any(String)],
      });
    }
    for (const { cls, method } of messagesOf('get_by_uuid')) {
      expect(await twin.ok(method, rowOf(cls, some(cls)).uuid), method).toBe(some(cls));
      expect(answer(await twin.client.call(method, 'none')), method).toEqual(refused('UUID_INVALID', cls, 'none'));
    }
    for (const { cls, method } of messagesOf('get_by_label')) {
      expect(await twin.ok(method, rowOf(cls, some(cls)).name_label), method).toContain(some(cls));
      expect(await twin.ok(method, 'nobody has this name'), method).toEqual([]);
    }
  });

  test('writes a field, which then reads so', async () => {
    // A VM that runs cannot become a template.
    const stateful = new Set(['VM.set_is_a_template']);
    for (const { cls, message, method, model } of messagesOf('setter')) {
      if (stateful.has(method)) continue;
      const field = message.slice('set_'.length);
      const before = await twin.ok(`${cls}.get_${field}`, some(cls));
      const value = valueOf(model.params?.[1]?.[1] ?? '', before);
      expect(await twin.ok(method, some(cls), value), method).toBe('');
      expect(await twin.ok(`${cls}.get_${field}`, some(cls)), method).toEqual(value);
    }
  });

  test('adds to a set or a map and takes away again', async () => {
    for (const { cls, message, method, model } of messagesOf('add')) {
      const field = message.replace(/^add_(to_)?/, '');
      const [, key, value] = model.params ?? [];
      const args = [some(cls), 'a key', ...(value === undefined ? [] : [valueOf(value[1], 'a key')])];
      expect(await twin.ok(method, ...args), method).toBe('');
      const inside = await twin.ok<object>(`${cls}.get_${field}`, some(cls));
      expect(Array.isArray(inside) ? inside : Object.keys(inside), method).toContain('a key');
      const column = classTable[cls].fields[field]?.column ?? field;
      const again = value === undefined ? '' : refused('MAP_DUPLICATE_KEY', cls, column, some(cls), 'a key');
      expect(answer(await twin.client.call(method, ...args)), method).toEqual(again);
      expect(key?.[1], method).toBe('string');
    }
    for (const { cls, message, method } of messagesOf('remove')) {
      const field = message.replace(/^remove_(from_)?/, '');
      for (const key of ['a key', 'a key', 'never there'])
        expect(await twin.ok(method, some(cls), key), method).toBe('');
      const inside = await twin.ok<object>(`${cls}.get_${field}`, some(cls));
      expect(Array.isArray(inside) ? inside : Object.keys(inside), method).not.toContain('a key');
    }
  });

  test('refuses an object that is not there', async () => {
    const kinds = ['get_record', 'getter', 'setter', 'add', 'remove', 'destroy'] as const;
    for (const { cls, method, model } of messagesOf(...kinds)) {
      const args = (model.params ?? []).slice(1).map(([, type]) => valueOf(type, type.endsWith(' set') ? [] : {}));
      const types = (model.params ?? []).slice(1).map(([, type]) => type);
      // What is refused for its value first says nothing of the object.
      if (types.some((type) => /^enum |^datetime$| ref$/.test(type))) continue;
      expect(answer(await twin.client.call(method, NOBODY, ...args)), method).toEqual(
        refused('HANDLE_INVALID', cls, NOBODY),
      );
    }
  });

  test('says of a removed one that it is gone', async () => {
    for (const cls of classNames) {
      for (const [message, { state, params = [] }] of Object.entries(messageTable[cls])) {
        if (state !== 'Removed') continue;
        const reply = await twin.client.call(`${cls}.${message}`, ...params.map(() => 0));
        expect(answer(reply), `${cls}.${message}`).toEqual(refused('MESSAGE_REMOVED'));
      }
    }
  });
});

test('Every message is listed', async () => {
  const listed = (await twin.client.raw('system.listMethods', [])).result as readonly string[];
  const all = classNames.flatMap((cls) => Object.keys(messageTable[cls]).map((message) => `${cls}.${message}`));
  expect([...listed].sort()).toEqual(all.sort());
});

const PARTS = 4;
const parts = Array.from({ length: PARTS }, (_, part) => classNames.filter((_cls, at) => at % PARTS === part));

test.each(parts)(
  'Every message has its name with an underscore and counts its parameters: %s, ...',
  async (...names) => {
    const { client } = twin;
    for (const cls of names) {
      for (const [message, model] of Object.entries(messageTable[cls])) {
        const { params = [], sessionless } = model;
        const mandatory = params.filter((param) => param.length < 3).length;
        const tooMany = [...(sessionless === true ? [] : [NOBODY]), ...params.map(() => ''), ''];
        const received = String(params.length + 1);
        // What follows optional parameters is ignored.
        if (mandatory < params.length) continue;
        for (const method of [`${cls}.${message}`, `${cls}_${message}`, `Async.${cls}.${message}`]) {
          const name = method.replace('Async.', '');
          const wrong = refused('MESSAGE_PARAMETER_COUNT_MISMATCH', name, String(mandatory), received);
          expect(answer(await client.raw(method, tooMany)), method).toEqual(wrong);
        }
      }
    }
  },
);
