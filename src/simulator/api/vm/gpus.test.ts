import { expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { PGPU_SIZE } from '../gpu/capacity';
import { testPool, testVm, type TestPool } from '../testing';

interface Gpus {
  readonly group: Ref<'GPU_group'>;
  readonly type: Ref<'VGPU_type'>;
  readonly pgpus: readonly Ref<'PGPU'>[];
}

/** One GPU in each server of a pool, of a kind that two vGPUs fit on; or that is passed through as a whole. */
function installGpus({ sim, hosts }: TestPool, implementation: Records['VGPU_type']['implementation']): Gpus {
  const { db, engine } = sim.world;
  return db.transaction(() => {
    const group = engine.newRef('GPU_group');
    const type = engine.newRef('VGPU_type');
    db.insert('GPU_group', group, { uuid: engine.newUuid('GPU_group'), allocation_algorithm: 'depth_first' });
    db.insert('VGPU_type', type, {
      uuid: engine.newUuid('VGPU_type'),
      implementation,
      size: PGPU_SIZE / 2,
      compatible_types_on_pgpu: [type],
    });
    const pgpus = hosts.map((host) => {
      const pci = engine.newRef('PCI');
      const pgpu = engine.newRef('PGPU');
      db.insert('PCI', pci, { uuid: engine.newUuid('PCI'), host });
      db.insert('PGPU', pgpu, {
        uuid: engine.newUuid('PGPU'),
        host,
        PCI: pci,
        GPU_group: group,
        supported_VGPU_types: [type],
        enabled_VGPU_types: [type],
        supported_VGPU_max_capacities: { [type]: 2 },
      });
      db.update('host', host, { chipset_info: { iommu: 'true' } });
      return pgpu;
    });
    return { group, type, pgpus };
  });
}

async function gpuVm(pool: TestPool, { group, type }: Gpus): Promise<Ref<'VM'>> {
  const { db, engine } = pool.sim.world;
  const vm = await testVm(pool);
  db.transaction(() => {
    db.insert('VGPU', engine.newRef('VGPU'), {
      uuid: engine.newUuid('VGPU'),
      VM: vm,
      GPU_group: group,
      type,
      device: '0',
    });
  });
  return vm;
}

test('VMs with a vGPU fill one GPU before they take the next, and the last one is refused', async () => {
  const pool = testPool({ hosts: 2, clockMode: 'instant' });
  const { sim } = pool;
  const { db } = sim.world;
  const gpus = installGpus(pool, 'nvidia');
  const homes: Ref<'host'>[] = [];
  const vms: Ref<'VM'>[] = [];
  for (let i = 0; i < 4; i++) {
    const vm = await gpuVm(pool, gpus);
    await sim.call('VM.start', vm, false, false);
    vms.push(vm);
    homes.push(db.row('VM', vm).resident_on);
    const vgpu = db.row('VGPU', db.row('VM', vm).VGPUs[0] ?? NULL_REF);
    expect(vgpu).toMatchObject({ currently_attached: true, scheduled_to_be_resident_on: NULL_REF });
    expect(db.row('PGPU', vgpu.resident_on).host).toBe(homes[i]);
  }
  expect(homes[1]).toBe(homes[0]);
  expect(homes[3]).toBe(homes[2]);
  expect(homes[2]).not.toBe(homes[0]);
  const late = await gpuVm(pool, gpus);
  await expect(sim.call('VM.start', late, false, false)).rejects.toMatchObject({ code: 'NO_HOSTS_AVAILABLE' });
  await expect(sim.call('VM.start_on', late, homes[0] ?? NULL_REF, false, false)).rejects.toMatchObject({
    code: 'VM_REQUIRES_VGPU',
    params: [late, gpus.group, gpus.type],
  });
  const [first = NULL_REF] = vms;
  await sim.call('VM.hard_shutdown', first);
  expect(db.row('VGPU', db.row('VM', first).VGPUs[0] ?? NULL_REF)).toMatchObject({
    currently_attached: false,
    resident_on: NULL_REF,
  });
  await sim.call('VM.start', late, false, false);
  expect(db.row('VM', late).resident_on).toBe(homes[0]);
});

test('a start that is cancelled gives the GPU back', async () => {
  const pool = testPool({ hosts: 1 });
  const { sim } = pool;
  const { db } = sim.world;
  const gpus = installGpus(pool, 'nvidia');
  const vm = await gpuVm(pool, gpus);
  const started = sim.call('VM.start', vm, false, false).catch((error: unknown) => error);
  const [vgpu = NULL_REF] = db.row('VM', vm).VGPUs;
  expect(db.row('VGPU', vgpu).scheduled_to_be_resident_on).toBe(gpus.pgpus[0]);
  await sim.call('task.cancel', db.first('task') ?? NULL_REF);
  expect(await started).toMatchObject({ code: 'TASK_CANCELLED' });
  expect(db.row('VGPU', vgpu).scheduled_to_be_resident_on).toBe(NULL_REF);
});

test('a GPU passed through belongs to one VM, which then stays where it is', async () => {
  const pool = testPool({ hosts: 1, clockMode: 'instant' });
  const { sim } = pool;
  const { db } = sim.world;
  const gpus = installGpus(pool, 'passthrough');
  const [vm, other] = [await gpuVm(pool, gpus), await gpuVm(pool, gpus)];
  await sim.call('VM.start', vm, false, false);
  sim.advance(60_000);
  const { PCI } = db.row('PGPU', gpus.pgpus[0] ?? NULL_REF);
  expect(db.row('VM', vm).attached_PCIs).toEqual([PCI]);
  const [host = NULL_REF] = pool.hosts;
  const refusal = { code: 'VM_REQUIRES_GPU', params: [other, gpus.group] };
  await expect(sim.call('VM.start_on', other, host, false, false)).rejects.toMatchObject(refusal);
  await expect(sim.call('VM.suspend', vm)).rejects.toMatchObject({ code: 'VM_HAS_PCI_ATTACHED', params: [vm] });
  await sim.call('VM.hard_shutdown', vm);
  expect(db.row('PCI', PCI).attached_VMs).toEqual([]);
  db.transaction(() => db.update('host', host, { chipset_info: {} }));
  await expect(sim.call('VM.start_on', vm, host, false, false)).rejects.toMatchObject({
    code: 'VM_REQUIRES_IOMMU',
    params: [host],
  });
});

test('a vGPU moves only with cards that say what they are compatible with', async () => {
  const pool = testPool({ hosts: 2, clockMode: 'instant' });
  const { sim } = pool;
  const { db } = sim.world;
  const gpus = installGpus(pool, 'nvidia');
  const vm = await gpuVm(pool, gpus);
  await sim.call('VM.start', vm, false, false);
  sim.advance(60_000);
  const from = db.row('VM', vm).resident_on;
  const to = pool.hosts.find((host) => host !== from) ?? NULL_REF;
  await expect(sim.call('VM.pool_migrate', vm, to, {})).rejects.toMatchObject({ code: 'VM_HAS_VGPU', params: [vm] });
  db.transaction(() => {
    for (const pgpu of gpus.pgpus) db.update('PGPU', pgpu, { compatibility_metadata: { Nvidia: 'driver' } });
  });
  await sim.call('VM.pool_migrate', vm, to, {});
  const { resident_on } = db.row('VGPU', db.row('VM', vm).VGPUs[0] ?? NULL_REF);
  expect(db.row('PGPU', resident_on).host).toBe(to);
});
