/** Builds what is missing or stale: a hash over all inputs is kept beside the output. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, installed, root, run } from './command.mjs';

/** @typedef {{ name: string, output: string, proof: string, args: string[] }} Target */

/** What can be built; `proof` is a file that a finished build contains. @satisfies {Record<string, Target>} */
export const TARGETS = {
  console: { name: 'the console', output: 'dist/console', proof: 'index.html', args: [] },
  test: { name: 'the console for tests', output: 'dist/test', proof: 'index.html', args: ['--mode', 'test'] },
  pool: {
    name: 'the console for the web directory of a pool',
    output: 'dist/pool',
    proof: 'index.html',
    args: ['--mode', 'pool'],
  },
  node: {
    name: 'the Node server',
    output: 'dist/node',
    proof: 'server.mjs',
    args: ['--config', 'vite.node.config.ts'],
  },
};

const INPUTS = [
  'src',
  'mocks',
  'public',
  'index.html',
  'vite.config.ts',
  'vite.node.config.ts',
  'tsconfig.json',
  'package-lock.json',
  'tools/lib/csp.mjs',
  'tools/lib/first-load.mjs',
];

/** @param {string} path @returns {string[]} files below `path`, tests left out, in a fixed order */
function filesBelow(path) {
  if (!existsSync(join(root, path))) return [];
  if (statSync(join(root, path)).isFile()) return /\.test\.tsx?$/.test(path) ? [] : [path];
  return readdirSync(join(root, path))
    .toSorted()
    .flatMap((name) => filesBelow(`${path}/${name}`));
}

function inputHash() {
  const hash = createHash('sha256').update(process.versions.node);
  for (const file of INPUTS.flatMap(filesBelow)) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/**
 * Builds each target unless its output is as new as its inputs.
 * @param {readonly Target[]} targets
 * @param {{ force?: boolean }} [options]
 */
export async function buildIfStale(targets, { force = false } = {}) {
  const hash = inputHash();
  for (const target of targets) {
    const stamp = join(root, `${target.output}.stamp`);
    const isFresh =
      existsSync(join(root, target.output, target.proof)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
    if (isFresh && !force) continue;
    console.log(`Building ${target.name} ...`);
    rmSync(stamp, { force: true });
    const code = await run(process.execPath, [
      installed('vite/bin/vite.js'),
      'build',
      '--logLevel',
      'warn',
      ...target.args,
    ]);
    if (code !== 0) throw new Failure(`Building ${target.name} failed (see above).`);
    mkdirSync(join(root, 'dist'), { recursive: true });
    writeFileSync(stamp, hash);
  }
}
