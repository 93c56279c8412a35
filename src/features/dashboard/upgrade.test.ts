import { describe, expect, it } from 'vitest';
import { makePool } from '../fixtures/pools';
import { storageTrend } from './space';
import { upgradeText } from './upgrade';

describe('the upgrade state of a pool', () => {
  it('is its version, how far an upgrade is, and what waits for a restart', () => {
    const pool = makePool({ hosts: 3, vms: 0 });
    expect(upgradeText(pool.inventory())).toBe('');
    for (const host of ['host0', 'host1', 'host2'])
      pool.set('host', host, { software_version: { product_version: '8.2.1' } });
    expect(upgradeText(pool.inventory())).toBe('Version 8.2.1 on all servers.');
    pool.set('host', 'host0', { software_version: { product_version: '8.4.0' }, pending_guidances: ['reboot_host'] });
    expect(upgradeText(pool.inventory())).toBe(
      'An upgrade is under way: 1 of 3 servers on version 8.4.0, the others on 8.2.1. 1 server waits for a restart to finish an update.',
    );
  });
});

describe('the course of all storage', () => {
  const sized = [
    { uuid: 'a', share: 0, total: 300 },
    { uuid: 'b', share: 0, total: 100 },
  ];

  it('weighs repositories by their size, and needs days on which all were seen', () => {
    const notes = {
      a: [1, 2, 3, 4].map((day) => [day, day / 10] as const),
      b: [2, 3, 4].map((day) => [day, 0.4] as const),
    };
    expect(storageTrend(notes, sized)).toMatchObject({
      id: 'storage',
      course: [expect.closeTo(0.25), expect.closeTo(0.325), expect.closeTo(0.4)] as unknown,
      outlook: { kind: 'grows' },
    });
    expect(storageTrend({ a: [[1, 0.1]], b: [[1, 0.1]] }, sized)).toBeNull();
    expect(storageTrend({}, sized)).toBeNull();
  });
});
