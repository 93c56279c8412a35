import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { testPool } from '../../api/testing';
import { collect } from '../../http/plain';
import { Site } from '../../site';
import { download } from './served-site';

test('a server without an address is not who answers where none is named', () => {
  const site = new Site();
  const { sim, hosts } = testPool({ site });
  const { db } = sim.world;
  const member = hosts[1] ?? '';
  db.transaction(() => db.update('host', member, { address: '', hostname: 'server-2' }));
  expect(site.at('')).toBeUndefined();
  expect(site.at('server-2')?.host).toBe(member);
});

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
