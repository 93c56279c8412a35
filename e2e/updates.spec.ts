import { expectAccessible } from './fixtures/axe';
import { hurry, xapi } from './fixtures/machines';
import { openConsole } from './fixtures/shell';
import { expect, test } from './fixtures/test';

const ADDRESS = 'https://repo.example.com/xs8/early-access';

test.describe('updates', () => {
  test('are found in a repository, installed on the coordinator, and followed through its restart', async ({
    page,
  }) => {
    test.setTimeout(120_000);
    await openConsole(page, '/?view=notifications&page=updates');
    await expect(page.getByText('No updates are known')).toBeVisible();

    await page.getByRole('button', { name: 'Update sources…' }).click();
    const sources = page.getByRole('dialog');
    await sources.getByRole('button', { name: 'Add repository' }).click();
    await sources.getByLabel('Name').fill('Early access');
    await sources.getByLabel('Address of packages').fill(ADDRESS);
    await sources.getByLabel('Address of their sources').fill(`${ADDRESS}/source`);
    await sources.getByRole('button', { name: 'Save', exact: true }).click();
    await hurry(page, 600);
    await page.getByRole('button', { name: 'Synchronise updates' }).click();
    const grid = page.getByRole('grid', { name: 'Updates known to this pool' });
    await expect(grid.getByRole('row')).toHaveCount(6);
    await expect(page.getByRole('tab', { name: /Updates 5/ })).toBeVisible();
    await grid.getByRole('row', { name: /Hypervisor security fix/ }).click();
    await expect(page.getByRole('region', { name: 'Details' })).toContainText('The running hypervisor can be patched');
    await expectAccessible(page);

    // One server of six, whose guests are few.
    const [pool] = await xapi<readonly string[]>(page, 'pool.get_all');
    const coordinator = await xapi<string>(page, 'pool.get_master', pool);
    const booted = () => xapi<Readonly<Record<string, string>>>(page, 'host.get_other_config', coordinator);
    const before = (await booted())['boot_time'];
    await page.getByRole('button', { name: 'Install updates…' }).click();
    const wizard = page.getByRole('dialog', { name: 'Install updates in Cambridge' });
    await wizard.getByRole('button', { name: 'Next', exact: true }).click();
    await wizard.getByRole('button', { name: 'Choose none' }).click();
    await expect(wizard.getByText('Choose a server.')).toBeVisible();
    await wizard.getByRole('checkbox', { name: /granta-1/ }).check();
    await wizard.getByRole('button', { name: 'Next', exact: true }).click();
    await expect(wizard.getByText('granta-1 is out of service.')).toBeVisible();
    await expectAccessible(page);
    await wizard.getByRole('button', { name: 'Exit maintenance…' }).click();
    const asked = page.getByRole('dialog', { name: /^End the maintenance of granta-1/ });
    await asked.getByRole('button', { name: 'End maintenance mode' }).click();
    await expect(wizard.getByText('Nothing stands in the way.')).toBeVisible();
    await wizard.getByRole('button', { name: 'Next', exact: true }).click();
    await expect(wizard.getByText('granta-1: coordinator, 5 updates, is emptied, restarts')).toBeVisible();
    await wizard.getByRole('button', { name: 'Install', exact: true }).click();
    await expect(wizard.getByText('granta-1 is up to date.')).toBeVisible({ timeout: 90_000 });
    await expect.poll(async () => (await booted())['boot_time']).not.toBe(before);
    await expect.poll(() => xapi(page, 'host.get_enabled', coordinator)).toBe(true);
    await expect.poll(() => xapi(page, 'host.get_latest_synced_updates_applied', coordinator)).toBe('yes');
  });
});
