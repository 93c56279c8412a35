/** The stages of `npm test`, in the order of the summary. */
import { join } from 'node:path';
import { installed, root } from './command.mjs';
import { tallyPlaywright, tallyVitest } from './reports.mjs';

/** Where logs and reports of a run go. */
export const reportFolder = join(root, '.cache/test');
/** @param {string} stage */
export const reportFile = (stage) => join(reportFolder, `${stage}.json`);

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {string} what one line for the help
 * @property {string[][]} commands run one after another; a stage fails when one of them does
 * @property {1 | 2} cores how much of two cores it uses; stages run side by side while they fit
 * @property {string[]} [after] stages that must have passed
 * @property {boolean} [browser] whether it drives Chromium
 * @property {(report: never) => import('./reports.mjs').Tally} [tally] reads the JSON report; other stages count as one
 * @property {NodeJS.ProcessEnv} [env]
 */

/** @param {string} file @param {...string} args */
const node = (file, ...args) => [process.execPath, file, ...args];
/** @param {string} path @param {...string} args */
const tool = (path, ...args) => node(installed(path), ...args);
/** @param {string} file */
const shorten = (file) => (file.startsWith(root) ? file.slice(root.length + 1) : file);
/** @param {string} project */
const vitest = (project) =>
  tool(
    'vitest/vitest.mjs',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportFile(project)}`,
  );

/** One half of the journeys. They are the longest by far, and a stage that hangs is stopped. @param {1 | 2} half @returns {Stage} */
function journeys(half) {
  const name = `journeys-${half}`;
  return {
    name,
    what: `journeys through the built console, with axe (half ${half} of 2)`,
    cores: 2,
    browser: true,
    after: ['build'],
    commands: [tool('@playwright/test/cli.js', 'test', `--shard=${half}/2`, '--reporter=list,json')],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile(name) },
    tally: tallyPlaywright,
  };
}

/** @type {readonly Stage[]} */
export const STAGES = [
  {
    name: 'format',
    what: 'every file is formatted (prettier)',
    cores: 1,
    commands: [tool('prettier/bin/prettier.cjs', '--check', '.')],
  },
  {
    name: 'lint',
    what: 'no suspicious code (oxlint, eslint)',
    cores: 1,
    commands: [tool('oxlint/bin/oxlint', '--deny-warnings'), tool('eslint/bin/eslint.js', '.', '--max-warnings', '0')],
  },
  { name: 'types', what: 'the types hold (tsc)', cores: 1, commands: [tool('typescript-native/bin/tsc', '--noEmit')] },
  { name: 'layers', what: 'every import stays within its room', cores: 1, commands: [node('tools/layers.mjs')] },
  {
    name: 'dead-code',
    what: 'nothing is unused (knip)',
    cores: 1,
    commands: [tool('knip/bin/knip.js', '--no-progress')],
  },
  {
    name: 'build',
    what: 'the console and the Node server build',
    cores: 2,
    commands: [node('tools/build.mjs', '--test')],
  },
  {
    name: 'size',
    what: 'the console stays within its size budget',
    cores: 1,
    after: ['build'],
    commands: [node('tools/size.mjs')],
  },
  {
    name: 'unit',
    what: 'unit and property tests in Node',
    cores: 2,
    commands: [vitest('unit')],
    tally: (/** @type {import('./reports.mjs').VitestReport} */ report) => tallyVitest(report, shorten),
  },
  {
    name: 'wire',
    what: 'clients that nobody here wrote, against the Node door',
    cores: 2,
    commands: [vitest('wire')],
    tally: (/** @type {import('./reports.mjs').VitestReport} */ report) => tallyVitest(report, shorten),
  },
  {
    name: 'component',
    what: 'components in a real browser',
    cores: 2,
    browser: true,
    commands: [vitest('component')],
    tally: (/** @type {import('./reports.mjs').VitestReport} */ report) => tallyVitest(report, shorten),
  },
  journeys(1),
  journeys(2),
];
