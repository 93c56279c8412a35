import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addVm, makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { SortedTree } from '../infrastructure';
import type { TreeSource } from '../infrastructure';
import type { ObjectId } from '../navigation';
import { EVERYTHING } from '../objects';
import { formatTime } from '../values';
import { emptyFolders, folderNames, isInFolder } from './folder-path';
import { FieldsSource } from './fields-source';
import { FoldersSource } from './folders-source';
import { TagsSource } from './tags-source';
import { VappsSource } from './vapps-source';

const SHOW = { localStorage: true, customTemplates: true, defaultTemplates: true, hidden: false };

type Tree = SortedTree;
type Source = TreeSource & { keysOf(id: ObjectId): readonly string[] };

function follow<S extends Source>(pool: FakePool, create: (tree: Tree, connection: string) => S) {
  const tree = new SortedTree();
  const source = create(tree, 'c');
  source.apply(pool.inventory(), EVERYTHING);
  pool.takeChanges();
  return {
    source,
    tree,
    outline: (show = SHOW) =>
      tree
        .flatten({ show, isExpanded: () => true })
        .map((row) => `${'  '.repeat(row.level - 1)}${row.label}${row.badge === undefined ? '' : ` ${row.badge}`}`),
    update: () => source.apply(pool.inventory(), pool.takeChanges()),
  };
}

const tags = (pool: FakePool) => follow(pool, (tree, connection) => new TagsSource(tree, connection));
const folders = (pool: FakePool) => follow(pool, (tree, connection) => new FoldersSource(tree, connection));
const fields = (pool: FakePool) => follow(pool, (tree, connection) => new FieldsSource(tree, connection));
const vapps = (pool: FakePool) => follow(pool, (tree, connection) => new VappsSource(tree, connection));

const vm = (ref: string): ObjectId => ({ connection: 'c', class: 'VM', ref });

describe('objects by tag', () => {
  it('lists each object under every tag it carries, in natural order, and leaves the untagged out', () => {
    const pool = makePool({ hosts: 1, vms: 3 });
    pool.set('VM', 'vm0', { tags: ['tier 10', 'tier 2'] });
    pool.set('VM', 'vm1', { tags: ['tier 2', 'tier 2'] });
    pool.set('host', 'host0', { tags: ['tier 2'] });
    expect(tags(pool).outline()).toEqual(['tier 2 3', '  server 1', '  vm 1', '  vm 2', 'tier 10 1', '  vm 1']);
  });

  it('follows tags that are added and taken away, and forgets a tag with its last object', () => {
    const pool = makePool({ hosts: 1, vms: 2 });
    pool.set('VM', 'vm0', { tags: ['a'] });
    const view = tags(pool);
    pool.set('VM', 'vm0', { tags: ['b'] });
    pool.set('VM', 'vm1', { tags: ['b'] });
    view.update();
    expect(view.outline()).toEqual(['b 2', '  vm 1', '  vm 2']);
    pool.remove('VM', 'vm0');
    pool.set('VM', 'vm1', { tags: [] });
    view.update();
    expect(view.outline()).toEqual([]);
    expect(view.tree.size).toBe(0);
  });

  it('names all places of an object, and the place of a tag', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('VM', 'vm0', { tags: ['a', 'b'] });
    const { source, tree } = tags(pool);
    const places = source.keysOf(vm('vm0'));
    expect(places.map((key) => tree.get(key)?.parent)).toEqual(
      source.keysOf({ ...vm('a'), class: 'tag' }).concat(source.keysOf({ ...vm('b'), class: 'tag' })),
    );
    expect(source.keysOf(vm('gone'))).toEqual([]);
  });

  it('hides what is hidden until it is asked for', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('VM', 'vm0', { tags: ['a'], other_config: { HideFromXenCenter: 'true' } });
    const view = tags(pool);
    expect(view.outline()).toEqual([]);
    expect(view.outline({ ...SHOW, hidden: true })).toEqual(['a 1', '  vm 1']);
  });
});

describe('objects by folder', () => {
  it('reads paths as XenCenter writes them', () => {
    expect(folderNames('/Sales/Test')).toEqual(['Sales', 'Test']);
    expect(folderNames('Sales//Test/')).toEqual(['Sales', 'Test']);
    expect(folderNames(undefined)).toEqual([]);
    expect(emptyFolders({ EMPTY_FOLDERS: '/a/b;;/c' })).toEqual([['a', 'b'], ['c']]);
  });

  it('knows what is in a folder or below it, and not in its neighbour with a longer name', () => {
    const isIn = (folder: string) => isInFolder({ folder }, '/Sales');
    expect([
      isIn('/Sales'),
      isIn('/Sales/Test/'),
      isIn('/Salesforce'),
      isIn('/IT/Sales'),
      isInFolder({}, '/Sales'),
    ]).toEqual([true, true, false, false, false]);
  });

  it('builds no endless ladder from a hostile path', () => {
    const names = folderNames('/x'.repeat(10_000));
    expect(names).toHaveLength(24);
    expect(names.join('/')).toBe('x/'.repeat(9_999) + 'x');
  });

  it('nests folders, counts what is in and below them, and shows the empty ones the pool keeps', () => {
    const pool = makePool({ hosts: 1, vms: 3 });
    pool.set('VM', 'vm0', { other_config: { folder: '/Sales/Test' } });
    pool.set('VM', 'vm1', { other_config: { folder: '/Sales' } });
    pool.set('SR', 'shared', { other_config: { folder: '/IT' } });
    pool.set('pool', 'pool', { other_config: { EMPTY_FOLDERS: '/Sales/Old;/HR' } });
    expect(folders(pool).outline()).toEqual([
      'HR',
      'IT 1',
      '  NFS store',
      'Sales 2',
      '  Old',
      '  Test 1',
      '    vm 1',
      '  vm 2',
    ]);
  });

  it('follows objects from folder to folder', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('VM', 'vm0', { other_config: { folder: '/a/b' } });
    const view = folders(pool);
    pool.set('VM', 'vm0', { other_config: { folder: '/a' } });
    pool.set('pool', 'pool', { other_config: { EMPTY_FOLDERS: '/c' } });
    view.update();
    expect(view.outline()).toEqual(['a 1', '  vm 1', 'c']);
    pool.set('VM', 'vm0', { other_config: {} });
    pool.set('pool', 'pool', { other_config: {} });
    view.update();
    expect(view.tree.size).toBe(0);
  });
});

describe('objects by custom field', () => {
  const field = (name: string) => `XenCenter.CustomFields.${name}`;

  it('lists each field with its values and their objects, dates as such, and follows both', () => {
    const pool = makePool({ hosts: 1, vms: 3 });
    pool.set('VM', 'vm0', { other_config: { [field('Owner')]: 'Bob', [field('Due')]: '2026-01-31 09:00:42Z' } });
    pool.set('VM', 'vm1', { other_config: { [field('Owner')]: 'Ann', [field('Empty')]: '' } });
    pool.set('SR', 'shared', { other_config: { [field('Owner')]: 'Ann' } });
    const view = fields(pool);
    expect(view.outline()).toEqual([
      'Due 1',
      `  ${formatTime(Date.UTC(2026, 0, 31, 9, 0, 42))} 1`,
      '    vm 1',
      'Owner 3',
      '  Ann 2',
      '    vm 2',
      '    NFS store',
      '  Bob 1',
      '    vm 1',
    ]);
    pool.set('VM', 'vm0', { other_config: { [field('Owner')]: 'Ann' } });
    pool.remove('VM', 'vm1');
    view.update();
    expect(view.outline()).toEqual(['Owner 2', '  Ann 2', '    vm 1', '    NFS store']);
    expect(
      view.source.keysOf({ ...vm('Owner\nAnn'), class: 'field' }).map((key) => view.tree.get(key)?.node.label),
    ).toEqual(['Ann']);
  });
});

describe('machines by vApp', () => {
  it('lists vApps with their machines, empty ones too, and follows both', () => {
    const pool = makePool({ hosts: 1, vms: 3 });
    pool.set('VM_appliance', 'web', { name_label: 'Web shop', VMs: ['vm1', 'vm0'] });
    pool.set('VM_appliance', 'old', { name_label: 'Old' });
    pool.set('VM', 'vm0', { appliance: 'web' });
    pool.set('VM', 'vm1', { appliance: 'web' });
    const view = vapps(pool);
    expect(view.outline()).toEqual(['Old', 'Web shop 2', '  vm 1', '  vm 2']);
    pool.set('VM', 'vm1', { appliance: 'old', name_label: 'moved' });
    pool.set('VM_appliance', 'web', { name_label: 'Shop', VMs: ['vm0'] });
    pool.set('VM_appliance', 'old', { VMs: ['vm1'] });
    view.update();
    expect(view.outline()).toEqual(['Old 1', '  moved', 'Shop 1', '  vm 1']);
    pool.remove('VM_appliance', 'web');
    pool.set('VM', 'vm0', { appliance: 'OpaqueRef:NULL' });
    view.update();
    expect(view.outline()).toEqual(['Old 1', '  moved']);
  });
});

describe('Organization Views', () => {
  it('show the same after any changes as when they are built anew', () => {
    const tag = fc.constantFrom('a', 'b', 'c 10', 'c 9');
    const path = fc.constantFrom('', '/x', '/x/y', '/x/y/z', '/w');
    const appliance = fc.constantFrom('OpaqueRef:NULL', 'app1', 'app2');
    const change = fc.record({
      number: fc.nat(4),
      tags: fc.array(tag, { maxLength: 3 }),
      path,
      empty: path,
      appliance,
      action: fc.constantFrom('set', 'set', 'remove', 'hide'),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const pool = makePool({ hosts: 1, vms: 3 });
        pool.set('VM_appliance', 'app1', { name_label: 'one' });
        pool.set('VM_appliance', 'app2', { name_label: 'two' });
        const followed = [tags(pool), folders(pool), vapps(pool), fields(pool)] as const;
        for (const { number, tags: words, path: folder, empty, appliance: app, action } of changes) {
          const ref = `vm${number}`;
          if (action === 'remove') pool.remove('VM', ref);
          else {
            if (!pool.has('VM', ref)) addVm(pool, number, 0);
            const hidden: Record<string, string> = action === 'hide' ? { HideFromXenCenter: 'true' } : {};
            pool.set('VM', ref, {
              tags: words,
              appliance: app,
              other_config: { ...hidden, folder, 'XenCenter.CustomFields.a': words[0] ?? '' },
            });
          }
          pool.set('pool', 'pool', { other_config: { EMPTY_FOLDERS: empty } });
          const inventory = pool.inventory();
          const changed = pool.takeChanges();
          for (const view of followed) view.source.apply(inventory, changed);
        }
        const anew = [tags(pool), folders(pool), vapps(pool), fields(pool)] as const;
        for (const [at, view] of followed.entries()) expect(view.outline()).toEqual(anew[at]?.outline());
      }),
      { numRuns: 150 },
    );
  });

  it('stay within their time for ten thousand machines', () => {
    const pool = makePool({ hosts: 64, vms: 10_000 });
    for (let i = 0; i < 10_000; i++) {
      pool.set('VM', `vm${i}`, {
        tags: [`t${i % 50}`, `u${i % 7}`],
        other_config: { folder: `/f${i % 20}/g${i % 60}` },
      });
    }
    const started = process.cpuUsage();
    const views = [tags(pool), folders(pool)];
    for (const view of views) view.outline();
    const built = process.cpuUsage(started);
    for (let i = 0; i < 300; i++) pool.set('VM', `vm${i}`, { power_state: 'Paused' });
    const inventory = pool.inventory();
    const changes = pool.takeChanges();
    const before = process.cpuUsage();
    for (const view of views) view.source.apply(inventory, changes);
    const updated = process.cpuUsage(before);
    // A smoke alarm against quadratic work: 30,000 places are made, then 900 looked at again.
    expect((built.user + built.system) / 1000).toBeLessThan(2000);
    expect((updated.user + updated.system) / 1000).toBeLessThan(150);
  });
});
