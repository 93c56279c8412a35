import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { define } from '../registry';
import { need, type Call, type World } from '../world';

/** xapi_vgpu.ml: device numbers of vGPUs in a VM. */
const LARGEST_DEVICE = 20;

/** The type that stands for a whole GPU when a client names none. */
function typeOrPassthrough({ db }: World, type: Ref<'VGPU_type'>): Ref<'VGPU_type'> {
  if (!isNullRef(type)) return type;
  for (const [ref, row] of db.all('VGPU_type')) if (row.implementation === 'passthrough') return ref;
  return NULL_REF;
}

/** `0` asks for the first free number. */
function deviceFor(vm: Ref<'VM'>, taken: ReadonlySet<string>, wanted: string): string {
  if (!/^\d+$/.test(wanted) || Number(wanted) > LARGEST_DEVICE) throw new Fault('INVALID_DEVICE', wanted);
  if (wanted !== '0') {
    if (taken.has(wanted)) throw new Fault('DEVICE_ALREADY_EXISTS', wanted);
    return wanted;
  }
  for (let device = 0; device <= LARGEST_DEVICE; device++) if (!taken.has(String(device))) return String(device);
  throw new Fault('VM_PCI_BUS_FULL', vm);
}

/** Several vGPUs in a VM must be of types that go together. */
function assertTogether({ db }: World, vgpus: readonly Records['VGPU'][], type: Ref<'VGPU_type'>): void {
  for (const vgpu of vgpus) {
    if (!db.row('VGPU_type', vgpu.type).compatible_types_in_vm.includes(type)) {
      throw new Fault('VGPU_TYPE_NOT_COMPATIBLE', type);
    }
  }
}

function assertHalted(ref: Ref<'VM'>, vm: Records['VM']): void {
  if (vm.is_a_snapshot || vm.power_state === 'Halted') return;
  throw new Fault('VM_BAD_POWER_STATE', ref, 'halted', vm.power_state.toLowerCase());
}

function create(
  call: Call,
  vm: Ref<'VM'>,
  group: Ref<'GPU_group'>,
  device: string,
  type: Ref<'VGPU_type'>,
): Partial<Records['VGPU']> {
  const { db, world } = call;
  const row = need(db, 'VM', vm);
  need(db, 'GPU_group', group);
  const actual = typeOrPassthrough(world, type);
  need(db, 'VGPU_type', actual);
  assertHalted(vm, row);
  const vgpus = row.VGPUs.map((vgpu) => db.row('VGPU', vgpu));
  assertTogether(world, vgpus, actual);
  const taken = new Set(vgpus.map((vgpu) => vgpu.device));
  return { VM: vm, GPU_group: group, device: deviceFor(vm, taken, device), type: actual };
}

define({
  'VGPU.create': (call, vm, group, device, other_config, type) => {
    const { db, engine } = call;
    const values = create(call, vm, group, device, type);
    const vgpu = engine.newRef('VGPU');
    db.transaction(() => db.insert('VGPU', vgpu, { uuid: engine.newUuid('VGPU'), other_config, ...values }));
    return vgpu;
  },
  'VGPU.destroy': (call, self) => {
    const vgpu = need(call.db, 'VGPU', self);
    if (call.db.get('VM', vgpu.VM)?.power_state === 'Running') {
      throw new Fault('OPERATION_NOT_ALLOWED', 'vGPU currently attached to a running VM');
    }
    call.db.transaction(() => call.db.remove('VGPU', self));
  },
});
