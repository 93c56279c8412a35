import { describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { getToasts } from '../../ui/feedback/toast-queue';
import { accessibilityProblems } from '../../ui/testing/axe';
import { CommandHost } from '../commands';
import { mountFeature } from '../fixtures/mount-feature';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import type { ObjectClass, ViewState } from '../navigation';
import { ObjectWorkspace } from './object-workspace';

function mountWorkspace(pool: FakePool, cls: ObjectClass, ref: string, start: Partial<ViewState> = {}) {
  const mounted = mountFeature(
    <div style={{ display: 'flex', height: '100%' }}>
      <ObjectWorkspace />
      <CommandHost />
    </div>,
    pool,
    { selection: [{ connection: 'test', class: cls, ref }], ...start },
  );
  mounted.connection.load();
  return mounted;
}

const heading = (name: string) => page.getByRole('heading', { level: 1, name });
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });

describe('workspace of an object', () => {
  it('says what it is, where it is and what is known about it', async () => {
    const pool = makePool({ hosts: 2, vms: 2 });
    pool.set('VM', 'vm0', { VCPUs_at_startup: 2, VCPUs_max: 4, tags: ['prod'], metrics: 'm0' });
    pool.set('VM_metrics', 'm0', { start_time: '20200101T00:00:00Z' });
    mountWorkspace(pool, 'VM', 'vm0');
    await expect.element(heading('vm 1')).toBeVisible();
    await expect.element(page.getByText('Virtual machine on server 1')).toBeVisible();
    await expect.element(page.getByText('2 of at most 4')).toBeVisible();
    await expect.element(page.getByText(/2020-01-01 00:00:00 UTC/)).toBeVisible();
    expect(await accessibilityProblems(document.body)).toEqual([]);
  });

  it('keeps the longest names beside what can be done, and a question about them in sight', async () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('host', 'host0', { name_label: 'h'.repeat(200) });
    pool.set('VM', 'vm0', { name_label: 'w'.repeat(200) });
    mountWorkspace(pool, 'VM', 'vm0');
    const place = page.getByText(/^Virtual machine on h/);
    await expect.element(place).toBeVisible();
    const commands = page
      .getByRole('toolbar', { name: /^Actions/ })
      .element()
      .getBoundingClientRect();
    expect(place.element().getBoundingClientRect().right).toBeLessThanOrEqual(commands.left);
    await page.getByRole('button', { name: 'Shut down', exact: true }).click();
    const title = page.getByRole('dialog').getByRole('heading', { level: 2 });
    await expect.element(title).toHaveTextContent(`Shut down ${'w'.repeat(200)}?`);
    const { lineHeight } = getComputedStyle(title.element());
    expect(title.element().clientHeight).toBeLessThanOrEqual(3 * Number.parseFloat(lineHeight));
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  });

  it('says of a pool that no news come from that it is not live', async () => {
    const { connection } = mountWorkspace(makePool({ hosts: 1, vms: 1 }), 'pool', 'pool');
    const headline = page.getByRole('banner');
    await expect.element(headline.getByText('Connected')).toBeVisible();
    connection.setStatus({ kind: 'lost', reason: '', sinceMs: 0, retryAtMs: 0 });
    await expect.element(headline.getByText('Not live')).toBeVisible();
    await expect.element(headline.getByText('Connected')).not.toBeInTheDocument();
  });

  it('follows links to other objects', async () => {
    const { journey } = mountWorkspace(makePool({ hosts: 2, vms: 2 }), 'VM', 'vm0');
    await page.getByRole('link', { name: 'server 1' }).click();
    await expect.element(heading('server 1')).toBeVisible();
    expect(journey.state.selection).toEqual([{ connection: 'test', class: 'host', ref: 'host0' }]);
  });

  it('shows every type without a gap', async () => {
    const pool = makePool({ hosts: 2, vms: 2 });
    pool.set('network', 'net', { name_label: 'LAN', MTU: 1500 });
    pool.set('PGPU', 'gpu', { host: 'host0' });
    pool.set('GPU_group', 'group', { name_label: 'Cards' });
    pool.set('VM_appliance', 'app', { name_label: 'Shop', VMs: ['vm0'] });
    pool.set('VM', 'template', { name_label: 'Debian', is_a_template: true });
    pool.set('VM', 'snap', { name_label: 'before', is_a_template: true, is_a_snapshot: true, snapshot_of: 'vm0' });
    const objects: readonly (readonly [ObjectClass, string, string])[] = [
      ['pool', 'pool', 'Lab'],
      ['host', 'host0', 'server 1'],
      ['SR', 'shared', 'NFS store'],
      ['VDI', 'vdi-vm0', 'vm0 root'],
      ['network', 'net', 'LAN'],
      ['PGPU', 'gpu', '(unnamed)'],
      ['GPU_group', 'group', 'Cards'],
      ['VM_appliance', 'app', 'Shop'],
      ['VM', 'template', 'Debian'],
      ['VM', 'snap', 'before'],
    ];
    const { journey, connection } = mountWorkspace(pool, 'VM', 'vm0');
    await expect.element(heading('vm 1')).toBeVisible();
    journey.go({ selection: [{ connection: connection.id, class: 'VM', ref: 'vm1' }] });
    for (const [cls, ref, name] of objects) {
      journey.go({ selection: [{ connection: connection.id, class: cls, ref }] });
      await expect.element(heading(name)).toBeVisible();
      await expect.element(page.getByRole('tab', { name: 'General' })).toHaveAttribute('aria-selected', 'true');
      await expect.element(page.getByRole('button', { name: 'General', expanded: true })).toBeVisible();
    }
  });

  it('has the tabs of the pool on a server that stands alone', async () => {
    const tabs = page.getByRole('tab', { name: 'Users' });
    mountWorkspace(makePool({ hosts: 1, vms: 0, name: '' }), 'host', 'host0');
    await expect.element(page.getByRole('tab', { name: 'Schedules' })).toBeVisible();
    await expect.element(page.getByRole('tab', { name: 'vApps' })).toBeVisible();
    await tabs.click();
    await expect.element(page.getByRole('button', { name: 'Add users…' })).toBeVisible();
  });

  it('keeps the tab that was used last for a type', async () => {
    const { journey } = mountWorkspace(makePool({ hosts: 1, vms: 2 }), 'VM', 'vm0');
    await page.getByRole('tab', { name: 'Snapshots' }).click();
    await expect.element(page.getByText('No snapshots yet')).toBeVisible();
    journey.go({ selection: [{ connection: 'test', class: 'VM', ref: 'vm1' }], tab: null });
    await expect.element(heading('vm 2')).toBeVisible();
    await expect.element(page.getByRole('tab', { name: 'Snapshots' })).toHaveAttribute('aria-selected', 'true');
    await page.getByRole('tab', { name: 'General' }).click();
  });

  it('makes place for its server when the object goes', async () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    const { connection, journey } = mountWorkspace(pool, 'VM', 'vm0');
    await expect.element(heading('vm 1')).toBeVisible();
    pool.remove('VM', 'vm0');
    connection.push();
    await expect.poll(() => journey.state.selection).toEqual([{ connection: 'test', class: 'host', ref: 'host0' }]);
    expect(getToasts().map(({ title }) => title)).toContain('vm 1 is gone');
  });

  it('stays with the first of several when more are chosen', async () => {
    const { journey } = mountWorkspace(makePool({ hosts: 1, vms: 2 }), 'VM', 'vm0');
    await expect.element(heading('vm 1')).toBeVisible();
    const two = ['vm0', 'vm1'].map((ref) => ({ connection: 'test', class: 'VM' as const, ref }));
    journey.go({ selection: two });
    await expect.element(heading('2 virtual machines')).toBeVisible();
    expect(journey.state.selection).toEqual(two);
    const tab = page.getByRole('tab', { name: 'Performance' });
    await expect.element(tab).toHaveAttribute('aria-selected', 'false');
    // What is not of one kind is told by no common graphs.
    journey.go({ selection: [...two, { connection: 'test', class: 'host', ref: 'host0' }] });
    await expect.element(heading('3 objects')).toBeVisible();
    await expect.element(tab).not.toBeInTheDocument();
  });

  it('says when the object is not there', async () => {
    const { journey } = mountWorkspace(makePool({ hosts: 1, vms: 1 }), 'VM', 'vm of another world');
    await expect.element(page.getByText('This object is not here')).toBeVisible();
    await button('Show everything').click();
    expect(journey.state.selection).toEqual([]);
  });
});

describe('commands of an object', () => {
  it('are buttons that say why they are off, and follow the state', async () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    const { connection } = mountWorkspace(pool, 'VM', 'vm0');
    await expect.element(button('Start')).toHaveAccessibleDescription('It is running already.');
    pool.set('VM', 'vm0', { power_state: 'Halted', affinity: 'host0', allowed_operations: ['start', 'destroy'] });
    connection.push();
    await expect.element(button('Shut down')).toHaveAccessibleDescription('It is shut down already.');
    await button('Start').click();
    await expect.poll(() => connection.called).toContain('Async.VM.start(vm0, false, false)');
  });

  it('ask before they cut users off, and name what they will call', async () => {
    const { connection } = mountWorkspace(makePool({ hosts: 1, vms: 1 }), 'VM', 'vm0');
    await button('Shut down').click();
    const dialog = page.getByRole('dialog', { name: 'Shut down vm 1?' });
    await expect.element(dialog.getByText('Its users are cut off until it is started again.')).toBeVisible();
    await dialog.getByText('XenAPI and xe').click();
    await expect.element(dialog.getByText('xe vm-shutdown', { exact: false })).toBeVisible();
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await dialog.getByRole('button', { name: 'Shut down' }).click();
    await expect.element(dialog).not.toBeInTheDocument();
    await expect.poll(() => connection.called).toContain('Async.VM.clean_shutdown(vm0)');
  });

  it('ask for a name and refuse an empty one', async () => {
    const { connection } = mountWorkspace(makePool({ hosts: 1, vms: 1 }), 'VM', 'vm0');
    await button('Take snapshot…').click();
    const dialog = page.getByRole('dialog', { name: 'Take a snapshot of vm 1' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('  ');
    await expect
      .element(dialog.getByRole('button', { name: 'Take snapshot' }))
      .toHaveAccessibleDescription('Fill in: Name.');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('before the update');
    await dialog.getByRole('button', { name: 'Take snapshot' }).click();
    await expect.poll(() => connection.called).toContain('Async.VM.snapshot(vm0, before the update)');
  });

  it('run on several objects with a plan, results and another try', async () => {
    const pool = makePool({ hosts: 1, vms: 3 });
    pool.set('VM', 'vm2', { power_state: 'Halted', affinity: 'host0', allowed_operations: ['start'] });
    const selection = ['vm0', 'vm1', 'vm2'].map((ref) => ({ connection: 'test', class: 'VM', ref }) as const);
    const { connection } = mountWorkspace(pool, 'VM', 'vm0', { selection });
    await button('Shut down').click();
    const question = page.getByRole('dialog', { name: 'Shut down 2 virtual machines' });
    await expect.element(question.getByText('Left out: 1')).toBeVisible();
    await expect.element(question.getByText('It is shut down already.')).toBeVisible();
    await question.getByRole('button', { name: 'Shut down 2' }).click();
    const run = page.getByRole('dialog', { name: 'Shut down 2 virtual machines' });
    await expect.element(run.getByText('0 of 2 done')).toBeVisible();
    await expect.poll(() => pool.refs('task')).toEqual(expect.arrayContaining(['task1', 'task2']));
    connection.endTask('task1');
    connection.endTask('task2', { status: 'failure', error_info: ['VM_BAD_POWER_STATE', 'vm1', 'running', 'halted'] });
    await expect.element(run.getByText('1 done, 1 failed')).toBeVisible();
    await run.getByRole('button', { name: 'Try the failed one again' }).click();
    await expect.poll(() => pool.refs('task')).toContain('task3');
    connection.endTask('task3');
    await expect.element(run.getByText('2 done')).toBeVisible();
    await run.getByRole('button', { name: 'Close' }).last().click();
  });
});
