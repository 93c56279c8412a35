import { QueryClient } from '@tanstack/react-query';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { attachCache } from '../../xapi/cache/cache';
import type { RunCommand } from '../commands';
import type { PoolEntry, PoolList } from '../connections';
import { FakeConnection } from '../fixtures/fake-connection';
import { makePool } from '../fixtures/pools';
import { loadMigrationCommands } from '../migration';
import type { ObjectId } from '../navigation';
import { infrastructureModel } from './tree-model';
import { vmDragging } from './vm-dragging';

const TYPES = ['application/x-xenia-vms'];
const SINK = {} as DataTransfer;

function entryOf(id: string, address = id): PoolEntry {
  const connection = new FakeConnection(makePool({ hosts: 2, vms: 2, name: id }), id);
  attachCache(connection, new QueryClient());
  connection.load();
  return { id, name: id, hint: '', address, state: 'connected', connection, clock: { nowMs: () => 0 } };
}

function dragging() {
  const entries = [entryOf('east'), entryOf('west'), entryOf('twin', '')];
  const list: PoolList = { entries: () => entries, subscribe: () => () => undefined };
  const model = infrastructureModel(list);
  const idsOf = (keys: ReadonlySet<string>): readonly ObjectId[] =>
    [...keys].flatMap((key) => model.tree.get(key)?.node.id ?? []);
  const run = vi.fn<RunCommand>();
  const keyOf = (id: ObjectId): string => model.keysOf(id).find((key) => model.tree.get(key) !== undefined) ?? '';
  return { tree: vmDragging({ model, pools: list, idsOf, run }), run, keyOf };
}

const vm = (pool: string): ObjectId => ({ connection: pool, class: 'VM', ref: 'vm0' });
const host = (pool: string, ref = 'host1'): ObjectId => ({ connection: pool, class: 'host', ref });
const pool = (id: string): ObjectId => ({ connection: id, class: 'pool', ref: 'pool' });

describe('VMs that are dragged', () => {
  beforeAll(loadMigrationCommands);

  it('migrate to a server of their pool, and open the wizard for another pool', () => {
    const { tree, run, keyOf } = dragging();
    expect(tree.start(new Set([keyOf(vm('east'))]))?.type).toBe(TYPES[0]);
    tree.drop(keyOf(host('east')), SINK);
    tree.drop(keyOf(host('west')), SINK);
    tree.drop(keyOf(pool('west')), SINK);
    expect(run.mock.calls.map(([command, ids, input]) => [command.id, ids[0]?.ref, input])).toEqual([
      ['vm.migrate', 'vm0', { server: 'host1' }],
      ['vm.moveElsewhere', 'vm0', { destination: 'west host1' }],
      ['vm.moveElsewhere', 'vm0', { destination: 'west host0' }],
    ]);
  });

  it('are taken by servers and other pools alone, and nothing else is dragged', () => {
    const { tree, keyOf } = dragging();
    expect(tree.start(new Set([keyOf(host('east'))]))).toBeNull();
    tree.start(new Set([keyOf(vm('east'))]));
    const takes = (id: ObjectId): boolean => tree.accepts(keyOf(id), TYPES);
    expect([host('east'), host('west'), pool('east'), pool('west'), vm('east')].map(takes)).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
    expect(tree.accepts(keyOf(host('east')), ['Files'])).toBe(false);
  });

  it('do not go from a live pool to a simulated one, nor back', () => {
    const { tree, keyOf } = dragging();
    tree.start(new Set([keyOf(vm('east'))]));
    expect(tree.accepts(keyOf(host('twin')), TYPES)).toBe(false);
    tree.start(new Set([keyOf(vm('twin'))]));
    expect([host('twin'), host('east'), pool('east')].map((id) => tree.accepts(keyOf(id), TYPES))).toEqual([
      true,
      false,
      false,
    ]);
  });
});
