// npm start [-- --port N] [--no-open]: installs what is missing, builds when stale, serves the console.
// Nothing outside Node is imported, and nothing at all before the version is known to be new enough.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Xenia needs Node 20.19 or newer; this is Node ${process.versions.node}. See https://nodejs.org/`);
  process.exit(1);
}

import('./lib/command.mjs').then(({ main }) => main(start));

async function start() {
  const [{ Failure, root }, { installIfNeeded }, { buildIfStale, TARGETS }, { createStaticServer, listenOnLoopback }] =
    await Promise.all([
      import('./lib/command.mjs'),
      import('./lib/install.mjs'),
      import('./lib/build.mjs'),
      import('./lib/static-files.mjs'),
    ]);
  const { parseArgs } = await import('node:util');
  const { join } = await import('node:path');

  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      'no-open': { type: 'boolean', default: false },
      // The build with the development routes, which the journeys use.
      test: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port ?? 4180);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Failure('--port takes a number from 1 to 65535.');

  await installIfNeeded();
  const target = values.test ? TARGETS.test : TARGETS.console;
  await buildIfStale([target]);

  const server = createStaticServer(join(root, target.output));
  const isChosen = values.port !== undefined;
  const bound = await listenOnLoopback(server, port, { strict: isChosen }).catch((error) => {
    const hint = isChosen ? 'Choose another with --port.' : 'Choose one with npm start -- --port N.';
    throw new Failure(`Cannot listen on 127.0.0.1:${port} (${error.code ?? error.message}). ${hint}`);
  });
  const url = `http://127.0.0.1:${bound}/`;
  console.log(`Xenia is at ${url} (Ctrl+C stops it)`);
  if (!values['no-open']) await openBrowser(url);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
}

/** Opens the page where a person sits in front of a screen; elsewhere the printed address is enough. @param {string} url */
async function openBrowser(url) {
  const hasScreen =
    process.platform !== 'linux' || process.env.DISPLAY !== undefined || process.env.WAYLAND_DISPLAY !== undefined;
  if (!process.stdout.isTTY || process.env.CI !== undefined || !hasScreen) return;
  const { spawn } = await import('node:child_process');
  const opener =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  const [file = '', ...args] = opener;
  // No opener, no harm: the address is on the screen.
  spawn(file, args, { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
