import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { choosePgpu, remainingCapacity } from '../gpu/capacity';
import { domainKind } from '../memory';
import type { World } from '../world';
import type { Refusal } from './operation-check';

type Vm = Records['VM'];

function isPassthrough({ db }: World, vgpu: Records['VGPU']): boolean {
  return isNullRef(vgpu.type) || db.get('VGPU_type', vgpu.type)?.implementation === 'passthrough';
}

/** Keeps a GPU for each vGPU of a VM, in order; a VM with several takes what the earlier ones left (vgpuops.ml). */
export function reserveGpus(world: World, ref: Ref<'VM'>, vm: Vm, host: Ref<'host'>): void {
  const { db } = world;
  for (const vgpu of vm.VGPUs) {
    const row = db.row('VGPU', vgpu);
    const pgpu = choosePgpu(world, row.GPU_group, host, row.type);
    if (pgpu === undefined) throw new Fault(...lacking(world, ref, row));
    db.update('VGPU', vgpu, { scheduled_to_be_resident_on: pgpu });
    const { PCI } = db.row('PGPU', pgpu);
    if (isPassthrough(world, row) && db.has('PCI', PCI)) db.update('PCI', PCI, { scheduled_to_be_attached_to: ref });
  }
}

/** Gives back what `reserveGpus` kept. */
export function releaseGpus({ db }: World, vm: Vm): void {
  for (const vgpu of vm.VGPUs) {
    const { scheduled_to_be_resident_on: pgpu } = db.row('VGPU', vgpu);
    if (isNullRef(pgpu)) continue;
    db.update('VGPU', vgpu, { scheduled_to_be_resident_on: NULL_REF });
    const pci = db.get('PGPU', pgpu)?.PCI ?? NULL_REF;
    if (db.has('PCI', pci)) db.update('PCI', pci, { scheduled_to_be_attached_to: NULL_REF });
  }
}

/** The reserved GPUs become the running VM's. */
export function attachGpus(world: World, ref: Ref<'VM'>, vm: Vm): void {
  const { db } = world;
  for (const vgpu of vm.VGPUs) {
    const row = db.row('VGPU', vgpu);
    const pgpu = row.scheduled_to_be_resident_on;
    if (isNullRef(pgpu)) continue;
    db.update('VGPU', vgpu, { resident_on: pgpu, scheduled_to_be_resident_on: NULL_REF, currently_attached: true });
    const { PCI } = db.row('PGPU', pgpu);
    if (!isPassthrough(world, row) || !db.has('PCI', PCI)) continue;
    const users = db.row('PCI', PCI).attached_VMs;
    db.update('PCI', PCI, { scheduled_to_be_attached_to: NULL_REF, attached_VMs: [...users, ref] });
  }
}

/**
 * The devices that `VM.other_config:pci` names, such as `0/0000:3b:00.0,0/0000:3c:00.0`, are the VM's while it has a
 * domain; nobody looks whether they are free (pciops.ml other_pcidevs_of_vm, xapi_xenops.ml update_pci).
 */
export function attachNamedDevices({ db }: World, ref: Ref<'VM'>, host: Ref<'host'>, names: string): void {
  const wanted = new Set(names.split(',').map((name) => name.trim().replace(/^\d+\//, '')));
  for (const [pci, row] of db.all('PCI')) {
    if (row.host !== host || !wanted.has(row.pci_id) || row.attached_VMs.includes(ref)) continue;
    db.update('PCI', pci, { attached_VMs: [...row.attached_VMs, ref] });
  }
}

/** A halted VM has no GPU and no passed-through device. */
export function detachGpus(world: World, ref: Ref<'VM'>, vm: Vm): void {
  releaseDevices(world, ref, vm);
  for (const vgpu of vm.VGPUs) world.db.update('VGPU', vgpu, { currently_attached: false });
}

/** Gives GPUs and passed-through devices back; those of a suspended VM come back with it, maybe elsewhere. */
export function releaseDevices({ db }: World, ref: Ref<'VM'>, vm: Vm): void {
  for (const vgpu of vm.VGPUs) {
    db.update('VGPU', vgpu, { resident_on: NULL_REF, scheduled_to_be_resident_on: NULL_REF, PCI: NULL_REF });
  }
  for (const pci of vm.attached_PCIs) {
    const users = db.row('PCI', pci).attached_VMs.filter((user) => user !== ref);
    db.update('PCI', pci, { attached_VMs: users, scheduled_to_be_attached_to: NULL_REF });
  }
}

function lacking(world: World, ref: Ref<'VM'>, vgpu: Records['VGPU']): Refusal {
  if (isPassthrough(world, vgpu)) return ['VM_REQUIRES_GPU', ref, vgpu.GPU_group];
  return ['VM_REQUIRES_VGPU', ref, vgpu.GPU_group, vgpu.type];
}

/** Whether a server has room for each vGPU of a VM now; a VM that has its GPUs already needs none. */
export function gpuRefusal(world: World, vm: Vm, ref: Ref<'VM'>, host: Ref<'host'>): Refusal | null {
  if (vm.VGPUs.length === 0) return null;
  const { db } = world;
  const vgpus = vm.VGPUs.map((vgpu) => db.row('VGPU', vgpu));
  const passthrough = vgpus.some((vgpu) => isPassthrough(world, vgpu));
  if (passthrough && db.get('host', host)?.chipset_info['iommu'] !== 'true') return ['VM_REQUIRES_IOMMU', host];
  if (domainKind(vm) !== 'hvm') return ['FEATURE_REQUIRES_HVM', 'vGPU- and GPU-passthrough needs HVM'];
  const wanted = new Map<string, number>();
  for (const vgpu of vgpus) {
    if (!isNullRef(vgpu.scheduled_to_be_resident_on)) continue;
    const kind = `${vgpu.GPU_group} ${vgpu.type}`;
    const count = (wanted.get(kind) ?? 0) + 1;
    wanted.set(kind, count);
    const pgpus = db.get('GPU_group', vgpu.GPU_group)?.PGPUs ?? [];
    const local = pgpus.filter((pgpu) => db.row('PGPU', pgpu).host === host);
    if (remainingCapacity(world, local, vgpu.type) < count) return lacking(world, ref, vgpu);
  }
  return null;
}
