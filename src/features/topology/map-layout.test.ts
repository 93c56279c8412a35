import { describe, expect, it } from 'vitest';
import { addVm, makePool } from '../fixtures/pools';
import { poolMapOf } from './engine/pool-map';
import { layoutOf } from './map-layout';
import type { Place } from './map-layout';

function overlaps(a: Place, b: Place): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

describe('the map of a pool', () => {
  it('has numbers for VMs, and storage of one server within it', () => {
    const pool = makePool({ hosts: 2, vms: 5 });
    pool.set('VM', 'vm4', { power_state: 'Halted', resident_on: 'OpaqueRef:NULL' });
    const off = addVm(pool, 5, 0, 'local1');
    pool.set('VM', off, { power_state: 'Halted', resident_on: 'OpaqueRef:NULL' });
    const map = poolMapOf(pool.inventory(), 'test');
    expect(map.servers.map(({ name, running, off: away, local }) => [name, running, away, local])).toEqual([
      ['server 1', 2, 0, 1],
      ['server 2', 2, 1, 1],
    ]);
    expect(map.storage.map(({ name, on }) => [name, on.size])).toEqual([['NFS store', 2]]);
    expect(map.loose).toBe(1);
  });

  it('tells a repository that a server lacks from one that it has', () => {
    const pool = makePool({ hosts: 3, vms: 0 });
    pool.set('PBD', 'pbd-shared1', { currently_attached: false });
    const map = poolMapOf(pool.inventory(), 'test');
    expect([...(map.storage[0]?.lacking ?? [])]).toEqual(['host1']);
    const [way] = layoutOf(map).ways;
    expect([way?.drawn.match(/M/g)?.length, way?.lacking.match(/M/g)?.length]).toEqual([2, 1]);
  });

  it('has one line to what all servers have, and no two parts in one place', () => {
    const pool = makePool({ hosts: 64, vms: 0 });
    for (let n = 0; n < 30; n++) {
      pool.set('network', `n${n}`, {
        name_label: `Net ${n}`,
        PIFs: Array.from({ length: 64 }, (_, h) => `p${n}-${h}`),
      });
      for (let h = 0; h < 64; h++) {
        pool.set('PIF', `p${n}-${h}`, { host: `host${h}`, network: `n${n}`, currently_attached: true });
      }
    }
    const layout = layoutOf(poolMapOf(pool.inventory(), 'test'));
    expect(layout.ways.every(({ drawn }) => drawn.lastIndexOf('M') === 0)).toBe(true);
    const places = [...layout.servers, ...layout.networks, ...layout.storage].map(({ place }) => place);
    expect(places).toHaveLength(64 + 30 + 1);
    for (const [at, a] of places.entries()) {
      for (const b of places.slice(at + 1)) expect(overlaps(a, b)).toBe(false);
      expect(a.x >= 0 && a.y >= 0 && a.x + a.width <= layout.width && a.y + a.height <= layout.height).toBe(true);
    }
  });
});
