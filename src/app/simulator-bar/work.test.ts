import { describe, expect, test } from 'vitest';
import { WORKLOAD_KINDS } from '../../control/workloads';
import { makePool } from '../../features/fixtures/pools';
import { firstGroup, guestGroups } from './work-guests';
import { workText } from './work-text';

describe('the text that is written', () => {
  const storage = WORKLOAD_KINDS.find(({ name }) => name === 'storage-test');
  if (storage === undefined) throw new Error('There is no storage test');

  test('is the name alone while all is as it begins', () => expect(workText(storage, {})).toBe('storage-test'));

  test('says what is different', () =>
    expect(workText(storage, { block: '4k', depth: 8, write: 30, access: 'random' })).toBe(
      'storage-test block=4k depth=8 write=30 random',
    ));
});

describe('who can be told', () => {
  const pool = makePool({ hosts: 2, vms: 5 });
  pool.set('VM', 'vm4', { power_state: 'Halted' });
  pool.set('VM', 'template', { name_label: 'a template', is_a_template: true });
  const inventory = pool.inventory();
  const select = (cls: 'VM' | 'host', ...refs: string[]) => refs.map((ref) => ({ connection: 'p', class: cls, ref }));

  test('is what is selected, all that run, and those of each server', () => {
    const groups = guestGroups(inventory, select('VM', 'vm4', 'template'));
    expect(groups.map(({ label }) => label)).toEqual([
      'vm 5 (selected)',
      'All 4 VMs that run',
      'On server 1: 2 VMs',
      'On server 2: 2 VMs',
    ]);
    expect(firstGroup(groups, select('VM', 'vm4'))?.vms).toEqual(['vm4']);
  });

  test('begins with the VMs of the server that is selected, else with all', () => {
    const groups = guestGroups(inventory, []);
    expect(firstGroup(groups, select('host', 'host1'))?.vms).toEqual(['vm1', 'vm3']);
    expect(firstGroup(groups, [])?.id).toBe('running');
  });

  test('is nobody in a pool where nothing runs', () => {
    expect(guestGroups(makePool({ hosts: 1, vms: 0 }).inventory(), [])).toEqual([]);
  });
});
