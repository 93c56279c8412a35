import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WorldInfo } from '../../control/protocol';
import oldQuoting from '../scenarios/pool-database/fixtures/old-quoting.xml?raw';
import { ControlRefusal } from './control-refusal';
import { WorldStore } from './store';
import { WorldHost } from './world-host';

let hosts: WorldHost[] = [];
let stores: WorldStore[] = [];

async function openHost(): Promise<{ host: WorldHost; told: WorldInfo[] }> {
  const store = await WorldStore.open();
  const told: WorldInfo[] = [];
  const host = new WorldHost({ store, onInfo: (info) => told.push(info) });
  stores.push(store);
  hosts.push(host);
  await host.boot({ persist: true, scenario: 'empty', seed: 3 });
  await host.control('clock.pause', []);
  return { host, told };
}

async function deleteDatabase(): Promise<void> {
  for (const host of hosts) await host.close();
  for (const store of stores) store.close();
  hosts = [];
  stores = [];
  await new Promise<void>((resolve) => {
    indexedDB.deleteDatabase('xenia').onsuccess = () => resolve();
  });
}

beforeEach(deleteDatabase);
afterEach(deleteDatabase);

async function call(host: WorldHost, method: string, ...params: readonly unknown[]): Promise<unknown> {
  const { body } = await host.handle({
    method: 'POST',
    path: '/jsonrpc',
    headers: {},
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  const reply = JSON.parse(String(body)) as { result?: unknown; error?: { message: string } };
  if (reply.error !== undefined) throw new Error(reply.error.message);
  return reply.result;
}

async function renamePool(host: WorldHost, name: string): Promise<void> {
  const session = await call(host, 'session.login_with_password', 'root', 'password');
  const [pool] = (await call(host, 'pool.get_all', session)) as string[];
  await call(host, 'pool.set_name_label', session, pool, name);
}

async function poolName(host: WorldHost): Promise<unknown> {
  const session = await call(host, 'session.login_with_password', 'root', 'password');
  const [pool] = (await call(host, 'pool.get_all', session)) as string[];
  return call(host, 'pool.get_name_label', session, pool);
}

async function reload(host: WorldHost): Promise<WorldHost> {
  await host.flush();
  return (await openHost()).host;
}

describe('a reload', () => {
  test('brings back the world, its changes and its clock', async () => {
    const { host } = await openHost();
    await renamePool(host, 'kept');
    await host.control('clock.advanceTo', [host.info().clock.nowMs + 5000]);
    const before = { hash: await host.control('hash', []), nowMs: host.info().clock.nowMs };
    const again = await reload(host);
    expect(await poolName(again)).toBe('kept');
    expect(await again.control('hash', [])).toBe(before.hash);
    expect(again.info().clock).toMatchObject({ nowMs: before.nowMs, paused: true });
  });

  test('brings back an opened pool database, and reset still goes to its first state', async () => {
    const { host } = await openHost();
    await host.control('world.open', ['my pool.xml', new Blob([oldQuoting])]);
    const first = await host.control('hash', []);
    const firstName = await poolName(host);
    await renamePool(host, 'changed');
    await host.flush();
    const store = await WorldStore.open();
    stores.push(store);
    const again = new WorldHost({ store, onInfo: () => undefined });
    hosts.push(again);
    await again.boot({ persist: true });
    expect(again.info().source).toEqual({ kind: 'pool-database', fileName: 'my pool.xml' });
    expect(await poolName(again)).toBe('changed');
    await again.control('world.reset', []);
    expect(await poolName(again)).toBe(firstName);
    expect(await again.control('hash', [])).toBe(first);
  });
});

describe('worlds', () => {
  test('a fork goes its own way, and the first world is there to come back to', async () => {
    const { host } = await openHost();
    const { name } = host.info();
    const original = await poolName(host);
    await host.control('world.fork', ['what if']);
    await renamePool(host, 'forked');
    expect(host.info().name).toBe('what if');
    await host.control('world.switch', [name]);
    expect(await poolName(host)).toBe(original);
    const list = await host.control('world.list', []);
    expect(list.map((world) => world.name).sort()).toEqual([name, 'what if'].sort());
  });

  test('end with what their clients have open: a console of the world before shows nothing more', async () => {
    const { host } = await openHost();
    const session = await call(host, 'session.login_with_password', 'root', 'password');
    const [server] = (await call(host, 'host.get_all', session)) as string[];
    const domain = await call(host, 'host.get_control_domain', session, server);
    const said: string[] = [];
    await host.openSocket(`/console?ref=${String(domain)}&session_id=${String(session)}`, {
      send: (bytes) => said.push(new TextDecoder().decode(bytes)),
      close: () => said.push('closed'),
    });
    expect(said).toEqual(['RFB 003.008\n']);
    await host.control('world.reset', []);
    expect(said).toEqual(['RFB 003.008\n', 'closed']);
  });

  test('a saved file opens as the same world', async () => {
    const { host } = await openHost();
    await renamePool(host, 'saved');
    const hash = await host.control('hash', []);
    const { fileName, content } = await host.control('world.save', []);
    await host.control('world.reset', []);
    await host.control('world.open', [fileName, content]);
    expect(await host.control('hash', [])).toBe(hash);
  });

  test('a file that cannot be opened is refused in a sentence, and the running world is untouched', async () => {
    const { host } = await openHost();
    const before = await host.control('hash', []);
    for (const bad of ['', 'plain text', '{"format":', '{"label":{}}', '<html></html>', oldQuoting.slice(0, 900)]) {
      const open = host.control('world.open', ['bad.xml', new Blob([bad])]);
      await expect(open, bad.slice(0, 20)).rejects.toThrow(ControlRefusal);
    }
    expect(await host.control('hash', [])).toBe(before);
  });

  test('time moves forward only', async () => {
    const { host } = await openHost();
    await expect(host.control('clock.advanceTo', [0])).rejects.toThrow('Time only moves forward');
  });
});

test('a full storage is said, and the world goes on', async () => {
  const { host, told } = await openHost();
  const [store] = stores;
  if (store === undefined) throw new Error('no store');
  const full = (): Promise<never> => Promise.reject(new DOMException('full', 'QuotaExceededError'));
  Object.assign(store, { append: full, replace: full });
  await renamePool(host, 'not kept');
  await host.flush();
  expect(told.at(-1)?.persistence).toMatchObject({ kind: 'off' });
  expect(JSON.stringify(told.at(-1)?.persistence)).toContain('no room left');
  expect(await poolName(host)).toBe('not kept');
});
