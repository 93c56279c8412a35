import { afterEach, expect, test, vi } from 'vitest';
import { servePool } from './server';

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** What the person at the terminal reads of a server that does not start. */
async function complaint(...args: readonly string[]): Promise<string> {
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  await servePool(['--port', '0', '--scenario', 'empty', ...args], () => undefined);
  expect(process.exitCode).toBe(2);
  return String(said.mock.calls[0]?.[0]);
}

test.each([
  [['--fault', 'none.json'], '--fault none.json: There is no such file.'],
  [['--fault', 'package.json'], '--fault package.json: the file: Invalid type: Expected Array but received Object'],
  [['--fault', 'README.md'], /^--fault README.md: the file is not JSON: /],
  [['--cert', 'package.json', '--key', 'package.json'], /must be a certificate and its key as PEM/],
  [['--save', 'none/world.xenia'], '--save none/world.xenia: nothing can be written in none. Make the folder, or'],
  [['--host', '192.0.2.1'], /^The server cannot listen: .*Choose another --port, --host or --host-ports\.$/],
])('a server that is started with %j says what is wrong with it', async (args, text) => {
  const said = await complaint(...args);
  if (typeof text === 'string') expect(said).toContain(text);
  else expect(said).toMatch(text);
});
