import { describe, expect, it } from 'vitest';
import { makePool } from '../../fixtures/pools';
import { DEFAULT_VIEW_STATE } from '../../navigation';
import type { ObjectClass, ObjectId } from '../../navigation';
import { PropertyIndex } from '../query/property-index';
import { QueryRun } from '../query/query-run';
import { objectsBelow, objectsOfTypes } from '../scope';
import { BUILT_IN } from '../xencenter/built-in';
import { placeOf, searchOf, viewOf } from './as-view';

const pool = makePool({ hosts: 2, vms: 4 });
pool.set('SR', 'shared', { VDIs: ['vdi-vm0', 'vdi-vm1', 'vdi-vm2', 'vdi-vm3'] });
pool.set('network', 'lan', { name_label: 'LAN', VIFs: ['vif0'] });
pool.set('VIF', 'vif0', { VM: 'vm0', network: 'lan' });
pool.set('VM', 'vm0', { VIFs: ['vif0'], tags: ['prod'], other_config: { folder: '/a/b' }, snapshots: ['snap'] });
pool.set('VM', 'snap', { is_a_snapshot: true, is_a_template: true, snapshot_of: 'vm0', power_state: 'Halted' });
pool.set('VM', 'vm1', { appliance: 'shop', other_config: { 'XenCenter.CustomFields.Owner': 'Ann' } });
pool.set('VDI', 'vdi-vm1', { tags: ['prod'], other_config: { 'XenCenter.CustomFields.Owner': 'Bob' } });
pool.set('VM', 'snap', { tags: ['prod'], other_config: { folder: '/a' } });
pool.set('VM_appliance', 'shop', { name_label: 'Shop', VMs: ['vm1'] });

const id = (cls: ObjectClass, ref: string): ObjectId => ({ connection: 'c', class: cls, ref });

describe('a list that is saved as a search', () => {
  it.each([
    ['nothing', []],
    ['a pool', [id('pool', 'pool')]],
    ['a server', [id('host', 'host0')]],
    ['storage', [id('SR', 'shared')]],
    ['a disk', [id('VDI', 'vdi-vm1')]],
    ['a network', [id('network', 'lan')]],
    ['a vApp', [id('VM_appliance', 'shop')]],
    ['a tag', [id('tag', 'prod')]],
    ['a folder', [id('folder', '/a')]],
    ['a custom field', [id('field', 'Owner')]],
    ['a value of a custom field', [id('field', 'Owner\nBob')]],
    ['the group of machines', [id('group', 'vms')]],
    ['several objects', [id('VM', 'vm1'), id('SR', 'shared')]],
  ])('finds what is below %s', (_, selection) => {
    const inventory = pool.inventory();
    const { scope, filter } = placeOf(inventory, selection);
    const members = objectsOfTypes(inventory, scope);
    const found =
      filter === null
        ? members.map(({ ref }) => ref)
        : [...new QueryRun(filter, { index: new PropertyIndex(inventory), nowMs: () => 0 }).read(members).refs];
    const below = objectsBelow(inventory, selection).map(({ ref }) => ref);
    expect(found.toSorted()).toEqual(below.toSorted());
  });

  it('finds snapshots and disks under tags, folders and fields too, as the trees show them', () => {
    const inventory = pool.inventory();
    const below = (cls: ObjectClass, ref: string) => objectsBelow(inventory, [id(cls, ref)]).map((each) => each.ref);
    expect(below('tag', 'prod')).toEqual(['vm0', 'snap', 'vdi-vm1']);
    expect(below('folder', '/a')).toEqual(['vm0', 'snap', '/a/b']);
    expect(below('field', 'Owner')).toEqual(['vm1', 'vdi-vm1']);
    expect(below('field', 'Owner\nBob')).toEqual(['vdi-vm1']);
  });

  it('shows the same again from its address', () => {
    const inventory = pool.inventory();
    for (const { uuid, name, ...content } of BUILT_IN) {
      const state = { ...DEFAULT_VIEW_STATE, ...viewOf({ uuid, name, ...content }) };
      expect(searchOf(state, content.filter, inventory)).toEqual(content);
    }
  });
});
