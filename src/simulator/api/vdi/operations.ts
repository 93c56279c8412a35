import type { Ref } from '../../../xapi/datamodel/ref';
import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import { isReplica } from '../disaster-recovery/copies';
import { Fault } from '../fault';
import type { Hold } from '../operations';
import { defineComputed } from '../project';
import { isAttached } from '../sr/connections';
import { hasFeature } from '../sr/features';
import { assertSrOperation, type SrOperation } from '../sr/operations';
import { need, thePool, type World } from '../world';

export type VdiOperation = Enums['vdi_operations'];
type Refusal = readonly [code: string, ...params: string[]];

/** What the checks look at. Disks with the same facts allow the same operations. */
interface Facts {
  readonly vdi: Records['VDI'];
  readonly srType: string;
  readonly isTools: boolean;
  readonly isAttached: boolean;
  /** Drives that use the disk now: read-write, read-only, and any with an operation of its own. */
  readonly hasWriter: boolean;
  readonly hasReader: boolean;
  /** Whether only drives of snapshots use it: a checkpoint leaves them attached. */
  readonly isForSnapshots: boolean;
  /** The operation of a drive, as [operation, task]; empty when all rest. */
  readonly driveOperation: readonly [operation: string, task: string] | null;
  readonly isHaOn: boolean;
}

/** Possible while a guest uses the disk (xapi_vdi.ml, operation_can_be_performed_live). */
const LIVE: ReadonlySet<VdiOperation> = new Set([
  'snapshot',
  'resize_online',
  'clone',
  'revert_to',
  'mirror',
  'enable_cbt',
  'disable_cbt',
  'data_destroy',
  'blocked',
]);

const FEATURES: Partial<Record<VdiOperation, string>> = {
  clone: 'VDI_CLONE',
  snapshot: 'VDI_SNAPSHOT',
  destroy: 'VDI_DELETE',
  resize: 'VDI_RESIZE',
  resize_online: 'VDI_RESIZE_ONLINE',
  update: 'VDI_UPDATE',
  generate_config: 'VDI_GENERATE_CONFIG',
  mirror: 'VDI_MIRROR',
  set_on_boot: 'VDI_RESET_ON_BOOT',
  enable_cbt: 'VDI_CONFIG_CBT',
  disable_cbt: 'VDI_CONFIG_CBT',
  data_destroy: 'VDI_CONFIG_CBT',
  list_changed_blocks: 'VDI_CONFIG_CBT',
};

/** What clients are told they may do, in the order in which they are told. */
const ADVERTISED: readonly VdiOperation[] = [
  'snapshot',
  'clone',
  'copy',
  'mirror',
  'resize',
  'resize_online',
  'update',
  'generate_config',
  'set_on_boot',
  'enable_cbt',
  'disable_cbt',
  'data_destroy',
  'list_changed_blocks',
  'forget',
  'destroy',
];

function factsOf(world: World, vdi: Records['VDI']): Facts {
  const { db } = world;
  const sr = db.get('SR', vdi.SR);
  // The coordinator holds the disk to which it writes the database of the pool.
  let hasWriter = isReplica(world, vdi);
  // A copy attaches the disk to the server that reads it.
  let hasReader = Object.values(vdi.current_operations).includes('copy');
  let isForSnapshots = !hasReader && !hasWriter;
  let driveOperation: Facts['driveOperation'] = null;
  for (const ref of vdi.VBDs) {
    const vbd = db.get('VBD', ref);
    if (vbd === undefined) continue;
    if (vbd.currently_attached || vbd.reserved) {
      if (vbd.mode === 'RW') hasWriter = true;
      else hasReader = true;
      if (db.get('VM', vbd.VM)?.is_a_snapshot !== true) isForSnapshots = false;
    }
    for (const task in vbd.current_operations) driveOperation = [vbd.current_operations[task] ?? '', task];
  }
  return {
    vdi,
    srType: sr?.type ?? '',
    isTools: sr?.is_tools_sr === true,
    isAttached: isAttached(world, vdi.SR),
    hasWriter,
    hasReader,
    isForSnapshots,
    driveOperation,
    isHaOn: thePool(db)[1].ha_enabled,
  };
}

/** The first reason against an operation, in the order of xapi_vdi.ml check_operation_error. */
function refusal(world: World, ref: Ref<'VDI'>, facts: Facts, op: VdiOperation): Refusal | null {
  const { vdi } = facts;
  for (const task in vdi.current_operations) {
    const current = vdi.current_operations[task];
    if (current !== 'copy') return ['OTHER_OPERATION_IN_PROGRESS', 'VDI', ref, current ?? '', task];
  }
  if (!facts.isAttached && op === 'resize') return ['SR_HAS_NO_PBDS', vdi.SR];
  if (isInTheWay(facts, op)) return ['VDI_IN_USE', ref, op];
  if (facts.driveOperation !== null && op !== 'data_destroy') {
    return ['OTHER_OPERATION_IN_PROGRESS', 'VDI', ref, ...facts.driveOperation];
  }
  const early = op === 'destroy' ? destroyRefusal(ref, facts) : null;
  if (early !== null) return early;
  const feature = FEATURES[op];
  if (feature !== undefined && !hasFeature(world, facts.srType, feature)) return ['SR_OPERATION_NOT_SUPPORTED', vdi.SR];
  if (vdi.type === 'cbt_metadata' && !OF_METADATA.has(op)) return ['VDI_INCOMPATIBLE_TYPE', ref, vdi.type];
  if (vdi.cbt_enabled && (op === 'mirror' || op === 'set_on_boot')) return ['VDI_CBT_ENABLED', ref];
  return kindRefusal(ref, facts, op) ?? storageRefusal(ref, facts, op);
}

/** Done without looking at the storage. */
const ON_PAPER: ReadonlySet<VdiOperation> = new Set(['forget', 'force_unlock', 'blocked']);

/** What xapi looks at when it has begun: a repository that some server has, and a disk that is not an ancestor. */
function storageRefusal(ref: Ref<'VDI'>, { vdi, isAttached }: Facts, op: VdiOperation): Refusal | null {
  if (ON_PAPER.has(op)) return null;
  if (!isAttached) return ['SR_HAS_NO_PBDS', vdi.SR];
  return vdi.managed ? null : ['VDI_NOT_MANAGED', ref];
}

/** Whether drives that use the disk stand in the way. */
function isInTheWay({ hasWriter, hasReader, isForSnapshots }: Facts, op: VdiOperation): boolean {
  if (LIVE.has(op)) return false;
  if (op === 'list_changed_blocks' && isForSnapshots) return false;
  return hasWriter || (hasReader && op !== 'copy');
}

function destroyRefusal(ref: Ref<'VDI'>, { vdi, srType, isTools, isHaOn }: Facts): Refusal | null {
  if (srType === 'udev') return ['VDI_IS_A_PHYSICAL_DEVICE', ref];
  if (isTools) return ['SR_OPERATION_NOT_SUPPORTED', vdi.SR];
  if (vdi.type === 'rrd') return ['VDI_HAS_RRDS', ref];
  return isHaOn && isHaDisk(vdi) ? ['HA_IS_ENABLED'] : null;
}

function isHaDisk({ type }: Records['VDI']): boolean {
  return type === 'ha_statefile' || type === 'redo_log';
}

/** What is possible with the changed blocks of a snapshot whose data is gone. */
const OF_METADATA: ReadonlySet<VdiOperation> = new Set([
  'blocked',
  'data_destroy',
  'destroy',
  'list_changed_blocks',
  'force_unlock',
  'forget',
  'generate_config',
  'update',
]);

function kindRefusal(ref: Ref<'VDI'>, facts: Facts, op: VdiOperation): Refusal | null {
  const { vdi, isHaOn } = facts;
  const isKept = isHaOn && isHaDisk(vdi);
  switch (op) {
    case 'forget':
      if (isKept) return ['HA_IS_ENABLED'];
      return vdi.type === 'rrd' ? ['VDI_HAS_RRDS', ref] : null;
    case 'data_destroy':
      if (!vdi.is_a_snapshot) return ['OPERATION_NOT_ALLOWED', `VDI is not a snapshot: ${ref}`];
      return vdi.cbt_enabled ? destroyRefusal(ref, facts) : ['VDI_NO_CBT_METADATA', ref];
    case 'resize':
    case 'resize_online':
      return isKept ? ['HA_IS_ENABLED'] : null;
    case 'snapshot':
      if (vdi.sharable) return ['VDI_IS_SHARABLE', ref];
      if (vdi.on_boot === 'reset') return ['VDI_ON_BOOT_MODE_INCOMPATIBLE_WITH_OPERATION'];
      for (const _ in vdi.current_operations) {
        return ['OPERATION_NOT_ALLOWED', 'Snapshot operation not allowed during copy.'];
      }
      return null;
    case 'copy':
      return isHaDisk(vdi)
        ? [
            'OPERATION_NOT_ALLOWED',
            "VDI containing HA statefile or redo log cannot be copied (check the VDI's allowed operations).",
          ]
        : null;
    case 'enable_cbt':
    case 'disable_cbt':
      if (vdi.is_a_snapshot) return ['OPERATION_NOT_ALLOWED', `VDI is a snapshot: ${ref}`];
      if (vdi.type !== 'user' && vdi.type !== 'system') return ['VDI_INCOMPATIBLE_TYPE', ref, vdi.type];
      return vdi.on_boot === 'reset' ? ['VDI_ON_BOOT_MODE_INCOMPATIBLE_WITH_OPERATION'] : null;
    case 'revert_from':
      return vdi.is_a_snapshot ? null : ['OPERATION_NOT_ALLOWED', `VDI is not a snapshot: ${ref}`];
    default:
      return null;
  }
}

/** Refuses an operation on a disk that must not begin now. */
export function assertVdiOperation(world: World, ref: Ref<'VDI'>, op: VdiOperation): Records['VDI'] {
  const vdi = need(world.db, 'VDI', ref);
  const refused = refusal(world, ref, factsOf(world, vdi), op);
  if (refused !== null) throw new Fault(...refused);
  return vdi;
}

/** The operation of the repository that goes with one of a disk (message_forwarding.ml, with_sr_andor_vdi). */
const WITH_SR: Partial<Record<VdiOperation, SrOperation>> = {
  snapshot: 'vdi_snapshot',
  clone: 'vdi_clone',
  destroy: 'vdi_destroy',
  data_destroy: 'vdi_data_destroy',
  resize: 'vdi_resize',
  resize_online: 'vdi_resize',
  enable_cbt: 'vdi_enable_cbt',
  disable_cbt: 'vdi_disable_cbt',
  list_changed_blocks: 'vdi_list_changed_blocks',
  set_on_boot: 'vdi_set_on_boot',
};

/** As `assertVdiOperation`, and the repository must be free for it. Answers what the operation holds. */
export function assertStorageOperation(world: World, ref: Ref<'VDI'>, op: VdiOperation): readonly Hold[] {
  const { SR } = assertVdiOperation(world, ref, op);
  const withSr = WITH_SR[op];
  if (withSr === undefined) return [['VDI', ref, op]];
  assertSrOperation(world, SR, withSr);
  return [
    ['SR', SR, withSr],
    ['VDI', ref, op],
  ];
}

/** Sets by the facts they follow from, for each world: the plug-ins that decide on features are rows of the pool. */
const remembered = new WeakMap<World, Map<string, readonly VdiOperation[]>>();

function allowedOperations(world: World, ref: Ref<'VDI'>, vdi: Records['VDI']): readonly VdiOperation[] {
  const facts = factsOf(world, vdi);
  const compute = (): readonly VdiOperation[] => ADVERTISED.filter((op) => refusal(world, ref, facts, op) === null);
  for (const _ in vdi.current_operations) return compute();
  if (facts.driveOperation !== null) return compute();
  let sets = remembered.get(world);
  if (sets === undefined) remembered.set(world, (sets = new Map()));
  const { isTools, isAttached, hasWriter, hasReader, isForSnapshots, isHaOn, srType } = facts;
  let key = vdi.is_a_snapshot ? 3 : 2;
  const flags = [
    isTools,
    isAttached,
    hasWriter,
    hasReader,
    isForSnapshots,
    isHaOn,
    vdi.sharable,
    vdi.cbt_enabled,
    vdi.managed,
  ];
  for (const flag of flags) key = key * 2 + (flag ? 1 : 0);
  const name = `${key}/${srType}/${vdi.type}/${vdi.on_boot}`;
  let allowed = sets.get(name);
  if (allowed === undefined) sets.set(name, (allowed = Object.freeze(compute())));
  return allowed;
}

defineComputed('VDI', 'allowed_operations', (world, ref, vdi) => allowedOperations(world, ref, vdi));
