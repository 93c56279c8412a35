import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  bisect,
  followed,
  isExhaustive,
  packFailed,
  survives,
  survivesEveryOrder,
  survivesWorstCase,
  type FailoverQuestion,
  type Sized,
} from './ha-planner';

interface Vector {
  readonly hosts: readonly Sized[];
  readonly vms: readonly Sized[];
  readonly placement: readonly (readonly [string, string])[];
  readonly total_hosts: number;
  readonly num_failures: number;
  readonly exhaustive_possible: boolean;
  readonly approx_possible: boolean;
  readonly heuristic: string;
  readonly dead_host: string;
  readonly failed_vms: readonly string[];
  readonly plan: readonly (readonly [string, string])[];
}

function questionOf(vector: Vector): FailoverQuestion {
  const { hosts, vms, placement, total_hosts: totalHosts, num_failures: failures } = vector;
  return { hosts, vms, placement: new Map(placement), totalHosts, failures };
}

const VECTORS = '../shared/vectors/ha-planner.json';

test.skipIf(!existsSync(VECTORS))("the planner answers as the toolstack's did, for a hundred pools at random", () => {
  const { vectors } = JSON.parse(readFileSync(VECTORS, 'utf8')) as { vectors: readonly Vector[] };
  expect(vectors.length).toBe(100);
  for (const vector of vectors) {
    const question = questionOf(vector);
    const { hosts } = question;
    expect([
      survivesEveryOrder(question),
      survivesWorstCase(question),
      isExhaustive(question.totalHosts, question.failures) ? 'exhaustive' : 'approximate',
    ]).toEqual([vector.exhaustive_possible, vector.approx_possible, vector.heuristic]);
    const left = { ...question, hosts: hosts.filter(([host]) => host !== vector.dead_host) };
    expect(Object.fromEntries(packFailed(left, vector.failed_vms))).toEqual(Object.fromEntries(vector.plan));
  }
});

const pool = (values: Partial<FailoverQuestion>): FailoverQuestion => ({
  hosts: [
    ['a', 8],
    ['b', 8],
    ['c', 3],
  ],
  vms: [
    ['big', 6],
    ['small', 2],
  ],
  placement: new Map([
    ['big', 'a'],
    ['small', 'b'],
  ]),
  totalHosts: 3,
  failures: 1,
  ...values,
});

test('a pool survives a failure when the VMs of each server fit onto the others', () => {
  expect(survives(pool({}))).toBe(true);
  expect(survives(pool({ failures: 2 }))).toBe(false);
  expect(survives(pool({ hosts: [['a', 8], ['b', 5], ['c', 3]] }))).toBe(false); // prettier-ignore
});

test('a pool survives nothing when as many servers may fail as it has, unless it protects nothing', () => {
  expect(survives(pool({ failures: 3 }))).toBe(false);
  expect(survives(pool({ failures: 3, vms: [], placement: new Map() }))).toBe(true);
  expect(survives(pool({ failures: 4, vms: [], placement: new Map() }))).toBe(false);
  expect(survives(pool({ failures: -1 }))).toBe(false);
});

test('VMs go biggest first onto the roomiest server, and one that fits nowhere is left out', () => {
  const hosts: readonly Sized[] = [['a', 10], ['b', 8]]; // prettier-ignore
  const vms: readonly Sized[] = [['x', 2], ['y', 9], ['z', 8], ['w', 7]]; // prettier-ignore
  const question = pool({ hosts, vms, placement: new Map() });
  const plan = packFailed(question, ['x', 'y', 'z', 'w']);
  expect(Object.fromEntries(plan)).toEqual({ y: 'a', z: 'b' });
  expect(followed(question, plan).hosts).toEqual([
    ['a', 1],
    ['b', 0],
  ]);
});

test('large pools are judged by their worst case', () => {
  expect([isExhaustive(32, 2), isExhaustive(33, 1), isExhaustive(16, 3), isExhaustive(15, 3)]).toEqual([
    true,
    false,
    true,
    true,
  ]);
  expect([isExhaustive(17, 3), isExhaustive(8, 4), isExhaustive(9, 4)]).toEqual([false, true, true]);
});

test('the greatest tolerable number is found by halving', () => {
  for (const most of [0, 1, 2, 3, 4, 5, 6, 7]) expect(bisect((n) => n <= most, 0, 7)).toBe(most);
  expect(bisect(() => true, 0, 0)).toBe(0);
});
