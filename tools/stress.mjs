// npm run stress [-- --seed N] [--calls N] [--world NAME] [--shrink SECONDS] [--go-on]
// [--only TEXT]: random calls in several worlds, each
// world and seed in a process of its own, at least 200,000 calls in all. A failing run prints its seed and the
// shortest list of steps found that leads there. Exit code 1 when something broke.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { Failure, main, root } from './lib/command.mjs';
import { installIfNeeded } from './lib/install.mjs';

/** @typedef {{ world: string, seed: number, cpuSeconds: number, outcomes: [string, number][], called: string[], succeeded: string[], served: number, failed: boolean }} Result */

const OUTPUT = join(root, '.cache/stress');
const WORLDS = ['two', 'cambridge', 'scale', 'empty'];
const CALLS = 204_000;
/** Worlds grow with every call; a fresh one keeps a run quick. */
const CALLS_A_RUN = 8_500;
const CODES_SHOWN = 15;
const PREFIX = 'result:';

main(async () => {
  await installIfNeeded();
  const { values } = parseArgs({
    options: {
      world: { type: 'string' },
      seed: { type: 'string', default: '1' },
      calls: { type: 'string', default: String(CALLS) },
      shrink: { type: 'string', default: '60' },
      'go-on': { type: 'boolean', default: false },
      only: { type: 'string' },
    },
  });
  if (values.world !== undefined && !WORLDS.includes(values.world)) {
    throw new Failure(`There is no world "${values.world}"; there are: ${WORLDS.join(', ')}`);
  }
  await bundle();
  const worlds = values.world === undefined ? WORLDS : [values.world];
  const calls = Number(values.calls);
  const count = Math.ceil(calls / CALLS_A_RUN);
  const runs = Array.from({ length: count }, (_, at) => ({
    world: worlds[at % worlds.length] ?? '',
    seed: Number(values.seed) + Math.floor(at / worlds.length),
    calls: Math.min(CALLS_A_RUN, calls - at * CALLS_A_RUN),
  }));
  const options = ['--shrink', values.shrink];
  if (values['go-on']) options.push('--go-on');
  if (values.only !== undefined) options.push('--only', values.only);
  /** @type {Result[]} */
  const results = [];
  let broken = 0;
  const worker = async () => {
    for (let run = runs.shift(); run !== undefined; run = runs.shift()) {
      const result = await runOne(run, options);
      if (result === undefined) broken += 1;
      else results.push(result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), runs.length) }, worker));
  print(results);
  const failed = results.filter((result) => result.failed).length;
  console.log(`\n${results.length - failed} runs passed, ${failed + broken} failed`);
  if (failed + broken > 0) process.exitCode = 1;
});

/** Bundled like the shipped code: a module runner would slow it down. */
async function bundle() {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    define: { __XENIA_DEV__: 'false' },
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: OUTPUT,
      emptyOutDir: true,
      target: 'node20',
      copyPublicDir: false,
      rolldownOptions: {
        input: { stress: join(root, 'tools/stress.ts') },
        output: { entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
      },
    },
  });
}

/** @param {{ world: string, seed: number, calls: number }} run @param {string[]} options @returns {Promise<Result | undefined>} */
function runOne({ world, seed, calls }, options) {
  const args = ['--world', world, '--seed', String(seed), '--calls', String(calls), ...options];
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(OUTPUT, 'stress.mjs'), ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('close', (code) => {
      const lines = output.split('\n');
      const result = lines.find((line) => line.startsWith(PREFIX));
      for (const line of lines) if (line !== '' && line !== result) console.log(line);
      if (code !== 0 || result === undefined) console.log(`BROKEN: --world ${world} --seed ${seed} --calls ${calls}`);
      done(code === 0 && result !== undefined ? JSON.parse(result.slice(PREFIX.length)) : undefined);
    });
  });
}

/** One line a world, then the most frequent refusals. @param {readonly Result[]} results */
function print(results) {
  console.log('\n| world | runs | calls | succeeded | CPU s | messages called | ever succeeded | of served |');
  console.log('|---|---:|---:|---:|---:|---:|---:|---:|');
  for (const world of WORLDS)
    row(
      world,
      results.filter((result) => result.world === world),
    );
  row('all', results);
  /** @type {Map<string, number>} */
  const refusals = new Map();
  for (const [code, count] of results.flatMap(({ outcomes }) => outcomes)) {
    if (code !== 'success') refusals.set(code, (refusals.get(code) ?? 0) + count);
  }
  console.log('\n| refused by | calls |\n|---|---:|');
  const top = [...refusals].toSorted(([, a], [, b]) => b - a).slice(0, CODES_SHOWN);
  for (const [code, count] of top) console.log(`| ${code} | ${count} |`);
}

/** @param {string} name @param {readonly Result[]} results */
function row(name, results) {
  if (results.length === 0) return;
  const all = results.flatMap(({ outcomes }) => outcomes);
  const sum = (/** @type {[string, number][]} */ list) => list.reduce((total, [, count]) => total + count, 0);
  const size = (/** @type {string[][]} */ lists) => new Set(lists.flat()).size;
  const cells = [
    results.length,
    sum(all),
    sum(all.filter(([code]) => code === 'success')),
    Math.round(results.reduce((total, { cpuSeconds }) => total + cpuSeconds, 0)),
    size(results.map(({ called }) => called)),
    size(results.map(({ succeeded }) => succeeded)),
    results[0]?.served ?? 0,
  ];
  console.log(`| ${name} | ${cells.map((cell) => cell.toLocaleString('en')).join(' | ')} |`);
}
