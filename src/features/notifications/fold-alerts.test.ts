import { describe, expect, it } from 'vitest';
import { makePool } from '../fixtures/pools';
import { AlertReader } from './alert-rows';
import { alertsCsv } from './alerts-csv';
import { alertCount, foldAlerts, foldKey } from './fold-alerts';
import { EVERYTHING, isWhen, placeFilterFrom, placeFilterWords, placeOfObject } from './place-filter';

const alarm = (variable: string, value: string) =>
  `value: ${value}\nconfig:\n<variable><name value="${variable}"/></variable>`;

function alarms() {
  const pool = makePool({ hosts: 1, vms: 2 });
  const add = (ref: string, name: string, vm: string, minute: number, body = '') =>
    pool.set('message', ref, {
      name,
      cls: 'VM',
      priority: 3,
      obj_uuid: `uuid of ${vm}`,
      body,
      timestamp: `20260102T03:0${minute}:00Z`,
    });
  add('m1', 'ALARM', 'vm0', 1, alarm('cpu_usage', '0.91'));
  add('m2', 'ALARM', 'vm0', 2, alarm('cpu_usage', '0.95'));
  add('m3', 'ALARM', 'vm0', 3, alarm('network_usage', '5'));
  add('m4', 'ALARM', 'vm1', 4, alarm('cpu_usage', '0.99'));
  add('m5', 'VM_STARTED', 'vm0', 5);
  add('m6', 'VM_STARTED', 'vm0', 6);
  return pool;
}

describe('alerts that repeat', () => {
  it('are one row, the newest, for each object and each measured value', () => {
    const rows = foldAlerts(new AlertReader('c').read(alarms().inventory()));
    expect(rows.map(({ ref, repeats }) => [ref, repeats.map((each) => each.ref)])).toEqual([
      ['m6', []],
      ['m5', []],
      ['m4', []],
      ['m3', []],
      ['m2', ['m1']],
    ]);
    expect(alertCount(rows)).toBe(6);
  });

  it('keep their row, and its key, while more of them come', () => {
    const pool = alarms();
    const reader = new AlertReader('c');
    const before = foldAlerts(reader.read(pool.inventory()));
    expect(foldAlerts(reader.read(pool.inventory()))[4]).toBe(before[4]);
    pool.set('message', 'm7', { ...pool.get('message', 'm2'), uuid: 'm7', timestamp: '20260102T03:07:00Z' });
    const after = foldAlerts(reader.read(pool.inventory()));
    expect(after[0]?.repeats).toHaveLength(2);
    expect(after[0] && foldKey(after[0])).toBe(before[4] && foldKey(before[4]));
  });

  it('are saved one by one', () => {
    const lines = alertsCsv(foldAlerts(new AlertReader('c').read(alarms().inventory())))
      .trimEnd()
      .split('\r\n');
    expect(lines[0]).toBe('Title,Severity,Description,Applies To,Timestamp');
    expect(lines.filter((line) => line.includes('Processor use'))).toHaveLength(3);
    // Where the pool said nothing, what such an alert means.
    expect(lines.find((line) => line.startsWith('Machine started'))).toContain('It runs.');
  });
});

describe('the place and the time of alerts', () => {
  it('stand in the address, whatever else stands there', () => {
    const filter = { where: 'OpaqueRef:1', when: 'range', from: '2026-01-02', to: '' };
    expect(placeFilterFrom(['list', ...placeFilterWords(filter)])).toEqual(filter);
    expect(placeFilterFrom(['when.never', 'from.x', 'to.2026-01-02'])).toEqual(EVERYTHING);
  });

  it('are a period up to now, or days of this computer', () => {
    const now = new Date('2026-01-10T12:00:00').getTime();
    const when = (words: Partial<typeof EVERYTHING>, time: string) =>
      isWhen({ ...EVERYTHING, ...words }, new Date(time).getTime(), now);
    expect(when({ when: '24h' }, '2026-01-09T12:00:00')).toBe(true);
    expect(when({ when: '24h' }, '2026-01-09T11:59:59')).toBe(false);
    const days = { when: 'range', from: '2026-01-02', to: '2026-01-03' };
    expect(when(days, '2026-01-03T23:59:00')).toBe(true);
    expect(when(days, '2026-01-04T00:00:00')).toBe(false);
    expect(isWhen({ ...EVERYTHING, when: '7d' }, null, now)).toBe(false);
  });

  it('are the server that an object stands on, or none', () => {
    const inventory = makePool({ hosts: 2, vms: 2 }).inventory();
    const of = (cls: 'VM' | 'host' | 'SR' | 'pool' | 'VDI', ref: string) =>
      placeOfObject(inventory, { connection: 'c', class: cls, ref });
    expect([of('VM', 'vm1'), of('host', 'host0'), of('SR', 'local1'), of('SR', 'shared')]).toEqual([
      'host1',
      'host0',
      'host1',
      'pool',
    ]);
    expect([of('pool', 'pool'), of('VDI', 'vdi-vm1'), placeOfObject(inventory, undefined)]).toEqual(
      Array(3).fill('pool'),
    );
  });
});
