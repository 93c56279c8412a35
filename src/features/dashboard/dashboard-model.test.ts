import { describe, expect, it } from 'vitest';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { dashboardOf } from './dashboard-model';

const NOW_MS = Date.UTC(2026, 0, 5);
const GIB = 2 ** 30;

function pool(): FakePool {
  const made = makePool({ hosts: 2, vms: 4 });
  for (const host of ['host0', 'host1']) {
    made.set('host', host, { cpu_info: { cpu_count: '16' } });
    made.set('host_metrics', made.get('host', host).metrics, {
      live: true,
      memory_total: 64 * GIB,
      memory_free: 32 * GIB,
    });
  }
  return made;
}

const read = (made: FakePool) => dashboardOf(made.inventory(), 'test', NOW_MS);
const said = (made: FakePool): readonly string[] => read(made).findings.map(({ name, text }) => `${name} ${text}`);

describe('the dashboard of a pool', () => {
  it('adds up memory and processors of servers that respond', () => {
    const made = pool();
    made.set('VM', 'vm0', { power_state: 'Running', VCPUs_at_startup: 6 });
    made.set('VM', 'vm1', { power_state: 'Halted', VCPUs_at_startup: 40 });
    for (const vm of ['vm2', 'vm3']) made.set('VM', vm, { power_state: 'Halted' });
    made.set('VM', 'dom0', { power_state: 'Running', VCPUs_at_startup: 8, is_control_domain: true });
    const { measures, running, vms } = read(made);
    expect([running, vms]).toEqual([1, 4]);
    expect(measures.find(({ id }) => id === 'memory')).toMatchObject({ value: 64 * GIB, max: 128 * GIB });
    expect(measures.find(({ id }) => id === 'processors')).toMatchObject({ value: 6, max: 32 });
    expect(measures.some(({ id }) => id === 'gpus')).toBe(false);
  });

  it('tells of servers that are down, of storage that is lost or full, worst first', () => {
    const made = pool();
    expect(said(made)).toEqual([]);
    made.set('host', 'host1', { enabled: false, pending_guidances: ['reboot_host'] });
    made.set('SR', 'shared', { physical_size: 100, physical_utilisation: 96 });
    made.set('host_metrics', made.get('host', 'host0').metrics, { live: false });
    expect(read(made).findings.map(({ tone, id }) => `${tone} ${id.ref}`)).toEqual([
      'danger shared',
      'danger host0',
      'warning host1',
      'warning host1',
    ]);
    const words = said(made).map((sentence) => sentence.replaceAll(/\s/g, ' '));
    expect(words[1]).toMatch(/does not respond\.$/);
    expect(words[0]).toMatch(/is 96 % full\.$/);
    expect(words.slice(2).join()).toMatch(/maintenance.*waits for a reboot/);
  });

  it('tells of certificates that end soon, and of those that have ended', () => {
    const made = pool();
    made.set('Certificate', 'soon', { host: 'host0', not_after: '20260115T00:00:00Z' });
    made.set('Certificate', 'later', { host: 'host0', not_after: '20280115T00:00:00Z' });
    made.set('Certificate', 'over', { host: 'host1', not_after: '20260101T00:00:00Z' });
    expect(said(made)).toEqual([expect.stringMatching(/has expired/), expect.stringMatching(/expires in 10 days/)]);
  });

  it('ranks what uses most', () => {
    const made = pool();
    made.set('VM', 'vm2', { power_state: 'Running', memory_dynamic_max: 48 * GIB });
    const [first, ...rest] = read(made).top.vms;
    expect(first).toMatchObject({ id: { ref: 'vm2' }, share: 1 });
    expect(rest.every(({ share }) => share <= 1)).toBe(true);
    expect(read(made).top.servers).toHaveLength(2);
  });

  it('says where storage leads that fills up', () => {
    const made = pool();
    made.set('SR', 'shared', { physical_size: 100 * GIB, physical_utilisation: 60 * GIB });
    const { uuid } = made.get('SR', 'shared');
    const space = { [uuid]: [1, 2, 3, 4].map((day) => [day, 0.2 + day / 10] as const) };
    const [fullest] = dashboardOf(made.inventory(), 'test', NOW_MS, space).top.storage;
    expect(fullest?.text).toMatch(/60 %.*, grows by 70 % a week: 100 % in about 4 days$/);
  });
});
