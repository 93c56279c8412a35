// npm run serve [-- --port N --host ADDR --scenario NAME | --pool-dump FILE --seed N --speed X]: the simulator as a
// XenAPI server, with the console on the same origin. The options are those of src/simulator/server.ts.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildIfStale, hasSource, TARGETS } from './lib/build.mjs';
import { Failure, main, root } from './lib/command.mjs';
import { installIfNeeded } from './lib/install.mjs';

main(async () => {
  await installIfNeeded();
  if (!hasSource(TARGETS.node)) throw new Failure(`There is no ${TARGETS.node.needs} to build the server from.`);
  await buildIfStale([TARGETS.console, TARGETS.node]);
  const program = join(root, TARGETS.node.output, TARGETS.node.proof);
  // The working directory stays the caller's: file names on the command line are relative to it.
  const server = spawn(process.execPath, [program, ...process.argv.slice(2)], {
    cwd: process.env.INIT_CWD ?? process.cwd(),
    stdio: 'inherit',
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => server.kill(signal));
  server.on('close', (code, signal) => process.exit(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)));
});
