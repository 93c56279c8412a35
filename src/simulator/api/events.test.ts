import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { EventBatch, Ref } from '../../xapi/datamodel/ref';
import type { Simulator } from '../simulator';
import { failureOf, smallWorld, WireClient } from '../testing';

let simulator: Simulator;
let client: WireClient;

beforeEach(async () => {
  simulator = smallWorld();
  client = await new WireClient(simulator).logIn();
});

async function from(classes: readonly string[], token: string, timeoutS = 0): Promise<EventBatch> {
  const waiting = client.call('event.from', classes, token, timeoutS);
  // The request is read before the poll begins; a turn of the loop lets it.
  await new Promise((resolve) => setImmediate(resolve));
  simulator.advance(timeoutS * 1000);
  return (await waiting).result as EventBatch;
}

function names(batch: EventBatch): string[] {
  return batch.events.map(({ class: cls, operation, ref }) => `${operation} ${cls} ${ref}`);
}

describe('event.from', () => {
  test('an empty token reports everything that there is', async () => {
    const batch = await from(['vm', 'VBD'], '');
    expect(names(batch)).toEqual(['add vm OpaqueRef:a', 'add vm OpaqueRef:b', 'add vbd OpaqueRef:vbd']);
    expect(batch.token).toMatch(/^\d{20},\d{20}$/);
    expect(batch.events[0]).toMatchObject({ timestamp: '0.0', snapshot: { name_label: 'a' } });
    expect(typeof batch.events[0]?.id).toBe('string');
  });

  test('changes after a token come once each, in the order add, mod, del', async () => {
    const { token } = await from(['*'], '');
    const { db } = simulator.world;
    db.transaction(() => {
      db.remove('VBD', 'OpaqueRef:vbd');
      db.update('VM', 'OpaqueRef:a', { name_label: 'first' });
      db.update('VM', 'OpaqueRef:a', { name_label: 'last' });
      db.insert('VM', 'OpaqueRef:c', { name_label: 'c' });
      db.insert('VM', 'OpaqueRef:gone', {});
      db.remove('VM', 'OpaqueRef:gone');
    });
    const batch = await from(['*'], token);
    expect(names(batch)).toEqual(['add vm OpaqueRef:c', 'mod vm OpaqueRef:a', 'del vbd OpaqueRef:vbd']);
    expect(batch.events[1]?.snapshot).toMatchObject({ name_label: 'last' });
    expect(batch.events[2]).not.toHaveProperty('snapshot');
  });

  test('a row that has gone is reported also when thousands of others went since', async () => {
    const { token } = await from(['*'], '');
    const { db } = simulator.world;
    db.transaction(() => db.remove('VBD', 'OpaqueRef:vbd'));
    db.transaction(() => {
      for (let at = 0; at < 4000; at++) {
        db.insert('VBD', `OpaqueRef:${at}`, {});
        db.remove('VBD', `OpaqueRef:${at}`);
      }
    });
    expect(names(await from(['*'], token))).toContain('del vbd OpaqueRef:vbd');
  });

  test('the counts of rows cover every class, those of others too', async () => {
    const { valid_ref_counts } = await from(['vbd'], '');
    expect(valid_ref_counts).toMatchObject({ vm: 2, vbd: 1, host: 1, session: 1, task: 0 });
  });

  test('one object may be watched alone', async () => {
    const { token } = await from(['vm/OpaqueRef:b'], '');
    const { db } = simulator.world;
    db.transaction(() => {
      db.update('VM', 'OpaqueRef:a', { name_label: 'other' });
      db.update('VM', 'OpaqueRef:b', { name_label: 'watched' });
    });
    expect(names(await from(['vm/OpaqueRef:b'], token))).toEqual(['mod vm OpaqueRef:b']);
  });

  test('one object may be watched to its end, and what does not exist is merely quiet', async () => {
    const watched = ['VM/OpaqueRef:b', 'no_such_class', 'vm/OpaqueRef:never', 'session'];
    const { token } = await from(watched, '');
    await client.call('VM.destroy', 'OpaqueRef:b');
    const batch = await from(watched, token);
    expect(names(batch)).toEqual(['del vm OpaqueRef:b']);
    expect(batch.events[0]).not.toHaveProperty('snapshot');
    expect(batch.events[0]?.id).toMatch(/^\d+$/);
    expect(batch.events[0]?.timestamp).toBe('0.0');
    expect(batch.token).toMatch(/^\d{20},\d{20}$/);
    expect(names(await from(watched, batch.token))).toEqual([]);
  });

  test('what came and went between two polls is not told', async () => {
    const { token } = await from(['*'], '');
    const task = (await client.call('task.create', 'short', '')).result;
    await client.call('task.set_status', task, 'success');
    await client.call('task.destroy', task);
    expect(names(await from(['*'], token))).toEqual([]);
  });

  test('several polls of a session wait side by side, as long as they like', async () => {
    const { token } = await from(['*'], '');
    const polls = [['vm'], ['vm/OpaqueRef:a'], ['network', 'vm']].map((classes) =>
      client.call('event.from', classes, token, 1e9),
    );
    await new Promise((resolve) => setImmediate(resolve));
    await client.call('VM.set_name_label', 'OpaqueRef:a', 'woken');
    for (const poll of polls) expect(names((await poll).result as EventBatch)).toEqual(['mod vm OpaqueRef:a']);
  });

  test('a poll waits, and a change wakes it', async () => {
    const { token } = await from(['vm'], '');
    const waiting = client.call('event.from', ['vm'], token, 30);
    await new Promise((resolve) => setImmediate(resolve));
    await client.call('VM.set_name_label', 'OpaqueRef:a', 'woken');
    expect(names((await waiting).result as EventBatch)).toEqual(['mod vm OpaqueRef:a']);
  });

  test('a poll that sees nothing ends empty at its time-out', async () => {
    const { token } = await from(['vm'], '');
    const batch = await from(['vm'], token, 30);
    expect(batch.events).toEqual([]);
    expect(batch.token >= token).toBe(true);
  });

  test('the end of the session wakes the poll with SESSION_INVALID', async () => {
    const { token } = await from(['vm'], '');
    const waiting = client.call('event.from', ['vm'], token, 30);
    await new Promise((resolve) => setImmediate(resolve));
    await client.call('session.logout');
    expect(failureOf(await waiting)).toEqual(['SESSION_INVALID', client.session]);
  });

  test('bad tokens and subscriptions are named', async () => {
    expect(failureOf(await client.call('event.from', ['vm'], 'x', 0))).toEqual(['EVENT_FROM_TOKEN_PARSE_FAILURE', 'x']);
    expect(failureOf(await client.call('event.from', ['a/b/c'], '', 0))).toEqual([
      'EVENT_SUBSCRIPTION_PARSE_FAILURE',
      'a/b/c',
    ]);
  });

  test('an injected event is a change of its object', async () => {
    const { token } = await from(['*'], '');
    const injected = (await client.call('event.inject', 'pool', 'OpaqueRef:pool')).result as string;
    const batch = await from(['*'], token);
    expect(names(batch)).toEqual(['mod pool OpaqueRef:pool']);
    // Whoever waits until he is past the injected token, or goes on from it, has seen the event.
    expect(batch.token > injected).toBe(true);
    expect(names(await from(['pool'], injected))).toEqual(['mod pool OpaqueRef:pool']);
    // Its class, unlike that of a subscription, is written as in the datamodel.
    expect(failureOf(await client.call('event.inject', 'POOL', 'OpaqueRef:pool'))[0]).toBe('HANDLE_INVALID');
    expect(failureOf(await client.call('event.inject', 'pool', 'none'))).toEqual(['HANDLE_INVALID', 'pool', 'none']);
  });

  test('a time-out of nothing answers at once', async () => {
    const { token } = await from(['*'], '');
    const batch = (await client.call('event.from', ['*'], token, 0)).result as EventBatch;
    expect(batch).toMatchObject({ events: [], token });
  });

  test('rows and messages are read from their own part of the token', async () => {
    await client.call('message.create', 'hello', 3, 'VM', 'a-uuid', 'body');
    const { token } = await from(['*'], '');
    const [rows, messages] = token.split(',');
    const nothing = '0'.repeat(20);
    expect(names(await from(['vm', 'message'], `${rows},${nothing}`))).toEqual([expect.stringMatching(/^add message/)]);
    expect(names(await from(['vm', 'message'], `${nothing},${messages}`))).toEqual([
      'add vm OpaqueRef:a',
      'add vm OpaqueRef:b',
    ]);
  });

  test('messages come first', async () => {
    const { token } = await from(['*'], '');
    await client.call('VM.set_name_label', 'OpaqueRef:a', 'x');
    await client.call('message.create', 'hello', 3, 'VM', 'a-uuid', 'body');
    const batch = await from(['*'], token);
    expect(batch.events.map((event) => `${event.operation} ${event.class}`)).toEqual(['add message', 'mod vm']);
  });
});

test('events replayed from any token give the same objects as reading them all', async () => {
  const step = fc.record({ kind: fc.constantFrom('insert', 'update', 'remove', 'poll'), at: fc.nat(8) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      simulator = smallWorld();
      client = await new WireClient(simulator).logIn();
      const { db } = simulator.world;
      const seen = new Map<Ref, unknown>();
      let token = '';
      const poll = async (): Promise<void> => {
        const batch = await from(['vm'], token);
        token = batch.token;
        for (const event of batch.events) {
          if (event.operation === 'del') seen.delete(event.ref);
          else seen.set(event.ref, event.snapshot);
        }
        expect(seen.size).toBe(batch.valid_ref_counts['vm']);
      };
      await poll();
      for (const { kind, at } of steps) {
        const ref = `OpaqueRef:${at}`;
        db.transaction(() => {
          if (kind === 'insert' && !db.has('VM', ref)) db.insert('VM', ref, { name_label: String(at) });
          else if (kind === 'update' && db.has('VM', ref)) db.update('VM', ref, { name_description: kind });
          else if (kind === 'remove') db.remove('VM', ref);
        });
        if (kind === 'poll') await poll();
      }
      await poll();
      const all = (await client.call('VM.get_all_records')).result as Record<string, unknown>;
      expect(Object.fromEntries(seen)).toEqual(all);
    }),
    { numRuns: 30 },
  );
});
