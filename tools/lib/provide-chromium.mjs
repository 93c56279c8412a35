/** Finds a Chromium for the browser stages, and on Debian as root installs one when there is none. */
import { existsSync } from 'node:fs';
import { findSystemChromium, isExecutable } from './chromium.mjs';
import { run } from './command.mjs';

/** @typedef {{ path?: string, missing?: string }} Chromium `path` unset: Playwright's own; `missing`: why there is none */

/** CHROMIUM_PATH, then the system's, then Playwright's own, then apt-get. @returns {Promise<Chromium>} */
export async function provideChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined && named !== '' && !isExecutable(named)) {
    return { missing: `CHROMIUM_PATH is ${named}, which cannot be run.` };
  }
  const found = findSystemChromium();
  if (found !== undefined) return { path: found };

  const { chromium } = await import('playwright');
  if (existsSync(chromium.executablePath())) return {};

  const mayInstall = process.getuid?.() === 0 && existsSync('/etc/debian_version');
  if (mayInstall) {
    console.log('Installing Chromium (apt-get) ...');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const updated = await run('apt-get', ['update', '-q'], { env, stdout: 'ignore' });
    // Older releases of Debian have no package of the shell alone.
    for (const name of updated === 0 ? ['chromium-headless-shell', 'chromium'] : []) {
      await run('apt-get', ['install', '-y', '-q', name], { env, stdout: 'ignore' });
      const installedPath = findSystemChromium();
      if (installedPath !== undefined) return { path: installedPath };
    }
  }
  return {
    missing:
      'No Chromium was found. Install Chromium or Chrome, or set CHROMIUM_PATH to its executable, or run ' +
      '"npx playwright install chromium".',
  };
}
