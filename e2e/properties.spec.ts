import { expectAccessible } from './fixtures/axe';
import { menuItem, named, openActions, question, select, vmRef, xapi } from './fixtures/machines';
import { openConsole } from './fixtures/shell';
import { expect, test } from './fixtures/test';

test('thresholds are set on one VM, and a folder for several at once', async ({ page }) => {
  await openConsole(page, '/?persist=off');
  await select(page, 'wiki-1');
  await openActions(page, 'wiki-1');
  await menuItem(page, 'More settings').click();
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

test('a machine is named in its place, and set up in one window', async ({ page }) => {
  await openConsole(page, '/?persist=off');
  await select(page, 'crm-old');
  await page.getByRole('tab', { name: 'General', exact: true }).click();
  const tab = page.getByRole('tabpanel');
  await tab.getByRole('button', { name: 'Edit: Description' }).click();
  await tab.getByRole('textbox', { name: 'Description' }).fill('Kept for the auditors');
  await page.keyboard.press('Enter');
  await expect(tab.getByRole('button', { name: 'Edit: Description' })).toBeFocused();
  await expect(tab).toContainText('Kept for the auditors');

  await tab.getByRole('button', { name: 'Properties…' }).click();
  const window = question(page, 'Properties of crm-old');
  await window.getByRole('textbox', { name: 'Name' }).fill('crm-archive');
  await window.getByRole('tab', { name: /^General/ }).click();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(window.getByRole('tab', { name: /^CPU/ })).toHaveAttribute('aria-selected', 'true');
  await window.getByRole('textbox', { name: 'vCPUs', exact: true }).fill('1');
  await expectAccessible(page);
  await window.getByRole('button', { name: 'Save' }).click();
  await expect(window).toBeHidden();
  await expect(page.getByRole('heading', { name: 'crm-archive', level: 1 })).toBeVisible();
  const vm = await vmRef(page, 'crm-archive');
  await expect.poll(() => xapi(page, 'VM.get_VCPUs_at_startup', vm)).toBe(1);
});

test('a disk is renamed, made read-only and put to another place', async ({ page }) => {
  await openConsole(page, '/?persist=off');
  await select(page, 'crm-old');
  await page.getByRole('tab', { name: 'Storage', exact: true }).click();
  await page.getByRole('row', { name: 'crm-old system' }).click();
  await page.getByRole('button', { name: 'Disk properties…' }).click();
  const window = question(page, 'Properties of crm-old system');
  await window.getByRole('textbox', { name: 'Name' }).fill('crm system');
  await window.getByLabel('Access').selectOption({ label: 'Read only' });
  await window.getByLabel('Position').selectOption({ label: '9' });
  await window.getByLabel('Priority for the storage').selectOption({ label: 'High' });
  await expectAccessible(page);
  await window.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('row', { name: /crm system.*Read only/ })).toBeVisible();
});
