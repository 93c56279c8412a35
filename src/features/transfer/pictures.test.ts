import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { readInventory } from '../../xapi/cache/cache';
import type { Connection } from '../../xapi/client/contract';
import type { Simulator } from '../../simulator/simulator';
import { CommandRun, findCommand, targetsOf } from '../commands';
import { connectTo, openSimulatedPool, until } from '../fixtures/simulated-pool';
import { noFiles } from '../fixtures/no-files';
import type { Job } from '../commands';
import { loadSnapshotCommands } from '../snapshots';
import { PATIENCE_MS, takePicture } from './pictures';
import { LARGEST_PICTURE_BYTES, PICTURE, pictureType, readSmallFile } from '.';

let simulator: Simulator;
let connection: Connection;

beforeAll(async () => {
  await loadSnapshotCommands();
  simulator = await openSimulatedPool();
  connection = await connectTo(simulator);
});
afterAll(() => connection.close());

it('a snapshot with memory keeps what the screen showed, as XenCenter does', async () => {
  const command = findCommand('vm.checkpoint');
  if (command?.type !== 'pool') throw new Error('no command');
  const [vm = ''] = await simulator.call('VM.get_by_name_label', 'wiki-1');
  const targets = targetsOf(readInventory(connection), [{ connection: connection.id, class: 'VM', ref: vm }]);
  const run = new CommandRun({ connection, command, targets, input: { name: 'before' }, nowMs: () => 0 });
  run.onChange(() => simulator.idle());
  await run.start();
  expect(run.items()[0]).toMatchObject({ state: 'done', error: null });
  const [snapshot = ''] = await simulator.call('VM.get_by_name_label', 'before');
  await until(connection, ({ VM }) => VM.get(snapshot)?.blobs[PICTURE] !== undefined);
  const blob = readInventory(connection).VM.get(snapshot)?.blobs[PICTURE] ?? '';
  const gone = new AbortController().signal;
  const picture = await readSmallFile(connection, `/blob?ref=${blob}`, LARGEST_PICTURE_BYTES, gone);
  expect(await pictureType(picture)).toBe('image/png');
  await expect(readSmallFile(connection, `/blob?ref=${blob}`, 10, gone)).rejects.toMatchObject({
    code: 'FILE_TOO_LONG',
  });
});

it('a screen that does not answer holds nothing up for long', async () => {
  const [vm = ''] = await simulator.call('VM.get_by_name_label', 'wiki-1');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const job: Job = {
      inventory: readInventory(connection),
      call: (...[method]) => Promise.reject(new Error(`unexpected ${method}`)),
      task: (...[method]) => Promise.reject(new Error(`unexpected ${method}`)),
      at: () => job,
      hide: () => undefined,
      made: () => undefined,
      keep: () => undefined,
      // Nobody is at the other end.
      files: { ...noFiles, open: () => new MessageChannel().port1 },
    };
    const picture = takePicture(job, vm);
    await vi.advanceTimersByTimeAsync(PATIENCE_MS);
    await (
      await picture
    )('snapshot');
  } finally {
    vi.useRealTimers();
  }
});

it('shows nothing that is no picture', async () => {
  expect(await pictureType(new Blob(['<svg/>']))).toBeNull();
  expect(await pictureType(new Blob([new Uint8Array([0xff, 0xd8, 0xff])]))).toBe('image/jpeg');
});
