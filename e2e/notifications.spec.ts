import { goOn, menuItem, openActions, select, vmRef, xapi } from './fixtures/machines';
import { control, heading, openConsole } from './fixtures/shell';
import { expect, test } from './fixtures/test';

const TIB = 2 ** 40;

test.describe('alerts', () => {
  test('arrive while one looks, are filtered by severity in the address, and are dismissed for everybody', async ({
    page,
  }) => {
    await openConsole(page, '/?view=notifications');
    const grid = page.getByRole('grid', { name: 'Alerts' });
    await expect(grid.getByRole('row')).toHaveCount(9);
    const [pool] = await xapi<readonly string[]>(page, 'pool.get_all');
    const uuid = await xapi(page, 'pool.get_uuid', pool);
    await xapi(page, 'message.create', 'RACK_TOO_WARM', 1, 'Pool', uuid, 'Rack B2 has 34 degrees.');
    await expect(grid.getByRole('row')).toHaveCount(10);
    await expect(page.getByRole('link', { name: 'Notifications 10 need attention' })).toBeVisible();

    await page
      .getByRole('group', { name: 'Severity' })
      .getByRole('button', { name: /^Critical/ })
      .click();
    await expect(grid.getByRole('row')).toHaveCount(3);
    await expect(page).toHaveURL(/severity=1/);
    const mine = grid.getByRole('row', { name: /RACK_TOO_WARM|Rack too warm/i });
    await mine.getByRole('gridcell', { name: 'Critical' }).click();
    await expect(page.getByRole('region', { name: 'Details' })).toContainText('Rack B2 has 34 degrees.');
    await page.getByRole('button', { name: 'Dismiss', exact: true }).first().click();
    await expect(mine).toHaveCount(0);
    await expect(page.getByRole('link', { name: 'Notifications 9 need attention' })).toBeVisible();
    const names = async (): Promise<readonly string[]> => {
      const left = await xapi<Readonly<Record<string, { readonly name: string }>>>(page, 'message.get_all_records');
      return Object.values(left).map(({ name }) => name);
    };
    // Until it is sent it can be taken back.
    expect(await names()).toContain('RACK_TOO_WARM');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(mine).toBeVisible();
    await mine.getByRole('gridcell', { name: 'Critical' }).click();
    await page.getByRole('button', { name: 'Dismiss', exact: true }).first().click();
    await expect(mine).toHaveCount(0);
    await expect.poll(names, { timeout: 20_000 }).not.toContain('RACK_TOO_WARM');
    await expect(mine).toHaveCount(0);
  });

  test('are found by the console itself, and mended from there', async ({ page }) => {
    await openConsole(page, '/?view=notifications');
    const grid = page.getByRole('grid', { name: 'Alerts' });
    const hosts = await xapi<readonly string[]>(page, 'host.get_all');
    const [first, second] = hosts;
    await xapi(page, 'host.set_iscsi_iqn', second, await xapi(page, 'host.get_iscsi_iqn', first));
    const shared = grid.getByRole('row', { name: /Servers share an iSCSI name/ });
    await expect(shared).toHaveCount(2);
    await shared.first().getByRole('gridcell').first().click();
    const details = page.getByRole('region', { name: 'Details' });
    await details.getByRole('button', { name: 'iSCSI name…' }).click();
    await page.getByRole('textbox', { name: /iSCSI name/ }).fill('iqn.2026-01.example:mended');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await expect(shared).toHaveCount(0);
  });

  test('lead to the object they are about', async ({ page }) => {
    await openConsole(page, '/?view=notifications');
    await page.getByRole('grid', { name: 'Alerts' }).getByRole('link', { name: 'sequencer-2' }).click();
    await expect(heading(page, 'sequencer-2')).toBeVisible();
  });
});

test.describe('events', () => {
  test('show what runs, cancel it, and lead to its object', async ({ page }) => {
    await openConsole(page);
    await select(page, 'erp-db');
    // However long it takes to look, the machine is not there yet.
    await control(page, 'clock.pause');
    await openActions(page, 'erp-db');
    await menuItem(page, 'Migrate to server').hover();
    await menuItem(page, /^ouse-2 /).click();
    const status = page.getByRole('contentinfo', { name: 'Status' });
    await expect(status).toContainText('Migrate erp-db');
    await page.getByRole('link', { name: /^Notifications/ }).click();
    await page.getByRole('tab', { name: /^Events/ }).click();
    const row = page.getByRole('grid', { name: 'Events' }).getByRole('row', { name: /^Migrate erp-db/ });
    await expect(row).toContainText('In progress');
    // Its progress grows while one looks.
    const progress = async (): Promise<number> => {
      await goOn(page, 2000);
      return Number(await row.getByRole('progressbar').getAttribute('aria-valuenow'));
    };
    await expect.poll(progress).toBeGreaterThan(0);
    await row.getByRole('gridcell').first().click();
    const details = page.getByRole('region', { name: 'Details' });
    await expect(details).toContainText('VM.pool_migrate');
    await details.getByRole('button', { name: 'Cancel', exact: true }).click();
    await control(page, 'clock.resume');
    await expect(row).toContainText('Cancelled');
    await expect(status).toContainText('No tasks are running');
    await details
      .getByRole('link', { name: 'erp-db' })
      .or(details.getByRole('button', { name: 'Go to object' }))
      .first()
      .click();
    await expect(heading(page, 'erp-db')).toBeVisible();
    await expect(page.getByRole('main')).toContainText('Virtual machine on granta-2');
  });

  test('explain a failure: what happened, why, what to do', async ({ page }) => {
    await openConsole(page);
    await select(page, 'test-web-1');
    await xapi(page, 'VM.set_memory_limits', await vmRef(page, 'test-web-1'), TIB, TIB, TIB, TIB);
    await page.keyboard.press('Control+b');
    await page.getByRole('link', { name: '1 failed task' }).click();
    const row = page.getByRole('grid', { name: 'Events' }).getByRole('row', { name: /^Start test-web-1/ });
    await expect(row).toContainText('Failed');
    await row.getByRole('gridcell').first().click();
    const details = page.getByRole('region', { name: 'Details' });
    await expect(details).toContainText('The server does not have enough free memory: 1 TiB needed');
    await expect(details).toContainText('What to do');
    await expect(details).toContainText('HOST_NOT_ENOUGH_FREE_MEMORY');
    // The page may be left and come back.
    await page.reload();
    await expect(row).toContainText('Failed');
    await row.getByRole('gridcell').first().click();
    const former = (await row.getAttribute('data-key')) ?? '';
    await details.getByRole('button', { name: 'Try again' }).click();
    await expect(row).toHaveCount(1);
    await expect(row).not.toHaveAttribute('data-key', former);
    await expect(row).toContainText('Failed');
    await page.getByRole('button', { name: 'Dismiss finished' }).click();
    await expect(row).toHaveCount(0);
    await expect(page.getByRole('link', { name: '1 failed task' })).toHaveCount(0);
  });

  test('tell of work that another client began', async ({ page }) => {
    await openConsole(page, '/?view=notifications&page=events');
    const task = await xapi<string>(page, 'task.create', 'Nightly export', 'of another client');
    const row = page.getByRole('grid', { name: 'Events' }).getByRole('row', { name: /^Nightly export/ });
    await expect(row).toContainText('In progress');
    await xapi(page, 'task.set_progress', task, 0.5);
    await expect(row).toContainText('50 %');
    await xapi(page, 'task.set_status', task, 'success');
    await expect(row).toContainText('Done');
  });
});
