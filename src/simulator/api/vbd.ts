import { isNullRef, NULL_REF, type Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { Database } from '../engine/database';
import { Fault } from './fault';
import { constructorValues } from './generic';
import { define } from './registry';
import { defineOperation, startOperation, withoutTask, type Hold, type Later } from './operations';
import { isAttachedTo } from './sr/connections';
import { tellReadCaching } from './sr/read-cache';
import { assertVbdOperation, reachRefusal } from './vbd-check';
import { isProperlyShared } from './vm/agility';
import { diskName, diskNumber } from './vm/device-names';
import { freeDisks, lastDisk, usedDisks } from './vm/devices';
import { badPowerState } from './vm/operation-check';
import { need, thePool, type Call, type World } from './world';
import { settleDrive } from './vdi/growth';
import { CHANGE_MEDIUM_MS, UNPLUG_MS, vbdPlugMs } from '../physics/lifecycle';

type Vbd = Records['VBD'];

/** VDIs that a VM may use as a disk (xapi_vbd.ml create). */
export const DISK_TYPES: ReadonlySet<Records['VDI']['type']> = new Set([
  'system',
  'user',
  'ephemeral',
  'suspend',
  'crashdump',
  'metadata',
  'rrd',
  'pvs_cache',
]);

const AUTODETECT = 'autodetect';

function assertIso(db: Database, vdi: Ref<'VDI'>): void {
  const content = db.get('SR', need(db, 'VDI', vdi).SR)?.content_type ?? '';
  if (content !== 'iso') throw new Fault('VDI_IS_NOT_ISO', vdi, content);
}

/** What xapi's constructor looks at, in its order (xapi_vbd.ml create). */
function assertCanCreate(db: Database, vbd: Pick<Vbd, 'VM' | 'VDI' | 'type' | 'mode' | 'empty'>): void {
  const vdi = vbd.empty ? undefined : need(db, 'VDI', vbd.VDI);
  if (vdi !== undefined && !DISK_TYPES.has(vdi.type)) throw new Fault('VDI_INCOMPATIBLE_TYPE', vbd.VDI, vdi.type);
  if (vbd.type === 'CD' && vbd.mode !== 'RO') throw new Fault('VBD_CDS_MUST_BE_READONLY');
  if (vbd.type !== 'CD' && vbd.empty) throw new Fault('VBD_NOT_REMOVABLE_MEDIA', 'in constructor');
  if (vbd.type === 'CD' && !vbd.empty) assertIso(db, vbd.VDI);
  if (vbd.mode === 'RW' && vdi?.read_only === true) throw new Fault('VDI_READONLY', vbd.VDI);
  const { current_operations } = need(db, 'VM', vbd.VM);
  for (const task in current_operations) {
    const operation = current_operations[task];
    if (operation === 'migrate_send' || operation === 'pool_migrate') {
      throw new Fault('OTHER_OPERATION_IN_PROGRESS', 'VM', vbd.VM, operation, task);
    }
  }
}

/** The device that a client asked for, found free; `autodetect` becomes the first free disk. */
function chooseDevice(db: Database, vm: Ref<'VM'>, wanted: string, type: Vbd['type']): string {
  if (wanted === AUTODETECT) {
    const [first] = freeDisks(db, vm);
    if (first === undefined) throw new Fault('INVALID_DEVICE', wanted);
    return String(first);
  }
  if (type === 'Floppy' && /^fd[ab]$/.test(wanted)) return wanted;
  const disk = diskNumber(wanted);
  const row = need(db, 'VM', vm);
  if (disk < 0 || disk > lastDisk(db, row)) throw new Fault('INVALID_DEVICE', wanted);
  if (usedDisks(db, row).has(disk)) throw new Fault('DEVICE_ALREADY_EXISTS', wanted);
  return wanted;
}

/** Adds a VBD without looking at anything: the caller has. */
export function insertVbd(world: World, values: Partial<Vbd>): Ref<'VBD'> {
  const ref = world.engine.newRef('VBD');
  world.db.insert('VBD', ref, { ...values, uuid: world.engine.newUuid('VBD') });
  return ref;
}

/**
 * A VBD of another VM like this one, with a disk of its own (xapi_vbd_helpers.ml copy).
 * @param staysPlugged a suspended VM resumes with what was plugged
 */
export function copyVbd(
  world: World,
  vbd: Ref<'VBD'>,
  vm: Ref<'VM'>,
  vdi: Ref<'VDI'>,
  staysPlugged: boolean,
): Ref<'VBD'> {
  const row = world.db.row('VBD', vbd);
  return insertVbd(world, {
    currently_attached: staysPlugged && row.currently_attached,
    VM: vm,
    VDI: vdi,
    empty: row.empty || isNullRef(vdi),
    userdevice: row.userdevice,
    device: row.device,
    bootable: row.bootable,
    mode: row.mode,
    type: row.type,
    unpluggable: row.unpluggable,
    other_config: row.other_config,
    qos_algorithm_type: row.qos_algorithm_type,
    qos_algorithm_params: row.qos_algorithm_params,
  });
}

/** A storage driver may say which backend serves a disk (xapi_vbd.ml create). */
function backendKind(db: Database, vdi: Ref<'VDI'>, { other_config }: Partial<Vbd>): Partial<Vbd> {
  const kind = isNullRef(vdi) ? undefined : db.row('VDI', vdi).sm_config['backend-kind'];
  return kind === undefined ? {} : { other_config: { ...other_config, 'backend-kind': kind } };
}

function create(call: Call, args: unknown): Ref<'VBD'> {
  const { db, world } = call;
  const values: Partial<Vbd> = constructorValues('VBD', args);
  const { VM = NULL_REF, VDI = NULL_REF, type = 'Disk', mode = 'RO', empty = false, userdevice = '' } = values;
  need(db, 'VM', VM);
  assertCanCreate(db, { VM, VDI, type, mode, empty });
  const device = chooseDevice(db, VM, userdevice, type);
  if (!empty) assertStaysAgile(world, VM, db.row('VDI', VDI).SR);
  return db.transaction(() => {
    const vdi = empty ? NULL_REF : VDI;
    // Only what a suspended VM comes back with can be given as plugged (xapi_vbd.ml create).
    const isSuspended = db.row('VM', VM).power_state === 'Suspended';
    const plugged = isSuspended ? {} : { device: '', currently_attached: false };
    return insertVbd(world, { ...values, ...backendKind(db, vdi, values), VDI: vdi, userdevice: device, ...plugged });
  });
}

/** A VM that HA restarts keeps to disks that every server reaches (xapi_vbd_helpers.ml). */
function assertStaysAgile(world: World, vm: Ref<'VM'>, sr: Ref<'SR'>): void {
  const [, pool] = thePool(world.db);
  if (!pool.ha_enabled || pool.ha_allow_overcommit) return;
  const isProtected = world.db.row('VM', vm).ha_restart_priority === 'restart';
  if (isProtected && !isProperlyShared(world, sr)) throw new Fault('HA_OPERATION_WOULD_BREAK_FAILOVER_PLAN');
}

function destroy({ db }: Call, ref: Ref<'VBD'>): void {
  const vbd = need(db, 'VBD', ref);
  if (vbd.currently_attached || vbd.reserved) {
    const vm = db.get('VM', vbd.VM)?.uuid ?? '';
    throw new Fault('OPERATION_NOT_ALLOWED', `VBD '${vbd.uuid}' still attached to '${vm}'`);
  }
  db.transaction(() => db.remove('VBD', ref));
}

/** The name under which the guest sees the device; floppies keep theirs. */
function deviceName(vbd: Vbd): string {
  const disk = diskNumber(vbd.userdevice);
  return disk < 0 ? vbd.userdevice : diskName(disk);
}

/** Connects a VBD to a running domain, or takes it away, and ends the hold of a task; the disk shows who uses it. */
export function setVbdAttached(world: World, ref: Ref<'VBD'>, attached: boolean, task: Ref<'task'>): void {
  const { db } = world;
  const vbd = db.row('VBD', ref);
  settleDrive(world, vbd);
  const current_operations = withoutTask(vbd.current_operations, task);
  const host = attached ? db.get('VM', vbd.VM)?.resident_on : undefined;
  if (!vbd.empty) tellReadCaching(world, vbd.VDI, host ?? null);
  if (attached) db.update('VBD', ref, { currently_attached: true, device: deviceName(vbd), current_operations });
  else db.update('VBD', ref, { currently_attached: false, current_operations });
}

/** SR_NOT_ATTACHED [sr] when a server does not see the disk that it should give to a domain. */
export function assertReach(world: World, vbd: Vbd, host: Ref<'host'>): void {
  const sr = vbd.empty ? undefined : world.db.get('VDI', vbd.VDI)?.SR;
  if (sr !== undefined && !isAttachedTo(world, sr, host)) throw new Fault('SR_NOT_ATTACHED', sr);
}

interface Plug {
  readonly vbd: Ref<'VBD'>;
  readonly attached: boolean;
}

defineOperation<Plug>('VBD.plug', {
  finish: (world, { vbd, attached }, task) => {
    const row = need(world.db, 'VBD', vbd);
    const { power_state, resident_on } = need(world.db, 'VM', row.VM);
    // The domain may have been destroyed meanwhile, or have moved.
    if (power_state !== 'Running') throw new Fault(...badPowerState(row.VM, ['Running'], power_state));
    if (attached) assertReach(world, row, resident_on);
    setVbdAttached(world, vbd, attached, task);
  },
});

function plug(call: Call, vbd: Ref<'VBD'>, op: 'plug' | 'unplug' | 'unplug_force'): Later {
  assertVbdOperation(call.db, vbd, op);
  const attached = op === 'plug';
  const row = need(call.db, 'VBD', vbd);
  const sr = repositoryType(call.db, row);
  return startOperation(call, 'VBD.plug', {
    durationMs: attached ? vbdPlugMs(sr) : UNPLUG_MS,
    args: { vbd, attached },
    holds: [['VBD', vbd, op]],
  });
}

/** The type of the repository that holds the disk of a VBD; empty for an empty drive. */
export function repositoryType(db: Database, vbd: Vbd): string {
  const vdi = isNullRef(vbd.VDI) ? undefined : db.get('VDI', vbd.VDI);
  return vdi === undefined ? '' : (db.get('SR', vdi.SR)?.type ?? '');
}

interface Medium {
  readonly vbd: Ref<'VBD'>;
  readonly vdi: Ref<'VDI'>;
}

defineOperation<Medium>('VBD.medium', {
  finish: (world, { vbd, vdi }) => {
    const { db } = world;
    if (!isNullRef(vdi)) need(db, 'VDI', vdi);
    const row = need(db, 'VBD', vbd);
    const values = { VDI: vdi, empty: isNullRef(vdi) };
    if (row.currently_attached) assertReach(world, { ...row, ...values }, need(db, 'VM', row.VM).resident_on);
    db.update('VBD', vbd, values);
  },
});

function changeMedium(call: Call, vbd: Ref<'VBD'>, vdi: Ref<'VDI'>, op: 'insert' | 'eject'): Later {
  const holds: readonly Hold[] = [['VBD', vbd, op]];
  return startOperation(call, 'VBD.medium', { durationMs: CHANGE_MEDIUM_MS, args: { vbd, vdi }, holds });
}

define({
  'VBD.create': (call, args) => create(call, args),
  'VBD.destroy': destroy,
  'VBD.plug': (call, vbd) => plug(call, vbd, 'plug'),
  'VBD.unplug': (call, vbd) => plug(call, vbd, 'unplug'),
  'VBD.unplug_force': (call, vbd) => plug(call, vbd, 'unplug_force'),
  'VBD.unplug_force_no_safety_check': (call, vbd) => plug(call, vbd, 'unplug_force'),
  'VBD.pause': (call, vbd) => {
    assertVbdOperation(call.db, vbd, 'pause');
    return call.engine.newRef('VBD');
  },
  'VBD.unpause': ({ db }, vbd) => assertVbdOperation(db, vbd, 'unpause'),
  'VBD.insert': (call, vbd, vdi) => {
    assertVbdOperation(call.db, vbd, 'insert');
    assertIso(call.db, vdi);
    const disk = need(call.db, 'VDI', vdi);
    if (!disk.managed) throw new Fault('VDI_NOT_MANAGED', vdi);
    const vm = call.db.get('VM', need(call.db, 'VBD', vbd).VM);
    const unreachable = vm === undefined ? null : reachRefusal(call.db, vm, disk);
    if (unreachable !== null) throw new Fault(...unreachable);
    return changeMedium(call, vbd, vdi, 'insert');
  },
  'VBD.eject': (call, vbd) => {
    assertVbdOperation(call.db, vbd, 'eject');
    return changeMedium(call, vbd, NULL_REF, 'eject');
  },
  'VBD.set_mode': ({ db }, vbd, mode) => {
    const row = need(db, 'VBD', vbd);
    const vm = db.get('VM', row.VM);
    if (vm !== undefined && vm.power_state !== 'Halted') {
      throw new Fault(...badPowerState(row.VM, ['Halted'], vm.power_state));
    }
    db.transaction(() => db.update('VBD', vbd, { mode }));
  },
  'VBD.assert_attachable': ({ db }, vbd) => assertVbdOperation(db, vbd, 'attach'),
});
