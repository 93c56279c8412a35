// npm run screenshot [-- NAME ...]: takes the pictures of docs/ from the built console, Cambridge at its start.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { buildIfStale, TARGETS } from './lib/build.mjs';
import { chromiumLaunchOptions } from './lib/chromium.mjs';
import { Failure, main, root } from './lib/command.mjs';
import { createStaticServer, listenOnLoopback } from './lib/static-files.mjs';

/** @typedef {import('playwright').Page} Page */

/** @param {Page} page @param {string} name */
const select = (page, name) => page.getByRole('treeitem', { name }).first().click();
/** @param {Page} page @param {string} name */
const openTab = (page, name) => page.getByRole('tab', { name, exact: true }).click();

/**
 * Each picture: its theme, where it begins, and what leads to what it shows.
 * @type {Readonly<Record<string, { theme: 'light' | 'dark', path: string, show: (page: Page) => Promise<void> }>>}
 */
const PICTURES = {
  console: { theme: 'light', path: '/', show: (page) => select(page, 'erp-db') },
  performance: {
    theme: 'dark',
    path: '/',
    show: async (page) => {
      await select(page, 'erp-db');
      await openTab(page, 'Performance');
      await page.getByRole('slider', { name: 'Read CPU', exact: true }).waitFor();
    },
  },
  datapath: {
    theme: 'light',
    path: '/',
    show: async (page) => {
      await select(page, 'ouse-1');
      await openTab(page, 'Performance');
      await page.getByRole('radio', { name: 'Datapath' }).check({ force: true });
      for (const name of ['Storage datapath', 'Network datapath']) {
        const path = page.getByRole('region', { name });
        await path
          .getByRole('note')
          .filter({ hasText: /bottleneck/i })
          .waitFor();
      }
    },
  },
  map: {
    theme: 'dark',
    path: '/',
    show: async (page) => {
      await select(page, 'Cambridge');
      await openTab(page, 'Map');
      await page.getByRole('grid', { name: 'The map as a list' }).waitFor();
    },
  },
  search: {
    theme: 'light',
    path: '/',
    show: async (page) => {
      await openTab(page, 'Search');
      await page
        .getByRole('combobox', { name: 'Filter these objects' })
        .fill('power:running memory>=16GiB tag:production');
      await page.getByRole('button', { name: 'Conditions' }).click();
      await page.getByRole('region', { name: 'Conditions of the query' }).waitFor();
    },
  },
  lab: {
    theme: 'light',
    path: '/?lab=tapdisk&inputs=guests:4',
    show: async (page) => {
      await page.getByRole('region', { name: 'Inputs' }).getByRole('button', { name: /^Run/ }).click();
      await page.getByRole('slider').first().waitFor({ timeout: 120_000 });
    },
  },
};

main(async () => {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !(name in PICTURES));
  if (unknown.length > 0) {
    throw new Failure(`No picture "${unknown.join('", "')}"; there are: ${Object.keys(PICTURES).join(', ')}`);
  }
  await buildIfStale([TARGETS.console]);
  const server = createStaticServer(join(root, TARGETS.console.output));
  const port = await listenOnLoopback(server, 4280);
  const browser = await chromium.launch(chromiumLaunchOptions());
  mkdirSync(join(root, 'docs'), { recursive: true });
  for (const [name, { theme, path, show }] of Object.entries(PICTURES)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const page = await browser.newPage({
      locale: 'en-GB',
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
      colorScheme: theme,
      timezoneId: 'UTC',
    });
    await page.goto(`http://127.0.0.1:${port}${path}`);
    await page.getByRole('treeitem').first().waitFor();
    await show(page);
    await page.waitForLoadState('networkidle');
    // Where the last click was, something else may stand now, and say what it is.
    await page.mouse.move(0, 0);
    await page.screenshot({ path: join(root, `docs/${name}.png`) });
    await page.close();
  }
  await browser.close();
  server.closeAllConnections();
  server.close();
});
