import { beforeAll, expect, it, vi } from 'vitest';
import type { MenuEntry } from '../../ui/actions/menu';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { loadServerCommands } from '../servers';
import { loadUserCommands } from '../users';
import { menuEntries } from './menu-entries';
import type { RunCommand } from './use-run-command';

beforeAll(async () => {
  await loadServerCommands();
  await loadUserCommands();
});

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
