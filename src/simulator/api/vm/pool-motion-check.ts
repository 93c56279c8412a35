import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { freeMemoryBytes, startMemoryBytes } from '../memory';
import { checkSession } from '../sessions';
import { exportObjects } from '../transfer/export-objects';
import { assertImportable } from '../transfer/import-objects';
import { ImportedObjects } from '../transfer/read-objects';
import { need, type World } from '../world';
import { isHostLive } from './boot-check';
import { cpuRefusal } from './cpu-features';
import { badPowerState } from './operation-check';
import {
  assertMovable,
  assertNotOlder,
  assertSupports,
  OF_SOURCE,
  OF_TARGET,
  type Destination,
  type MotionMaps,
} from './motion';
import { isTrue } from './vm-facts';

type Vm = Records['VM'];

/** The world of the pool to which a VM goes. Fault: CANNOT_CONTACT_HOST [address] when nobody answers there. */
export function otherPool(world: World, { host, address, master }: Destination): World {
  const there = world.surroundings.site?.worldAt(master);
  if (there === undefined || there === world) throw new Fault('CANNOT_CONTACT_HOST', address);
  if (!isHostLive(there, need(there.db, 'host', host))) throw new Fault('CANNOT_CONTACT_HOST', address);
  return there;
}

/** A copy leaves the VM as it is, and is a new one there. */
export function isCopy({ options }: MotionMaps): boolean {
  return isTrue(options['copy']);
}

/** What travels of a VM besides its disks and its memory (xapi_vm_migrate.ml inter_pool_metadata_transfer). */
export function exportedVm(world: World, vm: Ref<'VM'>, copies: boolean): ImportedObjects {
  const options = { preservesPowerState: true, withSnapshots: !copies };
  return new ImportedObjects(exportObjects(world, [vm], options).objects);
}

/**
 * Networks for the interfaces of a VM and its snapshots, by the uuids of the interfaces. Interfaces of snapshots go
 * where the one with the same MAC address goes (infer_vif_map).
 */
export function networksFor(
  { db }: World,
  there: World,
  vms: readonly Vm[],
  map: MotionMaps['vif_map'],
): ReadonlyMap<string, Ref<'network'>> {
  const byMac = new Map<string, Ref<'network'>>();
  for (const [vif, network] of Object.entries(map)) {
    need(there.db, 'network', network);
    byMac.set(need(db, 'VIF', vif).MAC, network);
  }
  const networks = new Map<string, Ref<'network'>>();
  for (const vif of vms.flatMap(({ VIFs }) => VIFs)) {
    const { uuid, MAC } = db.row('VIF', vif);
    const network = map[vif] ?? byMac.get(MAC);
    if (network === undefined) throw new Fault('VIF_NOT_IN_MAP', vif);
    networks.set(uuid, network);
  }
  return networks;
}

/** Groups for virtual GPUs, by the uuids of the GPUs. */
export function gpuGroupsFor(
  { db }: World,
  there: World,
  map: MotionMaps['vgpu_map'],
): ReadonlyMap<string, Ref<'GPU_group'>> {
  const groups = new Map<string, Ref<'GPU_group'>>();
  for (const [vgpu, group] of Object.entries(map)) {
    need(there.db, 'GPU_group', group);
    groups.set(need(db, 'VGPU', vgpu).uuid, group);
  }
  return groups;
}

/** The VM and what moves with it. */
export function travellers({ db }: World, ref: Ref<'VM'>, copies: boolean): readonly Vm[] {
  const vm = need(db, 'VM', ref);
  return copies ? [vm] : [vm, ...vm.snapshots.map((snapshot) => db.row('VM', snapshot))];
}

function assertPlatform(there: World, vm: Vm, ref: Ref<'VM'>, host: Ref<'host'>): void {
  const versions = there.db.row('host', host).virtual_hardware_platform_versions;
  if (versions.includes(vm.hardware_platform_version)) return;
  const code = 'VM_HOST_INCOMPATIBLE_VIRTUAL_HARDWARE_PLATFORM_VERSION';
  throw new Fault(code, host, `[${versions.join('; ')}]`, ref, String(vm.hardware_platform_version));
}

/** A running VM needs its memory at once (import.ml assert_can_live_import). */
export function assertMemory(there: World, vm: Vm, host: Ref<'host'>): void {
  if (vm.power_state !== 'Running') return;
  const needed = startMemoryBytes(vm);
  const available = freeMemoryBytes(there, host);
  if (available < needed) throw new Fault('HOST_NOT_ENOUGH_FREE_MEMORY', String(needed), String(available));
}

/** Refuses a migration to another pool, in xapi's order (xapi_vm_migrate.ml assert_can_migrate, its import as a dry run). */
export function assertCanLeave(world: World, ref: Ref<'VM'>, to: Destination, maps: MotionMaps): void {
  const { db } = world;
  const vm = need(db, 'VM', ref);
  const there = otherPool(world, to);
  checkSession(there, to.session);
  const host = there.db.row('host', to.host);
  const isForced = isTrue(maps.options['force']);
  const cpu = isForced ? null : cpuRefusal(vm, ref, to.host, host);
  if (cpu !== null) throw new Fault(...cpu);
  if (isCopy(maps) && !isForced && vm.power_state !== 'Halted') {
    throw new Fault(...badPowerState(ref, ['Halted'], vm.power_state));
  }
  assertNotOlder(world, vm, host);
  assertPlatform(there, vm, ref, to.host);
  for (const [vdi, sr] of Object.entries(maps.vdi_map)) {
    assertSupports(world, need(db, 'VDI', vdi).SR, OF_SOURCE);
    assertSupports(there, sr, OF_TARGET);
  }
  if (!host.enabled) throw new Fault('HOST_DISABLED', to.host);
  const copies = isCopy(maps);
  assertImportable(there, exportedVm(world, ref, copies), { sr: null, isRestore: !copies, isForced: false });
  networksFor(world, there, travellers(world, ref, copies), maps.vif_map);
  gpuGroupsFor(world, there, maps.vgpu_map);
  assertMemory(there, vm, to.host);
  assertMovable(
    world,
    Object.keys(maps.vdi_map).filter((vdi) => db.has('VDI', vdi)),
  );
}
