import { expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { dispatch } from '../dispatch';
import { testPool } from '../testing';
import { md5Hex } from './md5';
import { refusal, roleNamed } from './testing';

const { sim } = testPool();
const root = String(dispatch(sim.world, 'session.login_with_password', ['root', 'password']));
const call = <T>(name: string, ...params: readonly unknown[]): T => dispatch(sim.world, name, [root, ...params]) as T;

test('MD5 is that of RFC 1321', () => {
  expect(md5Hex('')).toBe('d41d8cd98f00b204e9800998ecf8427e');
  expect(md5Hex('message digest')).toBe('f96b697d7cb7938d525a2f31aaf161d0');
  expect(md5Hex('1234567890'.repeat(8))).toBe('57edf4a22be3c955ac49da2e2107b67a');
});

test('A pool has six roles and a permission for all that they may do, with the uuids of every pool', () => {
  const all = call<Record<Ref<'role'>, Records['role']>>('role.get_all_records');
  expect(Object.keys(all)).toEqual(call('role.get_all'));
  const roles = Object.values(all).filter(({ subroles, is_internal }) => subroles.length > 0 && !is_internal);
  expect(roles.map(({ name_label, uuid }) => [name_label, uuid])).toEqual([
    ['pool-admin', '0165f154-ba3e-034e-6b27-5d271af109ba'],
    ['pool-operator', 'b9ce9791-0604-50cd-0649-09b3284c7dfd'],
    ['vm-power-admin', '7955168d-7bec-10ed-105f-c6a7e6e63249'],
    ['vm-admin', 'aaa00ab5-7340-bfbc-0d1b-7cf342639a6e'],
    ['vm-operator', 'fb8d4ff9-310c-a959-0613-54101535d3d5'],
    ['read-only', '7233b8e3-eacb-d7da-2c95-f2e581cdbf4e'],
  ]);
  expect(Object.values(all).filter(({ subroles }) => subroles.length === 0).length).toBeGreaterThan(2000);
  expect(Object.keys(call('role.get_all_records_where', 'subroles<>[]'))).toHaveLength(7);
  expect(Object.keys(call('role.get_all_records_where', 'field "name_label"="vm.start"'))).toHaveLength(1);
});

test('Roles lead to permissions, and permissions to roles', async () => {
  const operator = roleNamed('vm-operator');
  const names = call<string[]>('role.get_permissions_name_label', operator);
  expect(names).toContain('vm.start');
  expect(names).not.toContain('vm.create');
  expect(call<unknown[]>('role.get_permissions', operator)).toHaveLength(names.length);
  const labels = call<Ref<'role'>[]>('role.get_by_permission_name_label', 'vm.start').map((ref) =>
    call<string>('role.get_name_label', ref),
  );
  expect(labels).toEqual(['pool-admin', 'pool-operator', 'vm-power-admin', 'vm-admin', 'vm-operator']);
  const [permission] = call<Ref<'role'>[]>('role.get_by_name_label', 'vm.start');
  expect(call('role.get_by_permission', permission)).toHaveLength(5);
  expect(call('role.get_permissions', permission)).toEqual([permission]);
  expect(call('role.get_by_uuid', call('role.get_uuid', operator))).toBe(operator);
  expect(call('role.get_is_internal', permission)).toBe(true);
  expect(await refusal(sim, 'role.get_record', [root, 'OpaqueRef:x'])).toEqual([
    'HANDLE_INVALID',
    'role',
    'OpaqueRef:x',
  ]);
  expect(await refusal(sim, 'role.get_by_uuid', [root, 'x'])).toEqual(['UUID_INVALID', 'role', 'x']);
  expect(call('role.get_by_permission_name_label', 'no.such')).toEqual([]);
});

test('Events count and report the roles as get_all_records does', async () => {
  const batch = await call<Promise<{ events: { ref: string }[]; valid_ref_counts: Record<string, number> }>>(
    'event.from',
    ['role'],
    '',
    0,
  );
  expect(batch.events.map(({ ref }) => ref)).toEqual(call('role.get_all'));
  expect(batch.valid_ref_counts['role']).toBe(batch.events.length);
});
