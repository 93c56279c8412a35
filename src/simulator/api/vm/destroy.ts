import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import { removeConsoles } from '../console';
import { Fault } from '../fault';
import { define } from '../registry';
import { destroyDisk } from '../vdi/disks';
import { removeVif } from '../vif';
import { removeVtpm } from '../vtpm/vtpm';
import { need, type World } from '../world';
import { ownDisks } from './clone';
import { detachGpus } from './gpus';
import { operationRefusal } from './operation-check';
import { vmFacts } from './vm-facts';

/** Removes a VM with everything that is only a part of it; its disks stay (xapi_vm_helpers.ml destroy). */
export function removeVm(world: World, ref: Ref<'VM'>): void {
  const { db } = world;
  const vm = need(db, 'VM', ref);
  for (const child of vm.children) db.update('VM', child, { parent: vm.parent });
  if (vm.VGPUs.length > 0 || vm.attached_PCIs.length > 0) detachGpus(world, ref, vm);
  db.removeWithParts('VM', ref, () => {
    removeConsoles(world, vm);
    db.remove('VM_guest_metrics', vm.guest_metrics);
    for (const vbd of vm.VBDs) db.remove('VBD', vbd);
    for (const vif of vm.VIFs) removeVif(world, vif);
    for (const vgpu of vm.VGPUs) db.remove('VGPU', vgpu);
    for (const vusb of vm.VUSBs) db.remove('VUSB', vusb);
    for (const vtpm of vm.VTPMs) removeVtpm(world, vtpm);
    for (const blob of Object.values(vm.blobs)) db.remove('blob', blob);
    db.remove('VM_metrics', vm.metrics);
  });
}

/** Removes a snapshot or a VM that does not run, with the disks that are its own. */
export function destroyWithDisks(world: World, ref: Ref<'VM'>): void {
  const { db } = world;
  const vm = need(db, 'VM', ref);
  const disks = ownDisks(world, vm).map(({ VDI }) => VDI);
  removeVm(world, ref);
  for (const vdi of [...disks, vm.suspend_VDI]) if (!isNullRef(vdi) && db.has('VDI', vdi)) destroyDisk(world, vdi);
}

define({
  'VM.destroy': (call, vm) => {
    const { db } = call;
    const refusal = operationRefusal(db, vmFacts(db, vm, need(db, 'VM', vm)), 'destroy', true);
    // Templates of the product are refused with a code of its own (xapi_vm_helpers.ml destroy).
    if (refusal?.[0] === 'VM_IS_TEMPLATE') throw new Fault('VM_CANNOT_DELETE_DEFAULT_TEMPLATE');
    if (refusal !== null) throw new Fault(...refusal);
    db.transaction(() => removeVm(call.world, vm));
  },
});
