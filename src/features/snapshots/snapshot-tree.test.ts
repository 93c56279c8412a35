import { describe, expect, it } from 'vitest';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { row } from '../objects';
import { snapshotRows } from './snapshot-rows';
import { lineageOf, treeRows } from './snapshot-tree';

const PRESENT = { glyph: { kind: 'vm' }, state: 'Running' } as const;
const NOTHING: ReadonlySet<string> = new Set();

/** A VM whose snapshots follow from each other as told: `[name, what it follows]`, in the order they were taken. */
function pool(snapshots: readonly (readonly [string, string])[], nowAfter: string): FakePool {
  const fake = makePool({ hosts: 1, vms: 1 });
  snapshots.forEach(([ref, parent], at) =>
    fake.set('VM', ref, {
      name_label: ref,
      is_a_snapshot: true,
      is_a_template: true,
      snapshot_of: 'vm0',
      snapshot_time: new Date(Date.UTC(2026, 0, 1) + at * 3_600_000).toISOString(),
      parent,
    }),
  );
  fake.set('VM', 'vm0', { snapshots: snapshots.map(([ref]) => ref), parent: nowAfter });
  return fake;
}

function rowsOf(fake: FakePool, collapsed = NOTHING, shown: (name: string) => boolean = () => true) {
  const inventory = fake.inventory();
  const all = snapshotRows(inventory, 'test', 'vm0');
  const known = new Set([...all.map((each) => each.id.ref), 'vm0']);
  const lineage = lineageOf(
    all.filter((each) => shown(each.name)),
    (ref) => (known.has(ref) ? row(inventory, 'VM', ref)?.parent : undefined),
    'vm0',
  );
  return treeRows(lineage, new Map(all.map((each) => [each.id.ref, each])), PRESENT, collapsed);
}

const drawn = (...args: Parameters<typeof rowsOf>): readonly string[] =>
  rowsOf(...args).map(({ level, label }) => '  '.repeat(level - 1) + label);

describe('the tree of snapshots', () => {
  it('is a flat list down to the present while nothing forks', () => {
    const line = pool(
      [
        ['a', ''],
        ['b', 'a'],
        ['c', 'b'],
      ],
      'c',
    );
    expect(drawn(line)).toEqual(['a', 'b', 'c', 'Now']);
    expect(rowsOf(line).map(({ posInSet, setSize }) => `${posInSet}/${setSize}`)).toEqual(['1/4', '2/4', '3/4', '4/4']);
  });

  it('moves in what leads nowhere, and keeps the way to the present outermost', () => {
    const forked = pool(
      [
        ['a', ''],
        ['b', 'a'],
        ['c', 'b'],
        ['d', 'a'],
      ],
      'd',
    );
    expect(drawn(forked)).toEqual(['a', '  b', '  c', 'd', 'Now']);
    expect(drawn(forked, new Set(['a']))).toEqual(['a', 'd', 'Now']);
    // Back at an earlier one, nothing was taken since.
    expect(
      drawn(
        pool(
          [
            ['a', ''],
            ['b', 'a'],
            ['c', 'b'],
          ],
          'a',
        ),
      ),
    ).toEqual(['a', '  b', '  c', 'Now']);
  });

  it('tells several branches of one snapshot apart', () => {
    const forks = [
      ['a', ''],
      ['b', 'a'],
      ['b2', 'b'],
      ['c', 'a'],
      ['c2', 'c'],
      ['d', 'a'],
    ] as const;
    expect(drawn(pool(forks, 'd'))).toEqual(['a', '  b', '    b2', '  c', '    c2', 'd', 'Now']);
  });

  it('shows the beginning where several lines begin there', () => {
    expect(
      drawn(
        pool(
          [
            ['a', ''],
            ['b', ''],
          ],
          'b',
        ),
      ),
    ).toEqual(['As it was first', '  a', 'b', 'Now']);
    expect(drawn(pool([['a', '']], ''))).toEqual(['As it was first', '  a', 'Now']);
  });

  it('follows the nearest that is shown where others are left out', () => {
    const line = pool(
      [
        ['a', ''],
        ['daily', 'a'],
        ['b', 'daily'],
      ],
      'b',
    );
    expect(drawn(line, NOTHING, (name) => name !== 'daily')).toEqual(['a', 'b', 'Now']);
    expect(drawn(line, NOTHING, (name) => name === 'a')).toEqual(['a', 'Now']);
  });

  it('shows everything once, whatever a pool tells', () => {
    const circle = drawn(
      pool(
        [
          ['a', 'c'],
          ['b', 'a'],
          ['c', 'b'],
          ['d', 'd'],
        ],
        'b',
      ),
    );
    expect(circle.map((line) => line.trim()).toSorted()).toEqual(['As it was first', 'Now', 'a', 'b', 'c', 'd']);
  });

  it('takes five thousand in a line, and five thousand forks', () => {
    const refs = Array.from({ length: 5000 }, (_, at) => `s${at}`);
    const line = pool(
      refs.map((ref, at) => [ref, at === 0 ? '' : `s${at - 1}`]),
      's4999',
    );
    expect(rowsOf(line).at(-1)).toMatchObject({ label: 'Now', level: 1, setSize: 5001 });
    const forks = pool(
      refs.map((ref, at) => [ref, at < 2 ? '' : `s${at - 2 - (at % 2)}`]),
      's4998',
    );
    expect(rowsOf(forks)).toHaveLength(5002);
  });
});
