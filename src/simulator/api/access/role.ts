import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { compileFilter } from '../filter';
import { define } from '../registry';
import { leavesOf, roleRecords } from './roles';

function needRole(self: Ref<'role'>): Records['role'] {
  const record = roleRecords().get(self);
  if (record === undefined) throw new Fault('HANDLE_INVALID', 'role', self);
  return record;
}

function select(test: (record: Records['role'], ref: Ref<'role'>) => boolean): Record<Ref<'role'>, Records['role']> {
  return Object.fromEntries([...roleRecords()].filter(([ref, record]) => test(record, ref)));
}

/** `subroles<>[]` and `subroles=[]` tell roles from permissions; they are words of their own (xapi_role.ml). */
function where(expression: string): Record<Ref<'role'>, Records['role']> {
  if (expression === 'subroles<>[]') return select(({ subroles }) => subroles.length > 0);
  if (expression === 'subroles=[]') return select(({ subroles }) => subroles.length === 0);
  const test = compileFilter('role', expression);
  return select((record, ref) => test(record as unknown as Readonly<Record<string, unknown>>, ref));
}

/** The roles that have a permission, without the permission itself. */
function rolesWith(permission: Ref<'role'> | undefined): Ref<'role'>[] {
  if (permission === undefined) return [];
  return Object.keys(select(({ subroles }) => subroles.includes(permission)));
}

function byName(label: string): Ref<'role'>[] {
  return Object.keys(select(({ name_label }) => name_label === label));
}

define({
  'role.get_permissions': (_call, self) => {
    needRole(self);
    return leavesOf(self);
  },
  'role.get_permissions_name_label': (_call, self) => {
    needRole(self);
    return leavesOf(self).map((ref) => needRole(ref).name_label);
  },
  'role.get_by_permission': (_call, permission) => rolesWith(permission),
  'role.get_by_permission_name_label': (_call, label) => rolesWith(byName(label)[0]),

  'role.get_all': () => [...roleRecords().keys()],
  'role.get_all_records': () => Object.fromEntries(roleRecords()),
  'role.get_all_where': (_call, expression) => Object.keys(where(expression)),
  'role.get_all_records_where': (_call, expression) => where(expression),
  'role.get_by_name_label': (_call, label) => byName(label),
  'role.get_by_uuid': (_call, uuid) => {
    const ref = `OpaqueRef:${uuid}`;
    if (!roleRecords().has(ref)) throw new Fault('UUID_INVALID', 'role', uuid);
    return ref;
  },
  'role.get_record': (_call, self) => needRole(self),
  'role.get_uuid': (_call, self) => needRole(self).uuid,
  'role.get_name_label': (_call, self) => needRole(self).name_label,
  'role.get_name_description': (_call, self) => needRole(self).name_description,
  'role.get_subroles': (_call, self) => needRole(self).subroles,
  'role.get_is_internal': (_call, self) => needRole(self).is_internal,
});
