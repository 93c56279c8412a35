import { describe, expect, it } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import { iscsi, refusalOf, twoServers } from '../../scenarios/testing/pool';
import { Simulator } from '../../simulator';
import { testPool, testVm, type TestPool } from '../testing';
import { wholeAxis } from './archives';
import { valuesOf } from './column';
import { runsOf } from './history';
import { Statistics, type Rrd } from './statistics';

const MINUTE_MS = 60_000;

async function runningPool(options = {}): Promise<TestPool & { vms: readonly Ref<'VM'>[] }> {
  const pool = testPool({ clockMode: 'instant', ...options });
  const vms: Ref<'VM'>[] = [];
  for (const name of ['web', 'db', 'mail']) {
    const vm = await testVm(pool, { name_label: name, VCPUs_max: 3, VCPUs_at_startup: 3 });
    const [host] = pool.hosts;
    await pool.sim.call('VM.start_on', vm, host ?? NULL_REF, false, false);
    vms.push(vm);
  }
  pool.sim.advance(15 * MINUTE_MS);
  return { ...pool, vms };
}

type Table = Readonly<Record<string, readonly number[]>>;

/** The readings of an object in one of its archives, by data source, the newest first. */
function read(sim: Simulator, choose: (statistics: Statistics) => Rrd, archive = 0): Table {
  const statistics = new Statistics(sim.world);
  const rrd = choose(statistics);
  const chosen = rrd.archives[archive];
  if (chosen === undefined) throw new Error('There is no such archive');
  const axis = wholeAxis(chosen, statistics.lastUpdateS);
  return Object.fromEntries(
    statistics.columns(rrd, chosen, axis).map((column) => [column.source.name, [...valuesOf(column, axis.rows)]]),
  );
}

const vmTable = (sim: Simulator, vm: Ref<'VM'>, archive = 0): Table => read(sim, (all) => all.vm(vm), archive);
const hostTable = (sim: Simulator, host: Ref<'host'>, archive = 0): Table =>
  read(sim, (all) => all.host(host), archive);

function first(pool: TestPool): Ref<'host'> {
  const [host] = pool.hosts;
  if (host === undefined) throw new Error('There is a server');
  return host;
}

describe('readings', () => {
  it('are the same for the same seed and time, whenever and in whatever order they are asked for', async () => {
    const pool = await runningPool({ seed: 7 });
    const other = await runningPool({ seed: 7 });
    const [web = NULL_REF, db = NULL_REF] = pool.vms;
    const before = vmTable(pool.sim, web);
    vmTable(other.sim, other.vms[1] ?? NULL_REF, 2);
    hostTable(other.sim, first(other));
    expect(vmTable(other.sim, other.vms[0] ?? NULL_REF)).toEqual(before);
    expect(vmTable(pool.sim, db)).not.toEqual(before);
    pool.sim.advance(MINUTE_MS);
    const later = vmTable(pool.sim, web);
    for (const name of ['cpu0', 'vif_0_rx', 'vbd_xvda_read']) {
      expect(later[name]?.slice(12), name).toEqual(before[name]?.slice(0, -12));
    }
    const seeded = await runningPool({ seed: 8 });
    expect(vmTable(seeded.sim, seeded.vms[0] ?? NULL_REF)['cpu0']).not.toEqual(before['cpu0']);
  });

  it('of a minute are the means of its five-second readings', async () => {
    const { sim, vms } = await runningPool();
    sim.advanceTo(Math.ceil(sim.nowMs / MINUTE_MS) * MINUTE_MS);
    const fine = vmTable(sim, vms[0] ?? NULL_REF, 0);
    const minutes = vmTable(sim, vms[0] ?? NULL_REF, 1);
    for (const name of ['cpu_usage', 'vif_0_tx', 'vbd_xvda_write', 'vbd_xvda_iops_total']) {
      for (const minute of [0, 3]) {
        const readings = fine[name]?.slice(12 * minute, 12 * minute + 12) ?? [];
        const mean = readings.reduce((sum, value) => sum + value, 0) / 12;
        expect(Math.abs((minutes[name]?.[minute] ?? NaN) - mean), name).toBeLessThan(0.02);
      }
    }
  });

  it('agree with one another: processors, memory, disks and networks add up', async () => {
    const pool = await runningPool();
    const { sim, vms, sr } = pool;
    const { db } = sim.world;
    const host = hostTable(sim, first(pool));
    const guests = vms.map((vm) => vmTable(sim, vm));
    const total = (name: string, at: number): number => guests.reduce((sum, each) => sum + (each[name]?.[at] ?? 0), 0);
    const short = db.row('SR', sr).uuid.slice(0, 8);
    for (const at of [0, 17, 60]) {
      for (const guest of guests) {
        const mean = [0, 1, 2].reduce((sum, cpu) => sum + (guest[`cpu${cpu}`]?.[at] ?? NaN), 0) / 3;
        expect(guest['cpu_usage']?.[at]).toBeCloseTo(mean, 4);
      }
      const cpus = Array.from({ length: 16 }, (_, cpu) => host[`cpu${cpu}`]?.[at] ?? NaN);
      expect(host['cpu_avg']?.[at]).toBeCloseTo(cpus.reduce((sum, value) => sum + value, 0) / 16, 4);
      expect((host['cpu_avg']?.[at] ?? 0) * 16).toBeCloseTo(3 * total('cpu_usage', at), 3);
      const states = ['C0', 'C1', 'C2'].reduce((sum, state) => sum + (host[`cpu3-${state}`]?.[at] ?? NaN), 0);
      expect(states).toBeCloseTo(1, 4);
      expect(host[`read_${short}`]?.[at]).toBeCloseTo(total('vbd_xvda_read', at), 0);
      expect(host[`iops_write_${short}`]?.[at]).toBeCloseTo(total('vbd_xvda_iops_write', at), 0);
      expect(host['pif_eth0_rx']?.[at]).toBeCloseTo(total('vif_0_rx', at), 0);
      expect(host['pif_aggr_tx']?.[at]).toBe(host['pif_eth0_tx']?.[at]);
      const overheads = vms.reduce((sum, vm) => sum + db.row('VM', vm).memory_overhead, 0);
      const usedKib = (total('memory', at) + overheads) / 1024;
      expect((host['memory_total_kib']?.[at] ?? 0) - (host['memory_free_kib']?.[at] ?? 0)).toBe(usedKib);
    }
    const metrics = db.row('host', first(pool)).metrics;
    const { memory_free } = await sim.call('host_metrics.get_record', metrics);
    expect((host['memory_free_kib']?.[0] ?? 0) * 1024).toBe(memory_free);
  });

  it('stay within the bounds of their data sources, in all archives of servers and VMs', async () => {
    const { simulator: sim, alder } = twoServers();
    await iscsi(sim, alder);
    sim.advance(9 * 86_400_000);
    const statistics = new Statistics(sim.world);
    const dom0 = sim.world.db.row('host', alder).control_domain;
    for (const rrd of [statistics.host(alder), statistics.vm(dom0)]) {
      for (const archive of rrd.archives) {
        const axis = wholeAxis(archive, statistics.lastUpdateS);
        for (const column of statistics.columns(rrd, archive, axis)) {
          const { source } = column;
          for (const value of valuesOf(column, axis.rows)) {
            const isBounded = Number.isNaN(value) || (value >= source.min && value <= source.max);
            if (!isBounded) expect(value, source.name).toBeNull();
          }
        }
      }
    }
    const [, average, least, most] = [0, 1, 2, 3].map((archive) => hostTable(sim, alder, archive)['cpu_avg'] ?? []);
    const isBetween = average?.every((value, at) => (least?.[at] ?? NaN) <= value && value <= (most?.[at] ?? NaN));
    expect(isBetween).toBe(true);
  });

  it('leave no more of the processors to many busy guests than there is', async () => {
    const pool = testPool({ clockMode: 'instant', hosts: 1, memoryGib: 256 });
    const vms: Ref<'VM'>[] = [];
    for (let at = 0; at < 40; at++) {
      const vm = await testVm(pool, { name_label: `many-${at}`, VCPUs_max: 16, VCPUs_at_startup: 16 });
      await pool.sim.call('VM.start', vm, false, false);
      vms.push(vm);
    }
    pool.sim.advance(15 * MINUTE_MS);
    const host = hostTable(pool.sim, first(pool));
    const used = vms.reduce((sum, vm) => sum + 16 * (vmTable(pool.sim, vm)['cpu_usage']?.[3] ?? NaN), 0);
    expect(host['cpu_avg']?.[3]).toBe(0.95);
    expect(used / 16).toBeCloseTo(0.95, 2);
  });
});

describe('the history of a VM', () => {
  it('has samples from when it ran only, wherever that was, and survives a saved world', async () => {
    const pool = await runningPool();
    const { sim, vms } = pool;
    const [web = NULL_REF] = vms;
    const [, second = NULL_REF] = pool.hosts;
    const known = (of: Simulator): number =>
      (vmTable(of, web)['cpu_usage'] ?? []).filter((value) => !Number.isNaN(value)).length;
    expect(known(sim)).toBe(120);
    await sim.call('VM.pool_migrate', web, second, {});
    sim.advance(2 * MINUTE_MS);
    expect(known(sim)).toBe(120);
    expect(hostTable(sim, second)['running_domains']?.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 1));
    await sim.call('VM.hard_shutdown', web);
    const stoppedMs = sim.nowMs;
    sim.advance(4 * MINUTE_MS);
    const halted = vmTable(sim, web)['cpu_usage'] ?? [];
    expect(halted.slice(0, 47).every(Number.isNaN)).toBe(true);
    expect(halted.slice(50).some(Number.isNaN)).toBe(false);
    await sim.call('VM.start_on', web, second, false, false);
    sim.advance(MINUTE_MS);
    const rows = sim.world.db.row('VM', web);
    const runs = runsOf(sim.world, web, rows);
    expect(runs.map(({ host }) => host)).toEqual([pool.hosts[0], second, second]);
    expect(runs[1]?.toS).toBe(Math.floor(stoppedMs / 1000));
    const copy = new Simulator();
    copy.load(sim.save());
    expect(vmTable(copy, web)).toEqual(vmTable(sim, web));
    // What the first server counted while the VM was there stays counted.
    const domains = hostTable(sim, first(pool), 1)['running_domains'] ?? [];
    expect([domains[0], Math.max(...domains.filter((value) => !Number.isNaN(value)))]).toEqual([2, 3]);
  });

  it('goes through reboots without a gap, and stops while a VM is suspended or paused', async () => {
    const { sim, vms } = await runningPool();
    const [web = NULL_REF, mail = NULL_REF] = vms;
    await sim.call('VM.hard_reboot', web);
    sim.advance(MINUTE_MS);
    expect((vmTable(sim, web)['cpu_usage'] ?? []).some(Number.isNaN)).toBe(false);
    await sim.call('VM.pause', mail);
    sim.advance(MINUTE_MS);
    await sim.call('VM.unpause', mail);
    sim.advance(MINUTE_MS);
    const usage = (vmTable(sim, mail)['cpu_usage'] ?? []).map((value) => !Number.isNaN(value));
    expect(usage.slice(0, 11).every(Boolean)).toBe(true);
    expect(usage.slice(14, 22).some(Boolean)).toBe(false);
    expect(usage.slice(30).every(Boolean)).toBe(true);
  });

  it('costs nothing while nothing happens, and ends with the VM', async () => {
    const { sim, vms } = await runningPool();
    const [web = NULL_REF] = vms;
    const before = sim.hash();
    vmTable(sim, web);
    sim.advance(60 * MINUTE_MS);
    expect(sim.hash()).toBe(before);
    await sim.call('VM.hard_shutdown', web);
    expect(sim.world.engine.notes.get('runs', web)).toBeDefined();
    await sim.call('VM.destroy', web);
    expect(sim.world.engine.notes.get('runs', web)).toBeUndefined();
  });
});

describe('data sources', () => {
  it('of a running VM are listed in order, with units and bounds, and what is recorded is marked', async () => {
    const { sim, vms } = await runningPool();
    const [web = NULL_REF] = vms;
    const sources = await sim.call('VM.get_data_sources', web);
    const names = sources.map(({ name_label }) => name_label);
    expect(names).toEqual([...names].sort());
    const common = { enabled: true, standard: true, min: 0, value: 0 };
    expect(sources.find(({ name_label }) => name_label === 'cpu0')).toEqual({
      ...common,
      name_label: 'cpu0',
      name_description: 'CPU0 usage',
      units: '(fraction)',
      max: 1,
    });
    expect(sources.find(({ name_label }) => name_label === 'vbd_xvda_read_latency')).toMatchObject({
      ...common,
      units: 'μs',
      max: Infinity,
    });
    expect(sources.filter(({ enabled }) => !enabled).map(({ name_label }) => name_label)).toEqual([
      'memory_numa_node_0',
      'numa_node_nonaffine_vcpus',
      'numa_nodes',
      'runnable_any',
      'runnable_vcpus',
      'runstate_blocked',
      'runstate_concurrency_hazard',
      'runstate_full_contention',
      'runstate_fullrun',
      'runstate_partial_contention',
      'runstate_partial_run',
      'vif_0_rx_errors',
      'vif_0_tx_errors',
    ]);
  });

  it('are recorded from the moment somebody asks for them, read, and forgotten', async () => {
    const { sim, vms } = await runningPool();
    const [web = NULL_REF] = vms;
    const name = 'runstate_blocked';
    expect(await refusalOf(sim, 'VM.query_data_source', web, name)).toEqual(['INVALID_VALUE', 'data_source', name]);
    await sim.call('VM.record_data_source', web, name);
    expect(await sim.call('VM.query_data_source', web, name)).toBeNaN();
    sim.advance(MINUTE_MS);
    expect(await sim.call('VM.query_data_source', web, name)).toBeGreaterThan(0);
    const known = (vmTable(sim, web)[name] ?? []).filter((value) => !Number.isNaN(value));
    expect(known).toHaveLength(12);
    await sim.call('VM.forget_data_source_archives', web, name);
    expect(vmTable(sim, web)[name]).toBeUndefined();
    // A standard one begins again at once.
    await sim.call('VM.forget_data_source_archives', web, 'cpu0');
    sim.advance(10_000);
    expect((vmTable(sim, web)['cpu0'] ?? []).filter((value) => !Number.isNaN(value))).toHaveLength(2);
    expect(await refusalOf(sim, 'VM.record_data_source', web, 'cpu9')).toEqual([
      'INVALID_VALUE',
      'data_source',
      'cpu9',
    ]);
  });

  it('need a VM that runs, a server that is up, and a repository that is attached', async () => {
    const pool = await runningPool();
    const { sim, sr } = pool;
    const { db } = sim.world;
    const vm = await testVm(pool, { name_label: 'idle' });
    expect(await refusalOf(sim, 'VM.get_data_sources', vm)).toEqual(['VM_BAD_POWER_STATE', vm, 'running', 'halted']);
    const host = first(pool);
    const load = await sim.call('host.query_data_source', host, 'loadavg');
    expect(load).toBe(hostTable(sim, host)['loadavg']?.[0]);
    expect((await sim.call('host.get_data_sources', host)).find((each) => each.name_label === 'loadavg')).toMatchObject(
      {
        min: -Infinity,
        max: Infinity,
      },
    );
    expect(await sim.call('SR.query_data_source', sr, 'physical_utilisation')).toBe(
      db.row('SR', sr).physical_utilisation,
    );
    db.transaction(() => {
      db.update('host_metrics', db.row('host', host).metrics, { live: false });
      for (const pbd of db.row('SR', sr).PBDs) db.update('PBD', pbd, { currently_attached: false });
    });
    expect(await refusalOf(sim, 'host.get_data_sources', host)).toEqual(['HOST_OFFLINE', host]);
    expect(await refusalOf(sim, 'SR.get_data_sources', sr)).toEqual(['SR_HAS_NO_PBDS', sr]);
    expect(await refusalOf(sim, 'SR.get_data_sources', NULL_REF)).toEqual(['HANDLE_INVALID', 'SR', NULL_REF]);
  });
});
