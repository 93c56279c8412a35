import type { Ref } from '../../xapi/datamodel/ref';
import type { Messages, Records } from '../../xapi/datamodel/types.gen';
import { only, row, rows } from './inventory';
import type { Inventory } from './inventory';
import { texts } from './texts';

/** The six roles, the mightiest first (xapi: rbac_static.ml). Other rows of the class are single permissions. */
export const ROLES = ['pool-admin', 'pool-operator', 'vm-power-admin', 'vm-admin', 'vm-operator', 'read-only'] as const;
export type RoleName = (typeof ROLES)[number];

/**
 * The session by which the console is let in; undefined: not known, or the pool did not tell. The client puts the one
 * session that concerns it into the class.
 */
export function ownSession(inventory: Inventory): Records['session'] | undefined {
  return only(inventory, 'session')?.[1];
}

/** What roles are asked for: messages of the XenAPI, and the handlers by which files move, such as `http/get_export`. */
export type Call = keyof Messages | `http/${string}`;

const permitted = new WeakMap<readonly string[], ReadonlySet<string>>();

/** Whether the console may make a call. What the pool did not tell is left to the pool to refuse. */
export function mayCall(inventory: Inventory, call: Call): boolean {
  const session = ownSession(inventory);
  if (session === undefined || session.is_local_superuser) return true;
  const { rbac_permissions: names } = session;
  let set = permitted.get(names);
  if (set === undefined) permitted.set(names, (set = new Set(names)));
  return set.has(permissionOf(call));
}

/** As sessions and roles spell it: `vm.start`. */
function permissionOf(call: Call): string {
  return call.toLowerCase();
}

/** The roles of the console's session, the mightiest first; none for root, who has no need of any. */
export function ownRoles(inventory: Inventory): readonly RoleName[] {
  const session = ownSession(inventory);
  if (session === undefined || session.is_local_superuser) return [];
  const held = row(inventory, 'subject', session.subject)?.roles ?? [];
  const names = new Set(held.map((ref) => row(inventory, 'role', ref)?.name_label));
  // A member of a group has no row of its own; its session names the roles among the permissions.
  return ROLES.filter((role) => names.has(role) || session.rbac_permissions.includes(role));
}

const holders = new WeakMap<object, ReadonlyMap<string, RoleName>>();

function roleTable(inventory: Inventory): ReadonlyMap<string, RoleName> {
  const roles = rows(inventory, 'role');
  let weakest = holders.get(roles);
  if (weakest === undefined) holders.set(roles, (weakest = weakestRoles(roles)));
  return weakest;
}

/** The weakest role that may make a call; null: root alone, or the pool did not tell. */
export function weakestRoleFor(inventory: Inventory, call: Call): RoleName | null {
  return roleTable(inventory).get(permissionOf(call)) ?? null;
}

function weakestRoles(roles: ReadonlyMap<Ref<'role'>, Records['role']>): ReadonlyMap<string, RoleName> {
  const byName = new Map([...roles.values()].map((role) => [role.name_label, role]));
  const weakest = new Map<string, RoleName>();
  for (const name of ROLES) {
    for (const ref of byName.get(name)?.subroles ?? []) {
      const permission = roles.get(ref);
      if (permission !== undefined) weakest.set(permission.name_label, name);
    }
  }
  return weakest;
}

/** What the role of the console lacks for a call, and who may make it. */
export function deniedReason(inventory: Inventory, call: Call): string {
  const own = ownRoles(inventory).map((role) => texts.roles[role]);
  const needed = weakestRoleFor(inventory, call);
  const isTold = roleTable(inventory).size > 0;
  return [texts.denied(own), isTold ? texts.takes(needed === null ? null : texts.roles[needed]) : ''].join(' ').trim();
}
