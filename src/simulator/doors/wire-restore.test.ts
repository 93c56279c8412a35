import { beforeEach, expect, test } from 'vitest';
import type { Records } from '../../xapi/datamodel/types.gen';
import { collect, type HttpResponse } from '../http/plain';
import { twoServers } from '../scenarios/testing/pool';
import { problemsOf } from '../scenarios/testing/invariants';
import type { Simulator } from '../simulator';

let simulator: Simulator;
let session: string;
let dump: string;

const PATH = '/pool/xmldbdump';
const db = () => simulator.world.db;

async function request(
  method: string,
  query: string,
  body: string | Uint8Array<ArrayBuffer> = '',
): Promise<HttpResponse> {
  return simulator.handlePlain({ method, path: `${PATH}?session_id=${session}${query}`, headers: {}, body });
}
async function restore(text: string, query = ''): Promise<Records['task']> {
  const task = await simulator.call('task.create', 'restore', '');
  const { status, body } = await request('PUT', `&task_id=${task}${query}`, text);
  expect(status).toBe(200);
  await collect(body).catch(() => undefined);
  return db().row('task', task);
}

beforeEach(async () => {
  ({ simulator } = twoServers());
  session = await simulator.call('session.login_with_password', 'root', 'password');
  await simulator.call(
    'VM.clone',
    db()
      .refs('VM')
      .find((ref) => db().row('VM', ref).is_default_template) ?? '',
    'kept',
  );
  dump = String((await request('GET', '')).body);
  await simulator.call('pool.set_name_label', db().refs('pool')[0] ?? '', 'after the dump');
});

const names = () => [...db().all('VM')].map(([, { name_label }]) => name_label).sort();

test('A pool goes back to what its dump says, and all sessions end', async () => {
  const before = names();
  await simulator.call(
    'VM.clone',
    db()
      .refs('VM')
      .find((ref) => db().row('VM', ref).name_label === 'kept') ?? '',
    'new',
  );
  const atMs = simulator.nowMs;
  expect(await restore(dump)).toMatchObject({ status: 'success', error_info: [] });
  // The client has its answer before the toolstack goes.
  expect(db().has('session', session)).toBe(true);
  simulator.advance(10_000);
  expect([db().has('session', session), names()]).toEqual([false, before]);
  expect(db().row('pool', db().refs('pool')[0] ?? '').name_label).not.toBe('after the dump');
  expect(simulator.nowMs).toBe(atMs + 10_000);
  expect(problemsOf(simulator.world)).toEqual([]);
  session = await simulator.call('session.login_with_password', 'root', 'password');
  expect((await request('GET', '')).status).toBe(200);
});

test('A dry run only says whether that could be done', async () => {
  expect((await restore(dump, '&dry_run=true')).status).toBe('success');
  simulator.advance(10_000);
  expect(db().row('pool', db().refs('pool')[0] ?? '').name_label).toBe('after the dump');
});

test('What cannot be restored is refused with its reason, and nothing changes', async () => {
  const count = db().count('VM');
  const schema = /(key="schema_major_vsn" value=")\d+/;
  const cases: [string, string, ...string[]][] = [
    [dump.slice(0, dump.length / 2), 'COULD_NOT_IMPORT_DATABASE'],
    ['', 'COULD_NOT_IMPORT_DATABASE'],
    [dump.replace(schema, '$199'), 'RESTORE_INCOMPATIBLE_VERSION'],
    [dump.replaceAll(' name__label=', ' name__foo='), 'COULD_NOT_IMPORT_DATABASE'],
    [dump.replaceAll('device="eth1"', 'device="eth9"'), 'RESTORE_TARGET_MISSING_DEVICE', 'eth9'],
  ];
  for (const [text, code, ...params] of cases) {
    const { error_info } = await restore(text, '&dry_run=true');
    expect([error_info[0], ...params]).toEqual([code, ...error_info.slice(1, 1 + params.length)]);
    expect((await restore(text)).error_info[0]).toBe(code);
  }
  simulator.advance(10_000);
  expect(db().count('VM')).toBe(count);
  expect(db().has('session', session)).toBe(true);
});
