import type { Ref } from '../../../xapi/datamodel/ref';
import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { defineComputed } from '../project';
import { isAttached } from '../sr/connections';
import { hasFeature } from '../sr/features';
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
  readonly isDriveBusy: boolean;
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
  let hasWriter = false;
  let hasReader = false;
  let isDriveBusy = false;
  for (const ref of vdi.VBDs) {
    const vbd = db.get('VBD', ref);
    if (vbd === undefined) continue;
    if (vbd.currently_attached || vbd.reserved) {
      if (vbd.mode === 'RW') hasWriter = true;
      else hasReader = true;
    }
    for (const _ in vbd.current_operations) isDriveBusy = true;
  }
  return {
    vdi,
    srType: sr?.type ?? '',
    isTools: sr?.is_tools_sr === true,
    isAttached: isAttached(world, vdi.SR),
    hasWriter,
    hasReader,
    isDriveBusy,
    isHaOn: thePool(db)[1].ha_enabled,
  };
}

function refusal(world: World, ref: Ref<'VDI'>, facts: Facts, op: VdiOperation): Refusal | null {
  const { vdi } = facts;
  for (const task in vdi.current_operations) {
    const current = vdi.current_operations[task];
    if (current !== 'copy' || op !== 'copy') return ['OTHER_OPERATION_IN_PROGRESS', 'VDI', ref, current ?? '', task];
  }
  if (!facts.isAttached && op === 'resize') return ['SR_HAS_NO_PBDS', vdi.SR];
  const isInUse = facts.hasWriter || (facts.hasReader && op !== 'copy');
  if (isInUse && !LIVE.has(op)) return ['VDI_IN_USE', ref, op];
  if (facts.isDriveBusy && op !== 'copy') return ['OTHER_OPERATION_IN_PROGRESS', 'VDI', ref, op, ''];
  const feature = FEATURES[op];
  const early = op === 'destroy' ? destroyRefusal(ref, facts) : null;
  if (early !== null) return early;
  if (feature !== undefined && !hasFeature(world, facts.srType, feature)) return ['SR_OPERATION_NOT_SUPPORTED', vdi.SR];
  return kindRefusal(ref, facts, op);
}

function destroyRefusal(ref: Ref<'VDI'>, { vdi, srType, isTools }: Facts): Refusal | null {
  if (srType === 'udev') return ['VDI_IS_A_PHYSICAL_DEVICE', ref];
  if (isTools) return ['SR_OPERATION_NOT_SUPPORTED', vdi.SR];
  return vdi.type === 'rrd' ? ['VDI_HAS_RRDS', ref] : null;
}

const RESIZING: ReadonlySet<VdiOperation> = new Set(['destroy', 'resize', 'resize_online']);
const CBT: ReadonlySet<VdiOperation> = new Set(['enable_cbt', 'disable_cbt']);

function kindRefusal(ref: Ref<'VDI'>, { vdi, isHaOn }: Facts, op: VdiOperation): Refusal | null {
  const isHaDisk = vdi.type === 'ha_statefile' || vdi.type === 'redo_log';
  if (isHaDisk && isHaOn && RESIZING.has(op)) return ['HA_IS_ENABLED'];
  if (isHaDisk && op === 'copy') return ['OPERATION_NOT_ALLOWED', 'The disk holds a state file or a redo log of HA.'];
  if (vdi.type === 'cbt_metadata' && op !== 'destroy' && op !== 'forget') {
    return ['VDI_INCOMPATIBLE_TYPE', ref, vdi.type];
  }
  if (op === 'snapshot' && vdi.sharable) return ['VDI_IS_SHARABLE', ref];
  if (op === 'snapshot' && vdi.on_boot === 'reset') return ['VDI_ON_BOOT_MODE_INCOMPATIBLE_WITH_OPERATION'];
  if ((op === 'mirror' || op === 'set_on_boot') && vdi.cbt_enabled) return ['VDI_CBT_ENABLED', ref];
  if (CBT.has(op)) {
    if (vdi.is_a_snapshot) return ['OPERATION_NOT_ALLOWED', 'VDI is a snapshot'];
    if (vdi.type !== 'user' && vdi.type !== 'system') return ['VDI_INCOMPATIBLE_TYPE', ref, vdi.type];
    if (vdi.on_boot === 'reset') return ['VDI_ON_BOOT_MODE_INCOMPATIBLE_WITH_OPERATION'];
  }
  if (op === 'data_destroy') {
    if (!vdi.is_a_snapshot) return ['OPERATION_NOT_ALLOWED', 'VDI is not a snapshot'];
    if (!vdi.cbt_enabled) return ['VDI_NO_CBT_METADATA', ref];
  }
  return null;
}

/** Refuses an operation on a disk that must not begin now. */
export function assertVdiOperation(world: World, ref: Ref<'VDI'>, op: VdiOperation): Records['VDI'] {
  const vdi = need(world.db, 'VDI', ref);
  const refused = refusal(world, ref, factsOf(world, vdi), op);
  if (refused !== null) throw new Fault(...refused);
  return vdi;
}

/** Sets by the facts they follow from, for each world: the plug-ins that decide on features are rows of the pool. */
const remembered = new WeakMap<World, Map<string, readonly VdiOperation[]>>();

function allowedOperations(world: World, ref: Ref<'VDI'>, vdi: Records['VDI']): readonly VdiOperation[] {
  const facts = factsOf(world, vdi);
  const compute = (): readonly VdiOperation[] => ADVERTISED.filter((op) => refusal(world, ref, facts, op) === null);
  for (const _ in vdi.current_operations) return compute();
  let sets = remembered.get(world);
  if (sets === undefined) remembered.set(world, (sets = new Map()));
  const { isTools, isAttached, hasWriter, hasReader, isDriveBusy, isHaOn, srType } = facts;
  let key = vdi.is_a_snapshot ? 3 : 2;
  const flags = [isTools, isAttached, hasWriter, hasReader, isDriveBusy, isHaOn, vdi.sharable, vdi.cbt_enabled];
  for (const flag of flags) key = key * 2 + (flag ? 1 : 0);
  const name = `${key}/${srType}/${vdi.type}/${vdi.on_boot}`;
  let allowed = sets.get(name);
  if (allowed === undefined) sets.set(name, (allowed = Object.freeze(compute())));
  return allowed;
}

defineComputed('VDI', (world, ref, vdi) => ({ allowed_operations: allowedOperations(world, ref, vdi) }));
