import type { ObjectId } from '../navigation';
import { kindOf, nameOf } from '../objects';
import type { Inventory } from '../objects';
import type { Command, Target } from './command';
import { copyingCommands } from './table/copying';
import { creatingCommands } from './table/creating';
import { deletingCommands } from './table/deleting';
import { editingCommands } from './table/editing';
import { placementCommands } from './table/placement';
import { powerCommands } from './table/power';
import { sharingCommands } from './table/sharing';
import { snapshotCommands } from './table/snapshots';
import { texts } from './texts';

/** Every command of the console, in the order of menus. Menus, toolbar, palette, hotkeys and tests read this one table. */
export const commandTable: readonly Command[] = [
  ...powerCommands,
  ...placementCommands,
  ...creatingCommands,
  ...copyingCommands,
  ...snapshotCommands,
  ...editingCommands,
  ...sharingCommands,
  ...deletingCommands,
];

const byId = new Map(commandTable.map((command) => [command.id, command]));

export function findCommand(id: string): Command | undefined {
  return byId.get(id);
}

/** The objects among `ids` that commands know; groups, folders and what is gone are left out. */
export function targetsOf(inventory: Inventory, ids: readonly ObjectId[]): readonly Target[] {
  const targets: Target[] = [];
  for (const id of ids) {
    const kind = kindOf(inventory, id.class, id.ref);
    const name = kind && nameOf(inventory, id.class, id.ref);
    if (kind && name !== undefined && name !== null) targets.push({ id, ref: id.ref, kind, name });
  }
  return targets;
}

/** What a command would do with a selection. */
export interface Plan {
  readonly runs: readonly Target[];
  /** Objects it leaves out, each with the reason. */
  readonly skipped: readonly { readonly target: Target; readonly reason: string }[];
}

export function planFor(command: Command, inventory: Inventory, targets: readonly Target[]): Plan {
  const runs: Target[] = [];
  const skipped: { target: Target; reason: string }[] = [];
  for (const target of targets) {
    const reason = command.kinds.includes(target.kind) ? command.reason(inventory, target) : texts.reasons.wrongKind;
    if (reason === null) runs.push(target);
    else skipped.push({ target, reason });
  }
  return { runs, skipped };
}

/** A command in view of a selection, for a menu, a toolbar or the palette. */
export interface OfferedCommand {
  readonly command: Command;
  /** Why nothing in the selection can do it; null: at least one object can. */
  readonly disabledReason: string | null;
}

/**
 * The commands that make sense for these objects, in menu order. One that at least one object can run is enabled and
 * later says what it left out (XenCenter's rule for several objects); the others say why.
 */
export function commandsFor(inventory: Inventory, targets: readonly Target[]): readonly OfferedCommand[] {
  if (targets.length === 0) return [];
  const offered: OfferedCommand[] = [];
  for (const command of commandTable) {
    if (!isOffered(command, inventory, targets)) continue;
    offered.push({ command, disabledReason: disabledReason(command, inventory, targets) });
  }
  return offered;
}

/** Why a command cannot run on any of the targets; null: it can on at least one. */
export function disabledReason(command: Command, inventory: Inventory, targets: readonly Target[]): string | null {
  if (targets.length === 0) return texts.reasons.gone;
  if (command.single && targets.length > 1) return texts.reasons.single;
  let first: string | null = null;
  for (const target of targets) {
    const reason = command.kinds.includes(target.kind) ? command.reason(inventory, target) : texts.reasons.wrongKind;
    if (reason === null) return null;
    first ??= reason;
  }
  return targets.length === 1 ? first : texts.reasons.noneApplies;
}

function isOffered(command: Command, inventory: Inventory, targets: readonly Target[]): boolean {
  return targets.some(
    (target) => command.kinds.includes(target.kind) && (command.isOffered?.(inventory, target) ?? true),
  );
}
