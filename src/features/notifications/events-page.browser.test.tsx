import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { ToastRegion } from '../../ui/feedback/toast';
import { XapiError } from '../../xapi/client/xapi-error';
import { findCommand, ownWork, recallWork, useRunCommand } from '../commands';
import { mountFeature } from '../fixtures/mount-feature';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import type { ViewState } from '../navigation';
import { againOf, WorkHistory } from './earlier-work';
import { NotificationsPage } from './notifications-page';

const ENTRY = { name: '', hint: '', address: '', state: 'connected', clock: { nowMs: () => 1 } } as const;

/** Starts work as the menus do. */
function Starter() {
  const run = useRunCommand();
  const start = (): void => {
    const command = findCommand('vm.snapshot');
    if (command) run(command, [{ connection: 'test', class: 'VM', ref: 'vm0' }], { name: 'before update' });
  };
  return (
    <button type="button" onClick={start}>
      Begin
    </button>
  );
}

function mountEvents(pool: FakePool, start: Partial<ViewState> = {}) {
  const mounted = mountFeature(
    <div style={{ display: 'flex', flexDirection: 'column', height: '100%' }}>
      <Starter />
      <NotificationsPage />
      <ToastRegion />
    </div>,
    pool,
    { view: 'notifications', page: 'events', ...start },
  );
  mounted.connection.load();
  return { ...mounted, pool };
}

function poolWithTasks(): FakePool {
  const pool = makePool({ hosts: 1, vms: 2 });
  pool.set('task', 'foreign', {
    name_label: 'Async.VM.pool_migrate',
    status: 'pending',
    progress: 0.4,
    created: '20260102T03:04:05Z',
    allowed_operations: ['cancel'],
    other_config: { applies_to: 'vm1' },
  });
  pool.set('task', 'failed', {
    name_label: 'Async.VM.start',
    status: 'failure',
    created: '20260102T03:00:00Z',
    finished: '20260102T03:00:10Z',
    error_info: ['HOST_NOT_ENOUGH_FREE_MEMORY', '4294967296', '1073741824'],
  });
  return pool;
}

const row = (name: string | RegExp) => page.getByRole('row', { name });
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const details = page.getByRole('region', { name: 'Details' });

describe('the Events page', () => {
  it('follows the progress of other clients and cancels their work', async () => {
    const { connection, pool } = mountEvents(poolWithTasks());
    await row(/Migrate vm 2/).click();
    await expect.element(details.getByText('40 %')).toBeVisible();
    pool.set('task', 'foreign', { progress: 0.75 });
    connection.push();
    await expect.element(details.getByText('75 %')).toBeVisible();
    await details.getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => connection.called).toContain('task.cancel(foreign)');
    pool.set('task', 'foreign', { status: 'cancelled', finished: '20260102T03:05:05Z' });
    connection.push();
    await expect.element(details.getByText('Cancelled')).toBeVisible();
  });

  it('says why work cannot be cancelled, and what the pool refused', async () => {
    const pool = poolWithTasks();
    const { connection } = mountEvents(pool);
    connection.answers.set('task.cancel', () => {
      throw new XapiError('OPERATION_NOT_ALLOWED', ['no']);
    });
    await row(/Migrate vm 2/).click();
    await details.getByRole('button', { name: 'Cancel' }).click();
    await expect.element(page.getByText('Could not cancel: Migrate vm 2')).toBeVisible();
    pool.set('task', 'foreign', { allowed_operations: [] });
    connection.push();
    await expect.element(details.getByRole('button', { name: /Cancel/ })).toHaveAttribute('aria-disabled', 'true');
    await expect
      .element(details.getByRole('button', { name: /Cancel/ }))
      .toHaveAccessibleDescription('The server cannot cancel this operation.');
  });

  it('explains an error: what happened, why, and what to do', async () => {
    mountEvents(poolWithTasks());
    await row(/Failed/).click();
    await expect.element(details.getByText(/4 GiB\s+needed, 1 GiB free/)).toBeVisible();
    await expect.element(details.getByText('Why', { exact: true })).toBeVisible();
    await expect.element(details.getByText('What to do')).toBeVisible();
    await expect.element(details.getByText(/HOST_NOT_ENOUGH_FREE_MEMORY/)).toBeVisible();
    await expect.element(details.getByRole('button', { name: 'Copy error', exact: true })).toBeVisible();
  });

  it('shows own work with its calls and xe lines, and forgets it without leaving its task', async () => {
    const { connection, pool } = mountEvents(poolWithTasks());
    pool.set('VM', 'vm0', { allowed_operations: ['snapshot'] });
    connection.push();
    await button('Begin').click();
    await row(/Take a snapshot of vm 1/).click();
    await expect.element(details.getByText(/^Async\.VM\.snapshot\(session, "vm0"/)).toBeVisible();
    await expect.element(details.getByText(/^xe vm-snapshot/)).toBeVisible();
    connection.answers.set('task.destroy', (ref) => {
      pool.remove('task', String(ref));
      connection.push();
    });
    connection.endTask('task1');
    await details.getByRole('button', { name: 'Dismiss' }).click();
    await expect.element(row(/Take a snapshot of vm 1/)).not.toBeInTheDocument();
    expect(connection.called).toContain('task.destroy(task1)');
    await expect.element(page.getByText('2 events')).toBeVisible();
  });

  it('dismisses what has finished and leaves what goes on', async () => {
    const { connection } = mountEvents(poolWithTasks());
    await expect.element(row(/Failed/)).toBeVisible();
    await button('Dismiss finished').click();
    await expect.poll(() => connection.called).toEqual(['task.destroy(failed)']);
  });

  it('keeps its filters in the URL', async () => {
    const { journey } = mountEvents(poolWithTasks(), { eventStates: ['failed'] });
    await expect.element(page.getByText('1 of 2 events')).toBeVisible();
    await button(/^Failed/).click();
    await button(/^In progress/).click();
    expect(journey.state.eventStates).toEqual(['running']);
    await page.getByRole('searchbox', { name: 'Filter events' }).fill('zzz');
    await expect.element(page.getByText('2 events are filtered out.')).toBeVisible();
    await expect.poll(() => journey.state.eventText).toBe('zzz');
  });

  it('goes to the object of a row with Enter', async () => {
    const { journey } = mountEvents(poolWithTasks());
    await row(/Migrate vm 2/).click();
    await userEvent.keyboard('{Enter}');
    expect(journey.state).toMatchObject({ view: 'infrastructure', selection: [{ ref: 'vm1' }] });
  });

  it('outlive the page: what had ended as it was, what went on as the pool ends it', async () => {
    const { connection, pool } = mountEvents(poolWithTasks());
    pool.set('VM', 'vm0', { allowed_operations: ['snapshot'] });
    connection.push();
    await page.getByRole('button', { name: 'Begin' }).click();
    const mine = page.getByRole('row', { name: /before update|Snapshot vm 1|Take/i }).first();
    await expect.element(mine).toBeVisible();
    await expect.poll(() => ownWork()[0]?.tasks.length).toBe(1);
    const [began] = ownWork();
    const task = began?.tasks[0] ?? '';
    pool.set('task', task, { name_label: 'Async.VM.snapshot', status: 'pending' });
    connection.push();
    const visit = new WorkHistory();
    dispatchEvent(new Event('pagehide'));
    visit.stop();

    const next = new WorkHistory();
    const here = { ...ENTRY, connection, id: connection.id, clock: { nowMs: () => (began?.startedMs ?? 0) + 1 } };
    next.look([here]);
    const recalled = ownWork().find(({ id }) => id.startsWith('earlier'));
    expect(recalled).toMatchObject({ title: began?.title, state: 'running', tasks: [task] });
    pool.set('task', task, { status: 'failure', error_info: ['SR_FULL', '1', '2'] });
    connection.push();
    next.look([here]);
    await expect
      .poll(() => ownWork().find(({ id }) => id === recalled?.id))
      .toMatchObject({ state: 'failed', error: { code: 'SR_FULL' } });
    expect(againOf(recalled?.id ?? '')).toMatchObject({
      command: { id: 'vm.snapshot' },
      input: { name: 'before update' },
    });
    // The same pool, built anew: there it has not happened.
    next.look([{ ...here, clock: { nowMs: () => (recalled?.startedMs ?? 0) - 1 } }]);
    await expect.poll(() => ownWork().some(({ id }) => id === recalled?.id)).toBe(false);
    next.stop();
    sessionStorage.clear();
    recallWork([]);
  });
});
