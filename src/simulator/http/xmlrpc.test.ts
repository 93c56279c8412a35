import { beforeEach, describe, expect, test } from 'vitest';
import { smallWorld } from '../testing';
import type { Simulator } from '../simulator';

let simulator: Simulator;
let session: string;

const post = (path: string, body: string): Promise<Response> =>
  simulator.handle(new Request(`http://pool${path}`, { method: 'POST', body }));

async function call(method: string, ...params: readonly string[]): Promise<string> {
  const values = params.map((value) => `<param><value>${value}</value></param>`).join('');
  const text = `<methodCall><methodName>${method}</methodName><params>${values}</params></methodCall>`;
  return (await post('/', text)).text();
}

const success = (value: string): string =>
  `<?xml version="1.0"?><methodResponse><params><param><value><struct><member><name>Status</name><value>Success</value></member><member><name>Value</name>${value}</member></struct></value></param></params></methodResponse>`;

beforeEach(async () => {
  simulator = smallWorld();
  const reply = await call('session.login_with_password', 'root', '<string>password</string>');
  session = /OpaqueRef:[0-9a-f-]+/.exec(reply)?.[0] ?? '';
});

describe('the XML wire', () => {
  test('a success is a struct, and texts and references have no tag', async () => {
    expect(await call('VM.get_by_uuid', session, 'a-uuid')).toBe(success('<value>OpaqueRef:a</value>'));
    expect(await call('VM.get_name_label', session, 'OpaqueRef:b')).toBe(
      success('<value>b &quot;quoted&quot;</value>'),
    );
  });

  test('a call in another encoding is read as it says', async () => {
    const text = `<?xml version="1.0" encoding="ISO-8859-1"?><methodCall><methodName>VM.set_name_label</methodName><params>${[
      session,
      'OpaqueRef:a',
      'Caf\u00e9',
    ]
      .map((value) => `<param><value>${value}</value></param>`)
      .join('')}</params></methodCall>`;
    const body = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    await simulator.handlePlain({ method: 'POST', path: '/', headers: {}, body });
    expect(await call('VM.get_name_label', session, 'OpaqueRef:a')).toBe(success('<value>Caf\u00e9</value>'));
  });

  test('integers have no tag; booleans, dates and floats have theirs', async () => {
    expect(await call('VM.get_memory_static_max', session, 'OpaqueRef:a')).toBe(success('<value>0</value>'));
    expect(await call('VM.get_is_a_template', session, 'OpaqueRef:b')).toBe(
      success('<value><boolean>1</boolean></value>'),
    );
    expect(await call('VM.get_snapshot_time', session, 'OpaqueRef:a')).toBe(
      success('<value><dateTime.iso8601>19700101T00:00:00Z</dateTime.iso8601></value>'),
    );
    expect(await call('VM.get_HVM_shadow_multiplier', session, 'OpaqueRef:a')).toMatch(/<value><double>1<\/double>/);
  });

  test('records have a member for each field, with the types of the fields', async () => {
    const reply = await call('VM.get_record', session, 'OpaqueRef:a');
    expect(reply).toContain('<member><name>uuid</name><value>a-uuid</value></member>');
    expect(reply).toContain('<member><name>is_a_template</name><value><boolean>0</boolean></value></member>');
    expect(reply).toContain('<member><name>tags</name><value><array><data><value>x</value></data></array></value>');
    expect(reply).toContain(
      '<member><name>other_config</name><value><struct><member><name>k</name><value>v</value></member></struct></value></member>',
    );
    expect(await call('VM.get_all_records', session)).toContain('<name>OpaqueRef:a</name><value><struct>');
  });

  test('a failure lists code and parameters, with HTTP status 200', async () => {
    const reply = await call('VM.get_uuid', session, 'OpaqueRef:none');
    expect(reply).toContain(
      '<member><name>Status</name><value>Failure</value></member><member><name>ErrorDescription</name><value><array><data><value>HANDLE_INVALID</value><value>VM</value><value>OpaqueRef:none</value></data></array></value></member>',
    );
  });

  test('system.listMethods alone comes without the envelope', async () => {
    const reply = await call('system.listMethods');
    expect(reply).toContain('<params><param><value><array><data><value>session.login_with_password</value>');
    expect(reply).not.toContain('Status');
  });

  test('the counts of rows in event.from are the only integers with a tag', async () => {
    const reply = await call(
      'event.from',
      session,
      '<array><data><value>vm</value></data></array>',
      '',
      '<double>0</double>',
    );
    expect(reply).toContain('<name>vm</name><value><i4>2</i4></value>');
    expect(reply).toContain('<name>timestamp</name><value>0.0</value>');
    expect(reply).toContain('<name>snapshot</name><value><struct><member><name>uuid</name>');
    expect(reply).toMatch(/<name>token<\/name><value>\d{20},\d{20}<\/value>/);
  });

  test.each(['/', '/RPC2', '/xmlrpc', '/json', '/anything/else'])('calls may come to %s', async (path) => {
    const text = `<methodCall><methodName>VM.get_uuid</methodName><params><param><value>${session}</value></param><param><value>OpaqueRef:a</value></param></params></methodCall>`;
    const response = await post(path, text);
    expect(response.headers.get('content-type')).toBe('text/xml');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.text()).toBe(success('<value>a-uuid</value>'));
  });

  test('what is no call is an HTTP 500 page that names the parser', async () => {
    const response = await post('/', '<methodCall>');
    expect(response.status).toBe(500);
    expect(response.headers.get('content-type')).toBe('text/html');
    expect(await response.text()).toContain('Xmlrpc.Parse_error');
  });

  test('a call of more than 300 KiB is refused', async () => {
    expect((await post('/RPC2', 'x'.repeat(310 * 1024))).status).toBe(413);
  });
});
