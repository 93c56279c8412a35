import { LogOut, ShieldUser, UserPlus, UserX } from 'lucide-react';
import type { Ref } from '../../../xapi/datamodel/ref';
import { apiLine, textInput, xeLine } from '../../commands';
import type { Input, Job, PoolCommand, Target } from '../../commands';
import { objectTexts, ROLES, row } from '../../objects';
import type { Inventory, RoleName } from '../../objects';
import { directoryOf, roleRef } from '../user-model';
import { texts } from './texts';

const roleIn = (input: Input): RoleName => ROLES.find((role) => role === textInput(input, 'role')) ?? 'read-only';

const namesIn = (input: Input): readonly string[] => [
  ...new Set(
    textInput(input, 'names')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  ),
];

const roleField = (initial: RoleName | undefined) =>
  ({
    kind: 'choice',
    id: 'role',
    label: texts.fields.role,
    initial: initial ?? '',
    choices: ROLES.map((key) => ({ key, label: objectTexts.roles[key], detail: texts.roleDetails[key], reason: null })),
    checksServers: false,
  }) as const;

const exists = (inventory: Inventory, { ref }: Target): string | null =>
  row(inventory, 'subject', ref) ? null : texts.reasons.gone;
const uuidOf = (inventory: Inventory, { ref }: Target): string => row(inventory, 'subject', ref)?.uuid ?? ref;
const identifierOf = (inventory: Inventory, { ref }: Target): string =>
  row(inventory, 'subject', ref)?.subject_identifier ?? '';

/** The roles it loses; only those it has, and not the one it keeps. */
function rolesLost(inventory: Inventory, { ref }: Target, kept: RoleName): readonly Ref<'role'>[] {
  const stays = roleRef(inventory, kept);
  return (row(inventory, 'subject', ref)?.roles ?? []).filter((role) => role !== stays);
}

const hasRole = (inventory: Inventory, { ref }: Target, role: Ref<'role'>): boolean =>
  row(inventory, 'subject', ref)?.roles.includes(role) ?? false;

async function addUser(job: Job, name: string, role: RoleName): Promise<void> {
  const subject_identifier = await job.call('auth.get_subject_identifier', name);
  const other_config = await job.call('auth.get_subject_information_from_identifier', subject_identifier);
  const subject = await job.call('subject.create', { subject_identifier, other_config });
  const ref = roleRef(job.inventory, role);
  if (ref !== undefined) await job.call('subject.add_to_roles', subject, ref);
}

/** Commands about who may log in. */
export const userCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'pool.addUsers',
    label: texts.labels.add,
    verb: texts.verbs.add,
    title: texts.titles.add,
    icon: UserPlus,
    group: 'edit',
    kinds: ['pool'],
    calls: ['subject.create', 'subject.add_to_roles'],
    single: true,
    reason: (inventory) => (directoryOf(inventory) === null ? texts.reasons.noDirectory : null),
    fields: () => [
      {
        kind: 'text',
        id: 'names',
        label: texts.fields.names,
        initial: '',
        hint: texts.fields.namesHint,
        problem: (_text, input) => (namesIn(input).length === 0 ? texts.problems.noName : null),
      },
      roleField('read-only'),
    ],
    script: (_inventory, _target, input) => {
      const role = roleIn(input);
      return {
        api: namesIn(input).flatMap((name) => [
          apiLine('auth.get_subject_identifier', name),
          apiLine('auth.get_subject_information_from_identifier', texts.identifier),
          apiLine('subject.create', { subject_identifier: texts.identifier, other_config: {} }),
          apiLine('subject.add_to_roles', texts.newUser, role),
        ]),
        xe: namesIn(input).flatMap((name) => [
          xeLine('subject-add', { 'subject-name': name }),
          xeLine('subject-role-add', { uuid: texts.newUser, 'role-name': role }),
        ]),
      };
    },
    run: async (job, _target, input) => {
      for (const name of namesIn(input)) await addUser(job, name, roleIn(input));
    },
  },
  {
    type: 'pool',
    id: 'user.role',
    button: true,
    label: texts.labels.role,
    verb: texts.verbs.role,
    title: texts.titles.role,
    icon: ShieldUser,
    group: 'edit',
    kinds: ['subject'],
    calls: ['subject.add_to_roles', 'subject.remove_from_roles'],
    reason: exists,
    fields: (inventory, targets) => {
      const held = targets.map(({ ref }) =>
        ROLES.find((role) => (row(inventory, 'subject', ref)?.roles ?? []).includes(roleRef(inventory, role) ?? '')),
      );
      const [first] = held;
      return [roleField(held.every((role) => role === first) ? first : undefined)];
    },
    script: (inventory, target, input) => {
      const name = roleIn(input);
      const role = roleRef(inventory, name) ?? name;
      const lost = rolesLost(inventory, target, name);
      const uuid = uuidOf(inventory, target);
      const isNew = !hasRole(inventory, target, role);
      return {
        api: [
          ...(isNew ? [apiLine('subject.add_to_roles', target.ref, role)] : []),
          ...lost.map((other) => apiLine('subject.remove_from_roles', target.ref, other)),
        ],
        xe: [
          ...(isNew ? [xeLine('subject-role-add', { uuid, 'role-name': name })] : []),
          ...lost.map((other) =>
            xeLine('subject-role-remove', { uuid, 'role-name': row(inventory, 'role', other)?.name_label ?? other }),
          ),
        ],
      };
    },
    // The new role first: without any, a person who works right now would be thrown out.
    run: async (job, target, input) => {
      const name = roleIn(input);
      const role = roleRef(job.inventory, name);
      if (role !== undefined && !hasRole(job.inventory, target, role)) {
        await job.call('subject.add_to_roles', target.ref, role);
      }
      for (const other of rolesLost(job.inventory, target, name)) {
        await job.call('subject.remove_from_roles', target.ref, other);
      }
    },
  },
  {
    type: 'pool',
    id: 'user.logOut',
    button: true,
    danger: true,
    label: texts.labels.logOut,
    verb: texts.verbs.logOut,
    title: texts.titles.logOut,
    icon: LogOut,
    group: 'edit',
    kinds: ['subject'],
    calls: ['session.logout_subject_identifier'],
    reason: exists,
    confirm: () => ({ consequence: texts.consequences.logOut, losses: [] }),
    script: (inventory, target) => {
      const subject = identifierOf(inventory, target);
      return {
        api: [apiLine('session.logout_subject_identifier', subject)],
        xe: [xeLine('session-subject-identifier-logout', { 'subject-identifier': subject })],
      };
    },
    run: async (job, target) => {
      await job.call('session.logout_subject_identifier', identifierOf(job.inventory, target));
    },
  },
  {
    type: 'pool',
    id: 'user.remove',
    button: true,
    danger: true,
    label: texts.labels.remove,
    verb: texts.verbs.remove,
    title: texts.titles.remove,
    icon: UserX,
    group: 'remove',
    kinds: ['subject'],
    calls: ['session.logout_subject_identifier', 'subject.destroy'],
    reason: exists,
    confirm: () => ({ consequence: texts.consequences.remove, losses: [] }),
    script: (inventory, target) => ({
      api: [
        apiLine('session.logout_subject_identifier', identifierOf(inventory, target)),
        apiLine('subject.destroy', target.ref),
      ],
      xe: [
        xeLine('session-subject-identifier-logout', { 'subject-identifier': identifierOf(inventory, target) }),
        xeLine('subject-remove', { 'subject-uuid': uuidOf(inventory, target) }),
      ],
    }),
    run: async (job, target) => {
      await job.call('session.logout_subject_identifier', identifierOf(job.inventory, target));
      await job.call('subject.destroy', target.ref);
    },
  },
];
