import type { Page } from '@playwright/test';
import { expectAccessible } from './fixtures/axe';
import { menuItem, openActions, select, vmRef, xapi } from './fixtures/machines';
import { control, openConsole, treeItem } from './fixtures/shell';
import { expect, test } from './fixtures/test';

/**
 * The four problems that administrators named in the usability survey before XenCenter was redone: views hidden in a
 * menu, searches hidden, alerts and errors in two places, no overview of what is running.
 */

const TIB = 2 ** 40;

const viewLink = (page: Page, name: string | RegExp) => page.getByRole('navigation').getByRole('link', { name });
const status = (page: Page) => page.getByRole('contentinfo', { name: 'Status' });

test.describe('what the survey found wrong', () => {
  test('views are all in sight, one click each, and the address says which', async ({ page }) => {
    await openConsole(page);
    for (const [name, shows, address] of [
      [/^Objects/, () => treeItem(page, /^Virtual machines/), /view=objects/],
      [/^Organization Views/, () => treeItem(page, /^production/), /view=organization/],
      [/^Saved Searches/, () => page.getByRole('link', { name: 'VMs by power state' }), /view=searches/],
      [/^Notifications/, () => page.getByRole('grid', { name: 'Alerts' }), /view=notifications/],
      [/^Infrastructure/, () => treeItem(page, /granta-1$/), null],
    ] as const) {
      const link = viewLink(page, name).first();
      await expect(link).toBeInViewport();
      await link.click();
      await expect(link).toHaveAttribute('aria-current', 'page');
      await expect(shows().first()).toBeVisible();
      if (address !== null) await expect(page).toHaveURL(address);
    }
    // How things are filed: four ways, none behind a menu.
    await viewLink(page, /^Organization Views/)
      .first()
      .click();
    for (const way of ['Tags', 'Folders', 'Fields', 'vApps']) {
      await expect(page.getByRole('radio', { name: way })).toBeInViewport();
    }
  });

  test('searches are where one looks, take the same language everywhere, and are kept in sight', async ({ page }) => {
    await openConsole(page);
    const filter = page.getByRole('searchbox', { name: 'Filter', exact: true });
    await expect(filter).toBeInViewport();
    await filter.fill('tag:production power:running memory>24GiB');
    await expect(treeItem(page, /erp-db$/)).toBeVisible();
    await expect(treeItem(page, /db-1$/)).toBeVisible();
    await expect(treeItem(page, /wiki-1$/)).toHaveCount(0);
    await expectAccessible(page);
    await filter.fill('');

    await expect(page.getByRole('banner').getByRole('button', { name: 'Search and commands' })).toBeInViewport();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search and commands' }).fill('tag:production power:running memory>24GiB');
    await expect(page.getByRole('group', { name: 'Objects that match' })).toContainText('erp-db');
    await page.getByRole('option', { name: /^Show all \d+ in a list/ }).click();
    const query = page.getByRole('combobox', { name: 'Filter these objects' });
    await expect(query).toHaveValue('tag:production power:running memory>24GiB');
    await expect(page.getByRole('grid', { name: 'Objects' }).getByRole('rowheader')).toContainText(['db-1']);

    await page.getByRole('button', { name: 'Save…' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Big and busy');
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('link', { name: 'Big and busy' })).toHaveAttribute('aria-current', 'page');
  });

  test('alerts and errors are in one place, with one count', async ({ page }) => {
    await openConsole(page);
    const notifications = viewLink(page, /^Notifications/).first();
    await expect(notifications).toHaveAccessibleName('Notifications 9 need attention');
    await select(page, 'test-web-1');
    await xapi(page, 'VM.set_memory_limits', await vmRef(page, 'test-web-1'), TIB, TIB, TIB, TIB);
    await page.keyboard.press('Control+b');
    await expect(notifications).toHaveAccessibleName('Notifications 10 need attention');
    const [pool] = await xapi<readonly string[]>(page, 'pool.get_all');
    const uuid = await xapi(page, 'pool.get_uuid', pool);
    await xapi(page, 'message.create', 'RACK_TOO_WARM', 1, 'Pool', uuid, 'Rack B2 has 34 degrees.');
    await expect(notifications).toHaveAccessibleName('Notifications 11 need attention');

    await notifications.click();
    await expect(page.getByRole('grid', { name: 'Alerts' })).toContainText('Rack too warm');
    await page.getByRole('tab', { name: /^Events/ }).click();
    const failed = page.getByRole('grid', { name: 'Events' }).getByRole('row', { name: /^Start test-web-1/ });
    await expect(failed).toContainText('Failed');
    for (const name of [/^Alerts/, /^Updates/, /^Events/]) await expect(page.getByRole('tab', { name })).toBeVisible();
  });

  test('what is running is in the status bar, and all of it in one list, of others too', async ({ page }) => {
    await openConsole(page);
    await expect(status(page)).toContainText('No tasks are running');
    await select(page, 'erp-db');
    // However long it takes to look, the machine is not there yet.
    await control(page, 'clock.pause');
    await openActions(page, 'erp-db');
    await menuItem(page, 'Migrate to server').hover();
    await menuItem(page, /^ouse-2 /).click();
    await expect(status(page)).toContainText('Migrate erp-db');
    await xapi(page, 'task.create', 'Nightly export', 'of another client');

    await status(page).getByRole('link').first().click();
    const events = page.getByRole('grid', { name: 'Events' });
    const own = events.getByRole('row', { name: /^Migrate erp-db/ });
    await expect(own).toContainText('In progress');
    await expect(own.getByRole('progressbar')).toBeVisible();
    await expect(events.getByRole('row', { name: /^Nightly export/ })).toContainText('In progress');
    await own.getByRole('gridcell').first().click();
    await page.getByRole('region', { name: 'Details' }).getByRole('button', { name: 'Cancel', exact: true }).click();
    await control(page, 'clock.resume');
    await expect(own).toContainText('Cancelled');
  });
});
