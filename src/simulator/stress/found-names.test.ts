import { expect, test } from 'vitest';
import { refusalOf, twoServers } from '../scenarios/testing/pool';
import { testPool, testVm } from '../api/testing';

// Names that clients may choose and that every object of JavaScript has already.

const INHERITED = ['__proto__', 'constructor', 'toString'];

function map(key: string, value: string): Readonly<Record<string, string>> {
  return Object.fromEntries([[key, value]]);
}

test('a pool that is asked for lists of revoked certificates that it does not have answers none', async () => {
  const { simulator } = twoServers();
  const pool = simulator.world.db.first('pool') ?? '';
  expect(Object.keys(await simulator.call('pool.exchange_crls_on_join', pool, {}, INHERITED))).toEqual([]);
});

test.each(INHERITED)('a repository keeps what its configuration says of %s', async (key) => {
  const { simulator, alder } = twoServers();
  const config = { server: '10.20.1.5', serverpath: '/export/a', ...map(key, 'x') };
  const sr = await simulator.call('SR.create', alder, config, 0, 'NFS', '', 'nfs', 'user', true);
  const [pbd = ''] = simulator.world.db.row('SR', sr).PBDs;
  expect(Object.entries(simulator.world.db.row('PBD', pbd).device_config)).toContainEqual([key, 'x']);
});

test.each(INHERITED)('a machine has no string of its firmware called %s', async (key) => {
  const { sim, ...pool } = testPool();
  const vm = await testVm({ sim, ...pool });
  expect((await refusalOf(sim, 'VM.set_bios_strings', vm, map(key, 'x'))).slice(0, 2)).toEqual(['INVALID_VALUE', key]);
});

test.each(INHERITED)('no proxy is called %s', async (key) => {
  const { simulator, alder } = twoServers();
  const args = { proxies: JSON.stringify(map(key, 'x')) };
  const call = refusalOf(simulator, 'host.call_plugin', alder, 'updater.py', 'set_proxies', args);
  expect((await call).join()).toContain(`Can't find section '${key}'`);
});

test.each(INHERITED)('a task keeps what a header says of %s', async (key) => {
  const { simulator } = twoServers();
  const ask = async (method: string, ...params: readonly unknown[]): Promise<unknown> => {
    const body = new TextEncoder().encode(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
    const headers = map(`x-http-other-config-${key}`, 'x');
    const { body: reply } = await simulator.handlePlain({ method: 'POST', path: '/jsonrpc', headers, body });
    return (JSON.parse(String(reply)) as { readonly result: unknown }).result;
  };
  const session = await ask('session.login_with_password', 'root', 'password', '1.0', 'test');
  const task = await ask('Async.pool.sync_database', session);
  expect(Object.entries(simulator.world.db.row('task', String(task)).other_config)).toContainEqual([
    `http:${key}`,
    'x',
  ]);
});
