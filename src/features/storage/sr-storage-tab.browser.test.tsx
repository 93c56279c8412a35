import { describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import { mountTab } from '../fixtures/mount-tab';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import type { ObjectId } from '../navigation';
import { RepositoriesTab, SrStorageTab } from './index';

const GIB = 2 ** 30;
const idOf = (cls: 'SR' | 'pool' | 'host', ref: string): ObjectId => ({ connection: 'test', class: cls, ref });

const mountStorage = (pool: FakePool, id: ObjectId) =>
  mountTab(id.class === 'SR' ? <SrStorageTab id={id} /> : <RepositoriesTab id={id} />, pool);

function storagePool(): FakePool {
  const pool = makePool({ hosts: 2, vms: 2 });
  pool.set('SR', 'shared', {
    VDIs: ['vdi-vm0', 'vdi-vm1'],
    physical_size: 100 * GIB,
    physical_utilisation: 90 * GIB,
    virtual_allocation: 120 * GIB,
    allowed_operations: ['scan', 'vdi_create'],
  });
  pool.set('VBD', 'vbd-vm0', { currently_attached: true });
  pool.set('VDI', 'vdi-vm1', { name_label: 'spare', VBDs: [], allowed_operations: ['destroy'] });
  return pool;
}

const row = (name: RegExp) => page.getByRole('row', { name });
const bar = page.getByRole('toolbar', { name: 'Actions for the selected rows' });

describe('Storage tab of a repository', () => {
  it('shows its room, its disks with their users, and its servers', async () => {
    mountStorage(storagePool(), idOf('SR', 'shared'));
    await expect.element(row(/vm0 root.*vm 1 \(xvda\).*32 GiB/)).toBeVisible();
    await expect
      .element(page.getByRole('meter', { name: 'Used' }))
      .toHaveAttribute('aria-valuetext', '90 GiB of 100 GiB');
    await expect.element(page.getByText('120 GiB, 120 % of its size')).toBeVisible();
    await expect.element(row(/server 2.*Connected.*Single path/)).toBeVisible();
    expect(await accessibilityProblems(document.body)).toEqual([]);
  });

  it('makes a disk that no VM has yet', async () => {
    const { connection } = mountStorage(storagePool(), idOf('SR', 'shared'));
    await page.getByRole('button', { name: 'New disk…' }).click();
    const dialog = page.getByRole('dialog', { name: 'New disk on NFS store' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('scratch');
    await dialog.getByRole('button', { name: 'Create disk' }).click();
    await expect.poll(() => connection.called.some((call) => call.startsWith('Async.VDI.create('))).toBe(true);
  });

  it('deletes what nobody uses, and says who uses the rest', async () => {
    const { connection } = mountStorage(storagePool(), idOf('SR', 'shared'));
    await page.getByText('vm0 root', { exact: true }).click();
    await expect
      .element(bar.getByRole('button', { name: 'Delete disk…' }))
      .toHaveAccessibleDescription('It is active in vm 1. Deactivate it first.');
    await page.getByText('spare', { exact: true }).click();
    await bar.getByRole('button', { name: 'Delete disk…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => connection.called).toContain('Async.VDI.destroy(vdi-vm1)');
  });

  it('disconnects a server only where no running VM needs it, and connects it again', async () => {
    const pool = storagePool();
    const { connection } = mountStorage(pool, idOf('SR', 'shared'));
    await page.getByText('server 1', { exact: true }).click();
    await expect
      .element(bar.getByRole('button', { name: 'Disconnect' }))
      .toHaveAccessibleDescription('Running VMs of the server use a disk on it.');
    await page.getByText('server 2', { exact: true }).click();
    await bar.getByRole('button', { name: 'Disconnect' }).click();
    await page
      .getByRole('dialog', { name: 'Disconnect server 2?' })
      .getByRole('button', { name: 'Disconnect' })
      .click();
    await expect.poll(() => connection.called).toContain('Async.PBD.unplug(pbd-shared1)');
    pool.set('PBD', 'pbd-shared1', { currently_attached: false });
    connection.push();
    await bar.getByRole('button', { name: 'Connect', exact: true }).click();
    await expect.poll(() => connection.called).toContain('Async.PBD.plug(pbd-shared1)');
  });

  it('says what to do with an empty one', async () => {
    const pool = storagePool();
    pool.set('SR', 'shared', { VDIs: [] });
    const { connection } = mountStorage(pool, idOf('SR', 'shared'));
    await expect.element(page.getByText('No virtual disks here yet')).toBeVisible();
    await page.getByRole('button', { name: 'Rescan' }).click();
    await expect.poll(() => connection.called).toContain('Async.SR.scan(shared)');
    pool.set('SR', 'shared', { content_type: 'iso' });
    connection.push();
    await expect.element(page.getByText('No discs in this library')).toBeVisible();
  });
});

describe('Storage tab of a pool or server', () => {
  it('compares repositories, and repairs one that a server has lost', async () => {
    const pool = storagePool();
    pool.set('PBD', 'pbd-shared1', { currently_attached: false });
    const { connection, journey } = mountStorage(pool, idOf('pool', 'pool'));
    await expect
      .element(row(/NFS store.*90 %.*100 GiB.*10 GiB.*120 GiB.*Not connected on every server.*NFS.*1 of 2/))
      .toBeVisible();
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await page.getByText('NFS store', { exact: true }).click();
    await bar.getByRole('button', { name: 'Repair' }).click();
    await expect.poll(() => connection.called).toContain('Async.PBD.plug(pbd-shared1)');
    await page.getByText('NFS store', { exact: true }).dblClick();
    expect(journey.state.selection).toEqual([idOf('SR', 'shared')]);
  });

  it('of a server tells of its own connections', async () => {
    const pool = storagePool();
    pool.set('PBD', 'pbd-shared1', { currently_attached: false });
    mountStorage(pool, idOf('host', 'host1'));
    await expect.element(row(/NFS store.*Disconnected/)).toBeVisible();
    await expect.element(row(/Local storage.*Connected/)).toBeVisible();
  });

  it('of a server without storage says what is missing', async () => {
    const pool = makePool({ hosts: 1, vms: 0 });
    for (const pbd of pool.refs('PBD')) pool.remove('PBD', pbd);
    const { journey } = mountStorage(pool, idOf('host', 'host0'));
    await expect.element(page.getByText('No storage here')).toBeVisible();
    await page.getByRole('button', { name: 'Go to General' }).click();
    expect(journey.state.tab).toBe('general');
  });
});
