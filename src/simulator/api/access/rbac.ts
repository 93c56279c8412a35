import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import type { World } from '../world';
import { leavesOf, permissions, roleRecords, type RoleName } from './roles';

/** The order in which xapi's generated table lists the roles (gen_rbac.ml), which is the order of its refusals. */
const ROLES_AS_LISTED: readonly RoleName[] = [
  'vm-power-admin',
  'vm-admin',
  'vm-operator',
  'client-cert',
  'read-only',
  'pool-admin',
  'pool-operator',
];

const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

/** Whether a session may do something. Root, the servers of the pool and the simulator itself may do everything. */
export function isPermitted(world: World, session: Ref<'session'> | null, permission: string): boolean {
  if (session === null) return true;
  const row = world.db.get('session', session);
  if (row === undefined) return world.localSessions.has(session);
  return row.is_local_superuser || hasPermission(row, permission);
}

function hasPermission({ rbac_permissions }: Records['session'], permission: string): boolean {
  let set = sets.get(rbac_permissions);
  if (set === undefined) sets.set(rbac_permissions, (set = new Set(rbac_permissions)));
  return set.has(permission);
}

/**
 * Refuses with RBAC_PERMISSION_DENIED what a session may not do (xapi: rbac.ml check).
 * @param permission in lower case: `vm.start`, `http/get_export`
 */
export function requirePermission(world: World, session: Ref<'session'> | null, permission: string): void {
  if (!isPermitted(world, session, permission)) throw denial(permission);
}

function denial(permission: string): Fault {
  const roles = permissions().get(permission)?.roles;
  const names = ROLES_AS_LISTED.filter((role) => roles?.has(role) === true).join(', ');
  return new Fault(
    'RBAC_PERMISSION_DENIED',
    permission,
    `No permission in user session. (Roles with this permission: ${names})`,
  );
}

const granted = new Map<string, readonly string[]>();

/**
 * What a session of somebody with these roles carries: the names of the roles and of all their permissions
 * (xapi_session.ml get_permissions). The same roles have the same list, so that it is read into a set once.
 */
export function sessionPermissions(roles: readonly Ref<'role'>[]): readonly string[] {
  const key = [...roles].sort().join();
  let names = granted.get(key);
  if (names === undefined) {
    const label = (role: Ref<'role'>): string => roleRecords().get(role)?.name_label ?? '';
    names = [...new Set(roles.flatMap((role) => [role, ...leavesOf(role)]).map(label))];
    granted.set(key, names);
  }
  return names;
}

/** What a session with one role alone carries. */
export function permissionsOfRole(name: RoleName): readonly string[] {
  return sessionPermissions([...roleRecords()].filter(([, row]) => row.name_label === name).map(([role]) => role));
}
