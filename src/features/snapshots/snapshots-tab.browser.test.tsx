import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import { mountTab } from '../fixtures/mount-tab';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { SnapshotsTab } from './index';

const mountSnapshots = (pool: FakePool) =>
  mountTab(<SnapshotsTab id={{ connection: 'test', class: 'VM', ref: 'vm0' }} />, pool);

/** Snapshots that follow from each other, an hour apart. */
function history(pool: FakePool, snapshots: readonly (readonly [ref: string, parent: string])[], nowAfter: string) {
  const children = Map.groupBy(snapshots, ([, parent]) => parent);
  snapshots.forEach(([ref, parent], at) => {
    pool.set('VDI', `vdi-${ref}`, { is_a_snapshot: true, physical_utilisation: 2 ** 30, SR: 'shared' });
    pool.set('VBD', `vbd-${ref}`, { VM: ref, VDI: `vdi-${ref}`, type: 'Disk' });
    pool.set('VM', ref, {
      name_label: ref,
      is_a_snapshot: true,
      is_a_template: true,
      snapshot_of: 'vm0',
      snapshot_time: new Date(Date.UTC(2026, 0, 1) + at * 3_600_000).toISOString(),
      parent,
      children: (children.get(ref) ?? []).map(([child]) => child),
      VBDs: [`vbd-${ref}`],
      allowed_operations: ['clone', 'destroy', 'revert'],
    });
  });
  pool.set('VM', 'vm0', { snapshots: snapshots.map(([ref]) => ref), parent: nowAfter });
  return pool;
}

const forked = () =>
  history(
    makePool({ hosts: 1, vms: 1 }),
    [
      ['install', ''],
      ['<b>update</b>', 'install'],
      ['trial', '<b>update</b>'],
      ['stable', 'install'],
    ],
    'stable',
  );

const item = (name: string | RegExp) => page.getByRole('treeitem', { name });
const details = page.getByRole('complementary', { name: 'Details' });
const bar = page.getByRole('toolbar', { name: 'Actions for the selected snapshot' });

describe('the Snapshots tab', () => {
  it('shows how snapshots follow from each other down to now, and what is known of each', async () => {
    mountSnapshots(forked());
    await expect.element(item('Now')).toHaveAttribute('aria-selected', 'true');
    await expect.element(item('trial')).toHaveAttribute('aria-level', '2');
    await expect.element(details.getByText('vm 1 as it is at present.')).toBeVisible();
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await item('Now').click();
    await userEvent.keyboard('{Home}{ArrowDown}');
    await expect.element(details.getByRole('heading', { name: '<b>update</b>' })).toBeVisible();
    await expect.element(details.getByText('1 GiB')).toBeVisible();
    await expect.element(details.getByText('install', { exact: true })).toBeVisible();
    await userEvent.keyboard('{ArrowUp}{ArrowLeft}');
    await expect.element(item('trial')).not.toBeInTheDocument();
    expect(await accessibilityProblems(document.body)).toEqual([]);
  });

  it('goes back to one with a snapshot first, and makes a template of it', async () => {
    const { connection } = mountSnapshots(forked());
    await item('stable').click();
    await bar.getByRole('button', { name: 'Revert to this snapshot…' }).click();
    const sure = page.getByRole('alertdialog', { name: 'Revert to stable?' });
    await expect.element(sure.getByRole('checkbox', { name: /present state first/ })).toBeChecked();
    await sure.getByRole('button', { name: 'Revert' }).click();
    await expect.poll(() => connection.called).toContain('Async.VM.snapshot(vm0, Before reverting to stable)');

    await bar.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'New template from this…' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('golden');
    await page.getByRole('dialog').getByRole('button', { name: 'Create template' }).click();
    await expect.poll(() => connection.called).toContain('Async.VM.clone(stable, golden)');
  });

  it('deletes a branch with its disks, from its end, and says where there is none', async () => {
    const { connection } = mountSnapshots(forked());
    await item('stable').click();
    await bar.getByRole('button', { name: 'Actions' }).click();
    await expect
      .element(page.getByRole('menuitem', { name: 'Delete with all that follow…' }))
      .toHaveAccessibleDescription('No other snapshot follows it.');
    await userEvent.keyboard('{Escape}');
    await item('<b>update</b>').click();
    await bar.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete with all that follow…' }).click();
    const sure = page.getByRole('alertdialog');
    await expect.element(sure.getByText('The snapshot trial')).toBeVisible();
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await sure.getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => connection.called).toContain('Async.VM.destroy(trial)');
    const done = async (task: string, next: string) => {
      connection.endTask(task);
      await expect.poll(() => connection.called).toContain(next);
    };
    await done('task1', 'Async.VDI.destroy(vdi-trial)');
    await done('task2', 'Async.VM.destroy(<b>update</b>)');
    await done('task3', 'Async.VDI.destroy(vdi-<b>update</b>)');
  });

  it('lists them with their sizes, and leaves out what a schedule took', async () => {
    const pool = forked();
    pool.set('VM', 'stable', { is_vmss_snapshot: true });
    pool.set('VMSS', 'nightly', { name_label: 'Nightly', enabled: true, last_run_time: '20260105T02:00:00Z' });
    pool.set('VM', 'vm0', { snapshot_schedule: 'nightly' });
    const { journey } = mountSnapshots(pool);
    await expect.element(page.getByText('The schedule Nightly takes snapshots of it.')).toBeVisible();
    await page.getByRole('radio', { name: 'List' }).click();
    await page.getByRole('switch', { name: 'Scheduled ones too' }).click();
    expect(journey.state.mode).toEqual(['list', 'own']);
    await expect.element(page.getByRole('row', { name: /trial.*Disks only.*1 GiB/ })).toBeVisible();
    await expect.element(page.getByRole('row', { name: /stable/ })).not.toBeInTheDocument();
    await page.getByText('trial', { exact: true }).click();
    await expect.element(details.getByRole('heading', { name: 'trial' })).toBeVisible();
    expect(await accessibilityProblems(document.body)).toEqual([]);
  });

  it('holds five thousand, of which a screenful is in the page', async () => {
    const line = Array.from({ length: 5000 }, (_, at) => [`daily ${at}`, at === 0 ? '' : `daily ${at - 1}`] as const);
    mountSnapshots(history(makePool({ hosts: 1, vms: 1 }), line, 'daily 4999'));
    await item(/daily 0 /).click();
    await userEvent.keyboard('{End}');
    await expect.element(item('Now')).toHaveAttribute('aria-posinset', '5001');
    expect(document.querySelectorAll('[role=treeitem]').length).toBeLessThan(100);
  });

  it('begins with the first one', async () => {
    mountSnapshots(makePool({ hosts: 1, vms: 1 }));
    await page.getByRole('button', { name: 'Take snapshot…' }).click();
    await expect.element(page.getByRole('dialog')).toBeVisible();
  });
});
