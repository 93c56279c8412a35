import { beforeEach, describe, expect, test } from 'vitest';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { nfs, twoServers } from '../scenarios/testing/pool';
import type { Simulator } from '../simulator';
import { collect, ConnectionCut, type HttpRequest, type HttpResponse } from './plain';

let simulator: Simulator;
let alder: Ref<'host'>;
let birch: Ref<'host'>;
let session: string;

beforeEach(async () => {
  ({ simulator, alder, birch } = twoServers());
  session = await simulator.call('session.login_with_password', 'root', 'password');
});

const db = () => simulator.world.db;
const withQuery = (path: string, more: string) => `${path}${path.includes('?') ? '&' : '?'}${more}`;

async function request(method: string, path: string, more: Partial<HttpRequest> = {}): Promise<HttpResponse> {
  const whole = withQuery(path, `session_id=${session}`);
  return simulator.handlePlain({ method, path: whole, headers: {}, body: '', ...more });
}
/** What a GET answers: status, type of the content, and text. */
async function get(
  path: string,
  more: Partial<HttpRequest> = {},
): Promise<readonly [number, string | undefined, string]> {
  const { status, headers, body } = await request('GET', path, more);
  const bytes = await collect(body);
  return [status, headers['content-type'], typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes)];
}
type Ended = Records['task'] & { readonly httpStatus: number };
async function upload(path: string, body: string, more: Partial<HttpRequest> = {}): Promise<Ended> {
  const task = await simulator.call('task.create', 'upload', '');
  const bytes = new TextEncoder().encode(body);
  const answer = await request('PUT', withQuery(path, `task_id=${task}`), { body: bytes, ...more });
  await collect(answer.body).catch(() => undefined);
  return { ...db().row('task', task), httpStatus: answer.status };
}
function cut(text: string, announced: number): Partial<HttpRequest> {
  async function* parts(): AsyncIterable<Uint8Array> {
    yield new TextEncoder().encode(text);
    throw new ConnectionCut('The connection was closed before the announced end');
  }
  return { body: '', upload: parts(), headers: { 'content-length': String(announced) } };
}

describe('a blob', () => {
  let blob: Ref<'blob'>;
  const path = () => `/blob?ref=${blob}`;
  beforeEach(async () => {
    blob = await simulator.call('host.create_new_blob', alder, 'map', 'text/plain', false);
  });

  test('comes back as it was uploaded, with its type', async () => {
    expect((await get(path()))[0]).toBe(404);
    expect(await upload(path(), 'north ↑')).toMatchObject({ httpStatus: 200, status: 'success' });
    const { uuid, size } = db().row('blob', blob);
    expect(size).toBe(9);
    expect(await get(`/blob?uuid=${uuid}`)).toEqual([200, 'text/plain', 'north ↑']);
    expect((await get('/blob?ref=none'))[0]).toBe(404);
    expect((await get('/blob'))[0]).toBe(400);
  });

  test('is for those who are logged in, unless it is public', async () => {
    await upload(path(), 'north');
    const anonymous = async (): Promise<HttpResponse> =>
      simulator.handlePlain({ method: 'GET', path: path(), headers: {}, body: '' });
    const refused = await anonymous();
    expect([refused.status, refused.headers['www-authenticate']]).toEqual([401, 'Basic realm="Blob handler"']);
    await simulator.call('blob.set_public', blob, true);
    expect((await anonymous()).status).toBe(200);
    const put = await simulator.handlePlain({ method: 'PUT', path: path(), headers: {}, body: 'x' });
    expect(put.status).toBe(401);
  });

  test('stays as it was when an upload is cut off, too large or of no length', async () => {
    await upload(path(), 'north');
    expect((await upload(path(), '', cut('sou', 5))).error_info[0]).toBe('CLIENT_ERROR');
    const large = { headers: { 'content-length': '2000000' } };
    expect((await upload(path(), 'x', large)).error_info).toEqual(['OUT_OF_SPACE', '/var/lib/xcp/blobs']);
    const unknown = { ...cut('south', 0), headers: {} };
    expect((await upload(path(), '', unknown)).error_info[1]).toBe('Failure("Need content length")');
    expect((await get(path()))[2]).toBe('north');
    // What xen-api does with a stream whose length it does not know.
    expect((await upload(path(), '', cut('south', 2 ** 50))).status).toBe('success');
    expect((await get(path()))[2]).toBe('south');
  });
});

describe('messages of another pool', () => {
  const document = (values: Partial<Readonly<Record<string, string>>> = {}): string => {
    const fields = {
      ref: 'OpaqueRef:from-afar',
      name: 'VM_STARTED',
      priority: '5',
      cls: 'Host',
      obj_uuid: db().row('host', birch).uuid,
      timestamp: '20251224T18:00:00Z',
      uuid: '6a9b3c3e-0000-4000-8000-000000000001',
      body: 'a &lt;b&gt; &amp; c',
      ...values,
    };
    const xml = Object.entries(fields).map(([name, text]) => `<${name}>${text}</${name}>`);
    return `<?xml version="1.0" encoding="UTF-8"?>\n<message>${xml.join('')}</message>`;
  };
  const path = () => `/messages?cls=Host&uuid=${db().row('host', birch).uuid}`;

  test('come with all that they were, once', async () => {
    const two = document() + document({ ref: 'OpaqueRef:second', uuid: 'other' });
    for (let time = 0; time < 2; time++) expect((await upload(path(), two)).status).toBe('success');
    expect(await simulator.call('message.get_record', 'OpaqueRef:from-afar')).toEqual({
      uuid: '6a9b3c3e-0000-4000-8000-000000000001',
      name: 'VM_STARTED',
      priority: 5,
      cls: 'Host',
      obj_uuid: db().row('host', birch).uuid,
      timestamp: '20251224T18:00:00Z',
      body: 'a <b> & c',
    });
    expect(
      await simulator.call('message.get', 'Host', db().row('host', birch).uuid, '19700101T00:00:00Z'),
    ).toHaveProperty('OpaqueRef:second');
  });

  test('are all refused when one cannot be read', async () => {
    const before = db().count('message');
    const good = document();
    for (const bad of [
      document({ cls: 'Planet' }),
      document({ timestamp: 'yesterday' }),
      document({ priority: 'high' }),
      document({ ref: '' }),
      '<message><name>half',
      '<note/>',
    ]) {
      expect([bad, (await upload(path(), good + bad)).status]).toEqual([bad, 'failure']);
    }
    expect((await upload(path(), '', cut(good, 5000))).status).toBe('failure');
    expect((await upload('/messages?cls=Host', good)).httpStatus).toBe(400);
    expect((await upload('/messages?cls=Host&uuid=none', good)).httpStatus).toBe(500);
    expect((await request('PUT', path(), { host: birch })).status).toBe(302);
    expect(db().count('message')).toBe(before);
  });
});

describe('updates', () => {
  test('are listed for the servers that are asked for, when they have been fetched', async () => {
    expect(await get('/updates')).toEqual([404, 'text/html', expect.stringContaining('NO_REPOSITORY_ENABLED')]);
    const url = 'https://updates.example.com/normal';
    const pool = db().refs('pool')[0] ?? '';
    const repository = await simulator.call('Repository.introduce', 'Normal', '', url, url, true, '');
    await simulator.call('pool.set_repositories', pool, [repository]);
    expect((await get('/updates'))[0]).toBe(404);
    expect((await get('/host_updates'))[2]).toContain('GET_HOST_UPDATES_FAILED');
    await simulator.call('pool.sync_updates', pool, false, '', '');
    const [status, type, text] = await get(`/updates?host_refs=${birch}`);
    expect([status, type]).toEqual([200, 'application/json']);
    const document = JSON.parse(text) as { hosts: { ref: string }[]; updates: unknown[] };
    expect(document.hosts.map(({ ref }) => ref)).toEqual([birch]);
    expect(document.updates).not.toHaveLength(0);
    const lacking = JSON.parse((await get('/host_updates?installed=true'))[2]) as { updates: { updateId: string }[] };
    const ids = new Set(lacking.updates.map(({ updateId }) => updateId));
    expect((document.updates as { id: string }[]).filter(({ id }) => ids.has(id))).not.toHaveLength(0);
    expect((await get(`/updates?host_refs=${birch};none`))[0]).toBe(500);
  });

  test('arrive as patches, or leave nothing', async () => {
    const sr = await nfs(simulator, alder, 'NFS', 2 ** 40);
    const xml = `<update uuid="1d4a2c1e-5b6f-4c3a-9f00-000000000001" name-label="XS82E001" version="1.0"><name-description>Fix</name-description></update>`;
    const before = db().count('VDI');
    const path = `/pool_patch_upload?sr_id=${sr}`;
    const bad = await upload(path, 'no update');
    expect(bad.error_info).toEqual(['INVALID_UPDATE', 'missing update document (update.xml) in the package.']);
    expect((await upload(path, '', cut(xml.slice(0, 50), xml.length))).status).toBe('failure');
    expect(db().count('VDI')).toBe(before);
    const { status, result } = await upload(path, xml);
    const patch = /OpaqueRef:[0-9a-f-]+/.exec(result)?.[0] ?? '';
    expect([status, db().get('pool_patch', patch)?.name_label]).toEqual(['success', 'XS82E001']);
    expect((await upload('/pool_patch_upload', xml)).error_info[0]).toBe('UPDATE_ALREADY_EXISTS');
    expect(db().count('VDI')).toBe(before + 1);
  });
});

describe('what only looks', () => {
  test('the audit log comes as text, from a moment on', async () => {
    await simulator.handlePlain({
      method: 'POST',
      path: '/jsonrpc',
      headers: {},
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'host.set_name_label', params: [session, birch, 'b'] }),
    });
    const [status, type, text] = await get('/audit_log');
    expect([status, type]).toEqual([200, 'text/plain']);
    expect(text).toContain("'ALLOWED' 'OK' 'API' 'host.set_name_label'");
    expect((await get('/audit_log?since=2026-01-06'))[2]).toBe('');
  });

  test('workload balancing is not set up', async () => {
    for (const path of ['/wlb_report?report=a', '/wlb_diagnostics']) {
      expect(await get(path)).toEqual([500, 'text/html', expect.stringContaining('WLB_NOT_INITIALIZED')]);
    }
  });
});
