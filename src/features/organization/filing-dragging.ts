import type { TreeDragging } from '../../ui/tree/tree';
import { readInventory } from '../../xapi/cache/cache';
import { commandsFor, targetsOf } from '../commands';
import type { Input, OfferedCommand, RunCommand } from '../commands';
import { dragsVms } from '../infrastructure';
import type { DraggingTree } from '../infrastructure';
import { ALL_POOLS, objectKey } from '../navigation';
import type { ObjectId } from '../navigation';
import { row } from '../objects';
import type { Inventory } from '../objects';
import { VAPP_COMMAND, vappPreset } from '../vapps';
import { movePreset, whyNotInto } from './commands/folders';
import { FILED } from './filed';
import type { FiledClass } from './filed';
import { texts } from './texts';

const TYPE = 'application/x-xenia-filed';
/** Where folders are that are in no other, and objects in none. */
const TOP_LEVEL: ObjectId = { connection: ALL_POOLS, class: 'folder', ref: '' };

/** What is run in one pool when something is dropped. */
interface Drop {
  readonly command: string;
  readonly ids: readonly ObjectId[];
  readonly input: Input;
}

/**
 * Objects that are dropped on a tag carry it too, those dropped on a folder go into it, as folders do, and VMs go into a
 * vApp (XenCenter's habits); VMs on servers move there, as in other trees. The space below folders is the top level. Menus
 * offer the same.
 */
export async function filingDragging(tree: DraggingTree): Promise<TreeDragging> {
  const { model, pools, idsOf, run } = tree;
  const vms = await dragsVms(tree);
  let dragged: readonly ObjectId[] = [];
  let vmType: string | null = null;
  const inventoryOf = (pool: string): Inventory => {
    const entry = pools.entries().find(({ id, state }) => id === pool && state === 'connected');
    return entry ? readInventory(entry.connection) : {};
  };
  const placeAt = (key: string | null): ObjectId | null => {
    if (key === null) return model.tree.childrenOf('').some(({ node }) => node.kind === 'folder') ? TOP_LEVEL : null;
    const node = model.tree.get(key)?.node;
    return node && (node.kind === 'tag' || node.kind === 'folder' || node.kind === 'appliance') ? node.id : null;
  };
  const folders = (): readonly ObjectId[] => dragged.filter(({ class: cls }) => cls === 'folder');
  const objects = (): readonly ObjectId[] => dragged.filter(({ class: cls }) => FILED.includes(cls as FiledClass));

  /** What a drop on a place runs, pool by pool, or why it is not taken. */
  const dropOn = (place: ObjectId): readonly Drop[] | string => {
    if (place.class === 'VM_appliance') {
      if (dragged.some(({ connection }) => connection !== place.connection)) return texts.problems.ofOtherPool;
      return offered([{ command: VAPP_COMMAND, ids: dragged, input: vappPreset(place.ref) }]);
    }
    if (objects().length + folders().length < dragged.length) return texts.problems.notFiled;
    if (place.class === 'tag') {
      if (folders().length > 0) return texts.problems.notFiled;
      const without = objects().filter((id) => !(tagsOf(inventoryOf(id.connection), id) ?? []).includes(place.ref));
      if (without.length === 0) return texts.problems.tagged;
      return offered(
        byPool(without).map((ids) => ({ command: 'object.tags', ids, input: { tags: [`+${place.ref}`] } })),
      );
    }
    const all = new Set(
      model.tree
        .childrenOf(place.ref === '' ? '' : `folder ${place.ref}`)
        .flatMap(({ node }) => (node.kind === 'folder' && node.id ? [node.id.ref] : [])),
    );
    const moved = folders().map(({ ref }) => ({ ref, name: ref.slice(ref.lastIndexOf('/') + 1) }));
    const refusal = whyNotInto(place.ref, moved, all);
    if (refusal !== null) return refusal;
    const parts = byPool(objects()).map((ids) => ({ command: 'object.folder', ids, input: { folder: place.ref } }));
    const moves =
      folders().length === 0 ? [] : [{ command: 'folder.move', ids: folders(), input: movePreset(place.ref) }];
    return offered([...parts, ...moves]);
  };

  /** Drops whose command is there for what is dropped; else why not. */
  const offered = (drops: readonly Drop[]): readonly Drop[] | string => {
    for (const drop of drops) {
      const found = commandOf(drop, inventoryOf);
      if (!found) return texts.problems.notFiled;
      if (found.disabledReason !== null) return found.disabledReason;
    }
    return drops;
  };

  return {
    start: (keys) => {
      dragged = idsOf(keys).filter(({ class: cls }) => cls !== 'tag' && cls !== 'field' && cls !== 'group');
      vmType = vms.start(keys)?.type ?? null;
      return dragged.length === 0 ? null : { type: TYPE, text: dragged.map(objectKey).join('\n') };
    },
    accepts: (key, types) => {
      if (!types.includes(TYPE)) return false;
      const place = placeAt(key);
      if (place) return typeof dropOn(place) !== 'string';
      return vmType !== null && vms.accepts(key, [vmType]);
    },
    refusal: (key) => {
      const place = placeAt(key);
      if (!place) return vmType === null ? null : (vms.refusal?.(key) ?? null);
      const drops = dropOn(place);
      return typeof drops === 'string' ? drops : null;
    },
    drop: (key, data) => {
      const place = placeAt(key);
      const drops = place ? dropOn(place) : [];
      if (!place) vms.drop(key, data);
      else if (typeof drops !== 'string') for (const each of drops) runDrop(run, each, drops.length, inventoryOf);
    },
  };
}

function commandOf({ command, ids }: Drop, inventoryOf: (pool: string) => Inventory): OfferedCommand | undefined {
  const inventory = inventoryOf(ids[0]?.connection ?? '');
  return commandsFor(inventory, targetsOf(inventory, ids)).find((each) => each.command.id === command);
}

/** One dialog shows what becomes of many; what goes to several pools cannot wait for one dialog after the other. */
function runDrop(run: RunCommand, drop: Drop, count: number, inventoryOf: (pool: string) => Inventory): void {
  const command = commandOf(drop, inventoryOf)?.command;
  if (!command) return;
  if (count === 1) run(command, drop.ids, drop.input);
  else for (const id of drop.ids) run(command, [id], drop.input);
}

function byPool(ids: readonly ObjectId[]): readonly (readonly ObjectId[])[] {
  const parts = new Map<string, ObjectId[]>();
  for (const id of ids) parts.set(id.connection, [...(parts.get(id.connection) ?? []), id]);
  return [...parts.values()];
}

function tagsOf(inventory: Inventory, { class: cls, ref }: ObjectId): readonly string[] | undefined {
  return row(inventory, cls as FiledClass, ref)?.tags;
}
