import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import { mountTab } from '../fixtures/mount-tab';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { VmStorageTab } from './index';

const GIB = 2 ** 30;

const mountDisks = (pool: FakePool, vm = 'vm0') =>
  mountTab(<VmStorageTab id={{ connection: 'test', class: 'VM', ref: vm }} />, pool);

function storagePool(): FakePool {
  const pool = makePool({ hosts: 1, vms: 1 });
  pool.set('SR', 'shared', { physical_size: 100 * GIB, physical_utilisation: 40 * GIB, type: 'lvmoiscsi' });
  pool.set('VBD', 'vbd-vm0', { userdevice: '0', currently_attached: true, mode: 'RW', allowed_operations: ['unplug'] });
  pool.set('VDI', 'vdi-data', { name_label: 'data', SR: 'shared', virtual_size: 8 * GIB, VBDs: ['vbd-data'] });
  pool.set('VBD', 'vbd-data', {
    VM: 'vm0',
    VDI: 'vdi-data',
    userdevice: '10',
    type: 'Disk',
    allowed_operations: ['plug'],
  });
  pool.set('VBD', 'cd', {
    VM: 'vm0',
    userdevice: '3',
    type: 'CD',
    empty: true,
    mode: 'RO',
    allowed_operations: ['insert'],
  });
  pool.set('VM', 'vm0', { VBDs: ['vbd-data', 'cd', 'vbd-vm0'] });
  return pool;
}

const row = (name: RegExp) => page.getByRole('row', { name });
const button = (name: string) => page.getByRole('button', { name, exact: true });

describe('Storage tab of a VM', () => {
  it('lists drives by their place with what is in them', async () => {
    const { connection } = mountDisks(storagePool());
    await expect.element(row(/vm0 root.*xvda.*Active.*32 GiB.*NFS store.*Disk.*Read and write/)).toBeVisible();
    await expect.element(row(/Empty.*Not active.*CD drive.*Read only/)).toBeVisible();
    const names = page
      .getByRole('row')
      .elements()
      .map((each) => each.textContent);
    expect(names.slice(1).map((text) => /^(vm0 root|Empty|data)/.exec(text ?? '')?.[0])).toEqual([
      'vm0 root',
      'Empty',
      'data',
    ]);
    expect(await accessibilityProblems(document.body)).toEqual([]);
    connection.pool.set('VBD', 'vbd-data', { current_operations: { task: 'plug' } });
    connection.push();
    await expect.element(row(/data.*Attaching/)).toBeVisible();
  });

  it('offers the commands of the selected drive, and opens its disk by Enter', async () => {
    const { connection, journey } = mountDisks(storagePool());
    await page.getByText('data', { exact: true }).click();
    const bar = page.getByRole('toolbar', { name: 'Actions for the selected rows' });
    await bar.getByRole('button', { name: 'Activate', exact: true }).click();
    await expect.poll(() => connection.called).toContain('Async.VBD.plug(vbd-data)');
    await userEvent.keyboard('{Escape}');
    await page.getByText('vm0 root', { exact: true }).click();
    await expect.element(bar.getByRole('button', { name: 'Deactivate', exact: true })).toBeVisible();
    await expect
      .element(bar.getByRole('button', { name: 'Delete disk…' }))
      .toHaveAccessibleDescription('It is active in vm 1. Deactivate it first.');
    await userEvent.keyboard('{Enter}');
    expect(journey.state.selection).toEqual([{ connection: 'test', class: 'VDI', ref: 'vdi-vm0' }]);
  });

  it('has the focus again after a question from its menu was left', async () => {
    mountDisks(storagePool());
    for (const openMenu of [
      () => page.getByText('data', { exact: true }).click({ button: 'right' }),
      async () => {
        await page.getByText('data', { exact: true }).click();
        await userEvent.keyboard('{Shift>}{F10}{/Shift}');
      },
    ]) {
      await openMenu();
      await page.getByRole('menuitem', { name: 'Detach…' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await expect.element(dialog).not.toBeInTheDocument();
      await expect.element(page.getByRole('grid')).toHaveFocus();
    }
  });

  it('adds a disk, and holds its size against the chosen storage', async () => {
    const pool = storagePool();
    const { connection } = mountDisks(pool);
    connection.answers.set('VBD.get_allowed_operations', () => ['plug']);
    await button('Add disk…').click();
    const dialog = page.getByRole('dialog', { name: 'Add a disk to vm 1' });
    const size = dialog.getByRole('textbox', { name: 'Size' });
    await size.fill('70');
    await expect.element(size).toHaveAccessibleDescription('Only 60 GiB are free on this storage.');
    await expect
      .element(dialog.getByRole('button', { name: 'Add disk' }))
      .toHaveAccessibleDescription('Only 60 GiB are free on this storage.');
    await size.fill('ten');
    await expect.element(size).toHaveAccessibleDescription('This is not a number.');
    await size.fill('512');
    await dialog.getByRole('combobox', { name: 'Unit of: Size' }).selectOptions('MiB');
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await dialog.getByText('XenAPI and xe').click();
    await expect.element(dialog.getByText(/virtual-size=536870912/)).toBeVisible();
    await size.click();
    await userEvent.keyboard('{Enter}');
    await expect.element(dialog).not.toBeInTheDocument();
    await expect.poll(() => pool.refs('task')).toContain('task1');
    connection.endTask('task1', { status: 'success', result: '<value>new-vdi</value>' });
    await expect.poll(() => pool.refs('task')).toContain('task2');
    connection.endTask('task2', { status: 'success', result: '<value>new-vbd</value>' });
    await expect.poll(() => connection.called).toContain('Async.VBD.plug(new-vbd)');
  });

  it('asks before it deletes a disk, and names what is lost', async () => {
    const pool = storagePool();
    pool.set('VDI', 'vdi-data', { allowed_operations: ['destroy'] });
    const { connection } = mountDisks(pool);
    await page.getByText('data', { exact: true }).click();
    await button('Delete disk…').click();
    const question = page.getByRole('alertdialog', { name: 'Delete data?' });
    await expect.element(question.getByText('data, 8 GiB')).toBeVisible();
    await expect.element(question.getByText('The disk of vm 1')).toBeVisible();
    await question.getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => connection.called).toContain('Async.VBD.destroy(vbd-data)');
    connection.endTask('task1');
    await expect.poll(() => connection.called).toContain('Async.VDI.destroy(vdi-data)');
  });

  it('says what to do where there is nothing', async () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('VM', 'vm0', { VBDs: [] });
    mountDisks(pool);
    await expect.element(page.getByText('No disks yet')).toBeVisible();
    await expect.element(button('Add disk…')).toBeVisible();
    await expect.element(button('Attach disk…')).toBeVisible();
  });

  it('keeps hostile and very long names in their cell, and 255 drives in a window', async () => {
    const pool = storagePool();
    const shown = `<img src=x onerror=alert(1)> gnol ${'very '.repeat(60)}long`;
    const name = shown.replace('gnol', '\u202Egnol');
    const drives: string[] = [];
    for (let i = 0; i < 255; i++) {
      pool.set('VDI', `d${i}`, { name_label: i === 0 ? name : `disk ${i}`, SR: 'shared', VBDs: [`b${i}`] });
      pool.set('VBD', `b${i}`, { VM: 'vm0', VDI: `d${i}`, userdevice: String(i), type: 'Disk' });
      drives.push(`b${i}`);
    }
    pool.set('VM', 'vm0', { VBDs: drives });
    mountDisks(pool);
    await expect.element(page.getByText(shown, { exact: true })).toBeVisible();
    expect(document.querySelector('img')).toBeNull();
    await expect.element(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '256');
    expect(page.getByRole('row').elements().length).toBeLessThan(80);
    await page.getByRole('searchbox', { name: 'Filter these rows' }).fill('disk 254');
    await expect.element(page.getByText('1 of 255 rows')).toBeVisible();
  });
});
