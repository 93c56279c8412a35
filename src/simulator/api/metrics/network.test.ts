import { beforeEach, describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { payloadShare } from '../../physics/network/framing';
import { receiveMbitPerS, transmitMbitPerS } from '../../physics/network/streams';
import { RELEASES } from '../../physics/releases';
import { testPool, testVm, type TestPool } from '../testing';
import { ofHost, ofVm } from './testing/readings';

const MINUTE_MS = 60_000;
/** Data that a link of 1 Gbit/s carries, bytes a second. */
const GIGABIT = (1e9 / 8) * payloadShare(1500);

let pool: TestPool;
let host: Ref<'host'>;

beforeEach(() => {
  pool = testPool({ clockMode: 'instant', hosts: 1, memoryGib: 256 });
  [host = NULL_REF] = pool.hosts;
});

function release(version: string): void {
  const { db } = pool.sim.world;
  db.transaction(() => db.update('host', host, { software_version: { product_version: version } }));
}

/** A port of the server with a link of so many Mbit/s; 0 without one. */
function port(device: string, mbit: number, values: Partial<Records['PIF']> = {}): Ref<'PIF'> {
  const { db, engine } = pool.sim.world;
  return db.transaction(() => {
    const metrics = engine.newRef('PIF_metrics');
    db.insert('PIF_metrics', metrics, { uuid: engine.newUuid('PIF_metrics'), carrier: mbit > 0, speed: mbit });
    const known = db.row('host', host).PIFs.find((ref) => db.row('PIF', ref).device === device);
    if (known !== undefined) db.update('PIF', known, { metrics, ...values });
    const ref = known ?? engine.newRef('PIF');
    if (known === undefined) {
      db.insert('PIF', ref, { uuid: engine.newUuid('PIF'), host, device, VLAN: -1, metrics, ...values });
    }
    return ref;
  });
}

async function guest(name: string, workload: string, network?: Ref<'network'>): Promise<Ref<'VM'>> {
  const vm = await testVm(pool, { name_label: name });
  const { db } = pool.sim.world;
  if (network !== undefined) {
    db.transaction(() => {
      for (const vif of db.row('VM', vm).VIFs) db.update('VIF', vif, { network });
    });
  }
  await pool.sim.call('VM.add_to_other_config', vm, 'workload', workload);
  await pool.sim.call('VM.start', vm, false, false);
  return vm;
}

const sent = (vm: Ref<'VM'>): number => ofVm(pool, vm, 'vif_0_tx')[0] ?? NaN;
const received = (vm: Ref<'VM'>): number => ofVm(pool, vm, 'vif_0_rx')[0] ?? NaN;
const out = (device: string): number => ofHost(pool, host, `pif_${device}_tx`)[0] ?? NaN;

describe('a stream of a guest', () => {
  test('fills the link of its server, a second one takes half of it, and the port sends what both do', async () => {
    port('eth0', 1000);
    const first = await guest('first', 'network-stream');
    pool.sim.advance(11 * MINUTE_MS);
    expect(sent(first) / 1e6).toBeCloseTo(GIGABIT / 1e6, 2);
    const second = await guest('second', 'network-stream');
    pool.sim.advance(2 * MINUTE_MS);
    expect(sent(first) / 1e6).toBeCloseTo(GIGABIT / 2e6, 2);
    expect(out('eth0')).toBeCloseTo(sent(first) + sent(second), 0);
    // What was before stays as it was.
    expect(ofVm(pool, first, 'vif_0_tx')[60]).toBeCloseTo(GIGABIT, 0);
    await pool.sim.call('VM.hard_shutdown', second);
    pool.sim.advance(2 * MINUTE_MS);
    expect(sent(first) / 1e6).toBeCloseTo(GIGABIT / 1e6, 2);
  });

  test('leaves a modest neighbour what it wants, and everybody his share on the way', async () => {
    port('eth0', 1000);
    const stream = await guest('stream', 'network-stream');
    const server = await guest('server', 'network-requests');
    const quiet = await testVm(pool, { name_label: 'quiet' });
    await pool.sim.call('VM.start', quiet, false, false);
    pool.sim.advance(2 * MINUTE_MS);
    expect([sent(server), received(server)]).toEqual([3e6, 3e6]);
    expect(out('eth0')).toBeCloseTo(sent(stream) + sent(server) + sent(quiet), 0);
    expect(out('eth0') / 1e6).toBeCloseTo(GIGABIT / 1e6, 2);
  });

  // In 6.2 both directions of an interface have one thread, in 7.0 the two virtual CPUs of a guest use two queues.
  test.each([
    ['6.2.0', '6.2', 0.5],
    ['6.5.0', '6.5', 1],
    ['7.0.0', '7.0', 2],
  ] as const)(
    'on XenServer %s goes as fast as its netback where the wire is faster',
    async (version, name, threads) => {
      const { network } = RELEASES[name];
      release(version);
      port('eth0', 100_000);
      const vm = await guest('iperf', 'network-stream');
      const other = await guest('busy', 'idle');
      pool.sim.advance(MINUTE_MS);
      expect((sent(vm) * 8) / 1e6).toBeCloseTo(transmitMbitPerS(network), 1);
      await pool.sim.call('VM.hard_shutdown', vm);
      await pool.sim.call('VM.remove_from_other_config', other, 'workload');
      await pool.sim.call('VM.add_to_other_config', other, 'workload', 'network-requests rate=max');
      pool.sim.advance(MINUTE_MS);
      expect((received(other) * 8) / 1e6).toBeCloseTo(threads * network.threadMbitPerS, 1);
    },
  );

  test('goes five percent faster in jumbo frames', async () => {
    port('eth0', 1000, { MTU: 9000 });
    const vm = await guest('iperf', 'network-stream');
    pool.sim.advance(MINUTE_MS);
    expect((sent(vm) * 8) / 1e6).toBeCloseTo(990.05, 1);
  });

  test('comes in faster with receive offload, which counts from when the port is plugged', async () => {
    release('6.2.0');
    const pif = port('eth0', 100_000);
    const vm = await guest('iperf', 'network-stream incoming');
    pool.sim.advance(MINUTE_MS);
    const { network } = RELEASES['6.2'];
    expect((received(vm) * 8) / 1e6).toBeCloseTo(receiveMbitPerS(network, false), 1);
    await pool.sim.call('PIF.add_to_other_config', pif, 'ethtool-gro', 'on');
    pool.sim.advance(MINUTE_MS);
    expect((received(vm) * 8) / 1e6).toBeCloseTo(receiveMbitPerS(network, false), 1);
    for (const vif of pool.sim.world.db.row('VM', vm).VIFs) await pool.sim.call('VIF.unplug_force', vif);
    await pool.sim.call('PIF.unplug', pif);
    await pool.sim.call('PIF.plug', pif);
    for (const vif of pool.sim.world.db.row('VM', vm).VIFs) await pool.sim.call('VIF.plug', vif);
    pool.sim.advance(2 * MINUTE_MS);
    expect((received(vm) * 8) / 1e6).toBeCloseTo(receiveMbitPerS(network, true), 1);
    expect((ofVm(pool, vm, 'vif_0_rx')[40] ?? 0) * 8e-6).toBeCloseTo(receiveMbitPerS(network, false), 1);
  });

  test('gets nowhere without a link, and anywhere on a network that no wire leaves', async () => {
    port('eth0', 0);
    const { db, engine } = pool.sim.world;
    const internal = engine.newRef('network');
    db.transaction(() => db.insert('network', internal, { uuid: engine.newUuid('network'), managed: true }));
    const dark = await guest('dark', 'network-stream');
    const inside = await guest('inside', 'network-stream', internal);
    pool.sim.advance(MINUTE_MS);
    expect(sent(dark)).toBe(0);
    expect((sent(inside) * 8) / 1e6).toBeCloseTo(transmitMbitPerS(RELEASES['8.2'].network), 1);
    expect(out('eth0')).toBe(0);
  });
});

test('a limited interface sends its kilobytes from when it is plugged', async () => {
  port('eth0', 1000);
  const { sim } = pool;
  const vm = await guest('limited', 'network-stream');
  sim.advance(8 * MINUTE_MS);
  const [vif = NULL_REF] = sim.world.db.row('VM', vm).VIFs;
  await sim.call('VIF.set_qos_algorithm_type', vif, 'ratelimit');
  await sim.call('VIF.set_qos_algorithm_params', vif, { kbps: '10240' });
  sim.advance(MINUTE_MS);
  expect(sent(vm)).toBeGreaterThan(100e6);
  await sim.call('VIF.unplug_force', vif);
  await sim.call('VIF.plug', vif);
  sim.advance(MINUTE_MS);
  expect(sent(vm)).toBe(10_240 * 1024);
  expect(ofVm(pool, vm, 'vif_0_tx')[30]).toBeGreaterThan(100e6);
});

test.each([
  ['6.2.0', 'openvswitch', 0.8],
  ['6.2.0', 'bridge', 1],
  ['6.5.0', 'openvswitch', 1],
])('servers with hundreds of connections on %s with %s keep %f of their throughput', async (version, backend, left) => {
  pool = testPool({ clockMode: 'instant', hosts: 1, memoryGib: 512 });
  [host = NULL_REF] = pool.hosts;
  release(version);
  const { db } = pool.sim.world;
  const software_version = { ...db.row('host', host).software_version, network_backend: backend };
  db.transaction(() => db.update('host', host, { software_version }));
  port('eth0', 100_000);
  const vms: Ref<'VM'>[] = [];
  for (let count = 0; count < 20; count++)
    vms.push(await guest(`server ${count}`, 'network-requests rate=max streams=10'));
  pool.sim.advance(MINUTE_MS);
  const before = out('eth0');
  for (const vm of vms) {
    await pool.sim.call('VM.remove_from_other_config', vm, 'workload');
    await pool.sim.call('VM.add_to_other_config', vm, 'workload', 'network-requests rate=max streams=1000');
  }
  pool.sim.advance(MINUTE_MS);
  expect(out('eth0') / before).toBeCloseTo(left, 2);
});

test('a port comes up with the MTU of its network', async () => {
  const pif = port('eth0', 1000, { currently_attached: true, managed: true });
  const { network } = pool.sim.world.db.row('PIF', pif);
  await pool.sim.call('network.set_MTU', network, 9000);
  expect(pool.sim.world.db.row('PIF', pif).MTU).not.toBe(9000);
  await pool.sim.call('PIF.unplug', pif);
  await pool.sim.call('PIF.plug', pif);
  expect(pool.sim.world.db.row('PIF', pif).MTU).toBe(9000);
});

describe('a bond of two links', () => {
  async function bonded(mode: Records['Bond']['mode'], workload: string): Promise<readonly number[]> {
    const { db, engine } = pool.sim.world;
    const slaves = [port('eth1', 1000), port('eth2', 1000)];
    const network = engine.newRef('network');
    db.transaction(() => {
      db.insert('network', network, { uuid: engine.newUuid('network'), managed: true });
      const master = engine.newRef('PIF');
      db.insert('PIF', master, { uuid: engine.newUuid('PIF'), host, network, device: 'bond0', VLAN: -1, MTU: 1500 });
      const bond = engine.newRef('Bond');
      db.insert('Bond', bond, { uuid: engine.newUuid('Bond'), master, mode, primary_slave: slaves[0] ?? NULL_REF });
      for (const slave of slaves) db.update('PIF', slave, { bond_slave_of: bond });
    });
    await guest('one', workload, network);
    pool.sim.advance(MINUTE_MS);
    expect(out('bond0')).toBeCloseTo(out('eth1') + out('eth2'), 0);
    return [out('eth1'), out('eth2')].map((bytes) => Math.round((100 * bytes) / GIGABIT) / 100);
  }

  test.each([
    ['active-backup', 'network-stream streams=8', [1, 0]],
    ['balance-slb', 'network-stream streams=8', [1, 0]],
    ['lacp', 'network-stream', [1, 0]],
    ['lacp', 'network-stream streams=8', [1, 1]],
  ] as const)('by %s carries a %s over %j', async (mode, workload, links) => {
    expect(await bonded(mode, workload)).toEqual(links);
  });
});

test('a control domain works for the interfaces of its guests', async () => {
  port('eth0', 10_000);
  const { db } = pool.sim.world;
  const dom0 = await testVm(pool, { name_label: 'Control domain on host', VCPUs_max: 4, VCPUs_at_startup: 4 });
  db.transaction(() => {
    db.update('VM_metrics', db.row('VM', dom0).metrics, { VCPUs_number: 4 });
    db.update('VM', dom0, { is_control_domain: true, power_state: 'Running', resident_on: host, domid: 0 });
    db.update('host', host, { control_domain: dom0 });
  });
  pool.sim.advance(2 * MINUTE_MS);
  const [idle = NaN] = ofVm(pool, dom0, 'cpu_usage');
  const vm = await guest('iperf', 'network-stream');
  pool.sim.advance(2 * MINUTE_MS);
  const cores = (sent(vm) * 8) / 1e6 / transmitMbitPerS(RELEASES['8.2'].network);
  expect((ofVm(pool, dom0, 'cpu_usage')[0] ?? NaN) - idle).toBeGreaterThan((0.9 * cores) / 4);
});
