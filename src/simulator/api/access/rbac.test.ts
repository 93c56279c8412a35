import { expect, test } from 'vitest';
import { messageTable } from '../../../xapi/datamodel/messages.gen';
import type { MessageModel } from '../../../xapi/datamodel/model';
import { NULL_REF } from '../../../xapi/datamodel/ref';
import { EPOCH, parseFieldType, type FieldType } from '../../engine/defaults';
import { dispatch } from '../dispatch';
import { Fault } from '../fault';
import { setHostMode } from '../host/mode';
import { testPool } from '../testing';
import { requirePermission } from './rbac';
import { roleNames, type RoleName } from './roles';
import { refusal, sessionOf } from './testing';

const ROLES = roleNames.filter((role) => role !== 'client-cert');

function valueOf(type: FieldType): unknown {
  switch (type.kind) {
    case 'int':
    case 'float':
      return 0;
    case 'bool':
      return false;
    case 'datetime':
      return EPOCH;
    case 'enum':
      return type.values[0];
    case 'ref':
      return NULL_REF;
    case 'set':
      return [];
    case 'map':
    case 'record':
      return {};
    default:
      return '';
  }
}

const messages = Object.entries(messageTable).flatMap(([cls, table]) =>
  Object.entries(table).map(([message, model]) => [`${cls}.${message}`, model] as [string, MessageModel]),
);

test.each(ROLES)('A %s may send the messages of that role and of weaker ones, and no others', (role) => {
  const { sim } = testPool();
  const image = sim.snapshot();
  const wrong: string[] = [];
  for (const [name, model] of messages) {
    if (model.sessionless === true || model.state === 'Removed' || model.poolInternal === true) continue;
    sim.restore(image);
    const session = sessionOf(sim, role);
    const args = (model.params ?? []).map(([, type]) => valueOf(parseFieldType(type)));
    let code = '';
    try {
      const answer = dispatch(sim.world, name, [session, ...args]);
      if (answer instanceof Promise) answer.catch(() => undefined);
    } catch (error) {
      code = error instanceof Fault ? error.code : String(error);
    }
    const isStrongEnough = ROLES.indexOf(role) <= ROLES.findIndex((weakest) => weakest === model.role);
    if ((code === 'RBAC_PERMISSION_DENIED') === isStrongEnough) wrong.push(`${name}: ${code}`);
  }
  expect(wrong).toEqual([]);
});

test('A refusal names the permission in lower case and the roles that have it', async () => {
  const { sim } = testPool();
  const reader = sessionOf(sim, 'read-only');
  expect(await refusal(sim, 'VM.start', [reader, NULL_REF, false, false])).toEqual([
    'RBAC_PERMISSION_DENIED',
    'vm.start',
    'No permission in user session. (Roles with this permission: vm-power-admin, vm-admin, vm-operator, pool-admin, pool-operator)',
  ]);
  expect(await refusal(sim, 'Async.subject.destroy', [reader, NULL_REF])).toEqual([
    'RBAC_PERMISSION_DENIED',
    'subject.destroy',
    'No permission in user session. (Roles with this permission: pool-admin)',
  ]);
  // Permission comes before the message is looked for: what only root may do has no role at all.
  expect(await refusal(sim, 'session.change_password', [sessionOf(sim, 'pool-admin'), '', ''])).toEqual([
    'RBAC_PERMISSION_DENIED',
    'session.change_password',
    'No permission in user session. (Roles with this permission: )',
  ]);
});

test('Some map keys need another role than their field', async () => {
  const { sim } = testPool();
  const key = async (role: RoleName, name: string): Promise<string | undefined> =>
    (await refusal(sim, 'VM.add_to_other_config', [sessionOf(sim, role), NULL_REF, name, '']))[1];
  expect(await key('vm-operator', 'folder')).toBe('VM');
  expect(await key('vm-operator', 'XenCenter.CustomFields.Owner')).toBe('VM');
  expect(await key('vm-operator', 'anything')).toBe('vm.add_to_other_config');
  expect(await key('pool-operator', 'pci')).toBe('vm.add_to_other_config/key:pci');
  expect(await key('pool-admin', 'pci')).toBe('VM');
  expect(await key('read-only', 'XenCenter.CustomFields.a')).toBe(
    'vm.add_to_other_config/key:xencenter.customfields.*',
  );
});

test('HTTP handlers have permissions of their own, and root needs none', () => {
  const { sim } = testPool();
  const { world } = sim;
  const ask = (role: RoleName, permission: string) => () => requirePermission(world, sessionOf(sim, role), permission);
  expect(ask('vm-admin', 'http/get_export')).not.toThrow();
  expect(ask('vm-operator', 'http/get_export')).toThrow('http/get_export');
  expect(ask('pool-operator', 'http/connect_console/host_console')).toThrow('(Roles with this permission: pool-admin)');
  expect(() => requirePermission(world, null, 'http/get_export')).not.toThrow();
});

test('Only the servers of a pool may send each other internal messages', async () => {
  const { sim } = testPool();
  const root = String(await dispatch(sim.world, 'session.login_with_password', ['root', 'password']));
  expect(await refusal(sim, 'host.tickle_heartbeat', [root, NULL_REF, {}])).toEqual([
    'INTERNAL_ERROR',
    'Internal API "host.tickle_heartbeat" call attempted with non-pool (external) session',
  ]);
});

test('A supporter sends clients to the coordinator and serves its own local sessions only', async () => {
  const { sim, hosts } = testPool();
  const [, supporter] = hosts;
  const via = { host: supporter ?? NULL_REF };
  const root = String(await dispatch(sim.world, 'session.login_with_password', ['root', 'password']));
  const slave = ['HOST_IS_SLAVE', '10.0.0.1'];
  expect(await refusal(sim, 'session.login_with_password', ['root', 'password'], via)).toEqual(slave);
  expect(await refusal(sim, 'session.login_with_password', ['root', 'wrong'], via)).toEqual(slave);
  expect(await refusal(sim, 'VM.get_all', [root], via)).toEqual(slave);
  expect(await refusal(sim, 'no.such_message', [root], via)).toEqual(slave);
  expect(await refusal(sim, 'VM.get_all', ['OpaqueRef:none'], via)).toEqual(['SESSION_INVALID', 'OpaqueRef:none']);

  const local = String(await dispatch(sim.world, 'session.slave_local_login_with_password', ['root', 'password'], via));
  expect(await dispatch(sim.world, 'pool.is_slave', [local, supporter], via)).toBe(true);
  expect(await refusal(sim, 'VM.get_all', [local], { host: hosts[0] ?? NULL_REF })).toEqual(['SESSION_INVALID', local]);
  await dispatch(sim.world, 'session.local_logout', [local], via);
  expect(await refusal(sim, 'pool.is_slave', [local, supporter], via)).toEqual(['SESSION_INVALID', local]);
  expect(await refusal(sim, 'session.slave_local_login_with_password', ['root', 'wrong'], via)).toEqual([
    'SESSION_AUTHENTICATION_FAILED',
    'root',
    'Authentication failure',
  ]);
});

test('A server that starts or has lost its coordinator answers emergency calls only', async () => {
  const { sim, hosts } = testPool();
  const via = { host: hosts[1] ?? NULL_REF };
  setHostMode(sim.world, via.host, 'emergency');
  expect(await refusal(sim, 'no.such_message', [], via)).toEqual(['HOST_IN_EMERGENCY_MODE']);
  expect(await refusal(sim, 'session.login_with_password', ['root', 'password'], via)).toEqual([
    'HOST_IN_EMERGENCY_MODE',
  ]);
  const local = String(dispatch(sim.world, 'session.slave_local_login_with_password', ['root', 'password'], via));
  expect(dispatch(sim.world, 'pool.is_slave', [local, via.host], via)).toBe(true);
  expect(await refusal(sim, 'VM.get_all', [local], via)).toEqual(['HOST_IN_EMERGENCY_MODE']);
  setHostMode(sim.world, via.host, 'booting');
  expect(await refusal(sim, 'system.listMethods', [], via)).toEqual(['HOST_STILL_BOOTING']);
  // The coordinator goes on as before.
  expect(dispatch(sim.world, 'session.login_with_password', ['root', 'password'])).toMatch(/^OpaqueRef:/);
});

test('Headers of the request stay with the task', () => {
  const { sim, hosts } = testPool();
  const root = String(dispatch(sim.world, 'session.login_with_password', ['root', 'password']));
  const task = String(
    dispatch(sim.world, 'Async.host.disable', [root, hosts[0]], { taskConfig: { originator: 'xo' } }),
  );
  expect(sim.world.db.row('task', task).other_config).toEqual({ 'http:originator': 'xo' });
});
