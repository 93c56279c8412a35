import type { Enums } from '../../../xapi/datamodel/types.gen';

export type VmOperation = Enums['vm_operations'];
export type PowerState = Enums['vm_power_state'];

/** xapi: xapi_vm_lifecycle.ml allowed_power_states. Two rules depend on the VM and stand in `powerStatesFor`. */
const POWER_STATES: Readonly<Record<VmOperation, readonly PowerState[]>> = {
  import: [],
  changing_VCPUs: ['Halted'],
  changing_static_range: ['Halted'],
  changing_memory_limits: ['Halted'],
  changing_shadow_memory: ['Halted'],
  changing_NVRAM: ['Halted'],
  make_into_template: ['Halted'],
  provision: ['Halted'],
  start: ['Halted'],
  start_on: ['Halted'],
  create_vtpm: ['Halted'],
  unpause: ['Paused'],
  csvm: ['Suspended'],
  resume: ['Suspended'],
  resume_on: ['Suspended'],
  awaiting_memory_live: ['Running'],
  call_plugin: ['Running'],
  clean_reboot: ['Running'],
  clean_shutdown: ['Running'],
  changing_memory_live: ['Running'],
  changing_shadow_memory_live: ['Running'],
  changing_VCPUs_live: ['Running'],
  data_source_op: ['Running'],
  pause: ['Running'],
  pool_migrate: ['Running'],
  send_sysrq: ['Running'],
  send_trigger: ['Running'],
  snapshot_with_quiesce: ['Running'],
  sysprep: ['Running'],
  suspend: ['Running'],
  changing_dynamic_range: ['Halted', 'Running'],
  clone: ['Halted'],
  copy: ['Halted'],
  create_template: ['Halted', 'Suspended'],
  destroy: ['Halted', 'Suspended'],
  export: ['Halted', 'Suspended'],
  hard_reboot: ['Paused', 'Running'],
  checkpoint: ['Paused', 'Suspended', 'Running'],
  get_boot_record: ['Paused', 'Suspended', 'Running'],
  shutdown: ['Paused', 'Suspended', 'Running'],
  hard_shutdown: ['Paused', 'Suspended', 'Running'],
  migrate_send: ['Halted', 'Suspended', 'Running'],
  assert_operation_valid: ['Halted', 'Paused', 'Suspended', 'Running'],
  metadata_export: ['Halted', 'Paused', 'Suspended', 'Running'],
  power_state_reset: ['Halted', 'Paused', 'Suspended', 'Running'],
  revert: ['Halted', 'Paused', 'Suspended', 'Running'],
  reverting: ['Halted', 'Paused', 'Suspended', 'Running'],
  snapshot: ['Halted', 'Paused', 'Suspended', 'Running'],
  update_allowed_operations: ['Halted', 'Paused', 'Suspended', 'Running'],
  query_services: ['Halted', 'Paused', 'Suspended', 'Running'],
};

const HALTED_OR_RUNNING: readonly PowerState[] = ['Halted', 'Running'];
const HALTED_OR_SUSPENDED: readonly PowerState[] = ['Halted', 'Suspended'];

const CONTROL_DOMAIN_LIVE: ReadonlySet<VmOperation> = new Set([
  'changing_VCPUs',
  'changing_static_range',
  'changing_memory_limits',
]);

/**
 * The power states in which an operation is possible, in the order of the error's text.
 * @param copiesSuspended a snapshot, or a pool with allow_clone_suspended_vm
 */
export function powerStatesFor(
  op: VmOperation,
  isControlDomain: boolean,
  copiesSuspended: boolean,
): readonly PowerState[] {
  if (isControlDomain && CONTROL_DOMAIN_LIVE.has(op)) return HALTED_OR_RUNNING;
  if (copiesSuspended && (op === 'clone' || op === 'copy')) return HALTED_OR_SUSPENDED;
  return POWER_STATES[op];
}

const NEVER_ADVERTISED: ReadonlySet<VmOperation> = new Set([
  'create_template',
  'power_state_reset',
  'csvm',
  'get_boot_record',
  'send_sysrq',
  'send_trigger',
  'query_services',
  'shutdown',
  'call_plugin',
  'changing_memory_live',
  'awaiting_memory_live',
  'changing_memory_limits',
  'changing_shadow_memory_live',
  'changing_VCPUs',
  'assert_operation_valid',
  'data_source_op',
  'update_allowed_operations',
  'import',
  'reverting',
]);

/** All operations, in a fixed order: their place in it stands for them in cache keys. */
export const ALL_OPERATIONS = Object.keys(POWER_STATES) as readonly VmOperation[];

/** The operations that `allowed_operations` may hold (xapi_vm_lifecycle.ml update_allowed_operations). */
export const ADVERTISED_OPERATIONS: readonly VmOperation[] = ALL_OPERATIONS.filter((op) => !NEVER_ADVERTISED.has(op));

const LONG_COPIES: ReadonlySet<VmOperation> = new Set(['clone', 'copy', 'export']);
const BOOT_RECORD: ReadonlySet<VmOperation> = new Set(['get_boot_record']);
const SNAPSHOTS: ReadonlySet<VmOperation> = new Set(['snapshot', 'checkpoint']);
const DURING_MIGRATE_SEND: ReadonlySet<VmOperation> = new Set(['metadata_export', 'clean_shutdown', 'clean_reboot']);

/** Whether an operation may begin while others run on the same VM (is_allowed_concurrently). */
export function mayOverlap(op: VmOperation, current: readonly VmOperation[]): boolean {
  if (current.length === 0) return true;
  if (op === 'hard_shutdown') return !current.includes('hard_shutdown');
  if (op === 'hard_reboot') return !current.includes('hard_shutdown') && !current.includes('hard_reboot');
  for (const group of [LONG_COPIES, SNAPSHOTS, BOOT_RECORD]) {
    if (group.has(op) && current.every((other) => group.has(other))) return true;
  }
  if (current.length > 1) return false;
  if (current[0] === 'snapshot_with_quiesce') return op === 'snapshot';
  return current[0] === 'migrate_send' && DURING_MIGRATE_SEND.has(op);
}

export const TEMPLATE_OPERATIONS: ReadonlySet<VmOperation> = new Set([
  'changing_dynamic_range',
  'changing_static_range',
  'changing_memory_limits',
  'changing_shadow_memory',
  'changing_VCPUs',
  'changing_NVRAM',
  'clone',
  'copy',
  'export',
  'metadata_export',
  'provision',
]);

/** Templates that did not come with the product may also go. */
export const OWN_TEMPLATE_OPERATIONS: ReadonlySet<VmOperation> = new Set(['destroy', 'migrate_send']);

export const SNAPSHOT_OPERATIONS: ReadonlySet<VmOperation> = new Set([
  'revert',
  'clone',
  'copy',
  'export',
  'destroy',
  'hard_shutdown',
  'metadata_export',
]);

export const CONTROL_DOMAIN_OPERATIONS: ReadonlySet<VmOperation> = new Set([
  'data_source_op',
  'changing_memory_live',
  'awaiting_memory_live',
  'metadata_export',
  'changing_dynamic_range',
  'changing_memory_limits',
  'changing_static_range',
  'start',
  'start_on',
  'changing_VCPUs',
  'destroy',
]);

/** Operations that carry the memory image of a running guest. */
export const SUSPENDING_OPERATIONS: ReadonlySet<VmOperation> = new Set([
  'suspend',
  'checkpoint',
  'pool_migrate',
  'migrate_send',
]);

/** xapi_globs.ml rpu_allowed_vm_operations: what a rolling pool upgrade leaves possible. */
export const UPGRADE_OPERATIONS: ReadonlySet<VmOperation> = new Set([
  'assert_operation_valid',
  'changing_memory_live',
  'changing_shadow_memory_live',
  'changing_VCPUs_live',
  'clean_reboot',
  'clean_shutdown',
  'clone',
  'copy',
  'csvm',
  'destroy',
  'export',
  'get_boot_record',
  'hard_reboot',
  'hard_shutdown',
  'import',
  'make_into_template',
  'migrate_send',
  'pause',
  'pool_migrate',
  'power_state_reset',
  'provision',
  'resume',
  'resume_on',
  'send_sysrq',
  'send_trigger',
  'start',
  'start_on',
  'suspend',
  'unpause',
  'update_allowed_operations',
]);
