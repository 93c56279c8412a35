import { openScale } from './console-page';
import { percentile, withConsole, type ConsoleVisit, type Figure, type Run } from './harness';
import { interact, type Measured } from './page-probe';

/** Visits that count; the one before loads the code. */
const VISITS = 5;
const OPEN_LIMIT_MS = 300;
const SECONDS = 30;

/** The Performance tab of a server of Scale, with six graphs: opening it, and half a minute of new values. */
export const run: Run = () =>
  withConsole(async (visit) => {
    const opened = await visit();
    const { page } = opened;
    await page.setViewportSize({ width: 1440, height: 1300 });
    await openScale(opened);
    await page.locator('[role=treeitem][aria-level="3"]').first().click();
    await page.getByRole('main').getByRole('tab', { name: 'General' }).waitFor();
    return [...(await opening(opened)), ...(await watching(opened))];
  });

async function opening(visit: ConsoleVisit): Promise<readonly Figure[]> {
  const { page } = visit;
  const tab = (name: string) => page.getByRole('main').getByRole('tab', { name, exact: true });
  const samples: Measured[] = [];
  for (let round = 0; round <= VISITS; round += 1) {
    await tab('General').click();
    const box = await tab('Performance').boundingBox();
    if (box === null) throw new Error('The tab is out of sight');
    const sample = await interact(
      visit,
      () => page.evaluate(watchGraphs),
      () => page.mouse.click(box.x + box.width / 2, box.y + box.height / 2),
    );
    if (round > 0) samples.push(sample);
  }
  const what = 'Scale: opening Performance of a server, six graphs';
  return [
    {
      what: `${what}, p95`,
      value: percentile(
        samples.map(({ contentMs }) => contentMs),
        0.95,
      ),
      unit: 'ms',
      limit: OPEN_LIMIT_MS,
    },
    {
      what: 'the same, main thread',
      value: percentile(
        samples.map(({ cpuMs }) => cpuMs),
        0.95,
      ),
      unit: 'ms CPU',
    },
  ];
}

/** Runs in the page: waits for the next press to lead to six graphs with lines. */
function watchGraphs(): void {
  window.xeniaProbe.watch('pointerdown', () => {
    const drawn = [...document.querySelectorAll('main figure')].filter((figure) =>
      figure.querySelector('.recharts-line-curve'),
    );
    return drawn.length === 6;
  });
}

async function watching({ page, mainThreadMs, trace }: ConsoleVisit): Promise<readonly Figure[]> {
  const beforeMs = await mainThreadMs();
  const { mainTasks } = await trace(() => page.waitForTimeout(SECONDS * 1000));
  const busy = ((await mainThreadMs()) - beforeMs) / SECONDS / 10;
  const what = `Scale: six live graphs for ${SECONDS} s`;
  return [
    { what: `${what}: main thread busy`, value: busy, unit: '%', limit: 5 },
    { what: 'the same: longest main-thread task', value: mainTasks[0] ?? NaN, unit: 'ms CPU', limit: 50 },
  ];
}
