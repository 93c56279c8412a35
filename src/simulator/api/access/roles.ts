import { httpTable } from '../../../xapi/datamodel/http.gen';
import { messageTable } from '../../../xapi/datamodel/messages.gen';
import type { MessageModel } from '../../../xapi/datamodel/model';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { defaultRow } from '../../engine/defaults';
import { md5Uuid } from './md5';

/** The roles of every pool, strongest first (xapi datamodel_roles.ml). */
export const roleNames = [
  'pool-admin',
  'pool-operator',
  'vm-power-admin',
  'vm-admin',
  'vm-operator',
  'client-cert',
  'read-only',
] as const;
export type RoleName = (typeof roleNames)[number];

/** A permission and who has it; nobody: only root (`local-root`). */
export interface Permission {
  /** `vm.start`, `vm.add_to_other_config/key:pci`, `http/get_export`: as sessions and refusals spell it. */
  readonly name: string;
  /** The name before it is put into lower case, from which xapi derives the uuid. */
  readonly wireName: string;
  readonly roles: ReadonlySet<RoleName>;
}

/** Allows what needs any role, and ends the tasks of others (xapi datamodel.ml extra_permissions). */
export const DESTROY_ANY_TASK = 'task.destroy/any';

const NOBODY: ReadonlySet<RoleName> = new Set();
const fromRole = new Map<string, ReadonlySet<RoleName>>(
  roleNames.map((role, at) => [role, new Set(roleNames.slice(0, at + 1))]),
);

/** All roles that are at least this strong. Client certificates are weaker than everybody but readers. */
function rolesOf(minimum: string, clientCertificate = false): ReadonlySet<RoleName> {
  const roles = fromRole.get(minimum) ?? NOBODY;
  return clientCertificate ? new Set([...roles, 'client-cert' as const]) : roles;
}

/** Who may call a message; the same for its map keys. Source: the roles of the datamodel. */
function rolesOfMessage(model: MessageModel): ReadonlySet<RoleName> {
  return rolesOf(model.role ?? 'local-root', model.clientCertificate);
}

function rolesOfKey(model: MessageModel, key: string): ReadonlySet<RoleName> {
  return rolesOf(model.keyRoles?.[key] ?? 'local-root');
}

let known: ReadonlyMap<string, Permission> | undefined;

/** Every permission by its name, those of root alone included. */
export function permissions(): ReadonlyMap<string, Permission> {
  known ??= new Map([...allPermissions()].map((permission) => [permission.name, permission]));
  return known;
}

function* allPermissions(): Iterable<Permission> {
  const make = (wireName: string, roles: ReadonlySet<RoleName>): Permission => ({
    name: wireName.toLowerCase(),
    wireName,
    roles,
  });
  for (const [cls, table] of Object.entries(messageTable)) {
    for (const [message, model] of Object.entries(table)) {
      yield make(`${cls}.${message}`, rolesOfMessage(model));
      for (const key of Object.keys(model.keyRoles ?? {})) {
        yield make(`${cls}.${message}/key:${key}`, rolesOfKey(model, key));
      }
    }
  }
  for (const [handler, { role }] of Object.entries(httpTable)) yield make(`http/${handler}`, rolesOf(role));
  yield make(DESTROY_ANY_TASK, rolesOf('pool-operator'));
}

const byRole = new Map<RoleName, readonly Permission[]>();

/** What a role may do. */
function permissionsOf(role: RoleName): readonly Permission[] {
  let granted = byRole.get(role);
  if (granted === undefined) {
    granted = [...permissions().values()].filter(({ roles }) => roles.has(role));
    byRole.set(role, granted);
  }
  return granted;
}

/** What each role is for, in few words. */
const DESCRIPTIONS: Readonly<Record<RoleName, string>> = {
  'pool-admin': 'Has full access: may do everything, users and roles included',
  'pool-operator': 'Manages servers and pools, but not users',
  'vm-power-admin': 'Makes and manages VMs, and moves them between servers',
  'vm-admin': 'Makes and manages VMs',
  'vm-operator': 'Uses VMs: starts and stops them and opens their consoles',
  'client-cert': 'Is signed in by a client certificate',
  'read-only': 'Looks, and changes nothing',
};

let records: ReadonlyMap<Ref<'role'>, Records['role']> | undefined;

/**
 * Roles and permissions as clients see them: permissions are roles without subroles, a role has one for all that it
 * may do. They are the same in every pool, references included, which are hashes of their names (xapi gen_rbac.ml),
 * and nothing changes them; so, as in xapi, they stand in no database.
 */
export function roleRecords(): ReadonlyMap<Ref<'role'>, Records['role']> {
  records ??= new Map([
    ...permissionsOf('pool-admin').map(({ name, wireName }) =>
      record(wireName, { name_label: name, name_description: 'A basic permission', is_internal: true }),
    ),
    ...roleNames.map((role) =>
      record(role, {
        name_label: role,
        name_description: DESCRIPTIONS[role],
        subroles: permissionsOf(role).map(({ wireName }) => refOf(md5Uuid(wireName))),
        is_internal: role === 'client-cert',
      }),
    ),
  ]);
  return records;
}

function refOf(uuid: string): Ref<'role'> {
  return `OpaqueRef:${uuid}`;
}

function record(wireName: string, values: Partial<Records['role']>): [Ref<'role'>, Records['role']] {
  const uuid = md5Uuid(wireName);
  return [refOf(uuid), { ...defaultRow('role'), uuid, ...values }];
}

/** How many there are, without the hashing. */
export function countRoles(): number {
  return permissionsOf('pool-admin').length + roleNames.length;
}

/** What whoever has this role may do; a permission given by itself allows itself (xapi_role.ml get_permissions). */
export function leavesOf(role: Ref<'role'>): readonly Ref<'role'>[] {
  const subroles = roleRecords().get(role)?.subroles;
  if (subroles === undefined) return [];
  return subroles.length === 0 ? [role] : subroles;
}
