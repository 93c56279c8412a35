import { QueryClient } from '@tanstack/react-query';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { XapiError } from '../../xapi/client/xapi-error';
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

function entryOf(id: string, address = id): PoolEntry & { readonly connection: FakeConnection } {
  const pool = makePool({ hosts: 2, vms: 2, name: id });
  for (const vm of ['vm0', 'vm1']) pool.set('VM', vm, { allowed_operations: ['pool_migrate', 'migrate_send'] });
  const connection = new FakeConnection(pool, id);
  attachCache(connection, new QueryClient());
  connection.load();
  return { id, name: id, hint: '', address, state: 'connected', connection, clock: { nowMs: () => 0 } };
}

function dragging() {
  const east = entryOf('east');
  const entries = [east, entryOf('west'), entryOf('twin', '')];
  const list: PoolList = { entries: () => entries, subscribe: () => () => undefined };
  const model = infrastructureModel(list);
  const idsOf = (keys: ReadonlySet<string>): readonly ObjectId[] =>
    [...keys].flatMap((key) => model.tree.get(key)?.node.id ?? []);
  const run = vi.fn<RunCommand>();
  const keyOf = (id: ObjectId): string => model.keysOf(id).find((key) => model.tree.get(key) !== undefined) ?? '';
  return {
    tree: vmDragging({ model, pools: list, idsOf, run }),
    run,
    keyOf,
    keysOf: model.keysOf,
    connection: east.connection,
  };
}

const vm = (pool: string): ObjectId => ({ connection: pool, class: 'VM', ref: 'vm0' });
const host = (pool: string, ref = 'host1'): ObjectId => ({ connection: pool, class: 'host', ref });
const pool = (id: string): ObjectId => ({ connection: id, class: 'pool', ref: 'pool' });

describe('VMs that are dragged', () => {
  beforeAll(loadMigrationCommands);

  it('migrate to a server of their pool, and open the wizard for another pool', () => {
    const { tree, run, keyOf, keysOf } = dragging();
    // As the tree has it when the VM is selected: with keys of places where it does not stand.
    expect(tree.start(new Set(keysOf(vm('east'))))?.type).toBe(TYPES[0]);
    tree.drop(keyOf(host('east')), SINK);
    tree.drop(keyOf(host('west')), SINK);
    tree.drop(keyOf(pool('west')), SINK);
    expect(run.mock.calls.map(([command, ids, input, how]) => [command.id, ids[0]?.ref, input, how])).toEqual([
      ['vm.migrate', 'vm0', { server: 'host1' }, 'ask first'],
      ['vm.moveElsewhere', 'vm0', { destination: 'west host1' }, 'ask first'],
      ['vm.moveElsewhere', 'vm0', { destination: 'west host0' }, 'ask first'],
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

  it('are refused with the reason that the menu gives, known here or asked of the pool', async () => {
    const { tree, keyOf, connection } = dragging();
    tree.start(new Set([keyOf(vm('east'))]));
    const over = (ref: string): [boolean, string | null] => {
      const key = keyOf(host('east', ref));
      return [tree.accepts(key, TYPES), tree.refusal?.(key) ?? null];
    };
    expect(over('host0')).toEqual([false, 'server 1: It runs there already.']);
    connection.answers.set('VM.assert_can_boot_here', () => {
      throw new XapiError('HOST_NOT_ENOUGH_FREE_MEMORY', ['2', '1']);
    });
    // Until the pool has answered nothing is known against it; the question asks again.
    expect(over('host1')).toEqual([true, null]);
    await expect.poll(() => over('host1')[0]).toBe(false);
    expect(over('host1')[1]).toMatch(/^server 2: The server does not have enough free memory/);
    expect(connection.called.filter((line) => line.startsWith('VM.assert_can_boot_here'))).toHaveLength(1);
    connection.pool.set('host', 'host1', { enabled: false });
    connection.push();
    expect(over('host1')[1]).toMatch(/maintenance/);
    connection.pool.set('VM', 'vm0', { allowed_operations: [] });
    connection.push();
    expect(over('host1')[0]).toBe(false);
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
