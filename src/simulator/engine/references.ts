import { NULL_REF, type Ref } from '../../xapi/datamodel/ref';
import type { OneWay } from './relations';
import type { Table } from './table';

/** How the end of a relation changes; the same value means that nothing does. `rows` are those of the members. */
export type EndChange = (end: Ref & readonly Ref[], member: Ref, rows: Table) => Ref | readonly Ref[];

export const toNothing: EndChange = () => NULL_REF;
/** `toSpliced` makes an array of the right size, sixteen times as fast as `concat`; a spread grows beyond it. */
export const withNewMember: EndChange = (members, member) => members.toSpliced(members.length, 0, member);
/** One that cannot be there yet is not looked for among thousands: that is `withNewMember`. */
export const withMember: EndChange = (members, member, rows) =>
  members.includes(member) ? members : withNewMember(members, member, rows);
/** Fewer are compared one by one. */
const MANY = 32;

/**
 * Among many it looks where a member stands that came when it was made: comparing thousands of references takes longer
 * than all else that happens when a snapshot is retired. The others are looked for from both ends: what came last, such
 * as the guest that has just started, often leaves first, and of tasks that are collected it is what came first.
 */
export const withoutMember: EndChange = (members, member, rows) => {
  const likely = members.length < MANY ? -1 : placeByAge(members, member, rows);
  if (likely >= 0) return members.toSpliced(likely, 1);
  for (let first = 0, last = members.length - 1; first <= last; first++, last--) {
    if (members[last] === member) return members.toSpliced(last, 1);
    if (members[first] === member) return members.toSpliced(first, 1);
  }
  return members;
};

/** Where a member is among others in the order in which they were made; -1 when they are not, or it is not there. */
function placeByAge(members: readonly Ref[], member: Ref, rows: Table): number {
  if (members.at(-1) === member) return members.length - 1;
  const created = rows.get(member)?.created ?? 0;
  let low = 0;
  let high = members.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const other = members[middle];
    if (other === undefined || other === member) return other === undefined ? -1 : middle;
    if ((rows.get(other)?.created ?? 0) < created) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** The value of a field without a reference; the same value when it does not hold it. */
export function withoutName(kind: OneWay['kind'], value: unknown, ref: Ref): unknown {
  if (kind === 'ref') return value === ref ? NULL_REF : value;
  if (kind === 'set') {
    const members = value as readonly Ref[];
    return members.includes(ref) ? members.filter((member) => member !== ref) : value;
  }
  const pairs = Object.entries(value as object);
  const isHeld = pairs.some(([key, item]) => key === ref || item === ref);
  return isHeld ? Object.fromEntries(pairs.filter(([key, item]) => key !== ref && item !== ref)) : value;
}
