// Size budget of the built console, in gzip KB (1 KB = 1000 bytes). Budgets: what a first visit downloads before it
// can show anything, and each part that comes later. Workers and the msw door are reported, not limited.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { main, Failure, root } from './lib/command.mjs';
import { budgetReport } from './lib/size.mjs';

const output = join(root, 'dist/console');

main(async () => {
  const manifestFile = join(output, '.vite/manifest.json');
  if (!existsSync(manifestFile)) throw new Failure('dist/console is missing: npm run build.');
  const assets = readdirSync(join(output, 'assets')).map((name) => `assets/${name}`);
  const kilobytes = (/** @type {string} */ file) => gzipSync(readFileSync(join(output, file))).length / 1000;

  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
  const development = Object.keys(manifest).filter((key) => key.startsWith('src/ui/gallery/'));
  if (development.length > 0) throw new Failure(`The console contains development routes: ${development.join(', ')}`);

  const rows = budgetReport(manifest, assets, kilobytes);
  for (const { what, kb, limitKb } of rows) {
    const limit = limitKb === undefined ? '' : `of ${limitKb}`;
    const verdict = limitKb !== undefined && kb > limitKb ? 'TOO LARGE' : '';
    console.log(`${kb.toFixed(1).padStart(8)} KB ${limit.padEnd(7)} ${what} ${verdict}`.trimEnd());
  }
  if (rows.some(({ kb, limitKb }) => limitKb !== undefined && kb > limitKb)) process.exitCode = 1;
});
