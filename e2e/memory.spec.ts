import { expectAccessible } from './fixtures/axe';
import { hurry, select, vmRef, xapi } from './fixtures/machines';
import { openConsole } from './fixtures/shell';
import { expect, test } from './fixtures/test';

test('the memory of servers and VMs is shown, and changed within its limits', async ({ page }) => {
  await openConsole(page);
  await hurry(page, 10);
  await select(page, 'granta-2');
  await page.getByRole('tab', { name: 'Memory' }).click();
  await expect(page.getByRole('meter', { name: 'Memory of granta-2' })).toBeVisible();
  await expect(page.getByText('Control domain', { exact: true }).locator('..')).toContainText(/\d GiB/);
  const [vm] = [await vmRef(page, 'erp-db')];
  const metrics = await xapi<string>(page, 'VM.get_metrics', vm);
  const actual = await xapi<number>(page, 'VM_metrics.get_memory_actual', metrics);
  await expect(page.getByRole('row', { name: /erp-db/ })).toContainText(`${Math.round(actual / 2 ** 30)} GiB`);
  await expectAccessible(page);

  await select(page, 'erp-db');
  await page.getByRole('tab', { name: 'Memory' }).click();
  await expectAccessible(page);
  const limit = await xapi<number>(page, 'VM.get_memory_static_max', vm);
  await page.getByRole('tabpanel').getByRole('button', { name: 'Memory…' }).click();
  const dialog = page.getByRole('dialog');
  const most = dialog.getByRole('textbox', { name: 'At most' });
  await most.fill('4096');
  await expect(dialog).toContainText('This is more than its limit');
  await expect(dialog.getByRole('button', { name: 'Save' })).toHaveAccessibleDescription(/limit/);
  await most.fill(String(limit / 2 ** 30));
  const least = dialog.getByRole('textbox', { name: 'At least' });
  await least.fill(String(limit / 2 ** 31));
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/, between .* and /)).toBeVisible();
  await expect.poll(() => xapi(page, 'VM.get_memory_dynamic_min', vm)).toBe(limit / 2);
});
