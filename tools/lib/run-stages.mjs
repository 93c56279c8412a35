/** Runs stages side by side while they fit on two cores, and says what became of each. */
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './command.mjs';
import { reportFile, reportFolder } from './stages.mjs';

const CORES = 2;
const STAGE_LIMIT_MS = 8 * 60_000;

/**
 * @typedef {object} Result
 * @property {import('./stages.mjs').Stage} stage
 * @property {boolean} ok
 * @property {import('./reports.mjs').Tally} tally
 * @property {string} output what the programs printed
 * @property {number} seconds
 */

/**
 * @param {readonly import('./stages.mjs').Stage[]} stages
 * @param {(result: Result) => void} onResult called as each stage ends
 * @param {{ blocked?: (stage: import('./stages.mjs').Stage) => string | undefined }} [options] `blocked` says why a stage cannot run
 * @returns {Promise<Result[]>} in the order of `stages`
 */
export async function runStages(stages, onResult, { blocked = () => undefined } = {}) {
  mkdirSync(reportFolder, { recursive: true });
  /** @type {Map<string, Result>} */
  const results = new Map();
  /** @type {Map<string, Promise<void>>} */
  const running = new Map();
  const waiting = new Set(stages);
  let freeCores = CORES;

  /** @param {Result} result */
  const settle = (result) => {
    results.set(result.stage.name, result);
    onResult(result);
  };
  /** @param {import('./stages.mjs').Stage} stage */
  const why = (stage) => {
    const broken = (stage.after ?? []).find((name) => results.get(name)?.ok === false);
    return broken === undefined ? blocked(stage) : `The stage "${broken}" failed.`;
  };
  const names = new Set(stages.map(({ name }) => name));
  /** @param {import('./stages.mjs').Stage} stage */
  const isReady = (stage) =>
    stage.cores <= freeCores && (stage.after ?? []).every((name) => !names.has(name) || results.has(name));

  while (waiting.size > 0 || running.size > 0) {
    for (const stage of waiting) {
      if (!isReady(stage)) continue;
      waiting.delete(stage);
      const reason = why(stage);
      if (reason !== undefined) {
        settle(failed(stage, reason));
        continue;
      }
      freeCores -= stage.cores;
      const run = runStage(stage).then((result) => {
        freeCores += stage.cores;
        running.delete(stage.name);
        settle(result);
      });
      running.set(stage.name, run);
    }
    await Promise.race(running.values());
  }
  return stages.flatMap((stage) => results.get(stage.name) ?? []);
}

/** @param {import('./stages.mjs').Stage} stage @param {string} reason @returns {Result} */
const failed = (stage, reason) => ({
  stage,
  ok: false,
  tally: { passed: 0, failed: [{ name: stage.name, detail: reason }], skipped: [] },
  output: reason,
  seconds: 0,
});

/** @param {import('./stages.mjs').Stage} stage @returns {Promise<Result>} */
async function runStage(stage) {
  rmSync(reportFile(stage.name), { force: true });
  const startMs = performance.now();
  const log = createWriteStream(join(reportFolder, `${stage.name}.log`));
  let output = '';
  const keep = (/** @type {string} */ text) => {
    output += text;
    log.write(text);
  };
  let ok = true;
  for (const command of stage.commands) ok = (await runCommand(command, stage.env ?? {}, keep)) && ok;
  log.end();
  const seconds = (performance.now() - startMs) / 1000;
  const tally = tallyOf(stage, ok);
  return { stage, ok: ok && tally.failed.length === 0, tally, output, seconds };
}

/** @param {import('./stages.mjs').Stage} stage @param {boolean} ok @returns {import('./reports.mjs').Tally} */
function tallyOf(stage, ok) {
  const one = { passed: ok ? 1 : 0, failed: ok ? [] : [{ name: stage.name, detail: '' }], skipped: [] };
  if (stage.tally === undefined) return one;
  const file = reportFile(stage.name);
  if (!existsSync(file))
    return { passed: 0, failed: [{ name: stage.name, detail: 'It ended without a report.' }], skipped: [] };
  const tally = stage.tally(/** @type {never} */ (JSON.parse(readFileSync(file, 'utf8'))));
  // An exit code that no failed test explains, such as an error nobody caught, still counts.
  if (!ok && tally.failed.length === 0) tally.failed.push({ name: stage.name, detail: 'It failed outside any test.' });
  return tally;
}

/** @param {string[]} command @param {NodeJS.ProcessEnv} env @param {(text: string) => void} keep @returns {Promise<boolean>} */
function runCommand([file = '', ...args], env, keep) {
  return new Promise((done) => {
    const child = spawn(file, args, {
      cwd: root,
      env: { ...process.env, CI: '1', NO_COLOR: '1', FORCE_COLOR: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own, so that a stage that hangs ends with its servers and browsers.
      detached: process.platform !== 'win32',
    });
    const end = () => {
      if (child.pid === undefined) return;
      try {
        process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
      } catch {
        // It has ended already.
      }
    };
    const limit = setTimeout(() => {
      keep(`\nStopped: it took longer than ${STAGE_LIMIT_MS / 60_000} minutes.\n`);
      end();
    }, STAGE_LIMIT_MS);
    process.once('exit', end);
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.on('error', (error) => keep(`${error.message}\n`));
    child.on('close', (code) => {
      clearTimeout(limit);
      process.off('exit', end);
      done(code === 0);
    });
  });
}
