import type { TreeDragging } from '../../ui/tree/tree';
import { readInventory } from '../../xapi/cache/cache';
import { commandsFor, SERVER_FIELD, serverChoices, targetsOf, whyNot } from '../commands';
import type { OfferedCommand, RunCommand } from '../commands';
import { isReachable } from '../connections';
import type { PoolList } from '../connections';
import { MOTION_COMMAND, motionPreset } from '../migration';
import { objectKey } from '../navigation';
import type { ObjectId } from '../navigation';
import { only, row } from '../objects';
import type { Inventory } from '../objects';
import { texts } from './dragging-texts';
import type { TreeModel } from './tree-model';

const LIVE_COMMAND = 'vm.migrate';
const TYPE = 'application/x-xenia-vms';

export interface DraggingTree {
  readonly model: TreeModel;
  readonly pools: PoolList;
  readonly idsOf: (keys: ReadonlySet<string>) => readonly ObjectId[];
  readonly run: RunCommand;
}

/** So many of the VMs that are dragged are asked about; a drop asks about all of them. */
const MOST_ASKED = 4;

/**
 * VMs that are dropped on a server run there, once a person has said so; what needs storage to move, or goes to another
 * pool, opens the wizard that the menu offers as well. A server refuses what its entry in the menu refuses.
 */
export function vmDragging({ model, pools, idsOf, run }: DraggingTree): TreeDragging {
  let dragged: readonly ObjectId[] = [];
  /** What the pool said of servers since the drag began, by VM and server; it is asked when something is above them. */
  let answers = new Map<string, string | null>();
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
  const serverAt = (key: string | null): ObjectId | null => {
    const node = key === null ? undefined : model.tree.get(key)?.node;
    const from = dragged[0]?.connection;
    if (!node?.id || from === undefined || !isOnTheWay(from, node.id.connection)) return null;
    if (node.kind === 'host') return inventoryOf(node.id.connection) === undefined ? null : node.id;
    const there = node.kind === 'pool' && node.id.connection !== from ? inventoryOf(node.id.connection) : undefined;
    const master = there && only(there, 'pool')?.[1].master;
    return master === undefined ? null : { ...node.id, class: 'host', ref: master };
  };
  /** What a drop would run; undefined: nothing that is offered. */
  const commandTo = (to: ObjectId): OfferedCommand | undefined => {
    const inventory = inventoryOf(dragged[0]?.connection ?? '') ?? {};
    const isRunning = dragged.some(({ ref }) => row(inventory, 'VM', ref)?.power_state === 'Running');
    const id = to.connection === dragged[0]?.connection && isRunning ? LIVE_COMMAND : MOTION_COMMAND;
    return commandsFor(inventory, targetsOf(inventory, dragged)).find(({ command }) => command.id === id);
  };
  const ask = (vm: ObjectId, server: ObjectId): string | null => {
    const key = `${vm.ref} ${server.ref}`;
    const connection = pools.entries().find(({ id }) => id === server.connection)?.connection;
    if (!answers.has(key) && connection) {
      const asked = answers.set(key, null);
      void whyNot(connection, vm.ref, server.ref).then((reason) => asked.set(key, reason));
    }
    return answers.get(key) ?? null;
  };
  /** Why a server does not take what is dragged; null: it does, as far as is known by now. */
  const refusalOf = (to: ObjectId): string | null => {
    const offered = commandTo(to);
    if (offered === undefined) return texts.nothingToMove;
    if (offered.disabledReason !== null) return offered.disabledReason;
    const isSame = to.connection === dragged[0]?.connection;
    const vms = isSame ? targetsOf(inventoryOf(to.connection) ?? {}, dragged) : [];
    const choice = serverChoices(inventoryOf(to.connection) ?? {}, vms).find(({ key }) => key === to.ref);
    if (choice?.reason != null) return choice.reason;
    if (offered.command.id !== LIVE_COMMAND) return null;
    const reasons = dragged.slice(0, MOST_ASKED).map((vm) => ask(vm, to));
    return dragged.length <= MOST_ASKED && reasons.every((reason) => reason !== null) ? (reasons[0] ?? null) : null;
  };
  return {
    start: (keys) => {
      // A selected object has keys of places that do not exist, too.
      const nodes = [...keys].flatMap((key) => model.tree.get(key)?.node ?? []);
      const areVms = nodes.every(({ kind }) => kind === 'vm');
      dragged = areVms ? idsOf(keys) : [];
      answers = new Map();
      return dragged.length === 0 ? null : { type: TYPE, text: dragged.map(objectKey).join('\n') };
    },
    accepts: (key, types) => {
      const to = types.includes(TYPE) ? serverAt(key) : null;
      return to !== null && refusalOf(to) === null;
    },
    refusal: (key) => {
      const to = serverAt(key);
      const reason = to && refusalOf(to);
      return key === null || reason === null ? null : texts.refused(model.tree.get(key)?.node.label ?? '', reason);
    },
    drop: (key) => {
      const to = serverAt(key);
      const command = to && commandTo(to)?.command;
      if (!to || !command) return;
      const isLive = command.id === LIVE_COMMAND;
      // A hand may slip: nothing moves before a person has seen what goes where.
      run(command, dragged, isLive ? { [SERVER_FIELD]: to.ref } : motionPreset(to.connection, to.ref), 'ask first');
    },
  };
}
