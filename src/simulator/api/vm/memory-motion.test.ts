import { beforeEach, describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import { nfs, pifOf, twoServers } from '../../scenarios/testing/pool';
import type { Simulator } from '../../simulator';
import { read } from '../metrics/testing/readings';
import { testVm, type TestPool } from '../testing';
import { passages } from './passages';

const GIB = 1024 ** 3;

let sim: Simulator;
let alder: Ref<'host'>;
let birch: Ref<'host'>;
let pool: TestPool;
let vm: Ref<'VM'>;

/** A guest of 2 GiB that sends 20 MB/s over a network of its own. */
beforeEach(async () => {
  ({ simulator: sim, alder, birch } = twoServers());
  for (const host of [alder, birch]) linkTo(host, 10_000);
  const sr = await nfs(sim, alder);
  const { network: own } = sim.world.db.row('PIF', pifOf(sim, alder, 'eth1'));
  pool = { sim, hosts: [alder, birch], sr, network: own };
  vm = await testVm(pool, { name_label: 'web' });
  await work('network-stream rate=20m');
  await sim.call('VM.start_on', vm, alder, false, false);
  sim.advance(10 * 60_000 - (sim.nowMs % 60_000));
});

function linkTo(host: Ref<'host'>, speed: number): void {
  const { db } = sim.world;
  const { metrics } = db.row('PIF', pifOf(sim, host, 'eth0'));
  db.transaction(() => db.update('PIF_metrics', metrics, { carrier: true, speed }));
}

async function work(text: string): Promise<void> {
  await sim.call('VM.remove_from_other_config', vm, 'workload');
  await sim.call('VM.add_to_other_config', vm, 'workload', text);
}

/** Seconds that a move to the other server takes. */
async function moved(options: Readonly<Record<string, string>> = {}): Promise<number> {
  const { resident_on } = sim.world.db.row('VM', vm);
  const beganMs = sim.nowMs;
  await sim.call('VM.pool_migrate', vm, resident_on === alder ? birch : alder, options);
  return (sim.nowMs - beganMs) / 1000;
}

describe('a live migration', () => {
  test('takes the longer the more the guest changes, and the slower its servers are linked', async () => {
    const quiet = await moved();
    await work('network-stream rate=20m dirty=300m working-set=512m');
    const busy = await moved();
    expect(busy).toBeGreaterThan(quiet + 2);
    linkTo(birch, 1_000);
    expect(await moved()).toBeGreaterThan(3 * busy);
    linkTo(birch, 40_000);
    linkTo(alder, 40_000);
    expect(await moved()).toBeLessThan(0.6 * busy);
  });

  test('is faster with compression up to 10 Gbit/s, and slower beyond', async () => {
    const [plain, packed] = [await moved(), await moved({ compress: 'true' })];
    expect(packed).toBeLessThan(plain);
    const [all = NULL_REF] = sim.world.db.refs('pool');
    await sim.call('pool.set_migration_compression', all, true);
    expect(await moved()).toBe(packed);
    expect(await moved({ compress: 'false' })).toBe(plain);
    for (const host of [alder, birch]) linkTo(host, 40_000);
    expect(await moved()).toBeGreaterThan(await moved({ compress: 'false' }));
  });

  test('goes over the management network, and stops what the guest sends for a moment', async () => {
    await work('network-stream rate=20m dirty=300m working-set=512m');
    sim.advance(60_000);
    await moved();
    const [motion] = passages(sim.world);
    sim.advance(60_000);
    const sum = (values: readonly number[]): number => values.slice(0, 24).reduce((all, value) => all + value * 5, 0);
    const sent = sum(read(sim, (all) => all.host(alder), 'pif_eth0_tx'));
    const received = sum(read(sim, (all) => all.host(birch), 'pif_eth0_rx'));
    const rounds = motion?.sending.map(({ fromMs, toMs, bytesPerS }) => ((toMs - fromMs) / 1000) * bytesPerS) ?? [];
    expect((rounds[0] ?? 0) / (2 * GIB)).toBeCloseTo(1, 6);
    const all = rounds.reduce((bytes, round) => bytes + round, 0);
    // The control domains themselves say little.
    for (const bytes of [sent, received]) expect(Math.abs(bytes / all - 1)).toBeLessThan(0.01);
    const stream = read(sim, (statistics) => statistics.vm(vm), 'vif_0_tx');
    const steady = stream[40] ?? 0;
    const stoppedS = stream.slice(0, 30).reduce((seconds, rate) => seconds + 5 * (1 - rate / steady), 0);
    expect(stoppedS).toBeCloseTo(((motion?.endMs ?? 0) - (motion?.stopMs ?? 0)) / 1000, 3);
    expect(stoppedS).toBeGreaterThan(0.5);
  });

  test('shares its link with others: two take about twice as long, and no link carries more than it can', async () => {
    for (const host of [alder, birch]) linkTo(host, 1_000);
    const other = await testVm(pool, { name_label: 'other' });
    await sim.call('VM.start_on', other, alder, false, false);
    sim.advance(5 * 60_000);
    const alone = await moved();
    await moved();
    const beganMs = sim.nowMs;
    await Promise.all([vm, other].map((each) => sim.call('VM.pool_migrate', each, birch, {})));
    expect((sim.nowMs - beganMs) / 1000 / alone).toBeCloseTo(2, 0);
    sim.advance(30_000);
    expect(Math.max(...read(sim, (all) => all.host(alder), 'pif_eth0_tx').slice(0, 24))).toBeLessThan(118e6);
  });

  test('sends nothing more when it is cancelled, and the guest goes on', async () => {
    linkTo(birch, 1_000);
    const fork = sim.fork({ clockMode: 'manual' });
    const moving = fork.call('VM.pool_migrate', vm, birch, {});
    fork.advance(8_000);
    const [task = NULL_REF] = fork.world.db.refs('task');
    await Promise.all([
      expect(moving).rejects.toMatchObject({ code: 'TASK_CANCELLED' }),
      fork.call('task.cancel', task),
    ]);
    fork.advance(60_000);
    const sent = read(fork, (all) => all.host(alder), 'pif_eth0_tx').slice(0, 24);
    expect(sent.reduce((all, value) => all + value * 5, 0) / 117e6).toBeCloseTo(7, 1);
    expect(Math.max(...sent.slice(0, 9))).toBeLessThan(1e6);
    const stream = read(fork, (all) => all.vm(vm), 'vif_0_tx').slice(0, 24);
    expect(Math.min(...stream)).toBe(Math.max(...stream));
  });
});

test('Storage XenMotion takes the longer the more the guest writes', async () => {
  const [disk = NULL_REF] = sim.world.db.row('VM', vm).VBDs.map((vbd) => sim.world.db.row('VBD', vbd).VDI);
  sim.world.db.transaction(() => sim.world.db.update('VDI', disk, { physical_utilisation: 4 * GIB }));
  const there = await nfs(sim, alder, 'other');
  const home = sim.world.db.row('VDI', disk).SR;
  const moveDisk = async (sr: Ref<'SR'>): Promise<number> => {
    const [vbd = NULL_REF] = sim.world.db.row('VM', vm).VBDs;
    const beganMs = sim.nowMs;
    await sim.call('VDI.pool_migrate', sim.world.db.row('VBD', vbd).VDI, sr, {});
    return (sim.nowMs - beganMs) / 1000;
  };
  const quiet = await moveDisk(there);
  await work('storage-test rate=50m write=100');
  sim.advance(30_000);
  expect(await moveDisk(home)).toBeGreaterThan(1.5 * quiet);
});

test('what many migrations did to links and guests is remembered, and where the guest was', async () => {
  await moved();
  const [first = NULL_REF] = [alder];
  const minutes = (): readonly (readonly number[])[] => [
    read(sim, (all) => all.host(first), 'pif_eth0_tx', 1),
    read(sim, (all) => all.vm(vm), 'vif_0_tx', 1),
  ];
  sim.advance(60_000 - (sim.nowMs % 60_000) + 60_000);
  const before = minutes().map((values) => values.slice(1, 4));
  const { nowMs } = sim;
  for (let at = 0; at < 70; at++) await moved();
  sim.advance(60_000 - (sim.nowMs % 60_000));
  const passed = Math.round((Math.floor(sim.nowMs / 60_000) * 60_000 - Math.floor(nowMs / 60_000) * 60_000) / 60_000);
  expect(passed).toBeLessThan(110);
  const after = minutes().map((values) => values.slice(1 + passed, 4 + passed));
  for (const [row, values] of before.entries()) {
    for (const [at, value] of values.entries()) expect(after[row]?.[at]).toBeCloseTo(value, 0);
  }
});
