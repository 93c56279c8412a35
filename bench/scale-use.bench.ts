import type { Page } from 'playwright';
import { percentile, withConsole, type ConsoleVisit, type Figure, type Run } from './harness';
import { interact, type Measured } from './page-probe';
import { openScale } from './console-page';

const SELECTIONS = 60;
/** Typed letter by letter, several times over: short texts that match much, and long ones that match little. */
const WORDS = ['web-12', 'database', 'cache 77', 'server-6'];
const ROUNDS = 2;
const CALLS = 2000;

/** What a person does in the console of Scale, with the tree fully expanded. */
export const run: Run = () =>
  withConsole(async (visit) => {
    const opened = await visit();
    await openScale(opened, { expanded: true });
    return [
      ...figures('Scale: select a VM to content painted', 100, await selections(opened)),
      ...figures('Scale: filter keystroke in the tree', 50, await treeFilter(opened)),
      ...figures('Scale: filter keystroke in the grid', 50, await gridFilter(opened)),
      ...figures('Scale: palette keystroke', 50, await palette(opened)),
      ...(await calls(opened)),
    ];
  });

/** The CPU time has the budget: the main thread's, everything included that follows from the interaction. */
function figures(what: string, limit: number, samples: readonly Measured[]): readonly Figure[] {
  const p95 = (value: (sample: Measured) => number): number => percentile(samples.map(value), 0.95);
  return [
    { what: `${what}, p95`, value: p95(({ cpuMs }) => cpuMs), unit: 'ms CPU', limit },
    { what: 'the same, wall until it is painted, p95', value: p95(({ contentMs }) => contentMs), unit: 'ms' },
  ];
}

interface Row {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

/** The rows of virtual machines and templates that are in sight now. */
function rowsInSight(page: Page): Promise<readonly Row[]> {
  return page.evaluate(() => {
    const view = document.querySelector('[role=tree]')?.getBoundingClientRect();
    if (view === undefined) return [];
    return [...document.querySelectorAll('[role=treeitem][aria-level="4"]')].flatMap((row) => {
      const box = row.getBoundingClientRect();
      const inside = box.top >= view.top && box.bottom <= view.bottom;
      return inside ? [{ name: row.textContent.trim(), x: box.left + 100, y: box.top + box.height / 2 }] : [];
    });
  });
}

async function selections(visit: ConsoleVisit): Promise<readonly Measured[]> {
  const { page } = visit;
  const samples: Measured[] = [];
  let skipped = false;
  for (let round = 0; samples.length < SELECTIONS; round += 1) {
    if (round > SELECTIONS) throw new Error('The tree does not show virtual machines');
    for (const { name, x, y } of await rowsInSight(page)) {
      const sample = await interact(
        visit,
        () =>
          page.evaluate((wanted) => {
            const isThere = (): boolean =>
              document.querySelector('main h1')?.textContent.trim() === wanted &&
              document.querySelectorAll('main dt').length > 4;
            window.xeniaProbe.watch('pointerdown', isThere);
          }, name),
        () => page.mouse.click(x, y),
      );
      // The first visit to an object loads the code for all others.
      if (skipped) samples.push(sample);
      skipped = true;
    }
    await page.mouse.wheel(0, 480);
    await page.waitForTimeout(100);
  }
  return samples;
}

async function typeWords(visit: ConsoleVisit, reset: () => Promise<unknown>): Promise<readonly Measured[]> {
  const { page } = visit;
  const samples: Measured[] = [];
  for (const word of Array.from({ length: ROUNDS }, () => WORDS).flat()) {
    await reset();
    for (const letter of word) {
      // A person's pace; longer than the delay after which a text goes into the address.
      await page.waitForTimeout(350);
      const arm = (): Promise<unknown> => page.evaluate(() => window.xeniaProbe.watch('keydown', () => true));
      samples.push(await interact(visit, arm, () => page.keyboard.press(letter === ' ' ? 'Space' : letter)));
    }
  }
  return samples;
}

async function treeFilter(visit: ConsoleVisit): Promise<readonly Measured[]> {
  const { page } = visit;
  const field = page.locator('#navigation input[type=search]');
  const samples = await typeWords(visit, () => field.fill(''));
  await field.fill('');
  return samples;
}

async function gridFilter(visit: ConsoleVisit): Promise<readonly Measured[]> {
  const { page } = visit;
  await page.keyboard.press('Escape');
  await page.locator('[role=treeitem][aria-level="2"]').first().click();
  await page.getByRole('tab', { name: 'Search' }).click();
  const field = page.locator('main input[type=search]');
  const samples = await typeWords(visit, () => field.fill(''));
  await field.fill('');
  return samples;
}

async function palette(visit: ConsoleVisit): Promise<readonly Measured[]> {
  const { page } = visit;
  await page.keyboard.press('Control+k');
  const field = page.getByRole('dialog').getByRole('combobox');
  await field.waitFor();
  // The palette reads all objects while it opens.
  await page.waitForTimeout(2000);
  const samples = await typeWords(visit, () => field.fill(''));
  await page.keyboard.press('Escape');
  return samples;
}

/** One call at a time, through the client's worker to the simulator's and back. */
async function calls({ page }: ConsoleVisit): Promise<readonly Figure[]> {
  const refs = await page.evaluate(() =>
    [...document.querySelectorAll('[role=treeitem][aria-level="4"]')].flatMap((row) => {
      const [, ref] = /(OpaqueRef:[0-9a-f-]+)/.exec(row.getAttribute('data-key') ?? '') ?? [];
      return ref === undefined ? [] : [[ref]];
    }),
  );
  const wallMs = await page.evaluate(([times, argLists]) => window.xeniaProbe.calls(times, 'VM.get_record', argLists), [
    CALLS,
    refs,
  ] as const);
  return [
    {
      what: 'Scale: VM.get_record, page to simulator and back, p50',
      value: percentile(wallMs, 0.5),
      unit: 'ms',
      limit: 0.3,
    },
    { what: 'the same, p95', value: percentile(wallMs, 0.95), unit: 'ms' },
  ];
}
