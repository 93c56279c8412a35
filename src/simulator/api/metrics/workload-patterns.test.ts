import { describe, expect, test } from 'vitest';
import { Builder } from '../../scenarios/builder';
import { inInstantTime } from '../../scenarios/instant';
import { nfs, network, twoServers } from '../../scenarios/testing/pool';
import { testPool, testVm } from '../testing';
import { ofVm, read } from './testing/readings';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Monday, 0:00 UTC. */
const MONDAY_MS = Date.UTC(2026, 0, 12);
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** Megabytes a second of each hour of a week from Monday on, and of each of its days. */
async function weekOf(
  pattern: string,
): Promise<{ readonly hours: readonly number[]; readonly days: readonly number[] }> {
  const pool = testPool({ clockMode: 'instant', hosts: 1, startMs: MONDAY_MS - 2 * DAY_MS });
  const workload = `web rate=10m write=0 cpu=0 pattern=${pattern}`;
  const vm = await testVm(pool, { other_config: { workload } });
  await pool.sim.call('VM.start', vm, false, false);
  pool.sim.advanceTo(MONDAY_MS + 7 * DAY_MS);
  const inOrder = (archive: number, rows: number): readonly number[] =>
    ofVm(pool, vm, 'vbd_xvda_read', archive)
      .slice(0, rows)
      .map((rate) => rate / (10 * 1024 ** 2))
      .reverse();
  return { hours: inOrder(2, 168), days: inOrder(3, 7) };
}

const at = (hours: readonly number[], day: string, hour: number): number => hours[24 * DAYS.indexOf(day) + hour] ?? NaN;

describe('a workload', () => {
  test('of office hours works on five days, less at noon, and rests at night and at weekends', async () => {
    const { hours, days } = await weekOf('office');
    for (const day of DAYS.slice(0, 5)) {
      expect(at(hours, day, 10), day).toBeGreaterThan(0.75);
      expect(at(hours, day, 12), day).toBeLessThan(at(hours, day, 10));
      expect(at(hours, day, 7), day).toBeLessThan(0.6 * at(hours, day, 10));
      expect(at(hours, day, 3), day).toBeLessThan(0.35 * at(hours, day, 10));
    }
    for (const day of ['Saturday', 'Sunday']) expect(at(hours, day, 10), day).toBeLessThan(0.35);
    const [monday = NaN, , , , friday = NaN, saturday = NaN, sunday = NaN] = days;
    expect(Math.min(monday, friday)).toBeGreaterThan(1.5 * Math.max(saturday, sunday));
  });

  test('of the night works from one to four, every night alike', async () => {
    const { hours, days } = await weekOf('nightly');
    for (const day of DAYS) {
      expect(at(hours, day, 2), day).toBeGreaterThan(0.75);
      expect(at(hours, day, 12), day).toBeLessThan(0.45);
    }
    expect(Math.max(...days) / Math.min(...days)).toBeLessThan(1.1);
  });

  test('that is steady goes up and down a little, and one that is constant not at all', async () => {
    const steady = await weekOf('steady');
    expect(Math.max(...steady.hours) / Math.min(...steady.hours)).toBeLessThan(1.4);
    expect(Math.max(...steady.hours)).toBeGreaterThan(Math.min(...steady.hours));
    const constant = await weekOf('constant');
    expect(new Set(constant.hours.map((rate) => rate.toFixed(6))).size).toBe(1);
    expect(constant.hours[0]).toBeCloseTo(1, 3);
  });
});

test('a world may set what its guests do, which they do from when they run, and which is kept with it', async () => {
  const { simulator, alder } = twoServers();
  const sr = await nfs(simulator, alder);
  const lan = await network(simulator, 'guests');
  const builder = new Builder(simulator);
  let vm = '';
  await inInstantTime(simulator, async () => {
    vm = await builder.vm({
      name: 'database',
      description: '',
      template: 'Debian Bookworm 12',
      vcpus: 2,
      memoryGib: 2,
      disks: [{ sr, sizeGib: 20, usedShare: 0.5, name: 'system' }],
      networks: [lan],
      other_config: { workload: 'database pattern=constant rate=4m' },
    });
    await simulator.call('VM.start', vm, false, false);
  });
  simulator.advance(30 * 60_000);
  const rate = (name: string): number => read(simulator, (all) => all.vm(vm), name)[0] ?? NaN;
  const moved = (rate('vbd_xvda_read') + rate('vbd_xvda_write')) / 1024 ** 2;
  expect(moved).toBeCloseTo(4, 2);
  expect(rate('vbd_xvda_write') / rate('vbd_xvda_read')).toBeCloseTo(3 / 7, 2);
  expect(rate('cpu_usage')).toBeGreaterThan(0.4);
  expect(rate('vif_0_tx')).toBeGreaterThan(3e6);
});
