import { expect, test } from 'vitest';
import { refusalOf, twoServers } from '../scenarios/testing/pool';
import { postMessage } from './message';

test('messages are about objects that exist, and are read newest first', async () => {
  const { simulator, alder, birch } = twoServers();
  const { db } = simulator.world;
  const first = db.row('host', alder).uuid;
  const second = db.row('host', birch).uuid;
  expect(await refusalOf(simulator, 'message.create', 'A', 3, 'VM', first, '')).toEqual(['UUID_INVALID']);
  expect(await refusalOf(simulator, 'message.create', 'A', 3, 'Host', first, '\u0001')).toEqual([
    'INVALID_VALUE',
    'UTF8 expected',
  ]);
  const a = await simulator.call('message.create', 'A', 3, 'Host', first, 'one');
  simulator.advance(10_000);
  const b = await simulator.call('message.create', 'B', 1, 'Host', first, 'two');
  const c = await simulator.call('message.create', 'C', 3, 'Host', second, 'three');
  const never = '19700101T00:00:00Z';
  expect(Object.keys(await simulator.call('message.get', 'Host', first, never))).toEqual([b, a]);
  expect(Object.keys(await simulator.call('message.get', 'Host', first, '20260105T08:00:00Z'))).toEqual([b]);
  expect(Object.keys(await simulator.call('message.get_since', '20260105T08:00:10Z'))).toEqual([c, b]);
  expect(Object.keys(await simulator.call('message.get_since', '20260105T08:00:11Z'))).toEqual([]);
  expect(await refusalOf(simulator, 'message.get', 'Host', 'x', never)).toEqual(['UUID_INVALID']);
  expect(await simulator.call('message.get_record', a)).toMatchObject({ name: 'A', priority: 3, body: 'one' });
  expect(await refusalOf(simulator, 'message.get_by_uuid', 'x')).toEqual(['UUID_INVALID', 'message', 'x']);

  expect(await refusalOf(simulator, 'message.destroy_all', { cls: 'VM' })).toEqual(['INVALID_VALUE', 'cls', 'VM']);
  expect(await refusalOf(simulator, 'message.destroy_all', { before: 'x' })).toEqual(['INVALID_VALUE', 'x']);
  expect(await refusalOf(simulator, 'message.destroy_all', { priority: 'x' })).toEqual([
    'INVALID_VALUE',
    'priority',
    'x',
  ]);
  await simulator.call('message.destroy_all', { before: '2026-01-05T08:00:05Z', priority: '3' });
  expect(await simulator.call('message.get_all')).toEqual([b, c]);
  expect(await refusalOf(simulator, 'message.destroy_many', [b, a])).toEqual(['HANDLE_INVALID', 'message', a]);
  await simulator.call('message.destroy_many', [c]);
  expect(await simulator.call('message.get_all_records')).toEqual({});
});

test('of 10,000 messages the oldest go first', () => {
  const { simulator, alder } = twoServers();
  const { world } = simulator;
  const { uuid } = world.db.row('host', alder);
  world.db.transaction(() => {
    for (let i = 0; i < 10_100; i++) postMessage(world, { name: `M${i}`, cls: 'Host', obj_uuid: uuid });
  });
  expect(world.db.count('message')).toBeLessThanOrEqual(10_000);
  expect(world.db.count('message')).toBeGreaterThan(9900);
  const names = [...world.db.all('message')].map(([, message]) => message.name);
  expect(names).not.toContain('M0');
  expect(names.at(-1)).toBe('M10099');
});
