import { survivors } from '../../ha-liveset';
import type { Rule } from '../row';

/** A case of XenRT's tests of native HA: servers in the order of their UUIDs. */
interface Case {
  readonly id: string;
  readonly what: string;
  readonly hosts: number;
  readonly off?: readonly number[];
  readonly withoutStatefile?: readonly number[];
  /** Servers that hear nobody. */
  readonly deaf?: readonly number[];
  /** Servers that hear one another, but not the rest. */
  readonly apart?: readonly number[];
  readonly survivors: readonly number[];
}

const CASES: readonly Case[] = [
  { id: 'TC7685', what: 'a member loses the statefile', hosts: 4, withoutStatefile: [2], survivors: [0, 1, 3] },
  { id: 'TC7686', what: 'the coordinator (1) loses it', hosts: 4, withoutStatefile: [1], survivors: [0, 2, 3] },
  { id: 'TC7687', what: 'two members lose it', hosts: 4, withoutStatefile: [2, 3], survivors: [0, 1] },
  { id: 'TC7688', what: 'coordinator and a member lose it', hosts: 4, withoutStatefile: [0, 3], survivors: [1, 2] },
  { id: 'TC7689', what: 'all lose it', hosts: 4, withoutStatefile: [0, 1, 2, 3], survivors: [0, 1, 2, 3] },
  { id: 'TC7695', what: 'a member loses heartbeats', hosts: 4, deaf: [2], survivors: [0, 1, 3] },
  { id: 'TC7696', what: 'the coordinator (0) loses heartbeats', hosts: 4, deaf: [0], survivors: [1, 2, 3] },
  { id: 'TC7697', what: 'two members lose heartbeats', hosts: 4, deaf: [2, 3], survivors: [0, 1] },
  { id: 'TC7698', what: 'coordinator and a member lose heartbeats', hosts: 4, deaf: [0, 1], survivors: [2, 3] },
  { id: 'TC7699', what: 'all lose heartbeats: the lowest UUID', hosts: 4, deaf: [0, 1, 2, 3], survivors: [0] },
  { id: 'TC7700', what: 'coordinator in the larger part', hosts: 5, apart: [1, 2, 3], survivors: [1, 2, 3] },
  { id: 'TC7701', what: 'coordinator in the smaller part', hosts: 5, apart: [0, 1], survivors: [2, 3, 4] },
  { id: 'TC7702', what: 'equal parts: the one with the lowest UUID', hosts: 4, apart: [0, 3], survivors: [0, 3] },
  { id: 'TC7711', what: 'a member is off', hosts: 4, off: [2], survivors: [0, 1, 3] },
  { id: 'TC7712', what: 'the coordinator (0) is off', hosts: 4, off: [0], survivors: [1, 2, 3] },
  { id: 'TC7713', what: 'two members are off', hosts: 4, off: [2, 3], survivors: [0, 1] },
  { id: 'TC7714', what: 'coordinator and a member are off', hosts: 4, off: [0, 1], survivors: [2, 3] },
  { id: 'TC7719', what: 'the member of two loses the statefile', hosts: 2, withoutStatefile: [1], survivors: [0] },
  { id: 'TC7720', what: 'the coordinator of two loses it', hosts: 2, withoutStatefile: [0], survivors: [1] },
  { id: 'TC7721', what: 'two lose each other: the lowest UUID', hosts: 2, deaf: [0], survivors: [0] },
  { id: 'TC7722', what: 'the member of two is off', hosts: 2, off: [1], survivors: [0] },
  { id: 'TC7723', what: 'the coordinator of two is off', hosts: 2, off: [0], survivors: [1] },
];

function outcome({ hosts, off = [], withoutStatefile = [], deaf = [], apart = [] }: Case): readonly number[] {
  const pool = Array.from({ length: hosts }, (_, index) => ({
    isAlive: !off.includes(index),
    seesStatefile: !withoutStatefile.includes(index),
  }));
  return survivors(pool, (a, b) => !deaf.includes(a) && !deaf.includes(b) && apart.includes(a) === apart.includes(b));
}

export const HA_RULES: readonly Rule[] = [
  ...CASES.map((one): Rule => ({
    id: one.id,
    rule: `of ${one.hosts} servers, ${one.what}: ${one.survivors.join(', ')} go on`,
    source: 'XenRT, tests of high availability',
    facts: [],
    holds: () => outcome(one).join() === one.survivors.join(),
    values: () => outcome(one),
  })),
  {
    id: 'ha-three',
    rule: 'with three servers the two that hear each other always go on, with two it is a matter of UUIDs',
    source: 'High availability with two servers (XenServer blog, 2016)',
    facts: ['HA-08', 'HA-10'],
    holds: () =>
      [0, 1, 2].every((lone) => {
        const case3: Case = { id: '', what: '', hosts: 3, deaf: [lone], survivors: [] };
        return !outcome(case3).includes(lone) && outcome(case3).length === 2;
      }),
  },
];
