import { useSyncExternalStore } from 'react';
import type { Inventory } from '../objects';
import type { Command, Target } from './command';
import { disabledReason, isOffered, needsOther } from './plan';
import { placementCommands } from './table/placement';
import { powerCommands } from './table/power';
import { snapshotCommands } from './table/snapshots';
import { texts } from './texts';

/** What is at hand from the first sight on, in the order of menus. */
const firstCommands: readonly Command[] = [...powerCommands, ...placementCommands, ...snapshotCommands];

/** What features added, by the id of the first command of each. */
const added = new Map<string, readonly Command[]>();
let table = firstCommands;
let byId = new Map(table.map((command) => [command.id, command]));
const listeners = new Set<() => void>();

/** Every command of the console, in the order of menus. Menus, toolbar, palette, hotkeys and tests read this one table. */
export function commandTable(): readonly Command[] {
  return table;
}

/** The table for components: it grows while chunks of features arrive. */
export function useCommandTable(): readonly Command[] {
  return useSyncExternalStore(onTable, commandTable);
}

/**
 * Adds the commands of a feature, which come with its own chunk: a hundred commands would be too much for the first
 * sight. Those that the table has already stay as they are. Chunks arrive in any order; menus do not show in which.
 */
export function addCommands(commands: readonly Command[]): void {
  const fresh = commands.filter((command) => !byId.has(command.id));
  const [first] = fresh;
  if (!first) return;
  added.set(first.id, fresh);
  const inOrder = [...added].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, each]) => each);
  table = [...firstCommands, ...inOrder];
  byId = new Map(table.map((command) => [command.id, command]));
  for (const listener of [...listeners]) listener();
}

export function findCommand(id: string): Command | undefined {
  return byId.get(id);
}

function onTable(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** A command in view of a selection, for a menu, a toolbar or the palette. */
export interface OfferedCommand {
  readonly command: Command;
  /** Why nothing in the selection can do it; null: at least one object can. */
  readonly disabledReason: string | null;
  /** The same without the way that the menu has, for the menu itself. */
  readonly reason: string | null;
}

/**
 * The commands that make sense for these objects, in menu order. One that at least one object can run is enabled and
 * later says what it left out (XenCenter's rule for several objects); the others say why.
 */
export function commandsFor(
  inventory: Inventory,
  targets: readonly Target[],
  commands = table,
): readonly OfferedCommand[] {
  if (targets.length === 0) return [];
  const offered: OfferedCommand[] = [];
  for (const command of commands) {
    if (!isOffered(command, inventory, targets)) continue;
    const reason = disabledReason(command, inventory, targets);
    // Who may not do it is told that the menu has a way all the same.
    const isLent = reason !== null && needsOther(command, inventory, targets);
    offered.push({ command, disabledReason: isLent ? `${reason} ${texts.otherHint}` : reason, reason });
  }
  return offered;
}
