import { describe, expect, test } from 'vitest';
import { NEWER_SERVER, serverSpec } from '../../scenarios/hardware';
import { refusalOf } from '../../scenarios/testing/pool';
import { Simulator } from '../../simulator';
import { installHost } from '../host/install';
import { driveRecord, testPool, testVm, type TestPool } from '../testing';

const GIB = 2 ** 30;

function poolOf(version: string): TestPool {
  const pool = testPool({ clockMode: 'instant', hosts: 1, memoryGib: 1024 });
  const { db } = pool.sim.world;
  db.transaction(() => {
    for (const host of pool.hosts) {
      const cpu_info = { ...db.row('host', host).cpu_info, cpu_count: '96' };
      db.update('host', host, { software_version: { product_version: version }, cpu_info });
    }
  });
  return pool;
}

describe('a server of a release', () => {
  test.each([
    ['6.2.0', 16],
    ['6.5.0', 16],
    ['7.0.0', 32],
    ['8.2.1', 64],
  ])('%s starts machines of %i vCPUs and none of more', async (version, most) => {
    const pool = poolOf(version);
    const fits = await testVm(pool, { VCPUs_max: most, VCPUs_at_startup: most });
    await pool.sim.call('VM.start_on', fits, pool.hosts[0] ?? '', false, false);
    const more = await testVm(pool, { VCPUs_max: most + 1, VCPUs_at_startup: 1 });
    expect(await refusalOf(pool.sim, 'VM.start_on', more, pool.hosts[0] ?? '', false, false)).toEqual([
      'VM_TOO_MANY_VCPUS',
      more,
    ]);
    expect(await refusalOf(pool.sim, 'VM.assert_can_boot_here', more, pool.hosts[0] ?? '')).toEqual([
      'VM_TOO_MANY_VCPUS',
      more,
    ]);
  });

  test('starts a machine of more memory than its release is supported with', async () => {
    const pool = poolOf('6.2.0');
    const memory = { memory_dynamic_min: 200 * GIB, memory_dynamic_max: 200 * GIB, memory_static_max: 200 * GIB };
    const large = await testVm(pool, memory);
    await pool.sim.call('VM.start', large, false, false);
    expect(pool.sim.world.db.row('VM', large).power_state).toBe('Running');
  });
});

test.each([
  ['6.2.0', 15],
  ['6.5.0', 15],
  ['7.0.0', 254],
])('the toolstack of %s gives a machine disks up to number %i', async (version, last) => {
  const pool = poolOf(version);
  const vm = await testVm(pool);
  const devices = await pool.sim.call('VM.get_allowed_VBD_devices', vm);
  expect(devices.at(-1)).toBe(String(last));
  const [vbd = ''] = pool.sim.world.db.row('VM', vm).VBDs;
  const { VDI: vdi } = pool.sim.world.db.row('VBD', vbd);
  const drive = driveRecord(vm, vdi, String(last + 1), { mode: 'RO' });
  expect(await refusalOf(pool.sim, 'VBD.create', drive)).toEqual(['INVALID_DEVICE', String(last + 1)]);
});

test('templates of a pool tell clients the limits of its release', () => {
  const sim = new Simulator();
  const spec = serverSpec(
    { name: 'old', description: '', server: NEWER_SERVER, memoryGib: 256, localStorageGib: 100 },
    1,
  );
  installHost(sim.world, { ...spec, software: { product_version: '6.2.0' } });
  const told = [...sim.world.db.all('VM')].map(([, vm]) => vm.recommendations).filter((text) => text !== '');
  expect(told.length).toBeGreaterThan(3);
  for (const text of told) {
    const mostOf = (field: string): number =>
      Number(new RegExp(`(?:field|property)="${field}" max="(\\d+)"`).exec(text)?.[1]);
    expect(mostOf('vcpus-max')).toBe(16);
    expect(mostOf('number-of-vbds')).toBe(16);
    expect(mostOf('memory-static-max')).toBe(128 * GIB);
  }
});
