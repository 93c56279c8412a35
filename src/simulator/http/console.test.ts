import { beforeEach, describe, expect, test } from 'vitest';
import type { Ref } from '../../xapi/datamodel/ref';
import { testPool, testVm, type TestPool } from '../api/testing';
import { openSession } from '../api/sessions';
import { openTestConsole, openTestSocket } from '../guests/testing';

let pool: TestPool;
let vm: Ref<'VM'>;
let host: Ref<'host'>;
let domain: Ref<'VM'>;

beforeEach(async () => {
  pool = testPool({ clockMode: 'instant' });
  host = pool.hosts[1] ?? '';
  const { sim } = pool;
  vm = await testVm(pool);
  await sim.call('VM.start_on', vm, host, false, true);
  sim.idle();
  const { db, engine } = sim.world;
  domain = engine.newRef('VM');
  db.transaction(() => {
    db.insert('VM', domain, {
      uuid: engine.newUuid('VM'),
      is_control_domain: true,
      power_state: 'Running',
      resident_on: host,
    });
    db.insert('console', engine.newRef('console'), { uuid: 'rdp', VM: vm, protocol: 'rdp' });
    db.insert('console', engine.newRef('console'), { uuid: 'domain', VM: domain, protocol: 'rfb' });
  });
});

/** A session of somebody who may use VMs and no servers. */
function operator(): string {
  const { db } = pool.sim.world;
  const session = openSession(pool.sim.world, 'olga', 'test');
  const rbac_permissions = ['http/connect_console', 'http/connect_console_ws', 'http/get_vncsnapshot'];
  db.transaction(() => db.update('session', session, { is_local_superuser: false, rbac_permissions }));
  return session;
}

describe('which console', () => {
  test('a VM and a console are found by reference and by uuid', async () => {
    const { db } = pool.sim.world;
    const { uuid, consoles } = db.row('VM', vm);
    const screen = consoles.find((ref) => db.row('console', ref).protocol === 'rfb') ?? '';
    for (const query of [
      `ref=${vm}`,
      `uuid=${uuid}`,
      `ref=${screen}`,
      `uuid=${db.row('console', screen).uuid}`,
      `uuid=${uuid}&ref=none`,
    ]) {
      for (const method of ['CONNECT', 'GET'] as const) {
        expect((await openTestConsole(pool.sim, query, { host, method })).text()).toBe('RFB 003.008\n');
      }
    }
  });

  test.each([
    ['ref=OpaqueRef:none', 404, 'HANDLE_INVALID console OpaqueRef:none'],
    ['uuid=none', 500, 'UUID_INVALID console none'],
    ['', 404, 'HANDLE_INVALID console '],
    ['uuid=rdp', 501, 'RDP'],
  ])('%s is refused', async (query, status, text) => {
    const refusal = await openTestSocket(pool.sim, query, { host });
    expect(refusal).toMatchObject({ status, body: expect.stringContaining(text) as string });
  });

  test('a VM that does not run has none', async () => {
    await pool.sim.call('VM.hard_shutdown', vm);
    expect(await openTestSocket(pool.sim, `ref=${vm}`, { host })).toMatchObject({
      status: 500,
      body: expect.stringContaining(`VM_BAD_POWER_STATE ${vm} running halted`) as string,
    });
  });

  test('another server sends the client to the one where the VM is', async () => {
    const refusal = await openTestSocket(pool.sim, `ref=${vm}`);
    expect(refusal).toMatchObject({
      status: 302,
      location: expect.stringMatching(/^https:\/\/10\.0\.0\.2\/console\?ref=/) as string,
    });
  });

  test('one address for all servers answers for all of them', async () => {
    pool.sim.world.surroundings.originOf = () => 'http://127.0.0.1:4190';
    expect((await openTestConsole(pool.sim, `ref=${vm}`)).text()).toBe('RFB 003.008\n');
  });

  test('a VM that migrates away leaves its viewers behind', async () => {
    // Its tools have to report first.
    pool.sim.advance(60_000);
    const client = await openTestConsole(pool.sim, `ref=${vm}`, { host });
    await pool.sim.call('VM.pool_migrate', vm, pool.hosts[0] ?? '', {});
    expect(client.isClosed).toBe(true);
    expect((await openTestConsole(pool.sim, `ref=${vm}`)).text()).toBe('RFB 003.008\n');
  });
});

describe('who may', () => {
  test('somebody without a session may not', async () => {
    expect(await openTestSocket(pool.sim, `ref=${vm}`, { host, session: 'OpaqueRef:none' })).toMatchObject({
      status: 401,
    });
  });

  test('an operator of VMs sees VMs and no servers', async () => {
    const session = operator();
    await openTestConsole(pool.sim, `ref=${vm}`, { host, session });
    expect(await openTestSocket(pool.sim, `ref=${domain}`, { host, session })).toMatchObject({
      status: 403,
      body: expect.stringContaining('http/connect_console/host_console') as string,
    });
    expect(await openTestSocket(pool.sim, 'uuid=domain', { host, session, method: 'GET' })).toMatchObject({
      status: 403,
      body: expect.stringContaining('http/connect_console_ws/host_console_ws') as string,
    });
    await openTestConsole(pool.sim, 'uuid=domain', { host });
  });
});

describe('limits', () => {
  const setPool = (values: { limit_console_sessions?: boolean; vm_console_idle_timeout?: number }): void => {
    const { db } = pool.sim.world;
    db.transaction(() => db.update('pool', db.first('pool') ?? '', values));
  };

  test('limit_console_sessions keeps the second client out, and says who is there', async () => {
    const first = await openTestConsole(pool.sim, `ref=${vm}`, { host, session: operator() });
    setPool({ limit_console_sessions: true });
    expect(await openTestSocket(pool.sim, `ref=${vm}`, { host })).toMatchObject({
      status: 503,
      body: expect.stringMatching(/Connection Limit Exceeded.*'olga' is currently connected/) as string,
    });
    first.end?.closed();
    expect(await openTestSocket(pool.sim, `ref=${vm}`, { host, method: 'GET' })).toMatchObject({ status: 503 });
    await openTestConsole(pool.sim, `ref=${vm}`, { host });
  });

  test('vm_console_idle_timeout ends a connection without keys', async () => {
    setPool({ vm_console_idle_timeout: 60 });
    const client = await openTestConsole(pool.sim, `ref=${vm}`, { host });
    client.send('RFB 003.008\n').send(1).send(1);
    pool.sim.advance(50_000);
    client.send(5, 0, 0, 0, 0, 0);
    pool.sim.advance(50_000);
    // Asking for updates is no sign of life.
    client.send(3, 1, 0, 0, 0, 0, 0, 1, 0, 1);
    expect(client.isClosed).toBe(false);
    pool.sim.advance(11_000);
    expect(client.isClosed).toBe(true);
  });
});

describe('vncsnapshot', () => {
  const picture = async (query: string, session?: string): Promise<Response> => {
    const id = session ?? (await pool.sim.call('session.login_with_password', 'root', 'password', '1.0', 'test'));
    const { status, headers, body } = await pool.sim.handlePlain({
      method: 'GET',
      path: `/vncsnapshot?${query}&session_id=${id}`,
      headers: {},
      body: '',
      host,
    });
    return new Response(body as BodyInit, { status, headers });
  };

  test('is a PNG of the screen', async () => {
    const response = await picture(`uuid=${pool.sim.world.db.row('VM', vm).uuid}`);
    expect(response.headers.get('content-type')).toBe('image/png');
    const bytes = new DataView(await response.arrayBuffer());
    expect(bytes.getUint32(0)).toBe(0x89504e47);
    expect([bytes.getUint32(16), bytes.getUint32(20)]).toEqual([800, 600]);
    // The checksum of an empty last chunk is known.
    expect(bytes.getUint32(bytes.byteLength - 4)).toBe(0xae426082);
  });

  test('of a server is for administrators', async () => {
    const response = await picture('uuid=domain', operator());
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('http/get_vncsnapshot/host_console');
    expect((await picture('uuid=domain')).status).toBe(200);
  });
});
