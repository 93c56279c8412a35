import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import { mountFeature } from '../fixtures/mount-feature';
import { addVm, makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import type { ObjectClass } from '../navigation';
import { DependenciesTab } from './dependencies-tab';

function open(pool: FakePool, cls: ObjectClass, ref: string, mode: readonly string[] = []) {
  const id = { connection: 'test', class: cls, ref };
  const mounted = mountFeature(
    <div style={{ display: 'flex', flexDirection: 'column', height: '100%' }}>
      <h1>Object</h1>
      <h2>Tab</h2>
      <DependenciesTab id={id} />
    </div>,
    pool,
    { selection: [id], mode },
  );
  mounted.connection.load();
  return mounted;
}

const part = (name: string) => page.getByRole('region', { name, exact: true });

async function expectAccessible(): Promise<void> {
  for (const theme of ['light', 'dark']) {
    document.documentElement.style.colorScheme = theme;
    expect(await accessibilityProblems(document.body)).toEqual([]);
  }
  document.documentElement.style.colorScheme = '';
}

describe('what depends on an object', () => {
  it('is told as a list before it is drawn, and follows the pool', async () => {
    const pool = makePool({ hosts: 2, vms: 2 });
    addVm(pool, 2, 0, 'local0');
    const { connection } = open(pool, 'host', 'host0');
    await expect.element(page.getByText('If server 1 fails: 2 VMs would stop')).toBeVisible();
    const grid = page.getByRole('grid', { name: 'VMs affected by server 1' });
    await expect.element(grid.getByRole('row', { name: /vm 3.*Stays down/ })).toBeVisible();
    await expect.element(grid.getByRole('row', { name: /vm 1.*Can restart.*server 2/ })).toBeVisible();
    await expect.element(part('Who may take over').getByRole('link', { name: 'server 2' })).toBeVisible();
    await expect.element(page.getByRole('img', { name: 'Picture: what server 1 stands on' })).toBeInTheDocument();
    const [list, picture] = [part('What depends on it').element(), part('Picture').element()];
    expect(list.compareDocumentPosition(picture) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
    await expectAccessible();
    pool.set('VM', 'vm0', { resident_on: 'host1' });
    connection.push();
    await expect.element(page.getByText('If server 1 fails: 1 VM would stop')).toBeVisible();
  });

  it('has an address of its own for the parts of a server', async () => {
    const pool = makePool({ hosts: 2, vms: 2 });
    pool.set('PBD', 'pbd-shared0', { other_config: { multipathed: 'true', 'mpath-3600': '[2, 4]' } });
    const { journey } = open(pool, 'host', 'host0');
    await userEvent.click(part('Single paths').getByRole('link', { name: 'One path of server 1 to NFS store' }));
    expect(journey.state.mode).toEqual(['path:pbd-shared0']);
    await expect.element(page.getByText('server 1 still reaches NFS store over 1 path.')).toBeVisible();
    await userEvent.click(page.getByRole('link', { name: 'Back to server 1' }));
    expect(journey.state.mode).toEqual([]);
  });

  it('means the object where the address names a part of another', async () => {
    open(makePool({ hosts: 2, vms: 2 }), 'host', 'host0', ['pbd:pbd-shared1', 'pif:gone']);
    await expect.element(page.getByText('If server 1 fails: 1 VM would stop')).toBeVisible();
  });

  it('of a pool begins with what keeps most VMs down', async () => {
    const pool = makePool({ hosts: 2, vms: 3 });
    const { journey } = open(pool, 'pool', 'pool');
    const grid = page.getByRole('grid', { name: 'What may fail in Lab' });
    await expect.element(grid.getByRole('row', { name: /NFS store.*Storage.*3.*3/ })).toBeVisible();
    await expectAccessible();
    await userEvent.click(page.getByRole('link', { name: 'If the coordinator fails' }));
    expect(journey.state.mode).toEqual(['coordinator']);
    await expect.element(page.getByText(/^If the coordinator server 1 fails/)).toBeVisible();
  });
});
