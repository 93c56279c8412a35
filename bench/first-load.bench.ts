import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { budgetReport } from '../tools/lib/size.mjs';
import { percentile, withConsole, type Figure, type Run } from './harness';
import { untilUsable } from './console-page';

const VISITS = 7;
/** More than the servers, networks and storage of Cambridge: its virtual machines are there too. */
const CAMBRIDGE_OBJECTS = 100;

/** What a first visit downloads, and how long Cambridge takes from the navigation to a tree one can use. */
export const run: Run = async () => [...downloadFigures(), ...(await cambridgeFigures())];

function downloadFigures(): readonly Figure[] {
  const folder = 'dist/console';
  if (!existsSync(folder)) throw new Error('dist/console is missing');
  const assets = readdirSync(`${folder}/assets`).map((name) => `assets/${name}`);
  const manifest = JSON.parse(readFileSync(`${folder}/.vite/manifest.json`, 'utf8')) as Parameters<
    typeof budgetReport
  >[0];
  const rows = budgetReport(manifest, assets, (file) => gzipSync(readFileSync(`${folder}/${file}`)).length / 1000);
  return rows
    .filter(({ what }) => what.startsWith('first load'))
    .map(({ what, kb, limitKb }) => ({
      what,
      value: kb,
      unit: 'KB gzip',
      ...(limitKb === undefined ? {} : { limit: limitKb }),
    }));
}

async function cambridgeFigures(): Promise<readonly Figure[]> {
  const wallMs: number[] = [];
  const cpuMs: number[] = [];
  await withConsole(async (visit) => {
    for (let each = 0; each < VISITS; each += 1) {
      const { page, url, mainThreadMs } = await visit();
      const startMs = performance.now();
      await page.goto(url);
      await untilUsable(page, CAMBRIDGE_OBJECTS);
      wallMs.push(performance.now() - startMs);
      cpuMs.push(await mainThreadMs());
      await page.context().close();
    }
  });
  return [
    { what: 'Cambridge: navigation to usable tree, wall', value: percentile(wallMs, 0.5), unit: 'ms', limit: 1000 },
    {
      what: 'Cambridge: navigation to usable tree, main thread',
      value: percentile(cpuMs, 0.5),
      unit: 'ms',
      limit: 1000,
    },
  ];
}
