import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StreamAnswer } from '../../control/protocol';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { StreamDoor } from './stream-server';
import { WorldHost } from './world-host';

let host: WorldHost;
let door: StreamDoor;
let said: StreamAnswer[];
let session: string;

beforeEach(async () => {
  said = [];
  host = new WorldHost({ store: null, onInfo: () => undefined });
  await host.boot({ persist: false });
  await host.control('clock.pause', []);
  door = host.openStreams((message) => said.push(message));
  session = String(await call('session.login_with_password', 'root', 'password'));
});
afterEach(() => host.close());

async function call(method: string, ...params: readonly unknown[]): Promise<unknown> {
  const { body } = await host.handle({
    method: 'POST',
    path: '/jsonrpc',
    headers: {},
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return (JSON.parse(String(body)) as { result?: unknown }).result;
}

test.each([0, 1])('a client that leaves a disk in a paused world after %d pieces lets go of it', async (pieces) => {
  const disks = Object.entries((await call('VDI.get_all_records', session)) as Record<string, Records['VDI']>);
  const [vdi] = disks.find(([, { VBDs, type }]) => VBDs.length === 0 && type === 'user') ?? [''];
  const task = await call('task.create', session, 'export', '');
  const path = `/export_raw_vdi?vdi=${vdi}&session_id=${session}&task_id=${String(task)}`;
  door.receive({ type: 'stream', id: 1, method: 'GET', path, server: null, uploadBytes: null });
  await expect.poll(() => said.map(({ type }) => type)).toEqual(['stream-head']);
  expect(await call('VDI.get_VBDs', session, vdi)).toHaveLength(1);
  if (pieces > 0) {
    door.receive({ type: 'stream-pull', id: 1 });
    await expect.poll(() => said.map(({ type }) => type)).toEqual(['stream-head', 'stream-data']);
    // Waits for virtual time, which does not pass.
    door.receive({ type: 'stream-pull', id: 1 });
  }
  door.receive({ type: 'stream-end', id: 1 });
  await expect.poll(() => call('VDI.get_VBDs', session, vdi)).toEqual([]);
  expect(await call('task.get_status', session, task)).toBe('failure');
});
