import { expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import { refusalOf } from '../../scenarios/testing/pool';
import { dispatch } from '../dispatch';
import { Fault } from '../fault';
import { setArmed } from '../high-availability/armed';
import { hostMode, setHostMode } from '../host/mode';
import { testPool, type TestPool } from '../testing';
import { coordinator, thePool } from '../world';

/** A call that reaches a server of the pool, with a session of that server alone. */
async function at(pool: TestPool, host: Ref<'host'>, message: string, ...args: readonly unknown[]): Promise<unknown> {
  const { world } = pool.sim;
  const via = { host };
  const session = await dispatch(world, 'session.slave_local_login_with_password', ['root', 'password'], via);
  return dispatch(world, message, [session, ...args], via);
}

async function refusedAt(pool: TestPool, host: Ref<'host'>, message: string, ...args: readonly unknown[]) {
  try {
    await at(pool, host, message, ...args);
  } catch (error) {
    if (error instanceof Fault) return error.toList();
    throw error;
  }
  throw new Error(`${message} succeeded`);
}

test('another server becomes the coordinator when all servers agree, and clients log in anew', async () => {
  const pool = testPool({ hosts: 3 });
  const { sim, hosts } = pool;
  const [first = '', second = '', third = ''] = hosts;
  const { world } = sim;
  const { db } = world;
  const session = await sim.call('session.login_with_password', 'root', 'password', '', '');
  db.transaction(() => db.update('host_metrics', db.row('host', third).metrics, { live: false }));
  expect(await refusalOf(sim, 'pool.designate_new_master', third)).toEqual(['HOST_OFFLINE', third]);
  expect(await refusalOf(sim, 'pool.designate_new_master', second)).toEqual(['HOST_OFFLINE', third]);
  expect(await refusalOf(sim, 'pool.designate_new_master', 'OpaqueRef:x')).toEqual([
    'HANDLE_INVALID',
    'host',
    'OpaqueRef:x',
  ]);
  db.transaction(() => db.update('host_metrics', db.row('host', third).metrics, { live: true }));
  await sim.call('pool.designate_new_master', first);
  const change = sim.call('pool.designate_new_master', second);
  expect(Object.values(thePool(db)[1].current_operations)).toEqual(['designate_new_master']);
  expect(await refusalOf(sim, 'pool.designate_new_master', third)).toEqual(['DESIGNATE_NEW_MASTER_IN_PROGRESS']);
  while (coordinator(db) === first) sim.next();
  await change;
  expect(db.has('session', session)).toBe(true);
  sim.idle();
  expect(db.has('session', session)).toBe(false);
  expect(thePool(db)[1]).toMatchObject({ master: second, current_operations: {} });
  const alert = [...db.all('message')].map(([, { name, cls, obj_uuid }]) => [name, cls, obj_uuid]);
  expect(alert).toEqual([['POOL_MASTER_TRANSITION', 'Host', db.row('host', second).uuid]]);
  await expect(async () =>
    dispatch(world, 'session.login_with_password', ['root', 'password'], { host: first }),
  ).rejects.toThrow('HOST_IS_SLAVE 10.0.0.2');
  expect([await at(pool, first, 'pool.is_slave', second), await at(pool, second, 'pool.is_slave', first)]).toEqual([
    true,
    false,
  ]);
});

test('a member takes over in an emergency, and the others follow when they are told', async () => {
  const pool = testPool({ hosts: 3 });
  const { hosts, sim } = pool;
  const [first = '', second = '', third = ''] = hosts;
  const { world } = sim;
  for (const member of [second, third]) setHostMode(world, member, 'emergency');
  setHostMode(world, first, 'off');
  world.db.transaction(() => world.db.update('host_metrics', world.db.row('host', first).metrics, { live: false }));
  setArmed(world, [second], true);
  expect(await refusedAt(pool, second, 'pool.emergency_transition_to_master')).toEqual(['HA_IS_ENABLED']);
  setArmed(world, [second], false);
  await at(pool, second, 'pool.emergency_transition_to_master');
  expect([coordinator(world.db), hostMode(world, second), hostMode(world, third)]).toEqual([second, 'up', 'emergency']);
  expect(await sim.call('pool.recover_slaves')).toEqual([third]);
  expect(hostMode(world, third)).toBe('up');
});

test('a member can be pointed at its coordinator by hand', async () => {
  const pool = testPool({ hosts: 3 });
  const { hosts, sim } = pool;
  const [, second = '', third = ''] = hosts;
  const { world } = sim;
  setHostMode(world, second, 'emergency');
  const reset = 'pool.emergency_reset_master';
  await at(pool, second, reset, '10.0.0.3');
  expect(hostMode(world, second)).toBe('emergency');
  expect(await refusedAt(pool, second, reset, '10.0.0.2')).toEqual(['HOST_ITS_OWN_SLAVE']);
  expect(await refusedAt(pool, second, reset, 'nowhere.example')).toEqual([
    'HOST_NAME_INVALID',
    'Failed to resolve hostname: nowhere.example',
  ]);
  await at(pool, second, reset, '10.0.0.1');
  expect(hostMode(world, second)).toBe('up');
  setArmed(world, [third], true);
  expect(await refusedAt(pool, third, reset, '10.0.0.1')).toEqual(['HA_IS_ENABLED']);
});

test('servers keep to the coordinator that they have agreed to', async () => {
  const { sim } = testPool({ hosts: 2 });
  const unknown = await refusalOf(sim, 'host.commit_new_master', '10.0.0.2');
  expect(unknown).toEqual([
    'HA_ABORT_NEW_MASTER',
    'Received commit_new_master(10.0.0.2) but never received a proposal',
  ]);
  await sim.call('host.propose_new_master', '10.0.0.2', true);
  await sim.call('host.propose_new_master', '10.0.0.2', true);
  expect((await refusalOf(sim, 'host.propose_new_master', '10.0.0.3', true))[0]).toBe('HA_ABORT_NEW_MASTER');
  expect((await refusalOf(sim, 'host.commit_new_master', '10.0.0.3'))[0]).toBe('HA_ABORT_NEW_MASTER');
  await sim.call('host.abort_new_master', '10.0.0.2');
  await sim.call('host.propose_new_master', '10.0.0.1', true);
  await sim.call('host.commit_new_master', '10.0.0.1');
  expect(sim.world.engine.annex).toEqual({});
});
