import { heading, openConsole } from './fixtures/shell';
import { named } from './fixtures/machines';
import { expect, test } from './fixtures/test';

test('the dashboard of a pool says what is wrong, where its use leads, and the way to both', async ({ page }) => {
  await openConsole(page);
  await named(page, 'Cambridge').click();
  await page.getByRole('tab', { name: 'Dashboard' }).click();
  const week = page.getByRole('region', { name: 'Past week' });
  await expect(week.getByRole('img', { name: /^CPU over the past week, now \d+ %$/ })).toBeVisible();
  await expect(week.getByText(/^\d+ %, (steady|grows|falls)/).first()).toBeVisible();
  await page.getByRole('region', { name: 'Health' }).getByRole('link', { name: 'Archive NFS' }).click();
  await expect(heading(page, 'Archive NFS')).toBeVisible();
});
