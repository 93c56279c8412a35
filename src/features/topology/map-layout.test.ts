import { describe, expect, it } from 'vitest';
import { addVm, makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { poolMapOf } from './engine/pool-map';
import { layoutOf } from './map-layout';
import type { Place } from './map-layout';

function overlaps(a: Place, b: Place): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function addNetwork(pool: FakePool, number: number, of: { readonly hosts: number; readonly physical: boolean }): void {
  const [network, PIFs] = [`n${number}`, Array.from({ length: of.hosts }, (_, h) => `p${number}-${h}`)];
  pool.set('network', network, { name_label: `Net ${number}`, PIFs });
  for (const [h, ref] of PIFs.entries()) {
    pool.set('PIF', ref, { host: `host${h}`, network, physical: of.physical, currently_attached: true });
  }
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
    const [way] = layoutOf(map, null).ways;
    expect([way?.drawn.match(/M/g)?.length, way?.lacking.match(/M/g)?.length]).toEqual([2, 1]);
  });

  it('has one line to what all servers have, and no two parts in one place', () => {
    const pool = makePool({ hosts: 64, vms: 0 });
    for (let n = 0; n < 30; n++) addNetwork(pool, n, { hosts: 64, physical: n === 20 || n === 29 });
    pool.set('PIF', 'p25-3', { currently_attached: false });
    for (let n = 30; n < 4000; n++) addNetwork(pool, n, { hosts: 0, physical: false });
    const layout = layoutOf(poolMapOf(pool.inventory(), 'test'), null);
    expect(layout.ways.filter(({ drawn }) => drawn.lastIndexOf('M') > 0).map(({ hub }) => hub.name)).toEqual([
      'Net 25',
    ]);
    const places = [...layout.servers, ...layout.networks, ...layout.storage, ...layout.folds].map(
      ({ place }) => place,
    );
    expect(places).toHaveLength(64 + 16 + 1);
    for (const [at, a] of places.entries()) {
      for (const b of places.slice(at + 1)) expect(overlaps(a, b)).toBe(false);
      expect(a.x >= 0 && a.y >= 0 && a.x + a.width <= layout.width && a.y + a.height <= layout.height).toBe(true);
    }
  });

  it('has a number for many networks, and shows those that tell most', () => {
    const pool = makePool({ hosts: 2, vms: 0 });
    for (let n = 0; n < 30; n++) addNetwork(pool, n, { hosts: 2, physical: n === 20 || n === 29 });
    pool.set('PIF', 'p25-1', { currently_attached: false });
    const shown = (keep: string | null) => {
      const { networks, folds } = layoutOf(poolMapOf(pool.inventory(), 'test'), keep);
      return {
        names: networks.map(({ thing }) => Number(thing.name.slice(4))),
        folds: folds.map(({ thing }) => `${thing.count} ${thing.kind}`),
      };
    };
    const first = Array.from({ length: 12 }, (_, n) => n);
    expect(shown(null)).toEqual({ names: [...first, 20, 25, 29], folds: ['15 networks'] });
    expect(shown('n28')).toEqual({ names: [...first.slice(0, -1), 20, 25, 28, 29], folds: ['15 networks'] });
    for (let n = 30; n < 4000; n++) addNetwork(pool, n, { hosts: 0, physical: false });
    expect(shown('n3999')).toEqual({
      names: [...first.slice(0, -2), 20, 25, 29, 3999],
      folds: ['17 networks', '3969 privateNetworks'],
    });
  });

  it('shows all networks while they can be seen at once', () => {
    const pool = makePool({ hosts: 2, vms: 0 });
    const folds = () => layoutOf(poolMapOf(pool.inventory(), 'test'), null).folds.map(({ thing }) => thing.count);
    for (let n = 0; n < 16; n++) addNetwork(pool, n, { hosts: 0, physical: false });
    expect(folds()).toEqual([]);
    addNetwork(pool, 16, { hosts: 0, physical: false });
    expect(folds()).toEqual([17]);
  });
});
