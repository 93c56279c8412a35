import type { Ref } from '../../xapi/datamodel/ref';
import { only, ROLES, row, rows, subjectName } from '../objects';
import type { Inventory, RoleName } from '../objects';
import { compareNatural } from '../values';

export function roleRef(inventory: Inventory, name: RoleName): Ref<'role'> | undefined {
  for (const [ref, role] of rows(inventory, 'role')) if (role.name_label === name) return ref;
  return undefined;
}

/** The directory that the pool belongs to; null: it has local accounts only. */
export function directoryOf(inventory: Inventory): { readonly type: string; readonly name: string } | null {
  const master = only(inventory, 'pool')?.[1].master ?? '';
  const { external_auth_type: type = '', external_auth_service_name: name = '' } = row(inventory, 'host', master) ?? {};
  return type === '' ? null : { type, name };
}

/** Somebody who may log in. */
export interface User {
  readonly ref: Ref<'subject'>;
  /** How the directory knows it, for its sessions. */
  readonly subject: string;
  readonly name: string;
  /** The name of the person, where the directory tells one. */
  readonly fullName: string;
  readonly isGroup: boolean;
  readonly roles: readonly RoleName[];
}

export function usersOf(inventory: Inventory): readonly User[] {
  return [...rows(inventory, 'subject')]
    .map(([ref, subject]): User => {
      const name = subjectName(subject);
      const fullName = subject.other_config['subject-gecos'] || subject.other_config['subject-displayname'] || '';
      return {
        ref,
        subject: subject.subject_identifier,
        name,
        fullName: fullName === name ? '' : fullName,
        isGroup: subject.other_config['subject-is-group'] === 'true',
        roles: ROLES.filter((role) => subject.roles.some((held) => row(inventory, 'role', held)?.name_label === role)),
      };
    })
    .sort((a, b) => compareNatural(a.name, b.name));
}
