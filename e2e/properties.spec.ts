import { expectAccessible } from './fixtures/axe';
import { menuItem, named, openActions, question, select, vmRef, xapi } from './fixtures/machines';
import { openConsole } from './fixtures/shell';
import { expect, test } from './fixtures/test';

test('thresholds are set on one VM, and a folder for several at once', async ({ page }) => {
  await openConsole(page, '/?persist=off');
  await select(page, 'wiki-1');
  await openActions(page, 'wiki-1');
  await menuItem(page, 'Alerts…').click();
  const alerts = question(page, 'Alerts of wiki-1');
  await alerts.getByRole('checkbox', { name: 'Alert when CPUs are busy' }).check();
  await alerts.getByLabel('CPU usage over (%)').fill('120');
  await expect(alerts.getByRole('button', { name: 'Save' })).toHaveAccessibleDescription('A number between 0 and 100.');
  await expectAccessible(page);
  await alerts.getByLabel('CPU usage over (%)').fill('75');
  await page.keyboard.press('Enter');
  const vm = await vmRef(page, 'wiki-1');
  await expect
    .poll(async () => (await xapi<Record<string, string>>(page, 'VM.get_other_config', vm))['perfmon'] ?? '')
    .toContain('<alarm_trigger_level value="0.75"/>');

  await page.getByRole('searchbox', { name: 'Filter', exact: true }).fill('log-');
  await named(page, 'log-1').first().click();
  await named(page, 'log-2')
    .first()
    .click({ modifiers: ['Shift'], button: 'left' });
  await named(page, 'log-2').first().click({ button: 'right' });
  // The server between them is selected too: what is for some of them only stands one level deeper.
  await menuItem(page, 'Properties').click();
  await menuItem(page, /^Move to folder…/).click();
  const folder = page.getByRole('dialog');
  await folder.getByLabel('Folder').fill('Logs');
  await expect(folder.getByLabel('Folder')).toHaveAccessibleDescription(/A path begins with a slash/);
  await folder.getByLabel('Folder').fill('/Logs');
  await page.keyboard.press('Enter');
  const second = await vmRef(page, 'log-2');
  await expect
    .poll(async () => (await xapi<Record<string, string>>(page, 'VM.get_other_config', second))['folder'])
    .toBe('/Logs');
});
