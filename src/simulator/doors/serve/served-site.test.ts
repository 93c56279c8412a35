import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { collect } from '../../http/plain';
import { download } from './served-site';

test('a download logs in as its address says', async () => {
  const server = createServer(({ headers }, response) => response.end(headers.authorization ?? 'nobody'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const asked = async (user: string): Promise<string> =>
    new TextDecoder().decode((await collect(await download(`http://${user}127.0.0.1:${port}/export`))) as Uint8Array);
  expect(await asked('')).toBe('nobody');
  expect(await asked('root:p%40ss@')).toBe(`Basic ${btoa('root:p@ss')}`);
  server.close();
});
