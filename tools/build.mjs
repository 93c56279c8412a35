// npm run build [-- --force] [--test] [--pool]: the console (dist/console) and the Node server (dist/node), when stale;
// with --test also the console for the journeys (dist/test), with --pool the one that a pool serves itself (dist/pool).
import { parseArgs } from 'node:util';
import { buildIfStale, TARGETS } from './lib/build.mjs';
import { main } from './lib/command.mjs';
import { installIfNeeded } from './lib/install.mjs';

main(async () => {
  const { values } = parseArgs({
    options: {
      force: { type: 'boolean', default: false },
      test: { type: 'boolean', default: false },
      pool: { type: 'boolean', default: false },
    },
  });
  await installIfNeeded();
  const targets = [
    TARGETS.console,
    TARGETS.node,
    ...(values.test ? [TARGETS.test] : []),
    ...(values.pool ? [TARGETS.pool] : []),
  ];
  await buildIfStale(targets, { force: values.force });
});
