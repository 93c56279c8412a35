import { beforeAll, expect, it, vi } from 'vitest';
import type { MenuEntry } from '../../ui/actions/menu';
import type { ObjectClass, ObjectId } from '../navigation';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { loadFeatureCommands } from '../workspace';
import { menuEntries } from './menu-entries';
import type { RunCommand } from './use-run-command';

beforeAll(loadFeatureCommands);

const HOST = { connection: 'test', class: 'host', ref: 'host0' } as const;

function poolMenuOf(pool: FakePool, run: RunCommand = () => undefined): readonly MenuEntry[] {
  const found = menuEntries({ inventory: pool.inventory(), ids: [HOST], run }).find(
    (entry) => entry.kind === 'submenu' && entry.id === 'pool',
  );
  return found?.kind === 'submenu' ? found.items : [];
}

it('offers what is there for a pool on the server that stands for it, where that stands alone', () => {
  const pool = makePool({ hosts: 1, vms: 0, name: '' });
  const run = vi.fn<RunCommand>();
  const items = poolMenuOf(pool, run);
  const labels = items.map((item) => ('label' in item ? item.label : ''));
  expect(labels).toContain('Change root password…');
  expect(new Set(labels).size).toBe(labels.length);
  const password = items.find((item) => 'label' in item && item.label === 'Change root password…');
  if (password && 'onAction' in password) password.onAction();
  expect(run.mock.calls[0]?.[1]).toEqual([{ connection: 'test', class: 'pool', ref: 'pool' }]);
});

it('leaves the commands of a pool to its own row where it has one', () => {
  expect(poolMenuOf(makePool({ hosts: 1, vms: 0, name: 'Lab' }))).toEqual([]);
  expect(poolMenuOf(makePool({ hosts: 2, vms: 0, name: '' }))).toEqual([]);
});

const ids = (...objects: readonly (readonly [ObjectClass, string])[]): readonly ObjectId[] =>
  objects.map(([cls, ref]) => ({ connection: 'test', class: cls, ref }));

const labelsOf = (entries: readonly MenuEntry[]): readonly string[] =>
  entries.flatMap((entry) => ('label' in entry ? [entry.label ?? ''] : []));

it('offers for objects of several kinds what some of them can do, and says how many', () => {
  const pool = makePool({ hosts: 2, vms: 3 });
  pool.set('VM', 'vm0', { power_state: 'Halted', allowed_operations: ['start'] });
  const all = ids(['VM', 'vm0'], ['VM', 'vm1'], ['VM', 'vm2'], ['host', 'host0'], ['SR', 'nfs'], ['pool', 'pool']);
  const entries = menuEntries({ inventory: pool.inventory(), ids: all, run: () => undefined });
  expect(entries.filter((entry) => entry.kind !== 'separator').length).toBeLessThan(25);
  const labels = labelsOf(entries);
  expect(labels).toContain('Start (1 virtual machine)');
  expect(labels).toContain('Properties');
  const flat = entries.flatMap((entry) => (entry.kind === 'submenu' ? entry.items : [entry]));
  expect(flat.filter((entry) => 'disabledReason' in entry && entry.disabledReason)).toEqual([]);
});

const menuOf = (pool: FakePool, ...objects: readonly (readonly [ObjectClass, string])[]) =>
  menuEntries({ inventory: pool.inventory(), ids: ids(...objects), run: () => undefined });

it('keeps what cannot be done now, with its reason, for objects of one kind', () => {
  const entries = menuOf(makePool({ hosts: 1, vms: 2 }), ['VM', 'vm0'], ['VM', 'vm1']);
  const start = entries.find((entry) => 'id' in entry && entry.id === 'vm.start');
  expect(start && 'disabledReason' in start && start.disabledReason).toBeTruthy();
});

it('leaves out for several objects what is for one alone', () => {
  const pool = makePool({ hosts: 2, vms: 0 });
  const one = labelsOf(menuOf(pool, ['host', 'host0']));
  const two = labelsOf(menuOf(pool, ['host', 'host0'], ['host', 'host1']));
  for (const label of ['Rename…', 'Properties…', 'New SR…']) {
    expect(one).toContain(label);
    expect(two).not.toContain(label);
  }
  for (const label of ['Reboot…', 'Licence…', 'Edit tags…']) expect(two).toContain(label);
});

it('folds away what is set seldom, where that is much', () => {
  const pool = makePool({ hosts: 1, vms: 1 });
  const entries = menuOf(pool, ['VM', 'vm0']);
  const settings = entries.find((entry) => entry.kind === 'submenu' && entry.id === 'settings');
  const folded = settings?.kind === 'submenu' ? labelsOf(settings.items) : [];
  expect(folded).toEqual(expect.arrayContaining(['Boot options…', 'Home server…', 'Move to folder…']));
  const labels = labelsOf(entries);
  expect(labels).toEqual(expect.arrayContaining(['Properties…', 'Rename…', 'Edit tags…', 'More settings']));
  expect(labels.filter((label) => folded.includes(label))).toEqual([]);
  const network = menuOf(pool, ['network', pool.set('network', 'net0', { name_label: 'net' })]);
  expect(labelsOf(network)).toContain('Edit description…');
});

it('says what the role lacks, and once that another account may do it', () => {
  const pool = makePool({ hosts: 1, vms: 1 });
  pool.set('session', 'own', { auth_user_name: 'carol', rbac_permissions: ['read-only'] });
  const entries = menuEntries({ inventory: pool.inventory(), ids: ids(['VM', 'vm0']), run: () => undefined });
  const off = entries.find((entry) => 'id' in entry && entry.id === 'vm.shutdown');
  expect(off && 'disabledReason' in off && off.disabledReason).toBe('Your role (Read only) does not allow this.');
  const labels = entries.map((entry) => ('label' in entry ? entry.label : ''));
  expect(labels.filter((label) => label === 'Run with another account')).toHaveLength(1);
});
