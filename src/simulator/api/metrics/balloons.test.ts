import { beforeEach, describe, expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import { inInstantTime } from '../../scenarios/instant';
import { testPool, testVm, type TestPool } from '../testing';
import { ofHost, ofVm } from './testing/readings';

const GIB = 2 ** 30;
const MINUTE_MS = 60_000;
const ELASTIC = {
  memory_static_min: GIB,
  memory_dynamic_min: GIB,
  memory_dynamic_max: 6 * GIB,
  memory_static_max: 6 * GIB,
};

let pool: TestPool;
let vms: readonly Ref<'VM'>[];

beforeEach(async () => {
  pool = testPool({ hosts: 1, memoryGib: 8, clockMode: 'instant' });
  vms = [await testVm(pool, ELASTIC), await testVm(pool, ELASTIC), await testVm(pool)];
});

const start = (vm = ''): Promise<unknown> => pool.sim.call('VM.start', vm, false, false);
const actual = async (vm = ''): Promise<number> =>
  pool.sim.call('VM_metrics.get_memory_actual', await pool.sim.call('VM.get_metrics', vm));

/** Total of the server without what everybody has by its statistics, bytes: what is free, row by row. */
function expectSum(rows: readonly number[]): void {
  const { sim, hosts } = pool;
  const { db } = sim.world;
  const free = ofHost(pool, hosts[0], 'memory_free_kib');
  const readings = vms.map((vm) => ofVm(pool, vm, 'memory'));
  for (const at of rows) {
    const used = readings.reduce((sum, memory, number) => {
      const { memory_overhead } = db.row('VM', vms[number] ?? '');
      return Number.isNaN(memory[at] ?? NaN) ? sum : sum + (memory[at] ?? 0) + memory_overhead;
    }, 0);
    expect(used + (free[at] ?? NaN) * 1024, `row ${at}`).toBe(8 * GIB);
  }
}

describe('balloons of a server', () => {
  test('follow when a neighbour starts, changes its range, pauses or stops', async () => {
    const { sim } = pool;
    const [a = '', b = '', c = ''] = vms;
    await start(a);
    expect(await actual(a)).toBe(6 * GIB);
    await start(b);
    const half = await actual(b);
    expect(half).toBeLessThan(4 * GIB);
    expect(await actual(a)).toBe(half);
    expect(await sim.call('VM.get_memory_target', a)).toBe(half);
    await start(c);
    const less = await actual(a);
    expect(less).toBeLessThan(half - GIB / 2);
    expect(await actual(b)).toBe(less);
    await sim.call('VM.pause', c);
    expect(await actual(a)).toBe(less);
    await sim.call('VM.set_memory_dynamic_range', b, GIB, 2 * GIB);
    expect(await actual(a)).toBeGreaterThan(less);
    expect(await actual(b)).toBeLessThan(2 * GIB);
    await sim.call('VM.hard_shutdown', c);
    await sim.call('VM.hard_shutdown', b);
    expect(await actual(a)).toBe(6 * GIB);
  });

  test('share all that there is, and what they leave is free', async () => {
    const { sim, hosts } = pool;
    await start(vms[0]);
    await start(vms[1]);
    const { metrics } = sim.world.db.row('host', hosts[0] ?? '');
    const free = await sim.call('host_metrics.get_memory_free', metrics);
    expect(free).toBeGreaterThanOrEqual(9 * 2 ** 20);
    expect(free).toBeLessThan(11 * 2 ** 20);
    sim.advance(MINUTE_MS);
    expect((ofHost(pool, hosts[0], 'memory_free_kib')[0] ?? NaN) * 1024).toBe(free);
    expectSum([0, 3]);
  });

  test('leave the past as it was', async () => {
    const { sim } = pool;
    const [a = '', b = '', c = ''] = vms;
    await start(a);
    sim.advance(2 * MINUTE_MS);
    await start(b);
    sim.advance(2 * MINUTE_MS);
    const half = await actual(a);
    await start(c);
    await sim.call('VM.pause', c);
    sim.advance(2 * MINUTE_MS);
    await sim.call('VM.set_memory_dynamic_range', b, GIB, 2 * GIB);
    sim.advance(2 * MINUTE_MS);
    const memory = ofVm(pool, a, 'memory');
    expect(memory[0]).toBe(await actual(a));
    expect(memory).toContain(half);
    expect(memory).toContain(6 * GIB);
    expect(ofVm(pool, a, 'memory_target')).toEqual(memory);
    expect(ofVm(pool, b, 'memory')).toContain(half);
    const image = sim.world.engine.image();
    sim.world.engine.restore(image);
    expect(ofVm(pool, a, 'memory')).toEqual(memory);
  });

  test('add up with free memory in every row of every archive', async () => {
    const { sim } = pool;
    await start(vms[0]);
    sim.advance(MINUTE_MS);
    await start(vms[1]);
    sim.advance(MINUTE_MS);
    await start(vms[2]);
    sim.advance(MINUTE_MS);
    await sim.call('VM.hard_shutdown', vms[1] ?? '');
    sim.advance(MINUTE_MS);
    expectSum([0, 5, 20, 30, 44]);
  });

  test('tell clients that they moved', async () => {
    const { sim } = pool;
    const [a = '', b = ''] = vms;
    await start(a);
    const { token } = (await sim.call('event.from', ['VM_metrics', 'VM'], '', 0)) as unknown as { token: string };
    await start(b);
    const told = (await sim.call('event.from', ['VM_metrics', 'VM'], token, 0)) as unknown as {
      events: readonly { ref: string; snapshot: Record<string, unknown> }[];
    };
    const { metrics } = sim.world.db.row('VM', a);
    const half = await actual(a);
    expect(told.events.find(({ ref }) => ref === metrics)?.snapshot['memory_actual']).toBe(half);
    expect(told.events.find(({ ref }) => ref === a)?.snapshot['memory_target']).toBe(half);
  });

  test('are settled when a world has been built', async () => {
    const { sim } = pool;
    await inInstantTime(sim, async () => {
      for (const vm of vms) await start(vm);
    });
    expect(await actual(vms[0])).toBe(await actual(vms[1]));
    sim.advance(MINUTE_MS);
    expectSum([0, 4]);
  });

  test('are remembered for a year, however often they move', async () => {
    const { sim } = pool;
    const [a = '', b = ''] = vms;
    const DAY_MS = 24 * 60 * MINUTE_MS;
    await start(a);
    sim.advance(2 * DAY_MS);
    for (let time = 0; time < 2; time += 1) {
      await start(b);
      sim.advance(60 * MINUTE_MS);
      await sim.call('VM.hard_shutdown', b);
      sim.advance(10 * DAY_MS);
    }
    // Of the archive of days.
    const days = (): readonly number[] => ofVm(pool, a, 'memory', 3);
    const before = days();
    expect(new Set(before).size).toBeGreaterThan(2);
    for (let round = 0; round < 160; round += 1) {
      await start(b);
      sim.advance(MINUTE_MS);
      await sim.call('VM.hard_shutdown', b);
      sim.advance(MINUTE_MS);
    }
    const { notes } = sim.world.engine;
    const kept = [...notes.all('balloons').values()].map((each) => (each as readonly unknown[]).length);
    expect(Math.max(...kept)).toBeLessThan(300);
    const after = days().filter((bytes) => !Number.isNaN(bytes));
    const shown = before.filter((bytes) => !Number.isNaN(bytes));
    expect(after.slice(-shown.length)).toEqual(shown.map((bytes) => expect.closeTo(bytes, -4) as number));
  });
});
