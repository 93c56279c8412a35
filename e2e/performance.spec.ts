import { readFile } from 'node:fs/promises';
import type { Download, Page } from '@playwright/test';
import { expectAccessible } from './fixtures/axe';
import { goOn, select, vmRef, xapi } from './fixtures/machines';
import { openConsole } from './fixtures/shell';
import { expect, test } from './fixtures/test';

const graph = (page: Page, name: string) => page.getByRole('figure', { name, exact: true });
const reading = (page: Page, name: string) => page.getByRole('slider', { name: `Read ${name}`, exact: true });
const contentOf = async (download: Download): Promise<Buffer> => readFile((await download.path()) ?? '');

async function openGraphs(page: Page, name: string): Promise<void> {
  await select(page, name);
  await page.getByRole('tab', { name: 'Performance' }).click();
}

test('the graphs of a VM go on, go back, are read by keys, and are saved as figures and pictures', async ({ page }) => {
  await openConsole(page);
  await openGraphs(page, 'erp-db');
  await expect(graph(page, 'CPU')).toContainText(/Average\s*[\d.]+ %/);
  await expect(reading(page, 'CPU')).toBeVisible();
  await expectAccessible(page);

  // What the graphs say is what the pool says.
  const vm = await vmRef(page, 'erp-db');
  await expect(graph(page, 'Memory')).toContainText(
    `${(await xapi<number>(page, 'VM.query_data_source', vm, 'memory')) / 2 ** 30} GiB`,
  );

  // Time goes on, and the graphs with it.
  const span = page.getByText(/^\d{4}-\d\d-\d\d [\d:]{8} – \d{4}-\d\d-\d\d [\d:]{8}$/);
  const before = await span.textContent();
  await goOn(page, 60_000);
  await expect(span).not.toHaveText(before ?? '');

  // A drag over a graph shows that time in all of them, and the address keeps it.
  const { width } = (await reading(page, 'CPU').boundingBox()) ?? { width: 0 };
  await reading(page, 'CPU').hover({ position: { x: width * 0.4, y: 60 } });
  await page.mouse.down();
  await reading(page, 'CPU').hover({ position: { x: width * 0.7, y: 60 } });
  await page.mouse.up();
  await expect(page).toHaveURL(/as=from:\d+,to:\d+/);
  await page.goBack();
  await expect(page).not.toHaveURL(/as=from/);

  // One moment in all graphs, by keys.
  await reading(page, 'CPU').focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await expect(reading(page, 'CPU')).toHaveAttribute('aria-valuetext', /Average: [\d.]+ %/);
  // Time goes on meanwhile.
  const moments = () => Promise.all(['CPU', 'Memory'].map((name) => reading(page, name).getAttribute('aria-valuenow')));
  await expect.poll(async () => new Set(await moments()).size).toBe(1);

  // The same figures as tables, and as files.
  const [all] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save all figures (CSV)' }).click(),
  ]);
  const csv = (await contentOf(all)).toString();
  expect(csv.split('\r\n')[0]).toContain('CPU: Average (%)');
  expect(csv.split('\r\n').length).toBeGreaterThan(100);
  await page.getByRole('button', { name: 'Actions for the graph Memory' }).click();
  const [picture] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Save picture (PNG)' }).click(),
  ]);
  expect((await contentOf(picture)).subarray(1, 4).toString()).toBe('PNG');
  await page.getByRole('button', { name: 'Tables' }).click();
  await expect(graph(page, 'CPU').getByRole('row').nth(1)).toContainText('%');
  await expectAccessible(page);
});

test('graphs of one’s own are kept in the pool where XenCenter looks for them', async ({ page }) => {
  await openConsole(page);
  await openGraphs(page, 'ouse-1');
  await page.getByRole('button', { name: 'New graph…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New graph of ouse-1' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Power');
  await dialog.getByRole('searchbox').fill('power');
  await dialog.getByRole('checkbox', { name: 'Power', exact: true }).check();
  await dialog.getByLabel('Colour of Power').fill('#ffff00');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Save graph' }).click();
  await expect(graph(page, 'Power')).toContainText(/Power\s*\d+ W/);

  const [pool = ''] = await xapi<readonly string[]>(page, 'pool.get_all');
  // The graph stands before the pool has been told all of it, key by key.
  const config = () => xapi<Readonly<Record<string, string>>>(page, 'pool.get_gui_config', pool);
  const entryOf = async (word: string) =>
    Object.entries(await config()).find(([key]) => key.startsWith(`XenCenter.${word}.6.host.`));
  await expect.poll(async () => (await entryOf('GraphLayout'))?.[1]).toBe('DCMI-power-reading');
  await expect.poll(async () => (await entryOf('GraphName'))?.[1]).toBe('Power');
  // Yellow, as .NET writes it.
  const colour = async () => Object.entries(await config()).find(([key]) => key.endsWith('.DCMI-power-reading'))?.[1];
  await expect.poll(colour).toBe('-256');

  // What another program writes is shown as well.
  const [key = ''] = (await entryOf('GraphName')) ?? [];
  await xapi(page, 'pool.remove_from_gui_config', pool, key);
  await xapi(page, 'pool.add_to_gui_config', pool, key, 'Watts');
  await expect(graph(page, 'Watts')).toBeVisible();
  await page.getByRole('button', { name: 'Default graphs' }).click();
  await expect(graph(page, 'Watts')).toBeHidden();
});

test('datapaths show what each stage does, lead to its graphs, and name the one at its limit', async ({ page }) => {
  await openConsole(page);
  await openGraphs(page, 'ouse-1');
  await page.getByRole('radio', { name: 'Datapath' }).check();
  const storage = page.getByRole('region', { name: 'Storage datapath' });
  await expect(storage.getByRole('note')).toContainText('No bottleneck.');
  await storage.getByRole('button', { name: /^Device/ }).click();
  await expect(graph(page, 'Latency')).toContainText(/[\d.]+ [µm]s/);
  await expect(page).toHaveURL(/as=datapath,stage:storage\.device/);
  await expectAccessible(page);

  // All machines of the server begin to write as much as they can.
  const [host = ''] = await xapi<readonly string[]>(page, 'host.get_by_name_label', 'ouse-1');
  const vms = await xapi<readonly string[]>(page, 'host.get_resident_VMs', host);
  for (const vm of vms) {
    await xapi(page, 'VM.remove_from_other_config', vm, 'workload');
    await xapi(page, 'VM.add_to_other_config', vm, 'workload', 'storage-test');
  }
  await goOn(page, 5 * 60_000);
  await expect(storage.getByRole('note')).toContainText(/^Bottleneck\. The (device|ring|backend)/);
  await expect(storage.getByRole('button', { name: /Bottleneck/ })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Network datapath' }).getByRole('note')).toContainText('bottleneck', {
    ignoreCase: true,
  });
});

test('what happened is marked on the graphs with its name, and times and machines are compared', async ({ page }) => {
  await openConsole(page);
  await openGraphs(page, 'erp-db');
  const vm = await vmRef(page, 'erp-db');
  await xapi(page, 'VM.snapshot', vm, 'before the update');
  await goOn(page, 60_000);
  const mark = page.getByRole('button', { name: /Snapshot before the update/ });
  await expect(mark).toBeVisible();
  await mark.focus();
  await expect(reading(page, 'CPU')).toHaveAttribute('aria-valuetext', /Snapshot before the update/);

  await page.getByRole('button', { name: 'Compare' }).click();
  await page.getByRole('menuitem', { name: 'With the time before' }).click();
  await expect(graph(page, 'Memory')).toContainText('Allocated memory, before');
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.getByRole('menuitem', { name: 'With other machines…' }).click();
  await page.getByRole('dialog').getByRole('searchbox').fill('erp-app-1');
  await page.getByRole('dialog').getByRole('checkbox', { name: 'erp-app-1', exact: true }).check();
  await page.getByRole('dialog').getByRole('button', { name: 'Compare' }).click();
  await expect(graph(page, 'CPU')).toContainText('erp-app-1, before');
  // A link shows the same.
  await page.reload();
  await expect(graph(page, 'CPU')).toContainText('erp-app-1, before');
  await expectAccessible(page);
});
