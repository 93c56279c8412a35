import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { repositoryBytesPerSecond, suspendMs } from '../../physics/lifecycle';
import { MIB_BYTES } from '../../physics/units';
import { Fault } from '../fault';
import { createDisk } from '../vdi/disks';
import { thePool, type World } from '../world';

type Vm = Records['VM'];

/** The image holds more than the guest's memory: device state and headers. */
const HEADERS_BYTES = 32 * MIB_BYTES;

/** Where the memory of a VM goes (helpers.ml choose_suspend_sr): its own choice, the pool's, the server's. */
function imageRepository({ db }: World, vm: Vm, ref: Ref<'VM'>): Ref<'SR'> {
  const host = db.get('host', vm.resident_on);
  for (const sr of [vm.suspend_SR, thePool(db)[1].suspend_image_SR, host?.suspend_image_sr]) {
    if (sr !== undefined && !isNullRef(sr) && db.has('SR', sr)) return sr;
  }
  throw new Fault('VM_NO_SUSPEND_SR', ref);
}

/** Makes room for the memory of a VM. Faults: VM_NO_SUSPEND_SR [vm], and those of a new disk. */
export function createImage(world: World, ref: Ref<'VM'>, vm: Vm): Ref<'VDI'> {
  return createDisk(world, {
    sr: imageRepository(world, vm, ref),
    name: 'Suspend image',
    description: `Suspend image for VM ${vm.uuid}`,
    sizeBytes: vm.memory_static_max + HEADERS_BYTES,
    type: 'suspend',
  });
}

/** Memory that a VM has now, bytes. */
export function actualMemoryBytes({ db }: World, vm: Vm): number {
  const actual = db.get('VM_metrics', vm.metrics)?.memory_actual ?? 0;
  return actual > 0 ? actual : vm.memory_dynamic_max;
}

/** Throughput of the repository of an image, bytes/s. */
export function imageSpeed({ db }: World, image: Ref<'VDI'>): number {
  const sr = db.get('VDI', image)?.SR ?? '';
  return repositoryBytesPerSecond(db.get('SR', sr)?.type ?? '');
}

/** Writing the memory of a VM to an image, ms. */
export function saveMs(world: World, vm: Vm, image: Ref<'VDI'>): number {
  return suspendMs(actualMemoryBytes(world, vm), imageSpeed(world, image));
}
