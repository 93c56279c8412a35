import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeEach, expect, test } from 'vitest';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { twoServers } from '../scenarios/testing/pool';
import type { Simulator } from '../simulator';
import { collect, type HttpRequest, type HttpResponse } from './plain';

let simulator: Simulator;
let alder: Ref<'host'>;
let birch: Ref<'host'>;
let session: string;

beforeEach(async () => {
  ({ simulator, alder, birch } = twoServers());
  session = await simulator.call('session.login_with_password', 'root', 'password');
});

const db = () => simulator.world.db;

async function request(method: string, path: string, more: Partial<HttpRequest> = {}): Promise<HttpResponse> {
  const joint = path.includes('?') ? '&' : '?';
  return simulator.handlePlain({
    method,
    path: `${path}${joint}session_id=${session}`,
    headers: {},
    body: '',
    ...more,
  });
}
async function download(path: string, host?: Ref<'host'>): Promise<Uint8Array<ArrayBuffer>> {
  const { status, body } = await request('GET', path, host === undefined ? {} : { host });
  expect(status).toBe(200);
  return (await collect(body)) as Uint8Array<ArrayBuffer>;
}
/** Texts of the files of an archive, by name. */
function filesIn(tar: Uint8Array): Readonly<Record<string, string>> {
  const text = new TextDecoder();
  const files: Record<string, string> = {};
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const name = text.decode(tar.subarray(at, at + 100)).replace(/\0.*$/, '');
    const size = parseInt(text.decode(tar.subarray(at + 124, at + 136)), 8);
    files[name] = text.decode(tar.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

test('A status report holds what was asked for, of the server that was asked', async () => {
  const answer = await request('GET', '/system-status?entries=xenserver-domains,xenserver-config,cron&output=tar', {
    host: birch,
  });
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'appliation/x-tar']);
  const files = filesIn((await collect(answer.body)) as Uint8Array);
  const directory = 'bug-report-20260105080000/';
  expect(Object.keys(files)).toEqual(
    ['etc/xensource-inventory', 'etc/hostname', 'etc/xensource/pool.conf', 'domains.txt'].map(
      (name) => directory + name,
    ),
  );
  expect(files[`${directory}etc/xensource/pool.conf`]).toBe(`slave:${db().row('host', alder).address}\n`);
  expect(files[`${directory}domains.txt`]).toContain(`Control domain on host: ${db().row('host', birch).name_label}`);
  expect(Object.keys(filesIn(await download('/system-status')))).toHaveLength(11);
  // A form that the toolstack does not know is a tar.
  expect(Object.keys(filesIn(await download('/system-status?output=rar')))).toHaveLength(11);
});

const hasPython = spawnSync('python3', ['--version']).status === 0;

test.skipIf(!hasPython)('A status report as ZIP is read by others', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'xenia-'));
  try {
    const file = join(directory, 'report.zip');
    writeFileSync(file, await download('/system-status?output=zip&entries=xenserver-databases,xen-info'));
    const { stdout, status } = spawnSync('python3', ['-m', 'zipfile', '--test', file], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, 'Done testing\n']);
    const list = spawnSync('python3', ['-m', 'zipfile', '--list', file], { encoding: 'utf8' }).stdout;
    expect(list).toMatch(/\/xen-info\.txt +2026-01-05 08:00:00/);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test.skipIf(!hasPython)('A status report as XO Lite asks for it is read by bzip2', async () => {
  const answer = await request('GET', '/system-status?output=tar.bz2&entries=xenserver-databases');
  expect(answer.headers).toMatchObject({
    'content-type': 'application/x-bzip2',
    'content-disposition': 'attachment; filename="bug-report-20260105080000.tar.bz2"',
  });
  const unpack = 'import bz2, sys; sys.stdout.buffer.write(bz2.decompress(sys.stdin.buffer.read()))';
  const input = (await collect(answer.body)) as Uint8Array;
  const { stdout } = spawnSync('python3', ['-c', unpack], { input, maxBuffer: 1e8 });
  expect(Buffer.compare(stdout, await download('/system-status?entries=xenserver-databases'))).toBe(0);
});

test('Logs come packed', async () => {
  const files = filesIn(gunzipSync(await download('/host_logs_download')));
  expect(Object.keys(files)).toEqual(['var/log/audit.log', 'var/log/xen/hypervisor.log']);
});

test('A backup of a server brings back its own name, and nobody else’s', async () => {
  const restore = async (backup: Uint8Array<ArrayBuffer>, host: Ref<'host'>): Promise<Records['task']> => {
    const task = await simulator.call('task.create', 'restore', '');
    const { body } = await request('PUT', `/host_restore?task_id=${task}`, { body: backup, host });
    await collect(body).catch(() => undefined);
    return db().row('task', task);
  };
  const { hostname } = db().row('host', birch);
  const backup = await download('/host_backup', birch);
  await simulator.call('host.set_hostname_live', birch, 'renamed');
  expect((await restore(backup, alder)).error_info).toEqual([
    'RESTORE_SCRIPT_FAILED',
    'The backup is one of another server.',
  ]);
  const damaged = await restore(backup.slice(0, 700), birch);
  expect(damaged.error_info[0]).toBe('RESTORE_SCRIPT_FAILED');
  const foreign = await restore(new Uint8Array(4096).fill(65), birch);
  expect(foreign.error_info).toEqual(['RESTORE_SCRIPT_FAILED', 'The file is not a readable backup.']);
  expect(db().row('host', birch).hostname).toBe('renamed');
  expect(await restore(backup, birch)).toMatchObject({ status: 'success' });
  expect(db().row('host', birch).hostname).toBe(hostname);
});
