import { expectAccessible } from './fixtures/axe';
import { hurry, menuItem, openActions, question, select, xapi } from './fixtures/machines';
import { openConsole } from './fixtures/shell';
import { expect, test } from './fixtures/test';

test('a server takes other memory for its control domain, and no nonsense for a certificate', async ({ page }) => {
  await openConsole(page, '/?persist=off');
  await hurry(page);
  await select(page, 'granta-2');
  await openActions(page, 'granta-2');
  await menuItem(page, 'More settings').click();
  await menuItem(page, 'Control domain memory…').click();
  const memory = question(page, /control domain/);
  await expect(memory).toContainText('It takes effect when the server reboots.');
  await memory.getByRole('textbox', { name: 'Memory' }).fill('0.5');
  await expect(memory.getByRole('button', { name: 'Save' })).toHaveAccessibleDescription(
    'A control domain needs at least 1 GiB.',
  );
  await memory.getByRole('textbox', { name: 'Memory' }).fill('12');
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  const [host] = await xapi<readonly string[]>(page, 'host.get_by_name_label', 'granta-2');
  const dom0 = await xapi(page, 'host.get_control_domain', host);
  await expect.poll(() => xapi(page, 'VM.get_memory_static_max', dom0)).toBe(12 * 2 ** 30);

  await openActions(page, 'granta-2');
  await menuItem(page, 'More settings').click();
  await menuItem(page, 'Install certificate…').click();
  const install = question(page, /certificate/);
  await install
    .getByLabel('Certificate (PEM)')
    .fill('-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----');
  await install
    .getByLabel('Private key (PEM)')
    .fill('-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----');
  await expectAccessible(page);
  await install.getByRole('button', { name: 'Install', exact: true }).click();
  await expect(page.getByText(/^Failed: Install a certificate/)).toBeVisible();
});
