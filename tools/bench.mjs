// npm run bench [-- name ...]: builds the console and every bench/<name>.bench.ts, runs each in a Node process of its
// own, one after another, and prints one table. Exit code 1 when a benchmark breaks or a figure misses its budget.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { buildIfStale, TARGETS } from './lib/build.mjs';
import { Failure, main, root } from './lib/command.mjs';
import { installIfNeeded } from './lib/install.mjs';
import { provideChromium } from './lib/provide-chromium.mjs';

/** @typedef {import('../bench/harness').Figure} Figure */

const OUTPUT = join(root, '.cache/bench');
const PREFIX = 'figures:';
// A scenario of 10,000 VMs and its client share this process in some benchmarks.
const NODE_OPTIONS = ['--expose-gc', '--max-old-space-size=4096'];

main(async () => {
  await installIfNeeded();
  const all = readdirSync(join(root, 'bench')).filter((file) => file.endsWith('.bench.ts'));
  const names = all.map((file) => file.replace('.bench.ts', '')).toSorted();
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Failure(`No benchmark "${unknown.join('", "')}"; there are: ${names.join(', ')}`);
  const chosen = asked.length === 0 ? names : asked;

  await buildIfStale([TARGETS.console, TARGETS.node]);
  const chromium = await provideChromium();
  if (chromium.missing !== undefined) throw new Failure(chromium.missing);
  if (chromium.path !== undefined) process.env.CHROMIUM_PATH = chromium.path;
  await bundle(chosen);

  /** @type {Figure[]} */
  const figures = [];
  const broken = [];
  for (const name of chosen) {
    console.log(`Running ${name} ...`);
    const found = await runOne(name);
    if (found === undefined) broken.push(name);
    else figures.push(...found);
  }
  print(figures);
  const missed = figures.filter(isMissed);
  const verdicts = [
    `${figures.length} figures`,
    `${missed.length} outside the budget`,
    `${broken.length} benchmarks broken`,
  ];
  console.log(`\n${verdicts.join(', ')}${broken.length > 0 ? `: ${broken.join(', ')}` : ''}`);
  if (missed.length + broken.length > 0) process.exitCode = 1;
});

/** Bundled like the shipped code: module runners would slow hot loops down. @param {readonly string[]} names */
async function bundle(names) {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    define: { __XENIA_DEV__: 'false' },
    ssr: { noExternal: true, external: ['playwright', 'playwright-core', 'vite'] },
    build: {
      ssr: true,
      outDir: OUTPUT,
      emptyOutDir: true,
      target: 'node20',
      copyPublicDir: false,
      rolldownOptions: {
        input: Object.fromEntries(names.map((name) => [name, join(root, 'bench', `${name}.bench.ts`)])),
        output: { entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
      },
    },
  });
}

/** @param {string} name @returns {Promise<Figure[] | undefined>} undefined when it broke */
function runOne(name) {
  const program = `
    const { run } = await import(${JSON.stringify(pathToFileURL(join(OUTPUT, `${name}.mjs`)).href)});
    console.log(${JSON.stringify(PREFIX)} + JSON.stringify(await run()));
    process.exit(0);`;
  return new Promise((done) => {
    const child = spawn(process.execPath, [...NODE_OPTIONS, '--input-type=module', '--eval', program], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('close', (code) => {
      const lines = output.split('\n');
      const result = lines.find((line) => line.startsWith(PREFIX));
      for (const line of lines) if (line !== '' && line !== result) console.log(`  ${line}`);
      done(code === 0 && result !== undefined ? JSON.parse(result.slice(PREFIX.length)) : undefined);
    });
  });
}

/** @param {Figure} figure */
const isMissed = ({ value, limit, isLeast = false }) =>
  limit !== undefined && !(isLeast ? value >= limit : value <= limit);

/** @param {readonly Figure[]} figures */
function print(figures) {
  const number = (/** @type {number} */ value) =>
    value.toLocaleString('en', { maximumFractionDigits: value >= 100 ? 0 : value >= 10 ? 1 : 2 });
  console.log('\n| what | measured | budget | |\n|---|---:|---:|---|');
  for (const figure of figures) {
    const { what, value, unit, limit, isLeast = false } = figure;
    const budget = limit === undefined ? '' : `${isLeast ? 'at least' : 'at most'} ${number(limit)} ${unit}`;
    const verdict = limit === undefined ? '' : isMissed(figure) ? '**missed**' : 'met';
    console.log(`| ${what} | ${number(value)} ${unit} | ${budget} | ${verdict} |`);
  }
}
