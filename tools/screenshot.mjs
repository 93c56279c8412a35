// npm run screenshot [-- /path/in/the/console]: takes docs/console.png of the built console, Cambridge at its start.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { buildIfStale, TARGETS } from './lib/build.mjs';
import { chromiumLaunchOptions } from './lib/chromium.mjs';
import { main, root } from './lib/command.mjs';
import { createStaticServer, listenOnLoopback } from './lib/static-files.mjs';

main(async () => {
  await buildIfStale([TARGETS.console]);
  const server = createStaticServer(join(root, TARGETS.console.output));
  const port = await listenOnLoopback(server, 4280);
  const browser = await chromium.launch(chromiumLaunchOptions());
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
  });
  await page.goto(`http://127.0.0.1:${port}${process.argv[2] ?? '/'}`);
  await page.getByRole('treeitem').first().waitFor();
  await page.waitForLoadState('networkidle');
  mkdirSync(join(root, 'docs'), { recursive: true });
  await page.screenshot({ path: join(root, 'docs/console.png') });
  await browser.close();
  server.closeAllConnections();
  server.close();
});
