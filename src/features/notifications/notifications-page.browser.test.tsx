import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { ToastRegion } from '../../ui/feedback/toast';
import { accessibilityProblems } from '../../ui/testing/axe';
import { XapiError } from '../../xapi/client/xapi-error';
import { mountFeature } from '../fixtures/mount-feature';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import type { ViewState } from '../navigation';
import { sendDismissals } from './leaving';
import { NotificationsPage } from './notifications-page';
import { noteFound } from './own/found';

beforeEach(async () => {
  delete document.documentElement.dataset['theme'];
  await sendDismissals();
});

function poolWithAlerts(): FakePool {
  const pool = makePool({ hosts: 2, vms: 3 });
  const add = (ref: string, name: string, priority: number, vm: string, minute: number): void => {
    pool.set('message', ref, {
      name,
      priority,
      cls: 'VM',
      obj_uuid: `uuid of ${vm}`,
      timestamp: `20260102T03:0${minute}:00Z`,
      body: `<script>alert('${ref}')</script>`,
    });
  };
  add('m1', 'VM_CRASHED', 2, 'vm0', 1);
  add('m2', 'VM_SECURE_BOOT_FAILED', 5, 'vm1', 2);
  add('m3', 'VM_CRASHED', 2, 'vm2', 3);
  add('m4', 'VM_STARTED', 5, 'vm2', 4);
  return pool;
}

function mountPage(pool: FakePool, start: Partial<ViewState> = {}, width = '100%') {
  const mounted = mountFeature(
    <div style={{ display: 'flex', height: '100%', width }}>
      <NotificationsPage />
      <ToastRegion />
    </div>,
    pool,
    { view: 'notifications', ...start },
  );
  mounted.connection.load();
  return { ...mounted, pool };
}

const row = (name: string | RegExp) => page.getByRole('row', { name });
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const details = page.getByRole('region', { name: 'Details' });

describe('the Alerts page', () => {
  it('lists what asks for attention, and shows everything about one alert as text', async () => {
    mountPage(poolWithAlerts());
    await expect.element(page.getByText('3 alerts')).toBeVisible();
    await row(/Machine crashed.*vm 1/).click();
    await expect.element(details.getByRole('heading', { name: 'Machine crashed' })).toBeVisible();
    await expect.element(details.getByText("<script>alert('m1')</script>")).toBeVisible();
    await expect.element(details.getByText('uuid of vm0')).toBeVisible();
    expect(document.querySelector('script[src=x], main script')).toBeNull();
  });

  it('goes to the object of an alert', async () => {
    const { journey } = mountPage(poolWithAlerts());
    await row(/Machine crashed.*vm 1/).click();
    await details.getByRole('link', { name: 'vm 1' }).click();
    expect(journey.state).toMatchObject({ view: 'infrastructure', selection: [{ class: 'VM', ref: 'vm0' }] });
  });

  it('keeps its filters in the URL and reads them from there', async () => {
    const { journey } = mountPage(poolWithAlerts());
    await button(/^Major \d/).click();
    await expect.element(page.getByText('2 of 3 alerts')).toBeVisible();
    expect(journey.state.alertSeverities).toEqual([2]);
    await page.getByRole('searchbox', { name: 'Filter alerts' }).fill('vm 3');
    await expect.element(page.getByText('1 of 3 alerts')).toBeVisible();
    await expect.poll(() => journey.state.alertText).toBe('vm 3');
    journey.go({ alertText: '', alertSeverities: [], alertType: 'history' });
    await expect.element(page.getByText('1 message', { exact: true })).toBeVisible();
    await expect.element(row(/Machine started/)).toBeVisible();
  });

  it('says what a filter hides, and clears it', async () => {
    const { journey } = mountPage(poolWithAlerts(), { alertText: 'zzz' });
    await expect.element(page.getByText('3 alerts are filtered out.')).toBeVisible();
    await button('Clear the filter').click();
    await expect.element(page.getByText('3 alerts')).toBeVisible();
    expect(journey.state.alertText).toBe('');
  });

  it('dismisses one with the Delete key and goes on with the next, and tells the pool a while later', async () => {
    const { connection, pool } = mountPage(poolWithAlerts());
    await row(/vm 3/).click();
    await userEvent.keyboard('{Delete}');
    await expect.element(page.getByText('2 alerts', { exact: true })).toBeVisible();
    await expect.element(row(/Secure boot failed/)).toHaveAttribute('aria-selected', 'true');
    await userEvent.keyboard('{ArrowDown}');
    await expect.element(row(/vm 1/)).toHaveAttribute('aria-selected', 'true');
    expect(connection.called).toEqual([]);
    await sendDismissals();
    expect(connection.called).toEqual(['message.destroy(m3)']);
    pool.remove('message', 'm3');
    connection.push();
    await expect.element(page.getByText('2 alerts', { exact: true })).toBeVisible();
  });

  it('takes a dismissal back until it is sent', async () => {
    const { connection } = mountPage(poolWithAlerts());
    await button('Dismiss all shown').click();
    await expect.element(page.getByText('3 alerts dismissed')).toBeVisible();
    await expect.element(page.getByText('0 alerts', { exact: true })).toBeVisible();
    await button('Undo').click();
    await expect.element(page.getByText('3 alerts', { exact: true })).toBeVisible();
    await sendDismissals();
    expect(connection.called).toEqual([]);
  });

  it('shows alerts again that the pool kept, and says why', async () => {
    const { connection } = mountPage(poolWithAlerts());
    connection.answers.set('message.destroy_many', () => {
      throw new XapiError('RBAC_PERMISSION_DENIED', ['message.destroy_many', 'no']);
    });
    await button('Dismiss all shown').click();
    await expect.element(page.getByText('0 alerts', { exact: true })).toBeVisible();
    await sendDismissals();
    await expect.element(page.getByText('3 alerts could not be dismissed')).toBeVisible();
    await expect.element(page.getByText('3 alerts', { exact: true })).toBeVisible();
    expect(connection.called).toEqual(['message.destroy_many(m3,m2,m1)']);
  });

  it('folds what repeats into one row with a count, and dismisses all of it', async () => {
    const pool = poolWithAlerts();
    pool.set('message', 'm5', { ...pool.get('message', 'm1'), timestamp: '20260102T03:05:00Z' });
    const { connection } = mountPage(pool);
    await expect.element(page.getByText('4 alerts', { exact: true })).toBeVisible();
    await row(/Machine crashed.*×2.*vm 1/).click();
    await expect.element(details.getByText('1 earlier alert of this kind')).toBeVisible();
    await page.getByRole('tabpanel').getByRole('button', { name: 'Dismiss', exact: true }).click();
    await sendDismissals();
    expect(connection.called).toEqual(['message.destroy_many(m5,m1)']);
  });

  it('shows what the console found itself, with what mends it, and forgets it in this browser alone', async () => {
    const { connection, journey } = mountPage(poolWithAlerts());
    noteFound(connection, {
      alerts: [
        {
          kind: 'space',
          key: 'space x',
          severity: 2,
          cls: 'SR',
          object: { connection: connection.id, class: 'SR', ref: 'shared' },
          uuid: 'uuid of shared',
          sentence: 'It is 97 % full.',
          actions: [{ label: 'Show its disks', to: { view: 'infrastructure', tab: 'storage' } }],
          sinceMs: Date.UTC(2026, 0, 3),
        },
      ],
    });
    await row(/Storage is filling up.*NFS store/).click();
    await expect.element(details.getByText('It is 97 % full.')).toBeVisible();
    await details.getByRole('button', { name: 'Show its disks' }).click();
    expect(journey.state).toMatchObject({ view: 'infrastructure', tab: 'storage' });
    journey.go({ view: 'notifications' });
    await page.getByRole('tabpanel').getByRole('button', { name: 'Dismiss', exact: true }).click();
    await sendDismissals();
    await expect.element(page.getByText('3 alerts', { exact: true })).toBeVisible();
    expect(connection.called).toEqual([]);
  });

  it('filters by place and time, in the URL', async () => {
    const { journey } = mountPage(poolWithAlerts());
    await page.getByLabelText('Where').selectOptions('server 1');
    await expect.element(page.getByText('2 of 3 alerts')).toBeVisible();
    expect(journey.state.mode).toEqual(['where.host0']);
    await page.getByLabelText('When').selectOptions('Last 24 hours');
    await expect.element(page.getByText('3 alerts are filtered out.')).toBeVisible();
    await button('Clear the filter').click();
    expect(journey.state.mode).toEqual([]);
    journey.go({ mode: ['when.range', 'from.2026-01-01', 'to.2026-01-02'] });
    await expect.element(page.getByText('3 alerts', { exact: true })).toBeVisible();
    await expect.element(page.getByLabelText('Last day')).toHaveValue('2026-01-02');
  });

  it('sorts by the keyboard, in the URL', async () => {
    const { journey } = mountPage(poolWithAlerts());
    await expect.element(row(/vm 1/)).toBeVisible();
    (page.getByRole('grid').element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}{Enter}');
    expect(journey.state.sort).toEqual([{ column: 'severity', descending: false }]);
  });

  it('stands with its details below on a narrow screen', async () => {
    mountPage(poolWithAlerts(), {}, '390px');
    await row(/vm 1|crashed/)
      .first()
      .click();
    const list = page.getByRole('grid').element().getBoundingClientRect();
    await expect.poll(() => details.element().getBoundingClientRect().top >= list.top).toBe(true);
    expect(details.element().getBoundingClientRect().width).toBeLessThanOrEqual(390);
  });

  it('leads on when there is nothing', async () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('message', 'm', { name: 'VM_STARTED', priority: 5 });
    const { journey } = mountPage(pool);
    await button('Show machine history').click();
    expect(journey.state.alertType).toBe('history');
  });
});

describe('every notification page', () => {
  for (const theme of ['light', 'dark'] as const) {
    it(`has no accessibility problems, ${theme}`, async () => {
      document.documentElement.dataset['theme'] = theme;
      const pool = poolWithAlerts();
      pool.set('task', 't', { name_label: 'Async.VM.start', status: 'failure', error_info: ['VM_REQUIRES_SR', 'vm0'] });
      pool.set('task', 'r', { name_label: 'Export of VM: mail', status: 'pending', progress: 0.4 });
      pool.set('pool_update', 'u', { name_label: 'XS1', version: '1.0', hosts: ['host0'] });
      const { journey } = mountPage(pool);
      for (const [view, name] of [
        ['alerts', /Machine crashed.*vm 1/],
        ['events', /start/i],
        ['updates', /XS1/],
      ] as const) {
        journey.go({ page: view });
        await row(name).click();
        await expect.element(details.getByRole('heading').first()).toBeVisible();
        expect(await accessibilityProblems(document.body)).toEqual([]);
      }
    });
  }
});
