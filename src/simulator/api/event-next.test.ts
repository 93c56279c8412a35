import { beforeEach, expect, test } from 'vitest';
import type { Ref, XapiEvent } from '../../xapi/datamodel/ref';
import type { Simulator } from '../simulator';
import { smallWorld } from '../testing';
import { md5Hex } from './access/md5';
import { refusal } from './access/testing';
import { dispatch } from './dispatch';
import { Fault } from './fault';

let simulator: Simulator;
let session: Ref<'session'>;

beforeEach(() => {
  simulator = smallWorld();
  session = logIn();
});

const logIn = (): Ref<'session'> =>
  String(dispatch(simulator.world, 'session.login_with_password', ['root', 'password']));
const call = (name: string, ...params: readonly unknown[]) => dispatch(simulator.world, name, [session, ...params]);
const next = async (): Promise<readonly XapiEvent[]> => (await call('event.next')) as readonly XapiEvent[];
const rename = (name: string) => call('VM.set_name_label', 'OpaqueRef:a', name);

test('Without registration there is nothing to wait for', async () => {
  expect(await refusal(simulator, 'event.next', [session])).toEqual([
    'SESSION_NOT_REGISTERED',
    `trackid=${md5Hex(session)}`,
  ]);
  expect(await refusal(simulator, 'event.register', [session, ['vm/a/b']])).toEqual([
    'EVENT_SUBSCRIPTION_PARSE_FAILURE',
    'vm/a/b',
  ]);
});

test('Every half minute the pool gives a sign of life', async () => {
  call('event.register', ['pool']);
  const waiting = next();
  simulator.advance(30_000);
  expect(await waiting).toMatchObject([{ class: 'pool', operation: 'mod', ref: 'OpaqueRef:pool' }]);
  simulator.advance(60_000);
  expect(await next()).toHaveLength(2);
});

test('The current identifier is that of the next event', async () => {
  call('event.register', ['VM']);
  rename('one');
  const current = Number(await call('event.get_current_id'));
  rename('two');
  const [one, two] = await next();
  expect([one?.id, two?.id]).toEqual([String(current - 1), String(current)]);
});

test('Every change since the registration is told once, one by one, as it was then', async () => {
  rename('before');
  call('event.register', ['VM', 'task']);
  rename('one');
  rename('two');
  call('network.create', { name_label: 'unwatched', name_description: '', other_config: {} });
  const task = call('task.create', 'job', '');
  call('task.set_status', task, 'success');
  call('task.destroy', task);
  const events = await next();
  expect(events.map(({ class: cls, operation }) => [cls, operation])).toEqual([
    ['vm', 'mod'],
    ['vm', 'mod'],
    ['task', 'add'],
    ['task', 'mod'],
    ['task', 'del'],
  ]);
  expect(events.map(({ id }) => Number(id))).toEqual([0, 1, 2, 3, 4]);
  expect(events[0]).toMatchObject({ ref: 'OpaqueRef:a', timestamp: '1767600000.', snapshot: { name_label: 'one' } });
  expect(events[1]?.snapshot).toMatchObject({ name_label: 'two' });
  expect(events[4]).not.toHaveProperty('snapshot');

  const waiting = next();
  rename('three');
  expect(await waiting).toHaveLength(1);
});

test('What is unregistered is told no more; classes may be written in any case', async () => {
  call('event.register', ['vm', 'Pool', 'vm/OpaqueRef:b']);
  call('event.unregister', ['VM']);
  rename('a');
  call('VM.set_name_label', 'OpaqueRef:b', 'b');
  expect((await next()).map(({ ref }) => ref)).toEqual(['OpaqueRef:b']);
});

test('The end of the session ends the wait', async () => {
  call('event.register', ['*']);
  const other = logIn();
  const waiting = next().catch((error: unknown) => (error instanceof Fault ? error.toList() : error));
  dispatch(simulator.world, 'session.logout', [other]);
  call('session.logout');
  expect(await waiting).toEqual(['SESSION_INVALID', session]);
});

test('A client that does not keep up is told that events are lost, once', async () => {
  call('event.register', ['vm']);
  for (let i = 0; i < 3; i++) rename('x'.repeat(4_000_000));
  expect(await refusal(simulator, 'event.next', [session])).toEqual(['EVENTS_LOST']);
  rename('short');
  expect(await next()).toHaveLength(1);
});
