/** Brings node_modules to what package-lock.json says. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, root, run } from './command.mjs';

/**
 * Whether every package of the lockfile is installed in its version. Compares contents, not dates: a checkout gives
 * the lockfile a new date without changing it. Optional packages belong to other systems and may be absent.
 */
function isInstalled() {
  const installedLock = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installedLock)) return false;
  const wanted = readPackages(join(root, 'package-lock.json'));
  const present = readPackages(installedLock);
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || (present[path]?.version ?? (optional && version)) === version,
  );
}

/** @param {string} file @returns {Record<string, { version?: string, optional?: boolean }>} */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

/** Installs when something is missing or of another version. Throws a Failure that says what to do. */
export async function installIfNeeded() {
  if (isInstalled()) return;
  console.log('Installing packages (npm ci) ...');
  // --include=dev: with NODE_ENV=production npm would leave out the build itself.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const isNpm = npm !== undefined && /npm-cli\.c?js$/.test(npm);
  const code = isNpm
    ? await run(process.execPath, [npm, ...args])
    : await run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args);
  if (code !== 0) {
    throw new Failure(
      'Installing the packages failed (npm ci, see above). It needs the npm registry and Node 20.19 or newer; ' +
        'behind a proxy, set "npm config set proxy".',
    );
  }
}
