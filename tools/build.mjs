// npm run build [-- --force]: the console (dist/console) and the Node server (dist/node), when stale.
import { parseArgs } from 'node:util';
import { buildIfStale, hasSource, TARGETS } from './lib/build.mjs';
import { main } from './lib/command.mjs';
import { installIfNeeded } from './lib/install.mjs';

main(async () => {
  const { values } = parseArgs({ options: { force: { type: 'boolean', default: false } } });
  await installIfNeeded();
  await buildIfStale([TARGETS.console, TARGETS.node].filter(hasSource), { force: values.force });
});
