import { describe, expect, it } from 'vitest';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Enums } from '../../xapi/datamodel/types.gen';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { actionsFor } from './alert-actions';
import { ALERT_LISTS, AlertReader, alertsOfType, filterAlerts } from './alert-rows';
import type { AlertRow } from './alert-rows';

const at = (minute: number) => `20260102T03:${String(minute).padStart(2, '0')}:00Z`;
const titles = (rows: readonly AlertRow[]) => rows.map(({ title }) => title);

function poolWithAlerts(): FakePool {
  const pool = makePool({ hosts: 2, vms: 2 });
  pool.set('message', 'm1', {
    name: 'HA_HOST_FAILED',
    priority: 3,
    cls: 'Host',
    obj_uuid: 'uuid of host1',
    timestamp: at(1),
  });
  pool.set('message', 'm2', { name: 'VM_STARTED', priority: 5, cls: 'VM', obj_uuid: 'uuid of vm1', timestamp: at(2) });
  pool.set('message', 'm3', {
    name: 'VM_CRASHED',
    priority: 2,
    cls: 'VM',
    obj_uuid: 'uuid of vm0',
    timestamp: at(3),
    body: '<b>stopped</b>\n  for no reason',
  });
  return pool;
}

describe('the alerts of a pool', () => {
  it('come newest first, each with the object it names', () => {
    const rows = new AlertReader('c').read(poolWithAlerts().inventory());
    expect(rows.map(({ title, object }) => [title, object?.name, object?.id.class])).toEqual([
      ['Machine crashed', 'vm 1', 'VM'],
      ['Machine started', 'vm 2', 'VM'],
      ['A server failed', 'server 2', 'host'],
    ]);
    expect(rows[0]?.summary).toBe('stopped for no reason');
  });

  it('are at the place of what has none of its own: schedules, certificates, PVS proxies', () => {
    const pool = makePool({ hosts: 2, vms: 1 });
    pool.set('VMSS', 'nightly', { name_label: 'nightly' });
    pool.set('Certificate', 'ofHost', { type: 'host', host: 'host1' as Ref<'host'> });
    pool.set('Certificate', 'ca', { type: 'ca', name: 'house.pem' });
    pool.set('VIF', 'nic', { VM: 'vm0' as Ref<'VM'> });
    pool.set('PVS_proxy', 'proxy', { VIF: 'nic' as Ref<'VIF'> });
    const tell = (name: string, cls: Enums['cls'], of: string, minute: number) =>
      pool.set('message', name, { name, cls, obj_uuid: `uuid of ${of}`, timestamp: at(minute) });
    tell('VMSS_SNAPSHOT_FAILED', 'VMSS', 'nightly', 9);
    tell('HOST_SERVER_CERTIFICATE_EXPIRED', 'Certificate', 'ofHost', 8);
    tell('POOL_CA_CERTIFICATE_EXPIRED', 'Certificate', 'ca', 7);
    tell('PVS_PROXY_SETUP_FAILED', 'PVS_proxy', 'proxy', 6);
    tell('VMPP_LICENSE_ERROR', 'VMPP', 'policy', 5);
    const rows = new AlertReader('c').read(pool.inventory());
    expect(rows.map(({ object }) => object && [object.name, object.id.class])).toEqual([
      ['nightly', 'pool'],
      ['server 2', 'host'],
      ['house.pem', 'pool'],
      ['vm 1', 'VM'],
      null,
    ]);
  });

  it('name the storage whose threshold a server has crossed, and lead to it', () => {
    const pool = makePool({ hosts: 1, vms: 0 });
    const uuid = '1e0fda0f-15b0-426b-a6cd-d6999b903c9a';
    pool.set('SR', 'nfs', { name_label: 'Fast NFS', uuid });
    const variable = `<name value="sr_io_throughput_total_1e0fda0f"/><configured_on class="SR" uuid="${uuid}"/>`;
    const body = `value: 3\nconfig:\n<variable>${variable}</variable>`;
    pool.set('message', 'm', { name: 'ALARM', cls: 'Host', obj_uuid: 'uuid of host0', timestamp: at(1), body });
    const reader = new AlertReader('c');
    const [before] = reader.read(pool.inventory());
    expect(before).toMatchObject({ title: 'Traffic of Fast NFS reached 3 MiB/s', object: { name: 'server 1' } });
    expect(before && actionsFor(pool.inventory(), before, 'c')).toMatchObject([
      { to: { selection: [{ class: 'SR', ref: 'nfs' }] } },
      { command: 'object.alerts', objects: [{ class: 'SR', ref: 'nfs' }] },
    ]);
    pool.set('SR', 'nfs', { name_label: 'Slow NFS' });
    expect(reader.read(pool.inventory())[0]?.title).toBe('Traffic of Slow NFS reached 3 MiB/s');
  });

  it('say so when their object is gone, and find it again when it comes back', () => {
    const pool = poolWithAlerts();
    const reader = new AlertReader('c');
    reader.read(pool.inventory());
    pool.remove('VM', 'vm0');
    expect(reader.read(pool.inventory())[0]?.object).toBeNull();
    pool.set('VM', 'vm0b', { name_label: 'restored', uuid: 'uuid of vm0' });
    expect(reader.read(pool.inventory())[0]?.object).toMatchObject({ name: 'restored', id: { ref: 'vm0b' } });
  });

  it('keep every row that shows the same, and the list when all do', () => {
    const pool = poolWithAlerts();
    const reader = new AlertReader('c');
    const before = reader.read(pool.inventory());
    pool.set('VM', 'vm1', { power_state: 'Paused' });
    expect(reader.read(pool.inventory())).toBe(before);
    pool.set('VM', 'vm1', { name_label: 'renamed' });
    const after = reader.read(pool.inventory());
    expect(after.map((row, index) => row === before[index])).toEqual([true, false, true]);
  });

  it('leave what happened to machines to a list of its own', () => {
    const rows = new AlertReader('c').read(poolWithAlerts().inventory());
    expect(titles(alertsOfType(rows, ALERT_LISTS.alerts))).toEqual(['Machine crashed', 'A server failed']);
    expect(titles(alertsOfType(rows, ALERT_LISTS.history))).toEqual(['Machine started']);
    expect(alertsOfType(rows, ALERT_LISTS.all)).toHaveLength(3);
    expect(titles(alertsOfType(rows, 'VM_CRASHED'))).toEqual(['Machine crashed']);
  });

  it('can be filtered by severity, and by words in title, text, object and name', () => {
    const rows = new AlertReader('c').read(poolWithAlerts().inventory());
    const found = (text: string, severities: readonly number[] = []) =>
      titles(filterAlerts(rows, { severities, text }));
    expect(found('', [2, 3])).toEqual(['Machine crashed', 'A server failed']);
    expect(found('REASON vm')).toEqual(['Machine crashed']);
    expect(found('ha_host')).toEqual(['A server failed']);
    expect(found('server 2', [5])).toEqual([]);
  });

  it('take a priority that nobody knows for an unknown severity', () => {
    const pool = makePool({ hosts: 1, vms: 0 });
    pool.set('message', 'odd', { name: 'ODD', priority: 42 });
    const rows = new AlertReader('c').read(pool.inventory());
    expect(filterAlerts(rows, { severities: [0], text: '' })).toHaveLength(1);
  });

  it('follow a busy pool of ten thousand machines without searching it again', () => {
    const pool = makePool({ hosts: 64, vms: 10_000 });
    for (let i = 0; i < 1000; i++)
      pool.set('message', `m${i}`, {
        name: 'VM_CRASHED',
        cls: 'VM',
        obj_uuid: `uuid of vm${i * 7}`,
        timestamp: at(i % 60),
      });
    const reader = new AlertReader('c');
    const before = reader.read(pool.inventory());
    expect(before.every(({ object }) => object !== null)).toBe(true);
    const batches = Array.from({ length: 20 }, (_, batch) => {
      for (let i = 0; i < 250; i++) pool.set('VM', `vm${batch * 250 + i}`, { power_state: 'Paused' });
      return pool.inventory();
    });
    const started = process.cpuUsage();
    for (const inventory of batches) expect(reader.read(inventory)).toBe(before);
    const used = process.cpuUsage(started);
    // A smoke alarm: a batch takes about a millisecond.
    expect((used.user + used.system) / 1000 / batches.length).toBeLessThan(25);
  });
});
