import { outageOf } from '../../xapi/cache/cache';
import { deniedReason, mayCall } from '../objects';
import type { Call, Inventory } from '../objects';
import type { Command, PoolCommand, Target } from './command';
import { texts } from './texts';

/** What a command would do with a selection. */
export interface Plan {
  readonly runs: readonly Target[];
  /** Objects it leaves out, each with the reason. */
  readonly skipped: readonly { readonly target: Target; readonly reason: string }[];
}

/** @param byOther another account makes the calls: what the own role lacks does not count */
export function planFor(command: Command, inventory: Inventory, targets: readonly Target[], byOther = false): Plan {
  const runs: Target[] = [];
  const skipped: { target: Target; reason: string }[] = [];
  for (const target of targets) {
    const reason = reasonFor(command, inventory, target, byOther);
    if (reason === null) runs.push(target);
    else skipped.push({ target, reason });
  }
  return { runs, skipped };
}

/** A menu has room for as many reasons; the least frequent ones are left out. */
const MOST_REASONS = 2;

/**
 * Why a command cannot run on any of the targets, of several with how many each reason is true of; null: it can on at
 * least one.
 * @param byOther as in `planFor`
 */
export function disabledReason(
  command: Command,
  inventory: Inventory,
  targets: readonly Target[],
  byOther = false,
): string | null {
  if (targets.length === 0) return texts.reasons.gone;
  if (command.single && targets.length > 1) return texts.reasons.single;
  const counts = new Map<string, number>();
  for (const target of targets) {
    const reason = reasonFor(command, inventory, target, byOther);
    if (reason === null) return null;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const reasons = [...counts].sort(([, a], [, b]) => b - a).slice(0, MOST_REASONS);
  return reasons
    .map(([reason, count]) => (targets.length === 1 ? reason : texts.reasons.ofSome(count, targets.length, reason)))
    .join(' ');
}

/** Whether a command is the right word for at least one of the targets, whether or not it can run now. */
export function isOffered(command: Command, inventory: Inventory, targets: readonly Target[]): boolean {
  return targets.some(
    (target) => command.kinds.includes(target.kind) && (command.isOffered?.(inventory, target) ?? true),
  );
}

function reasonFor(command: Command, inventory: Inventory, target: Target, byOther = false): string | null {
  if (!command.kinds.includes(target.kind)) return texts.reasons.wrongKind;
  // What the console does by itself needs no answer.
  const outage = command.type === 'local' ? null : outageOf(inventory);
  if (outage !== null) return texts.reasons.outages[outage];
  // Who may not do it is not told to wait, or to change something first.
  return (byOther ? null : roleReason(command, inventory, target)) ?? command.reason(inventory, target);
}

/** Whether it is the role alone that keeps a command from the targets: another account could run it. */
export function needsOther(command: Command, inventory: Inventory, targets: readonly Target[]): boolean {
  return (
    disabledReason(command, inventory, targets, true) === null &&
    targets.some((target) => roleReason(command, inventory, target) !== null)
  );
}

/** What a command asks of the pool for one object. */
export function callsOf(command: PoolCommand, inventory: Inventory, target: Target): readonly Call[] {
  return typeof command.calls === 'function' ? command.calls(inventory, target) : command.calls;
}

/** What the role of the session lacks for a command; null: nothing. */
function roleReason(command: Command, inventory: Inventory, target: Target): string | null {
  if (command.type === 'local') return null;
  const denied = callsOf(command, inventory, target).find((call) => !mayCall(inventory, call));
  return denied === undefined ? null : deniedReason(inventory, denied);
}
