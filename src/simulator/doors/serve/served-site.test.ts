import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { testPool, vmRecord } from '../../api/testing';
import { coordinator } from '../../api/world';
import { collect } from '../../http/plain';
import { Site } from '../../site';
import { readWorldFile, unpackText, writeWorldFile } from '../world-file';
import { ControlApi } from './control';
import { download, ServedSite } from './served-site';

test('a server without an address is not who answers where none is named', () => {
  const site = new Site();
  const { sim, hosts } = testPool({ site });
  const { db } = sim.world;
  const member = hosts[1] ?? '';
  db.transaction(() => db.update('host', member, { address: '', hostname: 'server-2' }));
  expect(site.at('')).toBeUndefined();
  expect(site.at('server-2')?.host).toBe(member);
});

test('a server beside the pool has its time', () => {
  const site = new ServedSite({ root: 'password' }, 'max');
  const pool = site.addSpare(1);
  pool.advanceTo(Date.UTC(2030, 0, 1));
  expect(site.addSpare(1).nowMs).toBe(Date.UTC(2030, 0, 1));
});

test('going back to a snapshot also brings back a server that has joined the pool, and ends one that has left it', async () => {
  const site = new ServedSite({ root: 'password' }, 'max');
  const pool = site.addSpare(1);
  const spare = site.addSpare(1);
  const control = new ControlApi(pool, null, 1, site);
  const send = (path: string, name: string): number =>
    control.answer('POST', `/simulator/${path}`, JSON.stringify({ name })).status;
  const addressOf = ({ world }: typeof pool): string => world.db.row('host', coordinator(world.db)).address;
  const [here, there] = [addressOf(pool), addressOf(spare)];
  expect(send('snapshot', 'apart')).toBe(200);
  const joining = spare.call('pool.join', here, 'root', 'password');
  pool.idle();
  spare.idle();
  await joining;
  pool.idle();
  expect([pool.world.db.count('host'), site.find(there)?.simulator]).toEqual([2, pool]);
  expect(send('snapshot', 'together')).toBe(200);

  expect(send('restore', 'apart')).toBe(200);
  expect([pool.world.db.count('host'), site.find(there)?.simulator, site.find(here)?.simulator]).toEqual([
    1,
    spare,
    pool,
  ]);
  expect(spare.world.db.count('host')).toBe(1);

  expect(send('restore', 'together')).toBe(200);
  expect([pool.world.db.count('host'), site.find(there)?.simulator]).toEqual([2, pool]);
});

test('the console of a server is found where it listens, in a pool and alone again', async () => {
  const site = new ServedSite({ root: 'password' }, 'max');
  const pool = site.addSpare(1);
  const spare = site.addSpare(1);
  const { address } = spare.world.db.row('host', coordinator(spare.world.db));
  site.useOrigins((at) => `http://127.0.0.1:${at === address ? 5000 : 4190}`);
  const place = async (): Promise<string> => {
    const { simulator = pool, host = '' } = site.find(address) ?? {};
    const { db } = simulator.world;
    const screen = db.refs('console').find((ref) => db.row('VM', db.row('console', ref).VM).resident_on === host);
    return (await simulator.call('console.get_location', screen ?? '')).split('?')[0] ?? '';
  };
  const there = 'http://127.0.0.1:5000/console';
  expect(await place()).toBe(there);
  const { address: coordinates } = pool.world.db.row('host', coordinator(pool.world.db));
  const joining = spare.call('pool.join', coordinates, 'root', 'password');
  spare.idle();
  await joining;
  pool.idle();
  expect(await place()).toBe(there);
  const leaving = pool.call('pool.eject', site.find(address)?.host ?? '');
  pool.idle();
  await leaving;
  expect(site.find(address)?.simulator).not.toBe(pool);
  expect(await place()).toBe(there);
});

test('a site that is saved comes back whole, and takes further servers in', async () => {
  const site = new ServedSite({ root: 'password' }, 'max');
  const pool = site.addSpare(1);
  const spare = site.addSpare(1);
  await spare.call('VM.create', vmRecord({ name_label: 'elsewhere' }));
  const label = { name: 'Pool', source: { kind: 'world-file', fileName: '' }, notices: [] } as const;
  const text = await unpackText(await writeWorldFile({ label, ...site.save(pool) }));

  const later = new ServedSite({ root: 'password' }, 'max');
  const again = later.load(readWorldFile(text));
  const { world } = spare;
  const { address, name_label } = world.db.row('host', coordinator(world.db));
  const found = later.find(address)?.simulator;
  expect([again.hash(), found?.hash(), later.beside(again)]).toEqual([pool.hash(), spare.hash(), [found]]);
  const further = later.addSpare(again.world.engine.random.seed).world.db;
  const { name_label: name, uuid } = further.row('host', coordinator(further));
  expect([name_label, name]).toEqual(['spare-2', 'spare-3']);
  expect(later.beside(again).filter((each) => each.world.db.byUuid('host', uuid) !== undefined)).toHaveLength(1);
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
