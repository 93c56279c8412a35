import { packTar } from 'modern-tar';
import { beforeEach, expect, test } from 'vitest';
import type { Ref } from '../../xapi/datamodel/ref';
import { sessionOf } from '../api/access/testing';
import { thePool } from '../api/world';
import { nfs, twoServers } from '../scenarios/testing/pool';
import type { Simulator } from '../simulator';
import { collect, type HttpRequest } from './plain';

let simulator: Simulator;
let alder: Ref<'host'>;
let session: string;
beforeEach(async () => {
  ({ simulator, alder } = twoServers());
  session = await simulator.call('session.login_with_password', 'root', 'password');
});

async function ask(method: string, path: string, body: HttpRequest['body'] = ''): Promise<readonly [number, string]> {
  const answer = await simulator.handlePlain({ method, path, headers: { cookie: `session_id=${session}` }, body });
  const text = await collect(answer.body).catch(() => '');
  return [answer.status, typeof text === 'string' ? text : new TextDecoder().decode(text)];
}

test('A server says which storage drivers it has', async () => {
  await nfs(simulator, alder);
  const [status, text] = await ask('GET', '/services/SM');
  expect(status).toBe(200);
  const drivers = JSON.parse(text) as { driver: string }[];
  expect(drivers.map(({ driver }) => driver)).toContain('nfs');
  expect(JSON.parse((await ask('GET', '/services/SM/nfs'))[1])).toMatchObject({ driver: 'nfs', name: 'NFS VHD' });
  expect((await ask('GET', '/services/SM/floppy'))[0]).toBe(404);
  expect(JSON.parse((await ask('GET', '/services'))[1])).toMatchObject({ driver: 'mux' });
  expect((await ask('GET', '/services/plugin'))[0]).toBe(404);
});

test('Services that do not answer here are not taken for calls, and ask who wants them', async () => {
  for (const [method, path] of [
    ['GET', '/services/xenops'],
    ['POST', '/services/xenops'],
    ['PUT', '/services/xenops'],
    ['POST', '/services'],
    ['GET', '/repository/enabled/repodata/repomd.xml'],
  ] as const) {
    expect((await ask(method, path))[0], path).toBe(404);
    expect((await simulator.handlePlain({ method, path, headers: {}, body: '' })).status, path).toBe(401);
  }
});

test('Calls to a storage driver need the role of its own handler', async () => {
  const operator = sessionOf(simulator, 'vm-operator', 'S-1-op');
  const powerAdmin = sessionOf(simulator, 'vm-power-admin', 'S-1-pa');
  for (const method of ['GET', 'POST', 'PUT']) {
    const status = async (id: string): Promise<number> => {
      const path = `/services/SM/zfs?session_id=${id}`;
      return (await simulator.handlePlain({ method, path, headers: {}, body: '' })).status;
    };
    expect([method, await status(operator), await status(powerAdmin)]).toEqual([method, 403, 404]);
  }
});

test('Members take no password from their coordinator that anybody could use', async () => {
  expect(await ask('GET', '/sync_config_files/2')).toEqual([200, '{"password":"*"}']);
  expect(await ask('GET', '/sync_config_files')).toEqual([200, 'root:*:0:0:root:/root:/bin/bash\n']);
});

test('A server has no command line of its own, and says so', async () => {
  expect(await ask('POST', '/cli', 'vm-list')).toEqual([501, expect.stringContaining('no thin CLI')]);
});

test('An update bundle needs its repository, and has to be one', async () => {
  const upload = async (files: readonly string[]): Promise<readonly string[]> => {
    const task = await simulator.call('task.create', 'bundle', '');
    const tar = await packTar(files.map((name) => ({ header: { name, size: 1 }, body: 'x' })));
    await ask('PUT', `/bundle?task_id=${task}`, files.length === 0 ? new Uint8Array(99).fill(1) : new Uint8Array(tar));
    return simulator.call('task.get_error_info', task);
  };
  expect(await upload(['repodata/repomd.xml'])).toEqual(['BUNDLE_REPO_NOT_ENABLED']);
  const repository = await simulator.call('Repository.introduce_bundle', 'Bundle', '');
  const { db } = simulator.world;
  const [pool] = thePool(db);
  await simulator.call('pool.set_repositories', pool, [repository]);
  expect(await upload([])).toEqual(['BUNDLE_UNPACK_FAILED', 'The file is no tar archive.']);
  expect(await upload(['readme'])).toEqual(['BUNDLE_SYNC_FAILED']);
  expect(db.row('pool', pool).current_operations).toEqual({});
  expect(await upload(['repodata/repomd.xml'])).toEqual([]);
  expect(db.row('Repository', repository).hash).not.toBe('');
});

test('The rows of the database are for administrators only, and for none without a login', async () => {
  const operator = sessionOf(simulator, 'pool-operator', 'S-1-op');
  const admin = sessionOf(simulator, 'pool-admin', 'S-1-ad');
  for (const path of ['/remote_db_access', '/remote_db_access_v2']) {
    const status = async (query: string): Promise<number> =>
      (await simulator.handlePlain({ method: 'POST', path: `${path}${query}`, headers: {}, body: '<value/>' })).status;
    expect([await status(''), await status(`?session_id=${operator}`), await status(`?session_id=${admin}`)]).toEqual([
      401, 403, 501,
    ]);
  }
});
