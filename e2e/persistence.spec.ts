import { expectKept, expectState, hurry, select, toolbar, vmRef, xapi } from './fixtures/machines';
import { control, expectReach, health, openConsole, simulatorBar, treeItem } from './fixtures/shell';
import { expect, test } from './fixtures/test';

test.describe('a world in the browser', () => {
  test('goes on with a half-finished task after a reload', async ({ page }) => {
    await openConsole(page);
    await select(page, 'test-web-1');
    const vm = await vmRef(page, 'test-web-1');
    await control(page, 'clock.pause');
    await page.keyboard.press('Control+b');
    await expect
      .poll(() => xapi<object>(page, 'VM.get_current_operations', vm).then((operations) => Object.values(operations)))
      .toEqual(['start']);
    await expectKept(page);
    await page.reload();
    await expect(page.getByRole('button', { name: 'Let the clock run' })).toBeVisible();
    await expect(health(page, 'Simulated pool')).toBeVisible();
    await expectReach(page);
    expect(Object.values(await xapi<object>(page, 'VM.get_current_operations', vm))).toEqual(['start']);
    await page.getByRole('button', { name: 'Let the clock run' }).click();
    await expectState(page, 'Running');
  });

  test('carries what a following tab does, and hands the lead over with it', async ({ page, context }) => {
    await openConsole(page);
    const other = await context.newPage();
    await openConsole(other);
    await expect(other.getByRole('button', { name: 'Another tab leads' })).toBeVisible();
    await hurry(page);
    await select(other, 'test-web-1');
    await other.keyboard.press('Control+b');
    await expectState(other, 'Running');
    await select(page, 'test-web-1');
    await expectState(page, 'Running');
    // In a world where nothing goes on, nothing is left to be kept.
    await hurry(page, 1);
    await page.close();
    await expect(other.getByRole('button', { name: 'Kept', exact: true })).toBeVisible();
    await expectState(other, 'Running');
    await select(other, 'test-web-2');
    // Nothing can be started before the pool answers the new leader.
    await expect(health(other, 'Simulated pool')).toBeVisible();
    await hurry(other);
    await expect(toolbar(other, 'test-web-2').getByRole('button', { name: 'Start', exact: true })).toBeEnabled();
    await other.keyboard.press('Control+b');
    await expectState(other, 'Running');
  });

  test('is reset to how it began', async ({ page }) => {
    await openConsole(page, '/?scenario=empty');
    await control(page, 'clock.pause');
    const server = await xapi<readonly string[]>(page, 'host.get_all');
    await xapi(page, 'host.set_name_label', server[0], 'renamed');
    await expect(treeItem(page, /renamed$/)).toBeVisible();
    await simulatorBar(page).getByRole('button', { name: 'Empty' }).click();
    await page.getByRole('menuitem', { name: 'Reset to the beginning…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Reset world' }).click();
    await expect(treeItem(page, /server-1$/)).toBeVisible();
    await expect(treeItem(page, /renamed$/)).toBeHidden();
  });
});

test.describe('a browser that keeps nothing', () => {
  const badge = 'Not kept';

  test('is said when the address asks for it, and nothing is kept', async ({ page }) => {
    await openConsole(page, '/?persist=off&scenario=empty');
    await page.getByRole('button', { name: badge }).click();
    await expect(page.getByRole('region', { name: 'Notifications' })).toContainText('A reload starts over.');
    await expect(page).toHaveURL(/persist=off/);
  });

  test('is said when it blocks its storage, and the pool works', async ({ page }) => {
    await page.route(/\/assets\/worker-[^/]*\.js$/, async (route) => {
      const response = await route.fetch();
      const blocked =
        'Object.defineProperty(self, "indexedDB", { get() { throw new DOMException("", "SecurityError"); } });';
      await route.fulfill({ response, body: `${blocked}\n${await response.text()}` });
    });
    await openConsole(page, '/?scenario=empty');
    await page.getByRole('button', { name: badge }).click();
    await expect(page.getByRole('region', { name: 'Notifications' })).toContainText('does not let this page keep data');
    await expect(treeItem(page, /server-1$/)).toBeVisible();
  });

  test('is said when it is full, and the pool works', async ({ page, context, baseURL }) => {
    const protocol = await context.newCDPSession(page);
    await protocol.send('Storage.overrideQuotaForOrigin', { origin: baseURL ?? '', quotaSize: 10_000 });
    await openConsole(page);
    await page.getByRole('button', { name: badge }).click();
    await expect(page.getByRole('region', { name: 'Notifications' })).toContainText('has no room left');
    await hurry(page);
    await select(page, 'test-web-1');
    await page.keyboard.press('Control+b');
    await expectState(page, 'Running');
  });
});
