import { describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import { Simulator } from '../../simulator';
import { freeMemoryBytes, overheadOf } from '../memory';
import { testPool, testVm, type TestPool } from '../testing';

async function start(pool: TestPool, vm: Ref<'VM'>): Promise<void> {
  await pool.sim.call('VM.start', vm, false, false);
}

function messages({ sim }: TestPool): readonly string[] {
  return [...sim.world.db.all('message')].map(([, { name, body }]) => `${name}: ${body}`);
}

describe('a VM that has started', () => {
  test('has its devices, a screen, a domain and a moment of start', async () => {
    const pool = testPool({ hosts: 1, clockMode: 'instant' });
    const { sim } = pool;
    const vm = await testVm(pool);
    await start(pool, vm);
    const { db } = sim.world;
    const row = db.row('VM', vm);
    expect(row).toMatchObject({
      power_state: 'Running',
      resident_on: pool.hosts[0],
      domid: 1,
      guest_metrics: NULL_REF,
    });
    expect(row.bios_strings['system-product-name']).toBe('HVM domU');
    expect(row.last_boot_CPU_flags).toEqual({});
    expect(
      row.VBDs.map((vbd) => db.row('VBD', vbd)).map(({ device, currently_attached }) => [device, currently_attached]),
    ).toEqual([
      ['xvda', true],
      ['xvdd', true],
    ]);
    expect(row.VIFs.map((vif) => db.row('VIF', vif).currently_attached)).toEqual([true]);
    const [console = NULL_REF] = row.consoles;
    const { uuid, location, protocol } = db.row('console', console);
    expect([protocol, location]).toEqual(['rfb', `https://10.0.0.1/console?uuid=${uuid}`]);
    expect(db.row('VM_metrics', row.metrics)).toMatchObject({
      memory_actual: 2 ** 31,
      VCPUs_number: 2,
      hvm: true,
      current_domain_type: 'hvm',
      start_time: '20260105T08:00:02Z',
    });
    expect(messages(pool)).toEqual([
      `VM_STARTED: VM 'web-1' (uuid: ${row.uuid}) started on host: server-1 (uuid: ${db.row('host', row.resident_on).uuid})`,
    ]);
  });

  test('counts domains by server', async () => {
    const pool = testPool({ hosts: 2, clockMode: 'instant' });
    const { db } = pool.sim.world;
    const vm = await testVm(pool);
    const domids: number[] = [];
    for (const host of [pool.hosts[0], pool.hosts[1], pool.hosts[0]]) {
      await pool.sim.call('VM.start_on', vm, host ?? NULL_REF, false, false);
      domids.push(db.row('VM', vm).domid);
      await pool.sim.call('VM.hard_shutdown', vm);
    }
    expect(domids).toEqual([1, 1, 2]);
    expect(db.row('VM', vm).domid).toBe(-1);
  });

  test('has nothing of it any more when it is halted', async () => {
    const pool = testPool({ clockMode: 'instant' });
    const vm = await testVm(pool);
    await start(pool, vm);
    await pool.sim.call('VM.hard_shutdown', vm);
    const { db } = pool.sim.world;
    const row = db.row('VM', vm);
    expect(row).toMatchObject({
      power_state: 'Halted',
      resident_on: NULL_REF,
      domid: -1,
      consoles: [],
      requires_reboot: false,
    });
    for (const vbd of row.VBDs) expect(db.row('VBD', vbd).currently_attached).toBe(false);
    expect(db.count('console')).toBe(0);
    expect(db.row('VM_metrics', row.metrics).memory_actual).toBe(0);
    expect(messages(pool)[1]).toBe(`VM_SHUTDOWN: VM 'web-1' (uuid: ${row.uuid}) shutdown forcibly`);
  });

  test('started in a world that was saved and opened again on the way', async () => {
    const pool = testPool();
    const { sim } = pool;
    const vm = await testVm(pool);
    void sim.call('VM.start', vm, false, false);
    sim.advance(1000);
    const opened = new Simulator();
    opened.load(JSON.parse(JSON.stringify(sim.save())) as ReturnType<typeof sim.save>);
    expect(opened.hash()).toBe(sim.hash());
    for (const world of [sim, opened]) world.advance(60_000);
    const { power_state, current_operations, guest_metrics } = opened.world.db.row('VM', vm);
    expect([power_state, current_operations]).toEqual(['Running', {}]);
    expect(opened.world.db.has('VM_guest_metrics', guest_metrics)).toBe(true);
    expect(freeMemoryBytes(opened.world, pool.hosts[0] ?? NULL_REF)).toBe(
      freeMemoryBytes(sim.world, pool.hosts[0] ?? NULL_REF),
    );
  });

  test('waits for its delays within the call, not before its state', async () => {
    const pool = testPool();
    const { sim } = pool;
    const vm = await testVm(pool);
    await sim.call('VM.set_start_delay', vm, 60);
    const call = sim.call('VM.start', vm, false, false);
    sim.advance(10_000);
    const row = await sim.call('VM.get_record', vm);
    expect([row.power_state, Object.values(row.current_operations)]).toEqual(['Running', ['start']]);
    sim.advance(60_000);
    await call;
    expect((await sim.call('VM.get_record', vm)).current_operations).toEqual({});
  });
});

describe('a guest', () => {
  test('reports when it has booted: a system, tools and addresses that do not change from run to run', async () => {
    const pool = testPool({ clockMode: 'instant' });
    const { sim } = pool;
    const { db } = sim.world;
    const vm = await testVm(pool, { name_label: 'Ubuntu 22.04 web' });
    await start(pool, vm);
    sim.advance(14_900);
    expect(db.row('VM', vm).guest_metrics).toBe(NULL_REF);
    sim.advance(200);
    const first = db.row('VM_guest_metrics', db.row('VM', vm).guest_metrics);
    expect(first.os_version['distro']).toBe('ubuntu');
    expect(first.networks['0/ip']).toMatch(/^10\.\d+\.\d+\.\d+$/);
    expect(first.networks['0/ipv6/0']).toMatch(/^fe80::/);
    await sim.call('VM.clean_reboot', vm);
    expect(db.row('VM', vm).guest_metrics).toBe(NULL_REF);
    sim.advance(60_000);
    expect(db.row('VM_guest_metrics', db.row('VM', vm).guest_metrics).networks).toEqual(first.networks);
  });

  test('of Windows boots and shuts down slower', async () => {
    const pool = testPool({ clockMode: 'instant' });
    const { sim } = pool;
    const vm = await testVm(pool, { name_label: 'Windows Server 2022' });
    await start(pool, vm);
    sim.advance(44_000);
    expect(sim.world.db.row('VM', vm).guest_metrics).toBe(NULL_REF);
    sim.advance(2000);
    const metrics = sim.world.db.row('VM_guest_metrics', sim.world.db.row('VM', vm).guest_metrics);
    expect(metrics.os_version['name']).toMatch(/^Microsoft Windows Server 2022/);
    const before = sim.nowMs;
    await sim.call('VM.clean_shutdown', vm);
    expect(sim.nowMs - before).toBe(21_500);
  });

  test('of a domain that is gone does not report', async () => {
    const pool = testPool({ clockMode: 'instant' });
    const { sim } = pool;
    const vm = await testVm(pool);
    await start(pool, vm);
    await sim.call('VM.hard_shutdown', vm);
    sim.advance(60_000);
    expect(sim.world.db.count('VM_guest_metrics')).toBe(0);
  });

  test('that was started paused boots when it is let go', async () => {
    const pool = testPool({ clockMode: 'instant' });
    const { sim } = pool;
    const vm = await testVm(pool);
    await sim.call('VM.start', vm, true, false);
    sim.advance(60_000);
    expect(sim.world.db.row('VM', vm)).toMatchObject({ power_state: 'Paused', guest_metrics: NULL_REF });
    await sim.call('VM.unpause', vm);
    sim.advance(60_000);
    expect(sim.world.db.count('VM_guest_metrics')).toBe(1);
  });
});

describe('a VM that moves', () => {
  test('keeps running, and its screen is at the new server', async () => {
    const pool = testPool({ clockMode: 'instant' });
    const { sim } = pool;
    const { db } = sim.world;
    const vm = await testVm(pool);
    await sim.call('VM.start_on', vm, pool.hosts[0] ?? NULL_REF, false, false);
    sim.advance(60_000);
    const guest = db.row('VM', vm).guest_metrics;
    const before = sim.nowMs;
    await sim.call('VM.pool_migrate', vm, pool.hosts[1] ?? NULL_REF, { live: 'true' });
    const row = db.row('VM', vm);
    expect(row).toMatchObject({
      power_state: 'Running',
      resident_on: pool.hosts[1],
      guest_metrics: guest,
      scheduled_to_be_resident_on: NULL_REF,
    });
    expect(db.row('console', row.consoles[0] ?? NULL_REF).location).toContain('10.0.0.2');
    // 2 GiB over 1 Gbit/s, two devices to plug.
    expect(sim.nowMs - before).toBeGreaterThan(18_000);
    expect(sim.nowMs - before).toBeLessThan(25_000);
    expect(messages(pool).at(-1)).toMatch(
      /^VM_MIGRATED: VM 'web-1' \(uuid: \S+\) migrated from host 'server-1' \(uuid: \S+\) to host 'server-2' \(uuid: \S+\)$/,
    );
  });

  test('needs a processor like the one that it booted on', async () => {
    const pool = testPool({ clockMode: 'instant' });
    const { sim } = pool;
    const { db } = sim.world;
    const vm = await testVm(pool);
    const [a = NULL_REF, b = NULL_REF] = pool.hosts;
    const cpu_info = { vendor: 'GenuineIntel', features_hvm: 'ffffffff' };
    db.transaction(() => {
      for (const ref of db.refs('pool')) db.update('pool', ref, { cpu_info });
      db.update('host', b, { cpu_info: { ...cpu_info, features_hvm: '7fffffff', cpu_count: '16' } });
    });
    await sim.call('VM.start_on', vm, a, false, false);
    sim.advance(60_000);
    await expect(sim.call('VM.pool_migrate', vm, b, {})).rejects.toMatchObject({
      code: 'VM_INCOMPATIBLE_WITH_THIS_HOST',
      params: [vm, b, 'VM last booted on a host which had a CPU with more features'],
    });
    await sim.call('VM.pool_migrate', vm, b, { force: 'true' });
    expect(db.row('VM', vm).resident_on).toBe(b);
  });
});

describe('a suspended VM', () => {
  test('holds its memory in an image until it resumes', async () => {
    const pool = testPool({ clockMode: 'instant' });
    const { sim } = pool;
    const { db } = sim.world;
    const vm = await testVm(pool);
    await start(pool, vm);
    sim.advance(60_000);
    await sim.call('VM.suspend', vm);
    const row = db.row('VM', vm);
    expect(row).toMatchObject({ power_state: 'Suspended', resident_on: NULL_REF, domid: -1 });
    const image = db.row('VDI', row.suspend_VDI);
    expect(image).toMatchObject({ type: 'suspend', SR: pool.sr });
    expect(image.virtual_size).toBeGreaterThan(2 ** 31);
    await sim.call('VM.resume', vm, false, false);
    expect(db.row('VM', vm)).toMatchObject({ power_state: 'Running', suspend_VDI: NULL_REF });
    expect(db.has('VDI', row.suspend_VDI)).toBe(false);
    expect(messages(pool).map((text) => text.split(':')[0])).toEqual(['VM_STARTED', 'VM_SUSPENDED', 'VM_RESUMED']);
  });

  test('loses it when it is shut down by force', async () => {
    const pool = testPool({ clockMode: 'instant' });
    const { sim } = pool;
    const vm = await testVm(pool);
    await start(pool, vm);
    sim.advance(60_000);
    await sim.call('VM.suspend', vm);
    await sim.call('VM.hard_shutdown', vm);
    expect(sim.world.db.row('VM', vm)).toMatchObject({ power_state: 'Halted', suspend_VDI: NULL_REF });
    expect(sim.world.db.count('VDI')).toBe(1);
  });

  test('needs somewhere to put it', async () => {
    const pool = testPool({ hosts: 1, clockMode: 'instant' });
    const { sim } = pool;
    const { db } = sim.world;
    const vm = await testVm(pool);
    await start(pool, vm);
    sim.advance(60_000);
    db.transaction(() => {
      for (const ref of db.refs('pool')) db.update('pool', ref, { suspend_image_SR: NULL_REF });
      for (const ref of db.refs('host')) db.update('host', ref, { suspend_image_sr: NULL_REF });
    });
    await expect(sim.call('VM.suspend', vm)).rejects.toMatchObject({ code: 'VM_NO_SUSPEND_SR', params: [vm] });
    await sim.call('VM.set_suspend_SR', vm, pool.sr);
    await sim.call('VM.suspend', vm);
    expect(db.row('VM', vm).power_state).toBe('Suspended');
  });
});

describe('the power state of a VM', () => {
  test('is reset only when its server is lost', async () => {
    const pool = testPool({ clockMode: 'instant' });
    const { sim } = pool;
    const { db } = sim.world;
    const [a = NULL_REF, b = NULL_REF] = pool.hosts;
    const vm = await testVm(pool);
    await sim.call('VM.start_on', vm, a, false, false);
    await expect(sim.call('VM.power_state_reset', vm)).rejects.toMatchObject({ code: 'DOMAIN_EXISTS', params: [vm] });
    await sim.call('VM.hard_shutdown', vm);
    await sim.call('VM.start_on', vm, b, false, false);
    await expect(sim.call('VM.power_state_reset', vm)).rejects.toMatchObject({ code: 'HOST_IS_LIVE', params: [b] });
    db.transaction(() => db.update('host_metrics', db.row('host', b).metrics, { live: false }));
    await sim.call('VM.power_state_reset', vm);
    expect(db.row('VM', vm)).toMatchObject({ power_state: 'Halted', resident_on: NULL_REF });
  });
});

test('a reboot applies what was changed while the VM ran', async () => {
  const pool = testPool({ clockMode: 'instant' });
  const { sim } = pool;
  const { db } = sim.world;
  const vm = await testVm(pool);
  await start(pool, vm);
  const domid = db.row('VM', vm).domid;
  await sim.call('VM.hard_reboot', vm);
  expect(db.row('VM', vm)).toMatchObject({ power_state: 'Running', domid: domid + 1 });
  expect(db.row('VM', vm).memory_overhead).toBe(overheadOf(db.row('VM', vm)));
  expect(messages(pool).at(-1)).toContain('VM_REBOOTED');
});
