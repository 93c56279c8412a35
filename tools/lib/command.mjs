/** Running the project's own programs. Node only: these files work before anything is installed. */
import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout, whatever the working directory. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** A failure that is told to people as one sentence, without a stack. */
export class Failure extends Error {}

/** The program file of an installed package, to be run with Node itself: the same on every operating system. @param {string} path */
export const installed = (path) => join(root, 'node_modules', path);

/**
 * Runs a program in the root of the checkout and answers its exit code; its output goes to the terminal.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, stdout?: 'inherit' | 'ignore' }} [options]
 * @returns {Promise<number>}
 */
export function run(file, args, { env = process.env, stdout = 'inherit' } = {}) {
  return new Promise((done, fail) => {
    // Windows starts .cmd files only through its shell.
    const shell = file.endsWith('.cmd');
    const child = spawn(file, args, { cwd: root, env, shell, stdio: ['ignore', stdout, 'inherit'] });
    child.on('error', fail);
    child.on('close', (code) => done(code ?? 1));
  });
}

/** Runs a tool's main function; a Failure becomes its sentence and exit code 1. @param {() => Promise<void>} tool */
export function main(tool) {
  tool().catch((error) => {
    console.error(error instanceof Failure ? error.message : error);
    process.exitCode = 1;
  });
}
