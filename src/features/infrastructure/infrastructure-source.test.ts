import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NULL_REF } from '../../xapi/datamodel/ref';
import { addHost, addVm, makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { DEFAULT_TOGGLES } from '../navigation';
import { EVERYTHING } from '../objects';
import { InfrastructureSource } from './infrastructure-source';
import { placeRoot } from './root';
import { SortedTree } from './sorted-tree';
import type { NodeRow } from './sorted-tree';

const ALL = {
  show: { localStorage: true, customTemplates: true, defaultTemplates: true, hidden: true },
  isExpanded: () => true,
};
const ORDINARY = { show: DEFAULT_TOGGLES, isExpanded: () => true };

function follow(pool: FakePool) {
  const tree = new SortedTree();
  placeRoot(tree);
  const source = new InfrastructureSource(tree, 'c');
  source.apply(pool.inventory(), EVERYTHING);
  pool.takeChanges();
  return {
    tree,
    rows: (options = ORDINARY) => tree.flatten(options),
    update: () => source.apply(pool.inventory(), pool.takeChanges()),
  };
}

const outline = (rows: readonly NodeRow[]) => rows.map((row) => `${'  '.repeat(row.level - 1)}${row.node.label}`);
const shape = (rows: readonly NodeRow[]) =>
  rows.map(({ key, level, posInSet, setSize, childCount, node }) => [key, level, posInSet, setSize, childCount, node]);

describe('Infrastructure tree', () => {
  it('hangs machines and local storage under their server, the rest under the pool', () => {
    const pool = makePool({ hosts: 2, vms: 3 });
    pool.set('VM', 'homeless', { name_label: 'spare', power_state: 'Halted' });
    pool.set('VM', 'gold', { name_label: 'gold image', is_a_template: true });
    expect(outline(follow(pool).rows())).toEqual([
      'Xenia',
      '  Lab',
      '    server 1',
      '      vm 1',
      '      vm 3',
      '      Local storage',
      '    server 2',
      '      vm 2',
      '      Local storage',
      '    spare',
      '    NFS store',
      '    gold image',
    ]);
  });

  it('shows the only server of an unnamed pool without a pool above it', () => {
    const pool = makePool({ hosts: 1, vms: 1, name: '' });
    pool.set('VM', 'homeless', { name_label: 'spare', power_state: 'Halted' });
    const tree = follow(pool);
    expect(outline(tree.rows())).toEqual([
      'Xenia',
      '  server 1',
      '    spare',
      '    vm 1',
      '    Local storage',
      '    NFS store',
    ]);
    addHost(pool, 1);
    tree.update();
    expect(outline(tree.rows())).toEqual([
      'Xenia',
      '  server 1',
      '    server 1',
      '      vm 1',
      '      Local storage',
      '    server 2',
      '      Local storage',
      '    spare',
      '    NFS store',
    ]);
  });

  it('finds the home of a halted machine by its local disks, then by its home server', () => {
    const pool = makePool({ hosts: 2, vms: 0 });
    addVm(pool, 0, 0, 'local1');
    pool.set('VM', 'vm0', { power_state: 'Halted', resident_on: NULL_REF, affinity: 'host0' });
    const tree = follow(pool);
    const parent = () => tree.tree.get('c VM vm0')?.parent;
    expect(parent()).toBe('c host host1');
    pool.set('VDI', 'vdi-vm0', { SR: 'shared' });
    tree.update();
    expect(parent()).toBe('c host host0');
    pool.set('VM', 'vm0', { affinity: NULL_REF });
    tree.update();
    expect(parent()).toBe('c pool pool');
    pool.set('VM', 'vm0', { power_state: 'Running', resident_on: 'host1' });
    tree.update();
    expect(parent()).toBe('c host host1');
  });

  it('keeps control domains, snapshots, hidden objects and the tools library out of sight', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('VM', 'dom0', { name_label: 'Control domain', is_control_domain: true, resident_on: 'host0' });
    pool.set('VM', 'snap', { name_label: 'before', is_a_snapshot: true, is_a_template: true });
    pool.set('VM', 'secret', { name_label: 'secret', other_config: { HideFromXenCenter: 'true' } });
    pool.set('SR', 'tools', { name_label: 'Tools', shared: true, is_tools_sr: true });
    pool.set('VM', 'shipped', { name_label: 'Debian', is_a_template: true, is_default_template: true });
    const tree = follow(pool);
    expect(outline(tree.rows())).toEqual([
      'Xenia',
      '  Lab',
      '    server 1',
      '      vm 1',
      '      Local storage',
      '    NFS store',
    ]);
    expect(outline(tree.rows(ALL)).filter((line) => /Tools|secret|Debian|Control|before/.test(line))).toEqual([
      '    secret',
      '    Tools',
      '    Debian',
    ]);
  });

  it('hides what belongs to a server that does not respond', () => {
    const pool = makePool({ hosts: 2, vms: 2 });
    const tree = follow(pool);
    pool.set('host_metrics', 'metrics-host1', { live: false });
    tree.update();
    expect(outline(tree.rows())).toEqual([
      'Xenia',
      '  Lab',
      '    server 1',
      '      vm 1',
      '      Local storage',
      '    server 2',
      '    NFS store',
    ]);
    expect(tree.tree.get('c host host1')?.node.glyph.state).toBe('disconnected');
  });

  it('sorts naturally and keeps the rows of everything a change does not touch', () => {
    const pool = makePool({ hosts: 1, vms: 12 });
    const tree = follow(pool);
    const before = tree.rows();
    expect(outline(before).slice(3, 8)).toEqual(['      vm 1', '      vm 2', '      vm 3', '      vm 4', '      vm 5']);
    pool.set('VM', 'vm4', { power_state: 'Suspended' });
    tree.update();
    const after = tree.rows();
    expect(after.filter((row, index) => row !== before[index]).map((row) => row.node.label)).toEqual(['vm 5']);
    pool.set('VM', 'vm4', { name_description: 'not shown in the tree' });
    tree.update();
    expect(tree.rows()).toBe(after);
  });

  it('shows only what matches a filter and the way there', () => {
    const pool = makePool({ hosts: 2, vms: 20 });
    const tree = follow(pool);
    const rows = tree.tree.flatten({
      show: DEFAULT_TOGGLES,
      isExpanded: () => false,
      matches: (node) => node.label === 'vm 2',
    });
    expect(outline(rows)).toEqual(['Xenia', '  Lab', '    server 2', '      vm 2']);
  });

  it('is the same after any sequence of changes as when built anew', () => {
    const vm = fc.integer({ min: 0, max: 7 });
    const host = fc.integer({ min: 0, max: 2 });
    const storage = fc.constantFrom('shared', 'local0', 'local1', 'local2');
    const hostRef = fc.option(host, { nil: null }).map((number) => (number === null ? NULL_REF : `host${number}`));
    const change = fc.oneof(
      fc.tuple(vm, hostRef).map(
        ([v, ref]) =>
          (pool: FakePool) =>
            pool.set('VM', `vm${v}`, { resident_on: ref, power_state: ref === NULL_REF ? 'Halted' : 'Running' }),
      ),
      fc.tuple(vm, hostRef).map(
        ([v, ref]) =>
          (pool: FakePool) =>
            pool.set('VM', `vm${v}`, { affinity: ref }),
      ),
      fc.tuple(vm, fc.string({ maxLength: 3 })).map(
        ([v, name]) =>
          (pool: FakePool) =>
            pool.set('VM', `vm${v}`, { name_label: name }),
      ),
      fc.tuple(vm, storage).map(
        ([v, sr]) =>
          (pool: FakePool) =>
            pool.refs('VDI').includes(`vdi-vm${v}`) && pool.set('VDI', `vdi-vm${v}`, { SR: sr }),
      ),
      fc.tuple(vm, storage).map(([v, sr]) => (pool: FakePool) => {
        pool.set('VDI', `memory${v}`, { SR: sr, type: 'suspend' });
        pool.set('VM', `vm${v}`, { power_state: 'Suspended', resident_on: NULL_REF, suspend_VDI: `memory${v}` });
      }),
      fc.tuple(vm, storage).map(
        ([v, sr]) =>
          (pool: FakePool) =>
            pool.refs('VDI').includes(`memory${v}`) && pool.set('VDI', `memory${v}`, { SR: sr }),
      ),
      vm.map((v) => (pool: FakePool) => pool.remove('VM', `vm${v}`)),
      fc.tuple(vm, host, storage).map(
        ([v, h, sr]) =>
          (pool: FakePool) =>
            addVm(pool, v, h, sr),
      ),
      fc.tuple(host, fc.boolean()).map(
        ([h, live]) =>
          (pool: FakePool) =>
            pool.set('host_metrics', `metrics-host${h}`, { live }),
      ),
      fc.tuple(host, fc.boolean()).map(
        ([h, enabled]) =>
          (pool: FakePool) =>
            pool.refs('host').includes(`host${h}`) && pool.set('host', `host${h}`, { enabled }),
      ),
      host.map((h) => (pool: FakePool) => pool.remove('host', `host${h}`)),
      host.map((h) => (pool: FakePool) => addHost(pool, h)),
      fc.tuple(storage, fc.boolean()).map(
        ([sr, shared]) =>
          (pool: FakePool) =>
            pool.set('SR', sr, { shared }),
      ),
      fc.tuple(host, fc.boolean()).map(
        ([h, on]) =>
          (pool: FakePool) =>
            pool.refs('PBD').includes(`pbd-local${h}`) && pool.set('PBD', `pbd-local${h}`, { currently_attached: on }),
      ),
      fc.tuple(host, host).map(
        ([h, other]) =>
          (pool: FakePool) =>
            pool.refs('PBD').includes(`pbd-local${h}`) && pool.set('PBD', `pbd-local${h}`, { host: `host${other}` }),
      ),
      fc.constantFrom('', 'Lab', 'x').map((name) => (pool: FakePool) => pool.set('pool', 'pool', { name_label: name })),
      fc.tuple(host, storage).map(
        ([h, sr]) =>
          (pool: FakePool) =>
            pool.set('pool', 'pool', { master: `host${h}`, default_SR: sr }),
      ),
      fc.tuple(vm, fc.boolean()).map(
        ([v, template]) =>
          (pool: FakePool) =>
            pool.set('VM', `vm${v}`, { is_a_template: template }),
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { maxLength: 25 }), (batches) => {
        const pool = makePool({ hosts: 2, vms: 5 });
        const followed = follow(pool);
        for (const batch of batches) {
          for (const apply of batch) apply(pool);
          followed.update();
        }
        expect(shape(followed.rows(ALL))).toEqual(shape(follow(pool).rows(ALL)));
        expect(shape(followed.rows())).toEqual(shape(follow(pool).rows()));
      }),
      { numRuns: 300 },
    );
  });

  it('stays within its time for ten thousand machines', () => {
    const pool = makePool({ hosts: 64, vms: 10_000 });
    const inventory = pool.inventory();
    const started = process.cpuUsage();
    const tree = new SortedTree();
    placeRoot(tree);
    const source = new InfrastructureSource(tree, 'c');
    source.apply(inventory, EVERYTHING);
    tree.flatten(ORDINARY);
    const used = process.cpuUsage(started);
    // A smoke alarm against quadratic work; the budgets themselves are measured by the benchmark.
    expect((used.user + used.system) / 1000).toBeLessThan(1000);
  });
});
