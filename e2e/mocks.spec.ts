import { openConsole, simulatorBar, treeItem } from './fixtures/shell';
import { expect, test } from './fixtures/test';

test('the console works over HTTP in the page, without the simulator bar', async ({ page }) => {
  await openConsole(page, '/?transport=msw');
  await treeItem(page, /erp-db/).click();
  await expect(page.getByRole('heading', { level: 1, name: 'erp-db' })).toBeVisible();
  await expect(simulatorBar(page)).toBeHidden();
  await expect(page).toHaveURL(/transport=msw/);
});
