import { expectAccessible } from './fixtures/axe';
import { expectState, headline, hurry, select, vmRef, xapi } from './fixtures/machines';
import { expectLineBelowPrompt, expectNothingBelowPrompt, expectPicture, screenOf } from './fixtures/screens';
import { expectNoOverflow, heading, openConsole } from './fixtures/shell';
import { expect, test } from './fixtures/test';

const NAME = 'wiki-1';

test('the screen of a machine takes keys, follows it to another server, and comes back after a stop', async ({
  page,
}) => {
  await openConsole(page);
  await select(page, NAME);
  await page.getByRole('tab', { name: 'Console' }).click();
  await expectPicture(page, NAME);
  await expectAccessible(page);

  await expectNothingBelowPrompt(page, NAME);
  await page.getByRole('button', { name: 'Ctrl+Alt+Del' }).click();
  await expectLineBelowPrompt(page, NAME);

  // A link to the console alone leads to the same screen, in which the key has arrived.
  const [alone] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('button', { name: 'Open in a window of its own' }).click(),
  ]);
  await expectLineBelowPrompt(alone, NAME);
  await expect(alone.getByRole('banner')).toHaveCount(0);
  await expectAccessible(alone);
  await alone.close();

  await hurry(page);
  const home = await headline(page).getByText(/ on /).textContent();
  const target = home?.endsWith('ouse-2') === true ? 'ouse-3' : 'ouse-2';
  const [host] = await xapi<readonly string[]>(page, 'host.get_by_name_label', target);
  await xapi(page, 'VM.pool_migrate', await vmRef(page, NAME), host, {});
  await expect(headline(page)).toContainText(`on ${target}`);
  // Who typed before has gone with the connection that carried it.
  await expectPicture(page, NAME);
  await expectNothingBelowPrompt(page, NAME);

  await xapi(page, 'VM.hard_shutdown', await vmRef(page, NAME));
  await expect(page.getByText(`${NAME} is shut down`)).toBeVisible();
  await expect(screenOf(page, NAME)).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole('tabpanel').getByRole('button', { name: 'Start' }).click();
  await expectState(page, 'Running');
  await expectPicture(page, NAME);
});

test('the text console of a server answers, in a narrow window too', async ({ page }) => {
  await openConsole(page);
  await select(page, 'ouse-2');
  await page.getByRole('tab', { name: 'Console' }).click();
  const terminal = page.getByRole('textbox', { name: 'Text console of ouse-2' });
  const text = page.locator('.xterm-rows');
  await expect(text).toContainText('[root@ouse-2 ~]#');
  await expectAccessible(page);
  await terminal.pressSequentially('hostname');
  await terminal.press('Enter');
  await expect(text.getByText('ouse-2', { exact: true })).toBeVisible();

  // Tab is a key of the server; the chord that the line below names leaves it.
  await terminal.press('Tab');
  await expect(terminal).toBeFocused();
  await page.keyboard.down('Control');
  await page.keyboard.press('Alt');
  await page.keyboard.up('Control');
  await expect(page.getByRole('button', { name: 'Type text…' })).toBeFocused();

  await page.setViewportSize({ width: 390, height: 844 });
  await expect(heading(page, 'ouse-2')).toBeVisible();
  await expect(text).toContainText('[root@ouse-2 ~]#');
  await expectNoOverflow(page);
  await expectAccessible(page);
});
