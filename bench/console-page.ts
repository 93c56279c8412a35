/** What benchmarks do with the console's tree. */
import type { Page } from 'playwright';
import type { ConsoleVisit } from './harness';
import { SCALE, SCALE_SEARCH } from './worlds';

/** Opens Scale and waits until nothing more is loading. */
export async function openScale({ page, url }: ConsoleVisit, { expanded = false } = {}): Promise<void> {
  await page.goto(`${url}?${SCALE_SEARCH}`);
  await untilUsable(page);
  await untilLoaded(page);
  if (expanded) await expandTree(page);
}

/** Servers have their rows, and all virtual machines are there to be opened, filtered and counted. */
export async function untilUsable(page: Page, objects: number = SCALE.vms): Promise<void> {
  await page.waitForFunction((least) => {
    const servers = document.querySelector('[role=treeitem][aria-level="3"][aria-expanded]');
    const count = /(\d[\d,.\s]*) objects/.exec(document.querySelector('main')?.textContent ?? '')?.[1] ?? '0';
    return servers !== null && Number(count.replace(/\D/g, '')) >= least;
  }, objects);
}

/** The objects of all classes are there. */
export async function untilLoaded(page: Page): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name: 'Simulated pool', exact: true }).waitFor();
}

/** The asterisk opens a row's siblings: all servers. */
export async function expandTree(page: Page): Promise<void> {
  await page.locator('[role=treeitem][aria-level="3"]').first().click();
  await page.keyboard.press('*');
  await page.locator('[role=treeitem][aria-level="4"]').first().waitFor();
}
