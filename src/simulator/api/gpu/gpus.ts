import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { define } from '../registry';
import { need, type Call } from '../world';
import { allocatedVgpus, remainingCapacity } from './capacity';
import { kindOf } from './first-boot';
import { updateGroupTypes } from './groups';

/** VMs that use a GPU now or are about to. */
function users(
  call: Call,
  ref: Ref<'PGPU'>,
  pgpu: Records['PGPU'],
  types?: readonly Ref<'VGPU_type'>[],
): readonly Ref<'VM'>[] {
  const vgpus = allocatedVgpus(call.world, ref, pgpu).filter(
    (vgpu) => types === undefined || types.includes(vgpu.type),
  );
  return vgpus.map((vgpu) => vgpu.VM);
}

function enable(call: Call, self: Ref<'PGPU'>, wanted: readonly Ref<'VGPU_type'>[]): void {
  const { db } = call;
  const pgpu = need(db, 'PGPU', self);
  const unsupported = wanted.find((type) => !pgpu.supported_VGPU_types.includes(type));
  if (unsupported !== undefined) throw new Fault('VGPU_TYPE_NOT_SUPPORTED', unsupported, ...pgpu.supported_VGPU_types);
  const dropped = pgpu.enabled_VGPU_types.filter((type) => !wanted.includes(type));
  const vms = dropped.length === 0 ? [] : users(call, self, pgpu, dropped);
  if (vms.length > 0) throw new Fault('PGPU_IN_USE_BY_VM', ...vms);
  db.transaction(() => {
    db.update('PGPU', self, { enabled_VGPU_types: wanted });
    updateGroupTypes(call.world, pgpu.GPU_group);
  });
}

/** A group holds GPUs of one kind; an empty one takes any and becomes of that kind. */
function move(call: Call, self: Ref<'PGPU'>, group: Ref<'GPU_group'>): void {
  const { db, world } = call;
  const pgpu = need(db, 'PGPU', self);
  const target = need(db, 'GPU_group', group);
  const vms = users(call, self, pgpu);
  if (vms.length > 0) throw new Fault('PGPU_IN_USE_BY_VM', ...vms);
  const kind = kindOf(world, pgpu);
  if (target.GPU_types.length > 0 && !target.GPU_types.includes(kind)) {
    throw new Fault('PGPU_NOT_COMPATIBLE_WITH_GPU_GROUP', kind, `[${target.GPU_types.join(', ')}]`);
  }
  db.transaction(() => {
    db.update('PGPU', self, { GPU_group: group });
    if (target.GPU_types.length === 0) db.update('GPU_group', group, { GPU_types: [kind] });
    updateGroupTypes(world, pgpu.GPU_group);
    updateGroupTypes(world, group);
  });
}

function updateGroup(call: Call, group: Ref<'GPU_group'>): void {
  need(call.db, 'GPU_group', group);
  call.db.transaction(() => updateGroupTypes(call.world, group));
}

define({
  'PGPU.set_enabled_VGPU_types': (call, self, value) => enable(call, self, value),
  'PGPU.add_enabled_VGPU_types': (call, self, value) => {
    const { enabled_VGPU_types } = need(call.db, 'PGPU', self);
    enable(call, self, [...new Set([...enabled_VGPU_types, value])]);
  },
  'PGPU.remove_enabled_VGPU_types': (call, self, value) => {
    const { enabled_VGPU_types } = need(call.db, 'PGPU', self);
    enable(
      call,
      self,
      enabled_VGPU_types.filter((type) => type !== value),
    );
  },
  'PGPU.set_GPU_group': (call, self, value) => move(call, self, value),
  'PGPU.get_remaining_capacity': (call, self, type) => {
    need(call.db, 'PGPU', self);
    need(call.db, 'VGPU_type', type);
    return remainingCapacity(call.world, [self], type);
  },
  'GPU_group.create': (call, name_label, name_description, other_config) => {
    const { db, engine } = call;
    const group = engine.newRef('GPU_group');
    db.transaction(() =>
      db.insert('GPU_group', group, {
        uuid: engine.newUuid('GPU_group'),
        name_label,
        name_description,
        other_config,
        allocation_algorithm: 'depth_first',
      }),
    );
    return group;
  },
  'GPU_group.destroy': (call, self) => {
    const { db } = call;
    const { VGPUs, PGPUs } = need(db, 'GPU_group', self);
    const attached = VGPUs.filter((vgpu) => db.row('VGPU', vgpu).currently_attached);
    if (attached.length > 0) throw new Fault('GPU_GROUP_CONTAINS_VGPU', ...attached);
    if (PGPUs.length > 0) throw new Fault('GPU_GROUP_CONTAINS_PGPU', ...PGPUs);
    db.transaction(() => {
      for (const vgpu of VGPUs) db.remove('VGPU', vgpu);
      db.remove('GPU_group', self);
    });
  },
  'GPU_group.update_enabled_VGPU_types': updateGroup,
  'GPU_group.update_supported_VGPU_types': updateGroup,
  'GPU_group.get_remaining_capacity': (call, self, type) => {
    need(call.db, 'VGPU_type', type);
    return remainingCapacity(call.world, need(call.db, 'GPU_group', self).PGPUs, type);
  },
});
