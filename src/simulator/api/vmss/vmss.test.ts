import { beforeEach, describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Messages, Records } from '../../../xapi/datamodel/types.gen';
import { refusalOf } from '../../scenarios/testing/pool';
import { testPool, testVm, type TestPool } from '../testing';
import { callAsTask } from '../dispatch';
import { toXapiDate } from '../world';
import { nextRunMs } from './schedule';

let pool: TestPool;

beforeEach(() => {
  pool = testPool();
});

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;

function create(values: Partial<Records['VMSS']> = {}): Promise<Ref<'VMSS'>> {
  const args: Partial<Records['VMSS']> = {
    name_label: 'nightly',
    type: 'snapshot',
    frequency: 'daily',
    retained_snapshots: 3,
    schedule: { hour: '2', min: '30' },
    ...values,
  };
  return pool.sim.call('VMSS.create', args);
}

const row = (ref: Ref<'VMSS'>): Records['VMSS'] => pool.sim.world.db.row('VMSS', ref);
const vmRow = (ref: Ref<'VM'>): Records['VM'] => pool.sim.world.db.row('VM', ref);

function refused<M extends keyof Messages>(method: M, ...args: Messages[M]['args']): Promise<readonly string[]> {
  return refusalOf(pool.sim, method, ...args);
}

const alerts = (): [string, string][] =>
  [...pool.sim.world.db.all('message')]
    .filter(([, { cls }]) => cls === 'VMSS')
    .map(([, { name, body }]) => [name, body]);

describe('the constructor', () => {
  test('fills in what a frequency needs and writes values as xapi keeps them', async () => {
    const weekly = await create({ frequency: 'weekly', schedule: { days: 'sunday,TUESDAY' } });
    expect(row(weekly)).toMatchObject({
      schedule: { hour: '0', min: '0', days: 'Sunday,Tuesday' },
      enabled: true,
      last_run_time: '19700101T00:00:00Z',
      VMs: [],
    });
    expect(row(await create({ frequency: 'hourly', schedule: {} })).schedule).toEqual({ min: '0' });
  });

  test.each([
    ['hourly', { hour: '3' }, ['schedule:hour', '3']],
    ['hourly', { min: '10' }, ['schedule:min', '10']],
    ['daily', { hour: '24' }, ['schedule:hour', '24']],
    ['daily', { hour: 'x' }, ['schedule:hour', 'x']],
    ['daily', { days: 'Monday' }, ['schedule:days', 'Monday']],
    ['weekly', { days: 'Monday,Someday' }, ['schedule:days', 'Someday']],
    ['weekly', { days: 'Monday,monday' }, ['schedule:days', 'Monday,monday']],
    ['weekly', { days: '' }, ['schedule:days', '']],
    ['weekly', { week: '1' }, ['schedule:week', '1']],
  ] as const)('refuses a %s schedule of %o', async (frequency, schedule, params) => {
    const call = create({ frequency, schedule });
    await expect(call).rejects.toMatchObject({ code: 'INVALID_VALUE', params });
  });

  test('keeps one to ten snapshots', async () => {
    await expect(create({ retained_snapshots: 0 })).rejects.toMatchObject({ params: ['retained_snapshots', '0'] });
    await expect(create({ retained_snapshots: 11 })).rejects.toMatchObject({ params: ['retained_snapshots', '11'] });
    expect(row(await create({ retained_snapshots: 10 })).retained_snapshots).toBe(10);
  });

  test('asks the licence first', async () => {
    const { db } = pool.sim.world;
    const [ref = NULL_REF] = db.refs('pool');
    db.transaction(() => db.update('pool', ref, { restrictions: { restrict_vmss: 'true' } }));
    await expect(create({ schedule: { hour: '99' } })).rejects.toMatchObject({
      code: 'LICENCE_RESTRICTION',
      params: ['VMSS'],
    });
  });
});

describe('a schedule that changes', () => {
  test('takes new values over the old ones, and fits a new frequency', async () => {
    const vmss = await create();
    await pool.sim.call('VMSS.set_schedule', vmss, { min: '45', days: 'friday' });
    expect(row(vmss).schedule).toEqual({ hour: '2', min: '45', days: 'Friday' });
    await pool.sim.call('VMSS.set_frequency', vmss, 'hourly');
    expect(row(vmss)).toMatchObject({ frequency: 'hourly', schedule: { min: '45' } });
    await pool.sim.call('VMSS.set_frequency', vmss, 'weekly');
    expect(row(vmss).schedule).toEqual({ hour: '0', min: '45', days: 'Monday' });
  });

  test('adds a key once, and brings the old value back when its replacement is refused', async () => {
    const vmss = await create();
    expect(await refused('VMSS.add_to_schedule', vmss, 'hour', '3')).toEqual([
      'MAP_DUPLICATE_KEY',
      'VMSS',
      'schedule',
      vmss,
      'hour',
    ]);
    await pool.sim.call('VMSS.remove_from_schedule', vmss, 'hour');
    expect(row(vmss).schedule).toEqual({ min: '30' });
    expect(await refused('VMSS.add_to_schedule', vmss, 'hour', '25')).toEqual(['INVALID_VALUE', 'schedule:hour', '25']);
    expect(row(vmss).schedule).toEqual({ hour: '2', min: '30' });
    await pool.sim.call('VMSS.add_to_schedule', vmss, 'days', 'monday');
    expect(row(vmss).schedule['days']).toBe('Monday');
  });

  test('stays while VMs use it, and takes its alerts along when it goes', async () => {
    const vmss = await create();
    const vm = await testVm(pool);
    await pool.sim.call('VM.set_snapshot_schedule', vm, vmss);
    expect(row(vmss).VMs).toEqual([vm]);
    expect(await refused('VMSS.destroy', vmss)).toEqual(['VMSS_HAS_VM']);
    expect(await refused('VMSS.set_type', vmss, 'snapshot_with_quiesce')).toEqual([
      'VM_SNAPSHOT_WITH_QUIESCE_NOT_SUPPORTED',
      vm,
    ]);
    pool.sim.advance(DAY_MS);
    expect(alerts()).toHaveLength(1);
    await pool.sim.call('VM.set_snapshot_schedule', vm, NULL_REF);
    await pool.sim.call('VMSS.destroy', vmss);
    expect(alerts()).toEqual([]);
    expect(pool.sim.world.engine.plannedAs('vmss/timer')).toBeUndefined();
  });
});

test('the next run is the next moment of its kind', () => {
  const now = Date.UTC(2026, 0, 7, 9, 30);
  const next = (...[frequency, schedule]: [Records['VMSS']['frequency'], Readonly<Record<string, string>>]): string =>
    toXapiDate(nextRunMs(frequency, schedule, now));
  expect(next('hourly', { min: '45' })).toBe('20260107T09:45:00Z');
  expect(next('hourly', { min: '30' })).toBe('20260107T10:30:00Z');
  expect(next('daily', { hour: '9', min: '30' })).toBe('20260108T09:30:00Z');
  expect(next('daily', { hour: '23' })).toBe('20260107T23:00:00Z');
  expect(next('weekly', { days: 'Wednesday', hour: '9' })).toBe('20260114T09:00:00Z');
  expect(next('weekly', { days: 'Sunday,Thursday', hour: '1' })).toBe('20260108T01:00:00Z');
});

describe('a run', () => {
  test('snapshots each VM at its time, in tasks of its own, and keeps as many as it should', async () => {
    const vmss = await create();
    const vms = [await testVm(pool), await testVm(pool, { name_label: 'web-2' })];
    for (const vm of vms) await pool.sim.call('VM.set_snapshot_schedule', vm, vmss);
    const byHand = await pool.sim.call('VM.get_snapshots', vms[0] ?? NULL_REF);
    expect(byHand).toEqual([]);
    const { db } = pool.sim.world;
    pool.sim.advanceTo(Date.UTC(2026, 0, 6, 2, 30));
    expect([...db.all('task')].map(([, { name_label, other_config }]) => [name_label, other_config])).toEqual([
      ['Async.VM.snapshot', { ShowInXenCenter: '', applies_to: vms[0] }],
      ['Async.VDI.snapshot', {}],
    ]);
    pool.sim.advance(HOUR_MS);
    expect(db.count('task')).toBe(0);
    expect(row(vmss).last_run_time).toBe('20260106T02:30:00Z');
    for (const vm of vms) {
      const [snapshot = NULL_REF, ...others] = vmRow(vm).snapshots;
      expect(others).toEqual([]);
      expect(vmRow(snapshot)).toMatchObject({
        name_label: 'nightly_20260106T02:30:00Z',
        is_vmss_snapshot: true,
        is_a_snapshot: true,
      });
    }
    pool.sim.advance(6 * DAY_MS);
    const kept = vmRow(vms[0] ?? NULL_REF).snapshots.map((ref) => vmRow(ref).snapshot_time.slice(0, 8));
    expect(kept.toSorted()).toEqual(['20260110', '20260111', '20260112']);
    // Disks of snapshots that are gone have gone with them, and what they shared is merged.
    expect([...db.all('VDI')].filter(([, { is_a_snapshot }]) => is_a_snapshot)).toHaveLength(6);
    expect(alerts().every(([name]) => name === 'VMSS_SNAPSHOT_SUCCEEDED')).toBe(true);
  });

  test('names the VMs that it could not snapshot, and goes on with the others', async () => {
    const vmss = await create({ type: 'checkpoint' });
    const halted = await testVm(pool);
    const live = await testVm(pool, { name_label: 'web-2' });
    callAsTask(pool.sim.world, 'VM.start', [live, false, false]);
    pool.sim.advance(120_000);
    for (const vm of [halted, live]) await pool.sim.call('VM.set_snapshot_schedule', vm, vmss);
    pool.sim.advance(DAY_MS);
    const [snapshot = NULL_REF] = vmRow(live).snapshots;
    expect(vmRow(snapshot)).toMatchObject({ power_state: 'Suspended', is_vmss_snapshot: true });
    const [[name, body] = ['', '']] = alerts();
    expect(name).toBe('VMSS_SNAPSHOT_FAILED');
    const error = `['VM_BAD_POWER_STATE', '${halted}', 'paused, suspended, running', 'halted']`;
    expect(body).toContain(`Details:\nVM: web-1 UUID: ${vmRow(halted).uuid} Error: ${error},\n`);
  });

  test('happens at once when asked for, enabled or not, and only once at a time', async () => {
    const vmss = await create();
    await pool.sim.call('VMSS.set_enabled', vmss, false);
    const vm = await testVm(pool);
    await pool.sim.call('VM.set_snapshot_schedule', vm, vmss);
    const first = pool.sim.call('VMSS.snapshot_now', vmss);
    const second = await refused('VMSS.snapshot_now', vmss);
    expect(second[0]).toBe('XENAPI_PLUGIN_FAILURE');
    pool.sim.idle();
    expect(await first).toBe('');
    expect(vmRow(vm).snapshots).toHaveLength(1);
    expect(alerts().map(([name]) => name)).toEqual(['VMSS_SNAPSHOT_LOCK_FAILED', 'VMSS_SNAPSHOT_SUCCEEDED']);
    pool.sim.advance(3 * DAY_MS);
    expect(vmRow(vm).snapshots).toHaveLength(1);
  });

  test('goes on in a world that is saved half-way', async () => {
    const vmss = await create();
    const vm = await testVm(pool);
    await pool.sim.call('VM.set_snapshot_schedule', vm, vmss);
    pool.sim.advanceTo(Date.UTC(2026, 0, 6, 2, 30));
    const copy = pool.sim.fork();
    pool.sim.advance(2 * DAY_MS + HOUR_MS);
    copy.advance(2 * DAY_MS + HOUR_MS);
    expect(copy.hash()).toBe(pool.sim.hash());
    expect(copy.world.db.row('VM', vm).snapshots).toHaveLength(3);
  });
});

test('schedules that nothing uses cost a year next to nothing', async () => {
  await create({ frequency: 'weekly', schedule: { days: 'Monday' } });
  let steps = 0;
  const endMs = pool.sim.nowMs + 365 * DAY_MS;
  while ((pool.sim.nextDueMs() ?? Infinity) <= endMs) {
    pool.sim.next();
    steps += 1;
  }
  expect(steps).toBeLessThan(60);
});
