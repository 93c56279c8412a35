import { httpTable } from '../../../xapi/datamodel/http.gen';
import { messageTable } from '../../../xapi/datamodel/messages.gen';
import type { MessageModel } from '../../../xapi/datamodel/model';
import type { Ref } from '../../../xapi/datamodel/ref';
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
export function rolesOfMessage(model: MessageModel): ReadonlySet<RoleName> {
  return rolesOf(model.role ?? 'local-root', model.clientCertificate);
}

export function rolesOfKey(model: MessageModel, key: string): ReadonlySet<RoleName> {
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
export function permissionsOf(role: RoleName): readonly Permission[] {
  let granted = byRole.get(role);
  if (granted === undefined) {
    granted = [...permissions().values()].filter(({ roles }) => roles.has(role));
    byRole.set(role, granted);
  }
  return granted;
}

const refs = new Map<string, Ref<'role'>>();

/** Roles and permissions have the same references in every pool: a hash of the name (xapi gen_rbac.ml). */
export function roleRef(wireName: string): Ref<'role'> {
  let ref = refs.get(wireName);
  if (ref === undefined) refs.set(wireName, (ref = `OpaqueRef:${md5Uuid(wireName)}`));
  return ref;
}
