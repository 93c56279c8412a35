import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { define } from '../registry';
import { need, thePool, type Call, type World } from '../world';
import { passthroughType } from './first-boot';

/** xapi_vgpu.ml: device numbers of vGPUs in a VM. */
const LARGEST_DEVICE = 20;

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

/** The checks in the order of xapi_vgpu.ml create; no type means a whole GPU. */
function create(
  call: Call,
  VM: Ref<'VM'>,
  GPU_group: Ref<'GPU_group'>,
  wanted: string,
  other_config: Records['VGPU']['other_config'],
  type: Ref<'VGPU_type'>,
): Ref<'VGPU'> {
  const { db, engine, world } = call;
  const vm = need(db, 'VM', VM);
  need(db, 'GPU_group', GPU_group);
  if (thePool(db)[1].restrictions['restrict_gpu'] === 'true') throw new Fault('FEATURE_RESTRICTED');
  assertHalted(VM, vm);
  if (!isNullRef(type)) need(db, 'VGPU_type', type);
  return db.transaction(() => {
    const actual = isNullRef(type) ? passthroughType(world) : type;
    const vgpus = vm.VGPUs.map((vgpu) => db.row('VGPU', vgpu));
    assertTogether(world, vgpus, actual);
    const device = deviceFor(VM, new Set(vgpus.map((vgpu) => vgpu.device)), wanted);
    const ref = engine.newRef('VGPU');
    db.insert('VGPU', ref, { uuid: engine.newUuid('VGPU'), VM, GPU_group, device, other_config, type: actual });
    return ref;
  });
}

define({
  'VGPU.create': create,
  'VGPU.destroy': (call, self) => {
    const vgpu = need(call.db, 'VGPU', self);
    if (call.db.get('VM', vgpu.VM)?.power_state === 'Running') {
      throw new Fault('OPERATION_NOT_ALLOWED', 'vGPU currently attached to a running VM');
    }
    call.db.transaction(() => call.db.remove('VGPU', self));
  },
  // What servers tell their coordinator when a guest has got its GPU.
  'VGPU.atomic_set_resident_on': (call, self, resident_on) => {
    const { db } = call;
    need(db, 'VGPU', self);
    if (!isNullRef(resident_on)) need(db, 'PGPU', resident_on);
    const values = { resident_on, scheduled_to_be_resident_on: NULL_REF };
    db.transaction(() => db.update('VGPU', self, values));
  },
});
