import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { snapshotMs, vbdPlugMs } from '../../physics/lifecycle';
import type { Later } from '../operations';
import { define } from '../registry';
import { need, type Call, type World } from '../world';
import { announce } from './announce';
import { copyVm } from './copy-record';
import {
  branchCalls,
  defineWithDisks,
  madeDisks,
  madeImage,
  startWithDisks,
  wantedDisks,
  type DiskCalls,
  type WantedDisks,
} from './disk-calls';
import { stillHeld } from './holds';
import { assertOperationValid } from './operation-check';
import { assertSomeHostSees } from './repositories';

type Vm = Records['VM'];

export interface Clone {
  readonly vm: Ref<'VM'>;
  readonly name: string;
  readonly disks: DiskCalls;
}

/** VBDs with a disk of their own: an ISO image is only referred to (xapi_vm_clone.ml safe_clone_disks). */
export function ownDisks({ db }: World, vm: Vm): readonly Records['VBD'][] {
  return vm.VBDs.map((vbd) => db.row('VBD', vbd)).filter((vbd) => vbd.type !== 'CD' && !vbd.empty);
}

/** A copy of a suspended VM is suspended as well; one of a snapshot is halted, whatever the snapshot holds. */
export function isCopiedSuspended(vm: Vm): boolean {
  return vm.power_state === 'Suspended' && !vm.is_a_snapshot && !isNullRef(vm.suspend_VDI);
}

/** The copy of a VM, when its disks are there. */
export function finishClone(world: World, { vm, name, disks }: Clone, task: Ref<'task'>): Ref<'VM'> {
  stillHeld(world, vm, task);
  const image = madeImage(disks);
  const state: Partial<Vm> = image === null ? {} : { power_state: 'Suspended', suspend_VDI: image };
  return copyVm(world, vm, { name_label: name, ...state }, madeDisks(world, disks));
}

/** Clones or snapshots of disks, one after the other, ms. */
export function branchesMs({ db }: World, wanted: WantedDisks): number {
  return snapshotMs(wanted.map(([, vdi]) => vbdPlugMs(db.get('SR', db.get('VDI', vdi)?.SR ?? '')?.type ?? '')));
}

defineWithDisks<Clone>('VM.clone', {
  cancellable: true,
  result: 'VM ref',
  finish: finishClone,
});

/** The name that Rio gave clones of suspended VMs; the only copy that is announced (message_forwarding.ml csvm). */
defineWithDisks<Clone>('VM.csvm', {
  cancellable: true,
  result: 'VM ref',
  finish: (world, args, task) => {
    const copy = finishClone(world, args, task);
    announce(world, 'VM_CLONED', args.vm, `cloned (new uuid: ${world.db.row('VM', copy).uuid})`);
    return copy;
  },
});

function clone(call: Call, op: 'clone' | 'csvm', vm: Ref<'VM'>, name: string): Later {
  const { db, world } = call;
  assertOperationValid(db, vm, op);
  const row = db.row('VM', vm);
  assertSomeHostSees(world, row);
  const wanted = wantedDisks(world, row, isCopiedSuspended(row));
  return startWithDisks(call, `VM.${op}`, {
    calls: branchCalls('VDI.clone', wanted),
    args: { vm, name },
    holds: [['VM', vm, op]],
    totalMs: branchesMs(world, wanted),
  });
}

define({
  'VM.clone': (call, vm, name) => clone(call, 'clone', vm, name),
  'VM.csvm': (call, vm) => clone(call, 'csvm', vm, `${need(call.db, 'VM', vm).name_label}-cloned-suspended`),
});
