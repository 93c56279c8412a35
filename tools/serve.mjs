// npm run serve [-- --port N --host ADDR --scenario NAME | --pool-dump FILE --seed N --speed X]: the simulator as a
// XenAPI server, with the console on the same origin. The options are those of src/simulator/server.ts.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfStale, TARGETS } from './lib/build.mjs';
import { main, root } from './lib/command.mjs';
import { installIfNeeded } from './lib/install.mjs';
import { createStaticHandler } from './lib/static-files.mjs';

main(async () => {
  await installIfNeeded();
  await buildIfStale([TARGETS.console, TARGETS.node]);
  const { servePool } = await import(pathToFileURL(join(root, TARGETS.node.output, TARGETS.node.proof)).href);
  // The console that this server hands out talks to this server.
  const files = createStaticHandler(join(root, TARGETS.console.output), {
    page: (html) => html.replace('<head>', '<head>\n    <meta name="xenia-pool" content="/">'),
  });
  // npm runs scripts in the root of the checkout; file names on the command line are relative to where one typed them.
  process.chdir(process.env.INIT_CWD ?? process.cwd());
  await servePool(process.argv.slice(2), files);
});
