/** Finds the Chromium that the browser tests and the benchmarks drive. Nothing here downloads a browser. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The shell without windows first: a window of the browser opens pages of its own, a third of the work of a test. */
const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** @param {string} path */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The executable of CHROMIUM_PATH, else of the system; undefined when there is none. @returns {string | undefined} */
export function findSystemChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined && named !== '') return named;
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...candidates, ...PLACES].find(isExecutable);
}

/** How Playwright and Vitest start it. Without a system Chromium, Playwright falls back to its own. */
export function chromiumLaunchOptions() {
  const executablePath = findSystemChromium();
  // Chromium refuses its sandbox to root; only then is it given up.
  const isRoot = process.getuid?.() === 0;
  return { ...(executablePath === undefined ? {} : { executablePath }), args: isRoot ? ['--no-sandbox'] : [] };
}
