import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { attachCache } from '../../xapi/cache/cache';
import type { PoolEntry, PoolList } from '../connections';
import { standInId } from '../connections';
import { FakeConnection } from '../fixtures/fake-connection';
import { makePool } from '../fixtures/pools';
import { DEFAULT_TOGGLES } from '../navigation';
import { objectsModel } from './objects-model';
import { infrastructureModel } from './tree-model';
import type { TreeModel } from './tree-model';

const queryClient = new QueryClient();

function connectionTo(id: string, name: string): FakeConnection {
  const connection = new FakeConnection(makePool({ hosts: 1, vms: 1, name }), id);
  attachCache(connection, queryClient);
  return connection;
}

const entry = (connection: FakeConnection, change: Partial<PoolEntry> = {}): PoolEntry => ({
  id: connection.id,
  name: `${connection.id}.example`,
  hint: '',
  address: `${connection.id}.example`,
  state: 'connected',
  connection,
  clock: { nowMs: () => 0 },
  ...change,
});

function changeableList(first: readonly PoolEntry[]) {
  let entries = first;
  const listeners = new Set<() => void>();
  const list: PoolList = {
    entries: () => entries,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const set = (next: readonly PoolEntry[]): void => {
    entries = next;
    for (const listener of listeners) listener();
  };
  return { list, set };
}

const outline = (model: TreeModel): readonly string[] =>
  model.tree
    .flatten({ show: DEFAULT_TOGGLES, isExpanded: (node) => node.kind !== 'host' })
    .map((row) => `${'  '.repeat(row.level - 1)}${row.label}${row.badge === undefined ? '' : ` (${row.badge})`}`);

describe('several pools in one tree', () => {
  it('stand beside each other, and those that are not connected are greyed with their state', () => {
    const [east, west] = [connectionTo('east', 'East'), connectionTo('west', 'West')];
    const { list, set } = changeableList([entry(west), entry(east, { state: 'disconnected' })]);
    const model = infrastructureModel(list);
    west.load();
    expect(outline(model)).toEqual([
      'Xenia',
      '  West',
      '    server 1',
      '    NFS store',
      '  east.example (Disconnected)',
    ]);
    const greyed = model.tree.flatten({ show: DEFAULT_TOGGLES, isExpanded: () => true }).filter((row) => row.dimmed);
    expect(greyed.map((row) => row.label)).toEqual(['east.example']);
    set([entry(west), entry(east)]);
    east.load();
    expect(outline(model)).toEqual([
      'Xenia',
      '  East',
      '    server 1',
      '    NFS store',
      '  West',
      '    server 1',
      '    NFS store',
    ]);
  });

  it('say which of them is not live, and lose what was there with the connection', () => {
    const [east, west] = [connectionTo('east', 'East'), connectionTo('west', '')];
    const { list, set } = changeableList([entry(east), entry(west)]);
    const model = infrastructureModel(list);
    east.load();
    west.load();
    const version = model.version();
    set([entry(east, { state: 'stale' }), entry(west, { state: 'stale' })]);
    expect(model.version()).toBeGreaterThan(version);
    expect(outline(model)).toEqual([
      'Xenia',
      '  East (Not live)',
      '    server 1',
      '    NFS store',
      '  server 1 (Not live)',
    ]);
    set([entry(connectionTo('east', 'East'), { state: 'disconnected' })]);
    expect(outline(model)).toEqual(['Xenia', '  east.example (Disconnected)']);
    expect(model.keysOf({ connection: 'east', class: 'VM', ref: 'vm0' })).toContain(model.keysOf(standInId('east'))[0]);
  });

  it('share the groups of the Objects view', () => {
    const [east, west] = [connectionTo('east', 'East'), connectionTo('west', 'West')];
    const { list, set } = changeableList([entry(east), entry(west)]);
    const model = objectsModel(list);
    east.load();
    west.load();
    expect(outline(model)).toContain('  Pools (2)');
    set([entry(east)]);
    expect(outline(model)).toContain('  Pools (1)');
  });
});
