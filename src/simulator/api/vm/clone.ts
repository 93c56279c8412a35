import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { snapshotMs, vbdPlugMs } from '../../physics/lifecycle';
import { defineOperation, startOperation, type Later } from '../operations';
import { define } from '../registry';
import { repositoryType } from '../vbd';
import { cloneDisk } from '../vdi/disks';
import { need, type Call, type World } from '../world';
import { announce } from './announce';
import { copyVm, type DiskMap } from './copy-record';
import { stillHeld } from './holds';
import { assertOperationValid } from './operation-check';
import { assertSomeHostSees } from './repositories';

type Vm = Records['VM'];

interface Clone {
  readonly vm: Ref<'VM'>;
  readonly name: string;
}

/** VBDs with a disk of their own: an ISO image is only referred to (xapi_vm_clone.ml safe_clone_disks). */
export function ownDisks({ db }: World, vm: Vm): readonly Records['VBD'][] {
  return vm.VBDs.map((vbd) => db.row('VBD', vbd)).filter((vbd) => vbd.type !== 'CD' && !vbd.empty);
}

/** Disks of a copy: CD drives keep what they hold, disks become what `make` makes of them. */
export function disksBy(make: (vdi: Ref<'VDI'>) => Ref<'VDI'>): DiskMap {
  return (vbd) => (vbd.type === 'CD' || vbd.empty ? vbd.VDI : make(vbd.VDI));
}

/** A copy of a suspended VM is suspended as well; one of a snapshot is halted, whatever the snapshot holds. */
export function imageOf(vm: Vm, make: (vdi: Ref<'VDI'>) => Ref<'VDI'>): Partial<Vm> {
  if (vm.power_state !== 'Suspended' || vm.is_a_snapshot || isNullRef(vm.suspend_VDI)) return {};
  return { power_state: 'Suspended', suspend_VDI: make(vm.suspend_VDI) };
}

function finishWith(
  world: World,
  { vm: ref, name }: Clone,
  task: Ref<'task'>,
  make: (vdi: Ref<'VDI'>) => Ref<'VDI'>,
): Ref<'VM'> {
  const vm = stillHeld(world, ref, task);
  return copyVm(world, ref, { name_label: name, ...imageOf(vm, make) }, disksBy(make));
}

defineOperation<Clone>('VM.clone', {
  cancellable: true,
  result: 'VM ref',
  finish: (world, args, task) => finishWith(world, args, task, (vdi) => cloneDisk(world, vdi)),
});

/** The name that Rio gave clones of suspended VMs; the only copy that is announced (message_forwarding.ml csvm). */
defineOperation<Clone>('VM.csvm', {
  cancellable: true,
  result: 'VM ref',
  finish: (world, args, task) => {
    const copy = finishWith(world, args, task, (vdi) => cloneDisk(world, vdi));
    announce(world, 'VM_CLONED', args.vm, `cloned (new uuid: ${world.db.row('VM', copy).uuid})`);
    return copy;
  },
});

function clone(call: Call, op: 'clone' | 'csvm', vm: Ref<'VM'>, name: string): Later {
  const { db, world } = call;
  assertOperationValid(db, vm, op);
  const row = db.row('VM', vm);
  assertSomeHostSees(world, row);
  return startOperation<Clone>(call, `VM.${op}`, {
    durationMs: snapshotMs(ownDisks(world, row).map((vbd) => vbdPlugMs(repositoryType(db, vbd)))),
    args: { vm, name },
    holds: [['VM', vm, op]],
  });
}

define({
  'VM.clone': (call, vm, name) => clone(call, 'clone', vm, name),
  'VM.csvm': (call, vm) => clone(call, 'csvm', vm, `${need(call.db, 'VM', vm).name_label}-cloned-suspended`),
});
