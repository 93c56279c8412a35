import { beforeEach, describe, expect, test } from 'vitest';
import type { Simulator } from '../simulator';
import { failureOf, smallWorld, WireClient, type Reply } from '../testing';

let simulator: Simulator;
let client: WireClient;

beforeEach(async () => {
  simulator = smallWorld();
  client = await new WireClient(simulator).logIn();
});

describe('envelopes', () => {
  test('JSON-RPC 2.0 answers result or error, never both', async () => {
    expect(await client.call('VM.get_name_label', 'OpaqueRef:a')).toEqual({ jsonrpc: '2.0', result: 'a', id: 1 });
    expect(await client.call('VM.get_name_label', 'OpaqueRef:none')).toEqual({
      jsonrpc: '2.0',
      error: { code: 1, message: 'HANDLE_INVALID', data: ['VM', 'OpaqueRef:none'] },
      id: 1,
    });
  });

  test('JSON-RPC 1.0 answers both members, one of them null', async () => {
    const good = await client.raw('VM.get_uuid', [client.session, 'OpaqueRef:a'], 1);
    expect(good).toEqual({ result: 'a-uuid', error: null, id: 1 });
    const bad = await client.raw('VM.get_by_uuid', [client.session, 'none'], 1);
    expect(bad).toEqual({ result: null, error: ['UUID_INVALID', 'VM', 'none'], id: 1 });
  });

  test('void answers an empty string, and the content type has no charset', async () => {
    const reply = await client.call('VM.set_name_label', 'OpaqueRef:a', 'new');
    expect(reply.result).toBe('');
    const response = await client.post('{"id":1,"method":"system.listMethods","params":[],"jsonrpc":"2.0"}');
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    const { result } = (await response.json()) as { result: readonly string[] };
    expect(result).toContain('VM.get_all_records');
  });

  test.each([
    ['not JSON', '{"id":'],
    ['no id', '{"method":"VM.get_all","params":[]}'],
    ['a null id', '{"id":null,"method":"VM.get_all","params":[]}'],
    ['an id of more than 64 bits', '{"id":9223372036854775808,"method":"VM.get_all","params":[]}'],
    ['a fraction as id', '{"id":1.5,"method":"VM.get_all","params":[]}'],
    ['a list', '[]'],
    ['no method', '{"id":1,"params":[]}'],
  ])('%s is an HTTP 500 page', async (_, body) => {
    const response = await client.post(body);
    expect(response.status).toBe(500);
    expect(await response.text()).toContain('Jsonrpc.Malformed_method_request');
  });

  test('bytes that are not UTF-8 are named as such', async () => {
    const call = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'VM.set_name_label',
      params: [client.session, 'OpaqueRef:a', 'caf?'],
    });
    const body = new TextEncoder().encode(call);
    body[body.indexOf('?'.charCodeAt(0))] = 0xe9;
    const { body: reply } = await simulator.handlePlain({ method: 'POST', path: '/jsonrpc', headers: {}, body });
    expect(failureOf(JSON.parse(String(reply)) as Reply)).toEqual([
      'INVALID_VALUE',
      'Invalid UTF-8 string in parameter',
      'caf\ufffd',
    ]);
  });

  test('an id of 64 bits comes back as it was', async () => {
    for (const id of ['9223372036854775807', '-9223372036854775808', '1767600000123456789']) {
      const body = `{"jsonrpc":"2.0","method":"VM.get_all","params":["none",{"id":1}],"id":${id}}`;
      const { body: reply } = await simulator.handlePlain({ method: 'POST', path: '/jsonrpc', headers: {}, body });
      expect(String(reply)).toMatch(new RegExp(`"id":${id}}$`));
    }
  });

  test('a whole address is its path, as clients of a proxy write it', async () => {
    const body = '{"id":1,"method":"system.listMethods","params":[]}';
    const answer = await simulator.handlePlain({ method: 'POST', path: 'http://pool:80/jsonrpc', headers: {}, body });
    expect(answer.headers['content-type']).toBe('application/json');
  });

  test('a path that begins with its own is meant as well', async () => {
    const request = new Request('http://pool/jsonrpc/', {
      method: 'POST',
      body: '{"id":1,"method":"system.listMethods","params":[]}',
    });
    expect((await simulator.handle(request)).headers.get('content-type')).toBe('application/json');
  });

  test('a pre-flight from another origin is allowed', async () => {
    const request = new Request('http://pool/jsonrpc', {
      method: 'OPTIONS',
      headers: { 'access-control-request-headers': 'content-type' },
    });
    const response = await simulator.handle(request);
    expect(response.headers.get('access-control-allow-headers')).toBe('content-type, X-Requested-With');
  });
});

describe('the checks before a message runs', () => {
  test('the method, then the number of parameters, then their types, then the session', async () => {
    expect(failureOf(await client.raw('VM.fly', []))).toEqual(['MESSAGE_METHOD_UNKNOWN', 'VM.fly']);
    expect(failureOf(await client.raw('VM.fly', ['x']))).toEqual(['SESSION_INVALID', 'x']);
    expect(failureOf(await client.raw('VM.get_uuid', ['no session']))).toEqual([
      'MESSAGE_PARAMETER_COUNT_MISMATCH',
      'VM.get_uuid',
      '1',
      '0',
    ]);
    // A missing session counts, too; what follows optional parameters does not.
    expect(failureOf(await client.raw('VM.get_uuid', [])).at(-1)).toBe('-1');
    expect(
      await client.raw('session.login_with_password', ['root', 'password', '1.1', 'me', 'more']),
    ).not.toHaveProperty('error');
    expect(failureOf(await client.raw('VM.set_user_version', ['no session', 'r', true]))).toEqual([
      'FIELD_TYPE_ERROR',
      'value',
    ]);
    expect(failureOf(await client.raw('VM.get_uuid', ['no session', 'r']))).toEqual(['SESSION_INVALID', 'no session']);
  });

  test('what is not served says so, what was removed says that', async () => {
    expect(failureOf(await client.call('host.bugreport_upload', 'OpaqueRef:host', '', {}))).toEqual([
      'NOT_IMPLEMENTED',
      'host.bugreport_upload',
    ]);
    expect(failureOf(await client.call('VMPP.get_all'))).toEqual(['MESSAGE_REMOVED']);
    expect(failureOf(await client.call('VMPP.set_backup_frequency', 'OpaqueRef:none', 7))).toEqual(['MESSAGE_REMOVED']);
    expect(failureOf(await client.call('Async.VMPP.create', {}))).toEqual(['MESSAGE_REMOVED']);
    expect(failureOf(await client.call('Async.VDI.create', { name_label: 'no repository' }))).toEqual([
      'INTERNAL_ERROR',
      'Dispatcher_FieldNotFound(SR)',
    ]);
  });

  test('a server says that it is alive without a session', async () => {
    expect((await client.raw('system.isAlive:me', ['still here'])).result).toBe('still here');
  });

  test('a getter has no asynchronous form', async () => {
    const [code, text] = failureOf(await client.call('Async.VM.get_uuid', 'OpaqueRef:a'));
    expect([code, text]).toEqual(['Fault', 'No async mode for this operation (rpc: VM.get_uuid)']);
  });

  test('an underscore may stand for the dot', async () => {
    expect((await client.call('VM_get_uuid', 'OpaqueRef:a')).result).toBe('a-uuid');
  });

  test('a wrong password is refused after five seconds', async () => {
    const waiting = client.raw('session.login_with_password', ['root', 'wrong']);
    let answered = false;
    void waiting.then(() => (answered = true));
    await new Promise((resolve) => setImmediate(resolve));
    simulator.advance(4999);
    await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(false);
    simulator.advance(1);
    expect(failureOf(await waiting)).toEqual(['SESSION_AUTHENTICATION_FAILED', 'root', 'Authentication failure']);
  });

  test('a session that was idle for more than a day is gone', async () => {
    simulator.advance(24 * 3600 * 1000 + 1000);
    expect(failureOf(await client.call('VM.get_all'))).toEqual(['SESSION_INVALID', client.session]);
  });

  test('a request of more than 300 KiB is refused', async () => {
    const response = await client.post(JSON.stringify({ id: 1, method: 'x', params: ['y'.repeat(310 * 1024)] }));
    expect(response.status).toBe(413);
  });
});

describe('generic messages', () => {
  test('records hold every public field and none of the internal ones', async () => {
    const { result } = await client.call('VBD.get_record', 'OpaqueRef:vbd');
    expect(result).toMatchObject({ uuid: 'vbd-uuid', VM: 'OpaqueRef:a', type: 'CD', qos_algorithm_params: {} });
    expect(result).not.toHaveProperty('reserved');
  });

  test('sets and maps take and lose members as the database does', async () => {
    const host = 'OpaqueRef:host';
    expect((await client.call('host.add_to_other_config', host, 'n', 'w')).result).toBe('');
    expect((await client.call('host.add_to_other_config', host, 'k', 'v')).result).toBe('');
    expect(failureOf(await client.call('host.add_to_other_config', host, 'k', 'w'))).toEqual([
      'MAP_DUPLICATE_KEY',
      'host',
      'other_config',
      host,
      'k',
    ]);
    await client.call('host.remove_from_other_config', host, 'missing');
    await client.call('host.remove_from_other_config', host, 'k');
    await client.call('host.add_tags', host, 'x');
    await client.call('host.add_tags', host, 'x');
    await client.call('host.add_tags', host, 'y');
    await client.call('host.remove_tags', host, 'x');
    const { result } = await client.call('host.get_record', host);
    expect(result).toMatchObject({ other_config: { n: 'w' }, tags: ['y'] });
  });

  test('a filter of the database language chooses records', async () => {
    const refsOf = async (expression: string): Promise<string[]> =>
      Object.keys((await client.call('VM.get_all_records_where', expression)).result as object);
    expect(await refsOf('field "is_a_template" = "false" and not field "name__label" = "z"')).toEqual(['OpaqueRef:a']);
    expect(await refsOf(String.raw`field "name_label" = "b \"quoted\"" or false`)).toEqual(['OpaqueRef:b']);
    expect(await refsOf('(true and (true or false))')).toHaveLength(2);
    // One rank for `and` and `or`, from left to right; `not` takes all that follows (db_filter_parse.mly).
    expect(await refsOf('true or true and false')).toHaveLength(0);
    expect(await refsOf('false and false or true')).toHaveLength(2);
    expect(await refsOf('not false and false')).toHaveLength(2);
    expect(await refsOf('(not false) and false')).toHaveLength(0);
    await client.call('VM.set_name_description', 'OpaqueRef:a', 'C:\\new\\');
    expect(await refsOf(String.raw`field "name__description"="C:\new\"`)).toEqual(['OpaqueRef:a']);
    expect(await refsOf(`field "tags" = "('x')"`)).toEqual(['OpaqueRef:a']);
    expect(await refsOf(`field "other_config" = "(('k' 'v'))"`)).toEqual(['OpaqueRef:a']);
    expect(await refsOf('"true" = field "is_a_template"')).toEqual(['OpaqueRef:b']);
    const [code, expression] = failureOf(await client.call('VM.get_all_records_where', 'field = 3'));
    expect([code, expression]).toEqual(['INVALID_VALUE', 'field = 3']);
  });

  test('hostile filters are refused, not followed', async () => {
    const deep = `${'('.repeat(5000)}true${')'.repeat(5000)}`;
    expect(failureOf(await client.call('VM.get_all_records_where', deep))[0]).toBe('INVALID_VALUE');
    expect(failureOf(await client.call('VM.get_all_records_where', 'field "__proto__" = "x"'))[0]).toBe(
      'INVALID_VALUE',
    );
  });

  test('records, filters and single fields say the same at every moment', async () => {
    const vm = 'OpaqueRef:a';
    const seen: unknown[] = [];
    const look = async (): Promise<void> => {
      const record = (await client.call('VM.get_record', vm)).result as Record<string, unknown>;
      const all = (await client.call('VM.get_all_records')).result as Record<string, unknown>;
      const found = (await client.call('VM.get_all_records_where', 'field "uuid" = "a-uuid"')).result;
      expect(Object.keys(all)).toEqual(['OpaqueRef:a', 'OpaqueRef:b']);
      expect(all[vm]).toEqual(record);
      expect(found).toEqual({ [vm]: record });
      const { allowed_operations, name_label } = record;
      expect((await client.call('VM.get_allowed_operations', vm)).result).toEqual(allowed_operations);
      expect((await client.call('VM.get_name_label', vm)).result).toBe(name_label);
      seen.push([name_label, (allowed_operations as readonly string[]).includes('destroy')]);
    };
    await look();
    await look();
    await client.call('VM.set_name_label', vm, 'naïve "名"');
    await client.call('VM.add_to_blocked_operations', vm, 'destroy', 'no');
    await look();
    expect(seen).toEqual([
      ['a', true],
      ['a', true],
      ['naïve "名"', false],
    ]);
    expect((await client.call('PCI.get_all_records')).result).toEqual({});
  });

  test('what a record computes follows other rows', async () => {
    const { db } = simulator.world;
    const allowed = async (): Promise<unknown> =>
      ((await client.call('VBD.get_record', 'OpaqueRef:vbd')).result as Record<string, unknown>)['allowed_operations'];
    const before = await allowed();
    db.transaction(() => db.update('VM', 'OpaqueRef:a', { power_state: 'Suspended' }));
    expect(await allowed()).not.toEqual(before);
  });

  test('a name may be looked up, and many objects may have it', async () => {
    expect((await client.call('VM.get_by_name_label', 'a')).result).toEqual(['OpaqueRef:a']);
    expect((await client.call('VM.get_by_name_label', 'nobody')).result).toEqual([]);
  });

  test('a constructor names the field that is missing', async () => {
    const reply = await client.call('network.create', { name_label: 'n' });
    const [code, text] = failureOf(reply);
    expect(code).toBe('INTERNAL_ERROR');
    expect(text).toContain('Dispatcher_FieldNotFound');
  });
});
