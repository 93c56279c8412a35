import type { Page } from 'playwright';
import { openScale } from './console-page';
import { percentile, withConsole, type ConsoleVisit, type Figure, type Run } from './harness';
import { interact, type Measured } from './page-probe';

/** Visits to each tab that count, so that one of them may be slower than the 95th percentile; the one before loads its code. */
const VISITS = 20;
const LIMIT_MS = 100;
/** Six graphs have a budget of their own. */
const GRAPHS_LIMIT_MS = 300;

/**
 * Every tab of the first object of every kind in Scale, each opened from the tab before it. The budget is of what it takes
 * until the content is painted, with two frames more. What follows is told for all of them together: a page that comes to
 * rest collects garbage then, 35 to 100 ms for its 80 MB, and nobody waits for it.
 */
export const run: Run = () =>
  withConsole(async (visit) => {
    const opened = await visit();
    const { page } = opened;
    await openScale(opened);
    const untilIdle: number[] = [];
    const figures: Figure[] = await tabsOf(opened, 'All pools', untilIdle);
    await page.getByRole('link', { name: /^Objects/ }).click();
    for (const group of await groups(page)) {
      await openFirst(page, group);
      figures.push(...(await tabsOf(opened, group, untilIdle)));
      // To the group and closed: the next one must be in sight.
      await page.locator('[role=treeitem][aria-selected=true]').click();
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
    }
    const what = `all ${untilIdle.length} openings until nothing is left to do, p95`;
    return [...figures, { what, value: percentile(untilIdle, 0.95), unit: 'ms CPU' }];
  });

/** The names of the groups of the Objects view, without their counts. */
async function groups(page: Page): Promise<readonly string[]> {
  const rows = page.locator('[role=treeitem][aria-level="2"]');
  await rows.first().waitFor();
  const texts = await rows.allTextContents();
  return texts.map((text) => text.replace(/[\d,.\s]+$/, '').trim());
}

/** Opens the first object of a group. */
async function openFirst(page: Page, group: string): Promise<void> {
  await page.getByRole('treeitem').filter({ hasText: group }).first().click();
  const row = page.getByRole('grid', { name: 'Objects' }).getByRole('row').nth(1);
  await row.getByRole('rowheader').click();
  await page.keyboard.press('Enter');
  // The tab that was open for the object before may be open for this one too.
  await page.getByRole('main').getByRole('tab', { name: 'General' }).waitFor();
}

async function tabsOf(visit: ConsoleVisit, kind: string, untilIdle: number[]): Promise<Figure[]> {
  const { page } = visit;
  const names = await page.getByRole('main').getByRole('tab').allTextContents();
  const cpuMs = new Map<string, number[]>(names.map((name) => [name, []]));
  const open = async (name: string): Promise<Measured | null> => {
    const tab = page.getByRole('main').getByRole('tab', { name, exact: true });
    // The tab that is open would lead nowhere.
    if ((await tab.getAttribute('aria-selected')) === 'true') return null;
    const arm = (): Promise<unknown> => page.evaluate(watchTab, name);
    // There may be more tabs than the window is wide.
    await tab.scrollIntoViewIfNeeded();
    // Found beforehand: looking for a role and a name in the page is work of the main thread too.
    const box = await tab.boundingBox();
    if (box === null) throw new Error(`The tab ${name} is out of sight`);
    return interact(visit, arm, () => page.mouse.click(box.x + box.width / 2, box.y + box.height / 2));
  };
  const count = async (name: string): Promise<void> => {
    const sample = await open(name);
    if (sample === null) return;
    cpuMs.get(name)?.push(sample.shownCpuMs);
    untilIdle.push(sample.cpuMs);
  };
  for (const name of names) await open(name);
  for (let round = 0; round < VISITS; round += 1) for (const name of names) await count(name);
  return names.map((name) => ({
    what: `${kind}: ${name}, p95`,
    value: percentile(cpuMs.get(name) ?? [], 0.95),
    unit: 'ms CPU',
    limit: name === 'Performance' ? GRAPHS_LIMIT_MS : LIMIT_MS,
  }));
}

/** Runs in the page: waits for the next press to lead to a tab's panel with something in it. */
function watchTab(wanted: string): void {
  window.xeniaProbe.watch('pointerdown', () => {
    const tab = document.querySelector('main [role=tab][aria-selected=true]');
    const panel = document.querySelector('main [role=tabpanel]');
    return (
      tab?.textContent === wanted &&
      panel?.firstElementChild != null &&
      panel.querySelector('[aria-busy=true]') === null
    );
  });
}
