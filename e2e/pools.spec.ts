import type { Page } from '@playwright/test';
import { expectAccessible } from './fixtures/axe';
import { select } from './fixtures/machines';
import { serve } from './fixtures/serve';
import type { ServedPool } from './fixtures/serve';
import { health, heading, openConsole, treeItem } from './fixtures/shell';
import { expect, test } from './fixtures/test';

const PORTS = { east: 24741, west: 24742 } as const;

/** A member and its coordinator: every server of this pool listens at an address of its own. */
const MEMBER = `http://127.0.0.2:${PORTS.west}`;
const COORDINATOR = `127.0.0.1:${PORTS.west}`;

/** Opens the simulated pool and folds it, so that there is room in the tree. */
async function openFolded(page: Page): Promise<void> {
  await openConsole(page, '/?persist=off');
  await treeItem(page, 'Cambridge').click();
  await page.keyboard.press('ArrowLeft');
  await expect(treeItem(page, /granta-1/)).toBeHidden();
}

async function addServer(page: Page, address: string, password = 'password'): Promise<void> {
  await page.getByRole('button', { name: 'Add a server…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a server' });
  await dialog.getByLabel('Server', { exact: true }).fill(address);
  await dialog.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
}

test.describe('several pools', () => {
  test.describe.configure({ mode: 'serial', timeout: 180_000 });
  // A request to a server that is gone is said by the browser itself.
  test.use({ expectedConsole: [/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_FAILED/] });
  let east: ServedPool;
  let west: ServedPool | null = null;
  const serveEast = () => serve(PORTS.east, '--scenario', 'scale', '--hosts', '2', '--vms', '6', '--control');

  test.beforeAll(async () => {
    east = await serveEast();
  });
  test.afterAll(async () => {
    await east.stop();
    await west?.stop();
  });

  test('stand side by side, simulated and live, each with its own commands, alerts and state', async ({ page }) => {
    await openFolded(page);
    await addServer(page, `http://127.0.0.1:${PORTS.east + 50}`);
    await expect(page.getByRole('alert')).toContainText('The pool does not answer.');
    await page.getByLabel('Server', { exact: true }).fill(east.address);
    await page.getByLabel('Password').fill('not this one');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toContainText('User name or password is wrong.');
    await expectAccessible(page);
    await page.getByLabel('Password').fill('password');
    await page.keyboard.press('Enter');
    await expect(heading(page, 'Scale')).toBeVisible();
    await expect(health(page, 'Scale: Live pool')).toBeVisible();
    await expect(treeItem(page, 'Cambridge')).toBeVisible();
    await expect(page.getByRole('region', { name: 'Simulator' })).toBeHidden();
    await expectAccessible(page);

    // A reload keeps the list and asks for the password; the other pool is there at once.
    await page.reload();
    await expect(treeItem(page, 'Cambridge')).toBeVisible();
    await expect(treeItem(page, /Scale.*Disconnected/)).toBeVisible();
    // So does the first page, which lists what is in all pools.
    const there = page.url();
    await page.goto('/?persist=off');
    await expect(page.getByRole('row', { name: /Cambridge.*Connected/ })).toBeVisible();
    await page.goto(there);
    await page.getByLabel('Password').fill('password');
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect(heading(page, 'Scale')).toBeVisible();

    await treeItem(page, 'Cambridge').click();
    await expect(health(page, 'Cambridge: Simulated pool')).toBeVisible();
    await expect(page.getByRole('region', { name: 'Simulator' })).toBeVisible();
  });

  test('are gone on with after an outage, and after a session that ended, where one was', async ({ page, request }) => {
    await request.post(`${east.address}simulator/snapshot`, { data: { name: 'before' } });
    await openFolded(page);
    await addServer(page, east.address);
    await expect(heading(page, 'Scale')).toBeVisible();
    await page.getByRole('tab', { name: 'Memory' }).click();
    await expect(page).toHaveURL(/tab=memory/);
    const there = page.url();

    // The world of before knows nothing of this session.
    await request.post(`${east.address}simulator/restore`, { data: { name: 'before' } });
    const again = page.getByRole('dialog', { name: 'Log in to Scale again' });
    await expect(again).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText('Not live').first()).toBeVisible();
    await expectAccessible(page);
    await expect(again.getByLabel('Password')).toBeFocused();
    await page.keyboard.type('password');
    await page.keyboard.press('Enter');
    await expect(again).toBeHidden();
    await expect(health(page, 'Scale: Live pool')).toBeVisible();
    await expect(page).toHaveURL(there);

    await east.stop();
    await expect(page.getByRole('alert')).toContainText('Connection lost');
    await expect(page.getByRole('alert')).toContainText(/Trying again in \d+ s\.|Trying again now/);
    await expect(treeItem(page, /Scale.*Not live/)).toBeVisible();
    await expect(treeItem(page, 'Cambridge')).toBeVisible();
    east = await serveEast();
    await page.getByRole('button', { name: 'Try now' }).click();
    await expect(health(page, 'Scale: Live pool')).toBeVisible();
    await expect(page).toHaveURL(there);
  });

  test('are worked with over a line that breaks and calls that fail', async ({ page, request }) => {
    await openFolded(page);
    await addServer(page, east.address);
    await expect(heading(page, 'Scale')).toBeVisible();
    // Storage and machines of a server arrive one after the other.
    await treeItem(page, /^Virtual machine, Running/)
      .first()
      .click();
    await request.put(`${east.address}simulator/faults`, {
      data: [
        { method: 'event.from', drop: true, count: 2 },
        { method: 'VM.snapshot', error: ['SR_BACKEND_FAILURE_46', '', 'The VDI is not available', ''], count: 1 },
        { method: 'VM.snapshot', delayMs: 500 },
      ],
    });
    const take = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Take snapshot…' }).click();
      await page.getByRole('textbox', { name: 'Name' }).fill('before the change');
      await page.keyboard.press('Enter');
    };
    await take();
    await expect(page.getByText(/The VDI is not available/).first()).toBeVisible({ timeout: 20_000 });
    await expect(health(page, 'Scale: Live pool')).toBeVisible({ timeout: 20_000 });
    await take();
    await page.getByRole('tab', { name: 'Snapshots' }).click();
    await expect(page.getByRole('tabpanel').getByText('before the change').first()).toBeVisible({ timeout: 20_000 });
    await request.delete(`${east.address}simulator/faults`);
  });

  test('are found at the coordinator, whichever of their servers one names', async ({ page }) => {
    west = await serve(PORTS.west, '--seed', '2', '--host-addresses', '--latency', '20', '--jitter', '10');
    await openFolded(page);
    await addServer(page, MEMBER);
    await expect(treeItem(page, /Cambridge.*127\.0\.0\.2/)).toBeVisible();
    await select(page, 'granta-2');
    await addServer(page, `http://${COORDINATOR}`);
    await expect(page.getByText(/This server belongs to Cambridge/)).toBeVisible();
  });
});
