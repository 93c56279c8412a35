import type { TreeDragging } from '../../ui/tree/tree';
import { readInventory } from '../../xapi/cache/cache';
import { findCommand, SERVER_FIELD } from '../commands';
import type { RunCommand } from '../commands';
import { isReachable } from '../connections';
import type { PoolList } from '../connections';
import { MOTION_COMMAND, motionPreset } from '../migration';
import { objectKey } from '../navigation';
import type { ObjectId } from '../navigation';
import { only, row } from '../objects';
import type { Inventory } from '../objects';
import type { TreeModel } from './tree-model';

const TYPE = 'application/x-xenia-vms';

export interface DraggingTree {
  readonly model: TreeModel;
  readonly pools: PoolList;
  readonly idsOf: (keys: ReadonlySet<string>) => readonly ObjectId[];
  readonly run: RunCommand;
}

/**
 * VMs that are dropped on a server run there; what needs storage to move, or goes to another pool, opens the wizard
 * that the menu offers as well.
 */
export function vmDragging({ model, pools, idsOf, run }: DraggingTree): TreeDragging {
  let dragged: readonly ObjectId[] = [];
  const inventoryOf = (id: string): Inventory | undefined => {
    const entry = pools.entries().find((pool) => pool.id === id && pool.state === 'connected');
    return entry && readInventory(entry.connection);
  };
  const isOnTheWay = (from: string, to: string): boolean => {
    const entryOf = (id: string) => pools.entries().find((pool) => pool.id === id);
    const there = entryOf(to);
    return from === to || (there !== undefined && isReachable(entryOf(from), there));
  };
  /** The server that a row stands for: another pool by its coordinator. */
  const serverAt = (key: string): ObjectId | null => {
    const node = model.tree.get(key)?.node;
    const from = dragged[0]?.connection;
    if (!node?.id || from === undefined || !isOnTheWay(from, node.id.connection)) return null;
    if (node.kind === 'host') return inventoryOf(node.id.connection) === undefined ? null : node.id;
    const there = node.kind === 'pool' && node.id.connection !== from ? inventoryOf(node.id.connection) : undefined;
    const master = there && only(there, 'pool')?.[1].master;
    return master === undefined ? null : { ...node.id, class: 'host', ref: master };
  };
  return {
    start: (keys) => {
      const areVms = [...keys].every((key) => model.tree.get(key)?.node.kind === 'vm');
      dragged = areVms ? idsOf(keys) : [];
      return dragged.length === 0 ? null : { type: TYPE, text: dragged.map(objectKey).join('\n') };
    },
    accepts: (key, types) => types.includes(TYPE) && serverAt(key) !== null,
    drop: (key) => {
      const [first] = dragged;
      const to = serverAt(key);
      if (!first || !to) return;
      const inventory = inventoryOf(first.connection) ?? {};
      const isRunning = dragged.some(({ ref }) => row(inventory, 'VM', ref)?.power_state === 'Running');
      const isLive = to.connection === first.connection && isRunning;
      const command = findCommand(isLive ? 'vm.migrate' : MOTION_COMMAND);
      if (command) run(command, dragged, isLive ? { [SERVER_FIELD]: to.ref } : motionPreset(to.connection, to.ref));
    },
  };
}
