import type { Enums, Records } from '../../xapi/datamodel/types.gen';
import { objectTexts } from '../objects';
import { texts } from './texts';

type Operation = Enums['vm_operations'];
type PowerState = Enums['vm_power_state'];

const why = texts.reasons;

/** What an operation says to a VM in a state it does not fit; states that are absent fit (XenAPI's table of states). */
const STATE_REASONS: Partial<Record<Operation, Partial<Record<PowerState, string>>>> = {
  start: { Running: why.alreadyRunning, Suspended: why.suspendedResume, Paused: why.pausedContinue },
  start_on: { Running: why.alreadyRunning, Suspended: why.suspendedResume, Paused: why.pausedContinue },
  resume: { Running: why.alreadyRunning, Halted: why.notSuspended, Paused: why.pausedContinue },
  resume_on: { Running: why.alreadyRunning, Halted: why.notSuspended, Paused: why.pausedContinue },
  suspend: { Halted: why.notRunning, Suspended: why.suspendedAlready, Paused: why.pausedFirst },
  clean_shutdown: { Halted: why.haltedAlready, Suspended: why.suspendedFirst, Paused: why.pausedFirst },
  clean_reboot: { Halted: why.notRunning, Suspended: why.suspendedFirst, Paused: why.pausedFirst },
  hard_shutdown: { Halted: why.haltedAlready },
  hard_reboot: { Halted: why.notRunning, Suspended: why.suspendedFirst },
  pause: { Halted: why.notRunning, Suspended: why.suspendedFirst, Paused: why.pausedAlready },
  unpause: { Halted: why.notPaused, Running: why.notPaused, Suspended: why.notPaused },
  pool_migrate: { Halted: why.notRunning, Suspended: why.suspendedFirst, Paused: why.pausedFirst },
  migrate_send: { Paused: why.pausedFirst },
  clone: { Running: why.shutDownFirst, Paused: why.shutDownFirst, Suspended: why.suspendedFirst },
  copy: { Running: why.shutDownFirst, Paused: why.shutDownFirst, Suspended: why.suspendedFirst },
  export: { Running: why.shutDownFirst, Paused: why.shutDownFirst },
  checkpoint: { Halted: why.noMemory },
  snapshot_with_quiesce: { Halted: why.notRunning, Suspended: why.suspendedFirst, Paused: why.pausedFirst },
  destroy: { Running: why.shutDownFirst, Paused: why.shutDownFirst },
};

/** What a missing guest agent or PV driver keeps a VM from. */
const TOOLS_REASONS: Partial<Record<Operation, string>> = {
  clean_shutdown: why.noToolsShutdown,
  clean_reboot: why.noToolsReboot,
  suspend: why.noToolsSuspend,
  pool_migrate: why.noToolsMigrate,
  checkpoint: why.noToolsCheckpoint,
  snapshot_with_quiesce: why.noQuiesce,
};

/** Operations that a device of the server keeps a VM from. */
const NEED_NO_DEVICE: ReadonlySet<Operation> = new Set(['suspend', 'pool_migrate', 'migrate_send', 'checkpoint']);

/** Operations that may interrupt others: the toolstack cancels what is running before them. */
const INTERRUPTING: ReadonlySet<Operation> = new Set(['hard_shutdown', 'hard_reboot']);

/** Operations that do not keep others from starting. */
const QUIET: ReadonlySet<Operation> = new Set([
  'data_source_op',
  'update_allowed_operations',
  'query_services',
  'metadata_export',
]);

/**
 * Why a VM, template or snapshot cannot do an operation now; null when the pool allows it. `allowed_operations` decides;
 * the sentence comes from the state, from what is in progress, from a block, or from what the guest lacks.
 */
export function vmReason(vm: Records['VM'] | undefined, operation: Operation): string | null {
  if (!vm) return why.gone;
  if (vm.allowed_operations.includes(operation)) return null;
  const inProgress = operationInProgress(vm);
  if (inProgress !== undefined && !INTERRUPTING.has(operation)) return why.busy(operationLabel(inProgress));
  const blocked = vm.blocked_operations[operation];
  if (blocked !== undefined) return why.blocked(blocked === 'true' ? '' : blocked);
  if (!vm.is_a_template) {
    const byState = STATE_REASONS[operation]?.[vm.power_state];
    if (byState !== undefined) return byState;
  }
  // A pool that has not worked out what it allows allows what the state does; the call has the last word.
  if (vm.allowed_operations.length === 0 && inProgress === undefined) return null;
  if (INTERRUPTING.has(operation) && inProgress !== undefined) return null;
  if (operation === 'destroy' && vm.is_a_template) return why.defaultTemplate;
  return lackReason(vm, operation) ?? why.notAllowedNow;
}

function operationInProgress(vm: Records['VM']): Operation | undefined {
  return Object.values(vm.current_operations).find((current) => !QUIET.has(current));
}

/** Whether an operation is at work that keeps others from starting. */
export function vmIsBusy(vm: Records['VM'] | undefined): boolean {
  return vm !== undefined && operationInProgress(vm) !== undefined;
}

/** What is at work on a VM that keeps others from starting, as a reason; null: nothing. */
export function vmBusyReason(vm: Records['VM']): string | null {
  const inProgress = operationInProgress(vm);
  return inProgress === undefined ? null : why.busy(operationLabel(inProgress));
}

function lackReason(vm: Records['VM'], operation: Operation): string | undefined {
  if (NEED_NO_DEVICE.has(operation)) {
    if (vm.VGPUs.length > 0) return why.hasGpu;
    if (vm.attached_PCIs.length > 0) return why.hasPci;
  }
  return TOOLS_REASONS[operation];
}

function operationLabel(operation: string): string {
  const labels: Readonly<Record<string, string>> = objectTexts.operations;
  return labels[operation] ?? operation;
}
