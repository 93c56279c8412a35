import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readInventory } from '../../../xapi/cache/cache';
import type { Connection } from '../../../xapi/client/contract';
import type { Simulator } from '../../../simulator/simulator';
import { CommandRun, findCommand, nameFiles, targetsOf } from '../../commands';
import type { Input, PoolCommand, RunItem } from '../../commands';
import { connectTo, openSimulatedPool } from '../../fixtures/simulated-pool';
import type { ObjectClass } from '../../navigation';
import './index';

/** A database of two megabytes is read three times. */
const LONG_MS = 30_000;

let simulator: Simulator;
let connection: Connection;

beforeEach(async () => {
  simulator = await openSimulatedPool();
  connection = await connectTo(simulator);
});
afterEach(() => connection.close());

function command(id: string): PoolCommand {
  const found = findCommand(id);
  if (found?.type !== 'pool') throw new Error(`no command ${id}`);
  return found;
}

async function run(id: string, cls: ObjectClass, ref: string, file: Blob, input: Input = {}): Promise<RunItem> {
  const targets = targetsOf(readInventory(connection), [{ connection: connection.id, class: cls, ref }]);
  const given = { ...input, file: nameFiles([new File([file], 'chosen')]) };
  const work = new CommandRun({ connection, command: command(id), targets, input: given, nowMs: () => 0 });
  await work.start();
  const [item] = work.items();
  if (!item) throw new Error('nothing ran');
  return item;
}

async function fetched(path: string): Promise<Blob> {
  const session = await simulator.call('session.login_with_password', 'root', 'password', '1.0', 'test');
  const response = await simulator.handle(new Request(`http://pool${path}?session_id=${session}`));
  return response.blob();
}

/** What a dialog says of a file that was chosen. */
async function wrong(id: string, content: BlobPart): Promise<string> {
  const field = command(id).fields?.(readInventory(connection), [], 0)[0];
  if (field?.kind !== 'file') throw new Error('no file is asked for');
  return field.inspect('x', [new File([content], 'x')]).then(
    () => '',
    (error: unknown) => String(error),
  );
}

describe('a database', () => {
  it(
    'is looked at without a change, and then restored',
    async () => {
      const [pool = ''] = await simulator.call('pool.get_all');
      const dump = await fetched('/pool/xmldbdump');
      await simulator.call('pool.set_name_description', pool, 'changed');
      expect(await run('pool.restoreDatabase', 'pool', pool, dump)).toMatchObject({
        state: 'done',
        kept: { words: expect.stringContaining('could be restored') as string },
      });
      expect(await simulator.call('pool.get_name_description', pool)).toBe('changed');
      const { state, calls } = await run('pool.restoreDatabase', 'pool', pool, dump, { dryRun: false });
      expect([state, calls.filter((line) => line.startsWith('PUT'))]).toEqual([
        'done',
        ['PUT /pool/xmldbdump?dry_run=true', 'PUT /pool/xmldbdump'],
      ]);
      simulator.advance(3000);
      expect(await simulator.call('pool.get_name_description', pool)).not.toBe('changed');
    },
    LONG_MS,
  );

  it('of something else is refused with the words of the pool', async () => {
    const [pool = ''] = await simulator.call('pool.get_all');
    expect(await run('pool.restoreDatabase', 'pool', pool, new Blob(['<nonsense/>']))).toMatchObject({
      state: 'failed',
      error: { code: 'COULD_NOT_IMPORT_DATABASE' },
    });
    expect(await wrong('pool.restoreDatabase', '<?xml version="1.0"?><database/>')).toBe('');
    expect(await wrong('pool.restoreDatabase', 'PK')).toContain('no pool database');
  });
});

describe('a backup', () => {
  it('brings a server back, and nothing else does', async () => {
    const backup = await fetched('/host_backup');
    const [pool = ''] = await simulator.call('pool.get_all');
    const master = await simulator.call('pool.get_master', pool);
    expect(await run('host.restore', 'host', master, backup)).toMatchObject({ state: 'done' });
    const other = await run('host.restore', 'host', master, new Blob(['not a tar']));
    expect(other).toMatchObject({ state: 'failed', error: { code: 'RESTORE_SCRIPT_FAILED' } });
    expect(await wrong('host.restore', 'text')).toContain('no backup');
  });
});
