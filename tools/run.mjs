// Runs a TypeScript tool with the compiler that the build already uses, so that Node 20 needs no extra loader.
// Usage: node tools/run.mjs tools/<name>.ts [arguments]
import { resolve } from 'node:path';
import { createServer, createServerModuleRunner } from 'vite';

const [file, ...rest] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node tools/run.mjs <file.ts> [arguments]');
  process.exit(2);
}
process.argv = [process.execPath, resolve(file), ...rest];

const server = await createServer({
  configFile: false,
  logLevel: 'error',
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true, include: [] },
});
const runner = createServerModuleRunner(server.environments.ssr);
try {
  await runner.import(resolve(file));
} finally {
  await runner.close();
  await server.close();
}
