import { callsOf, commandsFor, targetsOf } from '../commands';
import type { Command } from '../commands';
import type { ObjectId } from '../navigation';
import { mayCall, ownRoles, ownSession, ROLES, row, rows, subjectName, weakestRoleFor } from '../objects';
import type { Inventory, RoleName } from '../objects';
import { compareNatural } from '../values';
import { texts } from './texts';

/** One action on an object: what it takes, and who has that. */
export interface Permission {
  /** Of a group, as an action is no object. */
  readonly id: ObjectId;
  readonly action: string;
  /** Null: root alone. */
  readonly role: RoleName | null;
  readonly people: readonly string[];
  readonly isYours: boolean;
}

/** The account of the console: its name, and the roles that it has. */
export type Account =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'root' }
  | { readonly kind: 'user'; readonly name: string; readonly roles: readonly RoleName[] };

export function accountOf(inventory: Inventory): Account {
  const session = ownSession(inventory);
  if (session === undefined) return { kind: 'unknown' };
  if (session.is_local_superuser) return { kind: 'root' };
  return { kind: 'user', name: session.auth_user_name, roles: ownRoles(inventory) };
}

/** The mightier a role, the smaller; nobody's is larger than all. */
const rankOf = (role: RoleName | undefined): number => (role === undefined ? ROLES.length : ROLES.indexOf(role));

/** What can be done with an object now or in another state of it, in the order of its menu. */
export function permissionsOn(inventory: Inventory, id: ObjectId, commands: readonly Command[]): readonly Permission[] {
  const targets = targetsOf(inventory, [id]);
  const [target] = targets;
  if (target === undefined) return [];
  const people = peopleOf(inventory);
  return commandsFor(inventory, targets, commands).flatMap(({ command }) => {
    if (command.type === 'local') return [];
    const calls = callsOf(command, inventory, target);
    const needed = calls.map((call) => weakestRoleFor(inventory, call));
    const isRoots = needed.includes(null);
    const rank = isRoots ? -1 : Math.min(...needed.map((role) => rankOf(role ?? undefined)));
    return [
      {
        id: { connection: id.connection, class: 'group' as const, ref: command.id },
        action: command.label.replace(/…$/, ''),
        role: ROLES[rank] ?? null,
        people: [texts.rootOnly, ...people.filter((person) => person.rank <= rank).map(({ name }) => name)],
        isYours: calls.every((call) => mayCall(inventory, call)),
      },
    ];
  });
}

function peopleOf(inventory: Inventory): readonly { readonly name: string; readonly rank: number }[] {
  return [...rows(inventory, 'subject').values()]
    .map((subject) => {
      const held = new Set(subject.roles.map((ref) => row(inventory, 'role', ref)?.name_label));
      return { name: subjectName(subject), rank: rankOf(ROLES.find((role) => held.has(role))) };
    })
    .sort((a, b) => compareNatural(a.name, b.name));
}
