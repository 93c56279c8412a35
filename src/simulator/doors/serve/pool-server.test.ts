import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FaultRules, type FaultRule } from '../../api/fault-rules';
import { testPool, testVm, type TestPool } from '../../api/testing';
import { isPoolRequest } from '../../http/handle';
import { ControlApi } from './control';
import { coordinator } from '../../api/world';
import { createLog } from './log';
import { PoolServer } from './pool-server';
import { ServedSite } from './served-site';

let pool: TestPool;
let server: PoolServer;
let origin: string;
let log: string[];

beforeEach(async () => {
  pool = testPool({ clockMode: 'instant' });
  log = [];
  server = new PoolServer({
    simulator: pool.sim,
    pacer: null,
    log: createLog(
      'debug',
      (line) => log.push(line),
      () => new Date(0),
    ),
    control: new ControlApi(pool.sim, null, 1),
  });
  origin = await server.listen(0, '127.0.0.1');
});
afterEach(() => server.close());

interface Reply {
  readonly result: unknown;
  readonly error: readonly string[] | null;
}

async function call(method: string, params: readonly unknown[], to = origin, host?: string): Promise<Reply> {
  const body = JSON.stringify({ id: 1, method, params });
  const { hostname, port } = new URL(to);
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { hostname, port, path: '/jsonrpc', method: 'POST', headers: { ...(host !== undefined && { host }) } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => resolve(JSON.parse(text) as Reply));
      },
    );
    sent.on('error', reject).end(body);
  });
}
const silent = (): ReturnType<typeof createLog> =>
  createLog(
    'off',
    () => undefined,
    () => new Date(0),
  );
const logIn = async (): Promise<string> =>
  String((await call('session.login_with_password', ['root', 'password'])).result);
const useFaults = (...rules: readonly FaultRule[]): void => {
  pool.sim.world.surroundings.faults = new FaultRules(rules, 1);
};

test('a client that polls a task and its guest instead of waiting for events sees both come up', async () => {
  const session = await logIn();
  const vm = await testVm(pool, { name_label: 'Ubuntu 22.04 web' });
  const task = (await call('Async.VM.start', [session, vm, false, false])).result;
  const poll = async (method: string, object: unknown, isThere: (value: unknown) => boolean): Promise<void> => {
    let value: unknown;
    do value = (await call(method, [session, object])).result;
    while (!isThere(value));
  };
  await poll('task.get_status', task, (status) => status === 'success');
  await poll('VM.get_guest_metrics', vm, (metrics) => metrics !== 'OpaqueRef:NULL');
});

test('a call that waits for long leaves the way to others, and is answered all the same', async () => {
  const patient = testPool({ clockMode: 'instant', stepsAtOnce: 0 });
  const vm = await testVm(patient, { start_delay: 10 ** 9 });
  const door = new PoolServer({ simulator: patient.sim, pacer: null, log: silent() });
  const to = await door.listen(0, '127.0.0.1');
  const session = String((await call('session.login_with_password', ['root', 'password'], to)).result);
  const start = call('VM.start', [session, vm, false, false], to);
  expect((await start).error).toBeNull();
  const stop = patient.sim.call('VM.hard_shutdown', vm);
  expect(patient.sim.world.db.row('VM', vm).power_state).toBe('Running');
  patient.sim.idle();
  await stop;
  await door.close();
});

test('a server that stops lets go of who waited for events, without waiting for the next call', async () => {
  const session = await logIn();
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(origin);
  const body = JSON.stringify({ id: 1, method: 'event.from', params: [session, ['pool'], '', 30] });
  const poll = async (token: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const sent = httpRequest({ hostname, port, path: '/jsonrpc', method: 'POST', agent }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => resolve(text));
      });
      sent.on('error', reject).end(body.replace('""', JSON.stringify(token)));
    });
  const { result } = JSON.parse(await poll('')) as { result: { token: string } };
  const waiting = poll(result.token);
  await call('host.get_all', [session]);
  const begunMs = performance.now();
  await server.close();
  expect(performance.now() - begunMs).toBeLessThan(1000);
  expect(await waiting).toContain('SESSION_INVALID');
  agent.destroy();
});

test('a client that offers HTTP/2 is answered in HTTP/1.1, and keeps its connection', async () => {
  const body = JSON.stringify({ id: 1, method: 'session.login_with_password', params: ['root', 'password'] });
  const head = `POST /jsonrpc HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n`;
  const offer = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAA\r\n';
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  const answer = async (): Promise<string> =>
    new Promise((resolve) => {
      let text = '';
      const read = (part: Buffer): void => {
        text += part.toString();
        if (!text.endsWith('}')) return;
        socket.off('data', read);
        resolve(text);
      };
      socket.on('data', read);
    });
  socket.write(`${head}${offer}\r\n${body.slice(0, 20)}`);
  const first = answer();
  await new Promise(setImmediate);
  socket.write(body.slice(20));
  expect(await first).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*"result":"OpaqueRef:/);
  const second = answer();
  socket.write(`${head}\r\n${body}`);
  expect(await second).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*"result":"OpaqueRef:/);
  socket.destroy();
});

describe('servers of the pool', () => {
  test('a member at its own port sends clients to the coordinator', async () => {
    const member = await server.listen(0, '127.0.0.1', '10.0.0.2');
    const { error } = await call('session.login_with_password', ['root', 'password'], member);
    expect(error).toEqual(['HOST_IS_SLAVE', '10.0.0.1']);
    expect((await call('session.login_with_password', ['root', 'password'])).error).toBeNull();
  });

  test('a member says how to know the coordinator by its certificate', async () => {
    const { db } = pool.sim.world;
    db.transaction(() =>
      db.insert('Certificate', 'OpaqueRef:certificate', {
        type: 'host',
        host: pool.hosts[0] ?? '',
        fingerprint_sha256: 'AA:BB',
        fingerprint_sha1: 'CC:DD',
      }),
    );
    const member = await server.listen(0, '127.0.0.1', '10.0.0.2');
    const known = async (as: string): Promise<string | null> => {
      const headers = { 'x-xenapi-request-host-certificate-thumbprint': as };
      const body = JSON.stringify({ id: 1, method: 'session.login_with_password', params: ['root', 'password'] });
      const { headers: answered } = await fetch(`${member}/jsonrpc`, { method: 'POST', headers, body });
      return answered.get('x-xenapi-response-host-certificate-thumbprint');
    };
    expect([await known('sha-256:master'), await known('sha-1:master'), await known('none')]).toEqual([
      'AA:BB',
      'CC:DD',
      null,
    ]);
  });

  test.each(['10.0.0.2', '10.0.0.2:443', 'server-2', 'SERVER-2:80'])(
    'a member is found by the name %s',
    async (host) => {
      const { error } = await call('session.login_with_password', ['root', 'password'], origin, host);
      expect(error).toEqual(['HOST_IS_SLAVE', '10.0.0.1']);
    },
  );
});

describe('faults', () => {
  test('a rule fails the calls that it fits, as often as it says', async () => {
    const session = await logIn();
    useFaults({ method: 'host.*', match: { self: pool.hosts[1] ?? '' }, error: ['HOST_OFFLINE', 'why'], count: 1 });
    expect((await call('host.get_uuid', [session, pool.hosts[0]])).error).toBeNull();
    expect((await call('host.get_uuid', [session, pool.hosts[1]])).error).toEqual(['HOST_OFFLINE', 'why']);
    expect((await call('host.get_uuid', [session, pool.hosts[1]])).error).toBeNull();
  });

  test('a rule names some members of a record, and numbers however they are sent', async () => {
    const session = await logIn();
    useFaults(
      {
        method: 'network.create',
        match: { args: { name_label: 'Lab *', MTU: 9000 } },
        error: ['NETWORK_UNMANAGED', 'x'],
      },
      { method: 'VM.set_VCPUs_max', match: { value: 4 }, error: ['VM_IS_TEMPLATE'] },
    );
    const create = async (name_label: string, MTU: unknown): Promise<unknown> =>
      (await call('network.create', [session, { name_label, MTU, other_config: {}, tags: [] }])).error;
    expect(await create('Lab 1', 9000)).toEqual(['NETWORK_UNMANAGED', 'x']);
    expect(await create('Lab 1', '9000')).toEqual(['NETWORK_UNMANAGED', 'x']);
    expect(await create('Lab 1', 1500)).toBeNull();
    expect(await create('Office', 9000)).toBeNull();
    const vm = await testVm(pool);
    expect((await call('VM.set_VCPUs_max', [session, vm, '4'])).error).toEqual(['VM_IS_TEMPLATE']);
    expect((await call('VM.set_VCPUs_max', [session, vm, 2])).error).toBeNull();
  });

  test('a rule means a message by whichever name it is called', async () => {
    const session = await logIn();
    useFaults({ method: 'host.get_uuid', error: ['HOST_OFFLINE', 'why'] });
    expect((await call('host_get_uuid', [session, pool.hosts[0]])).error).toEqual(['HOST_OFFLINE', 'why']);
  });

  test('the checks of a call come before its fault', async () => {
    useFaults({ method: '*', error: ['HOST_OFFLINE', 'why'] });
    expect((await call('host.get_uuid', ['none', pool.hosts[0]])).error).toEqual(['SESSION_INVALID', 'none']);
  });

  test('the fault of an asynchronous call ends its task', async () => {
    const session = await logIn();
    useFaults({ method: 'pool.sync_database', error: ['HOST_OFFLINE', 'why'] });
    const { result: task } = await call('Async.pool.sync_database', [session]);
    expect((await call('task.get_error_info', [session, task])).result).toEqual(['HOST_OFFLINE', 'why']);
  });

  test('a dropped connection ends without an answer', async () => {
    useFaults({ method: 'session.*', drop: true });
    await expect(logIn()).rejects.toThrow('socket hang up');
  });
});

describe('bodies', () => {
  test('an answer says its length, and failures are named as xapi names them', async () => {
    const answered = await fetch(`${origin}/jsonrpc`, {
      method: 'POST',
      body: '{"id":1,"method":"VM.fly","params":[]}',
    });
    expect(answered.headers.get('content-length')).toBe(String((await answered.text()).length));
    const failed = await fetch(`${origin}/jsonrpc`, { method: 'POST', body: '{' });
    expect(failed.statusText).toBe('Internal Error');
  });

  test('a path of the pool is no page of the console, also for who has not logged in', async () => {
    expect(isPoolRequest('GET', '/sync_config_files')).toBe(true);
    expect((await fetch(`${origin}/sync_config_files`)).status).toBe(401);
    expect(isPoolRequest('GET', '/assets/index.js')).toBe(false);
  });

  test('a call that is far too large is refused before it is read', async () => {
    const response = await fetch(`${origin}/jsonrpc`, { method: 'POST', body: 'x'.repeat(2 * 1024 * 1024) });
    expect(response.status).toBe(413);
  });

  test('a call that announces to be far too large is refused at once', async () => {
    const { hostname, port } = new URL(origin);
    const headers = { 'content-length': String(2 ** 30) };
    const sent = httpRequest({ hostname, port, path: '/jsonrpc', method: 'POST', headers });
    const status = new Promise((resolve) => {
      sent.on('response', (response) => resolve(response.statusCode));
    });
    sent.write('{');
    expect(await status).toBe(413);
    sent.destroy();
  });

  test('a request may leave its host out', async () => {
    const body = '{"id":1,"method":"VM.fly","params":[]}';
    const { port } = new URL(origin);
    const reply = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(`POST /jsonrpc HTTP/1.1\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
      });
      let text = '';
      socket.on('data', (part: Buffer) => (text += part.toString())).on('close', () => resolve(text));
    });
    expect(reply).toContain('MESSAGE_METHOD_UNKNOWN');
  });

  test('what is not HTTP costs its own connection only', async () => {
    const { port } = new URL(origin);
    const reply = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('not http\r\n\r\n'));
      socket.on('data', (bytes) => resolve(String(bytes)));
    });
    expect(reply).toContain('400');
    expect(await logIn()).toMatch(/^OpaqueRef:/);
  });

  test('a path without a handler answers 404', async () => {
    expect((await fetch(`${origin}/nothing`)).status).toBe(404);
    expect((await fetch(`${origin}/nothing`, { method: 'PUT', body: 'x' })).status).toBe(404);
  });
});

describe('the control API', () => {
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> =>
    (
      await fetch(`${origin}/simulator/${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body) }) })
    ).json();

  test('goes back to a snapshot, and the hash says so', async () => {
    const before = await control('POST', 'snapshot', { name: 'before' });
    await pool.sim.call('host.set_name_label', pool.hosts[0] ?? '', 'renamed');
    expect(await control('GET', 'hash')).not.toMatchObject({ hash: (before as { hash: string }).hash });
    expect(await control('POST', 'restore', { name: 'before' })).toEqual(before);
    expect(await control('GET', 'snapshots')).toEqual(['before']);
  });

  test('moves the clock', async () => {
    const { nowMs } = (await control('GET', 'clock')) as { nowMs: number };
    expect(await control('POST', 'clock', { advanceByMs: 5000 })).toMatchObject({ nowMs: nowMs + 5000 });
  });

  test('takes fault rules and counts their hits', async () => {
    expect(await control('PUT', 'faults', [{ method: 'VM.start', error: ['VM_IS_TEMPLATE'] }])).toEqual({ rules: 1 });
    expect(await control('GET', 'faults')).toEqual([
      { method: 'VM.start', error: ['VM_IS_TEMPLATE'], fitted: 0, hit: 0 },
    ]);
    expect(await control('DELETE', 'faults')).toEqual({ rules: 0 });
  });

  test('says what is wrong with a body', async () => {
    expect(await control('PUT', 'faults', [{ method: 'VM.start' }])).toEqual({
      error: 'The body: rule 0: needs one of error, drop and delayMs',
    });
    expect(await control('POST', 'restore', { name: 'none' })).toEqual({ error: 'There is no snapshot “none”.' });
    expect(await control('POST', 'clock', { speed: 0 })).toMatchObject({
      error: expect.stringContaining('Send one of'),
    });
  });

  test('is closed to pages of other origins', async () => {
    const response = await fetch(`${origin}/simulator/hash`, { headers: { origin: 'http://evil.example' } });
    expect(response.status).toBe(403);
  });
});

test('HEAD tells of an export without holding the VM', async () => {
  const session = await logIn();
  const vm = await testVm(pool);
  const response = await fetch(`${origin}/export?session_id=${session}&ref=${vm}`, { method: 'HEAD' });
  expect([response.status, await response.text()]).toEqual([200, '']);
  const { db } = pool.sim.world;
  expect([db.row('VM', vm).current_operations, db.count('task')]).toEqual([{}, 0]);
});

/** What HEAD says of the length of an answer. */
async function lengthsOf(path: string): Promise<readonly string[]> {
  const { hostname, port } = new URL(origin);
  const { rawHeaders } = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest({ hostname, port, path, method: 'HEAD' }, resolve).on('error', reject).end();
  });
  return rawHeaders.filter((_, at) => rawHeaders[at - 1]?.toLowerCase() === 'content-length');
}

test('HEAD tells the length that GET has, and none where GET has none', async () => {
  const session = await logIn();
  const dump = `/pool/xmldbdump?session_id=${session}`;
  const whole = await (await fetch(origin + dump)).arrayBuffer();
  expect(await lengthsOf(dump)).toEqual([String(whole.byteLength)]);
  expect(await lengthsOf(`/export?session_id=${session}&ref=${await testVm(pool)}`)).toEqual([]);
});

test('HEAD tells the length of a disk, once', async () => {
  const session = await logIn();
  const { db } = pool.sim.world;
  const vdi = db.row('VBD', db.row('VM', await testVm(pool)).VBDs[0] ?? '').VDI;
  const path = `/export_raw_vdi?session_id=${session}&vdi=${vdi}&format=raw`;
  expect(await lengthsOf(path)).toEqual([String(db.row('VDI', vdi).virtual_size)]);
});

describe('a client that leaves an export while no time passes', () => {
  test.each(['/export?ref=', '/export?use_compression=gzip&ref=', '/export_raw_vdi?format=raw&vdi='])(
    'of %s lets go of what it held',
    async (from) => {
      const { db, engine, surroundings } = pool.sim.world;
      const session = await logIn();
      const vm = await testVm(pool);
      const domain = engine.newRef('VM');
      const vdi = db.row('VBD', db.row('VM', vm).VBDs[0] ?? '').VDI;
      db.transaction(() => {
        db.update('VDI', vdi, { physical_utilisation: 5.4e9 });
        db.insert('VM', domain, { uuid: engine.newUuid('VM'), is_control_domain: true });
        db.update('host', pool.hosts[0] ?? '', { control_domain: domain });
      });
      surroundings.clockMode = 'manual';
      const { hostname, port } = new URL(origin);
      const path = `${from}${from.endsWith('vdi=') ? vdi : vm}&session_id=${session}`;
      const taking = httpRequest({ hostname, port, path }, (response) => response.resume());
      taking.on('error', () => undefined).end();
      await expect.poll(() => engine.busy).toBe(true);
      expect([db.row('VM', domain).VBDs.length, db.count('task')]).toEqual([1, 1]);
      taking.destroy();
      await expect.poll(() => db.count('task')).toBe(0);
      expect([db.row('VM', vm).current_operations, db.row('VM', domain).VBDs, engine.busy]).toEqual([{}, [], false]);
    },
  );
});

test('the log names calls, never their sessions', async () => {
  const session = await logIn();
  await fetch(`${origin}/export?session_id=${session}&ref=none`);
  expect(log.length).toBeGreaterThan(0);
  expect(log.join('')).not.toContain(session);
});

test('a server that stands alone joins the pool by its own port, and leaves it again', async () => {
  const site = new ServedSite({ root: 'password' }, 'max');
  const spares = [site.addSpare(1), site.addSpare(1)];
  const [first, second] = spares;
  if (first === undefined || second === undefined) throw new Error('There are two spare servers');
  const door = new PoolServer({
    simulator: first,
    pacer: null,
    neighbour: (name) => site.find(name),
    log: silent(),
  });
  const addresses = spares.map(({ world }) => world.db.row('host', coordinator(world.db)).address);
  const [pool1 = '', pool2 = ''] = await Promise.all(addresses.map((name) => door.listen(0, '127.0.0.1', name)));
  const logInAt = async (to: string): Promise<Reply> => call('session.login_with_password', ['root', 'password'], to);
  try {
    const outside = String((await logInAt(pool2)).result);
    const sr = second.world.db.refs('SR').find((ref) => second.world.db.row('SR', ref).type === 'ext');
    const disk = { name_label: 'data', SR: sr, virtual_size: 2 ** 30, type: 'user', other_config: {} };
    const vdi = (await call('VDI.create', [outside, { ...disk, sharable: false, read_only: false }], pool2)).result;
    const copy = (await call('Async.VDI.copy', [outside, vdi, sr], pool2)).result;
    // Its time goes on for who polls, as that of the pool does.
    let status: unknown;
    do status = (await call('task.get_status', [outside, copy], pool2)).result;
    while (status === 'pending');
    expect(status).toBe('success');
    const joining = String((await logInAt(pool2)).result);
    expect((await call('pool.join', [joining, addresses[0], 'root', 'password'], pool2)).error).toBeNull();
    first.idle();
    expect((await logInAt(pool2)).error).toEqual(['HOST_IS_SLAVE', addresses[0]]);
    const session = String((await logInAt(pool1)).result);
    const hosts = (await call('host.get_all', [session], pool1)).result as readonly string[];
    expect(hosts).toHaveLength(2);
    const member = hosts.find((ref) => ref !== coordinator(first.world.db));
    expect((await call('pool.eject', [session, member], pool1)).error).toBeNull();
    first.idle();
    expect((await call('host.get_all', [session], pool1)).result).toHaveLength(1);
    const alone = String((await logInAt(pool2)).result);
    expect((await call('host.get_all', [alone], pool2)).result).toHaveLength(1);
  } finally {
    await door.close();
  }
});

test.each(['plain', 'naïve 名'])('a long answer arrives whole, however slowly it is read: %s', async (text) => {
  const vm = await testVm(pool);
  const notes = `${text} `.repeat(200_000);
  pool.sim.world.db.transaction(() => pool.sim.world.db.update('VM', vm, { name_description: notes }));
  const { result } = await call('VM.get_record', [await logIn(), vm]);
  expect((result as { name_description: string }).name_description).toBe(notes);
});
