import { beforeEach, describe, expect, it } from 'vitest';
import { explain, findCommand, targetsOf } from '../../commands';
import type { PoolCommand, Target } from '../../commands';
import { CommandBench } from '../../fixtures/command-bench';
import { makePool } from '../../fixtures/pools';
import type { FakePool } from '../../fixtures/records';
import { row } from '../../objects';
import { crashDumpCommands } from './crash-dumps';
import './index';

let pool: FakePool;

beforeEach(() => {
  pool = makePool({ hosts: 2, vms: 0 });
  for (const [at, ref] of ['dump0', 'dump1'].entries()) {
    pool.set('host_crashdump', ref, { host: 'host0', timestamp: `2026010${at + 1}T08:00:00Z`, size: 2 ** 20 });
  }
  pool.set('host', 'host0', { crashdumps: ['dump0', 'dump1'] });
});

function command(id: string): PoolCommand {
  const found = findCommand(id);
  if (found?.type !== 'pool') throw new Error(`no command ${id}`);
  return found;
}

function target(ref: string): Target {
  const [found] = targetsOf(pool.inventory(), [{ connection: 'test', class: 'host', ref }]);
  if (!found) throw new Error(`no ${ref}`);
  return found;
}

it('lists the dumps of a server, the newest first, to be sent or removed', () => {
  const [dumps] = command('host.removeCrashDumps').fields?.(pool.inventory(), [target('host0')], 0) ?? [];
  if (dumps?.kind !== 'checklist') throw new Error('no list');
  expect(dumps.items.map(({ key, detail }) => [key, detail])).toEqual([
    ['dump1', '1 MiB'],
    ['dump0', '1 MiB'],
  ]);
  expect([dumps.problem?.([]), dumps.problem?.(['dump0'])]).toEqual(['Choose at least one.', null]);
  const { api } = command('host.removeCrashDumps').script(pool.inventory(), target('host0'), { dumps: ['dump1'] });
  expect(api).toEqual(['Async.host_crashdump.destroy(session, "dump1")']);
});

it('sends them to an address that can be one', () => {
  const send = command('host.sendCrashDumps');
  const [, address] = send.fields?.(pool.inventory(), [target('host0')], 0) ?? [];
  if (address?.kind !== 'text') throw new Error('no address');
  expect(address.problem?.('support', {})).toContain('ftp://');
  // The address stands in the lines of the call, in events and in the audit log of the pool.
  for (const secret of [
    'ftp://ann:secret@support.example/in',
    'https://ann@support.example',
    'ftp://:x@support.example',
  ])
    expect(address.problem?.(secret, {})).toContain('without user and password');
  expect(address.problem?.(' ftp://support.example/incoming ', {})).toBeNull();
  const input = { dumps: ['dump0'], address: ' ftp://support.example/incoming ' };
  expect(send.script(pool.inventory(), target('host0'), input).api).toEqual([
    'Async.host_crashdump.upload(session, "dump0", "ftp://support.example/incoming", {})',
  ]);
});

it('says so where there are none', () => {
  expect(command('host.removeCrashDumps').reason(pool.inventory(), target('host1'))).toBe('It has no crash dumps.');
});

describe('the crash dumps of a server of the pool', () => {
  const bench = new CommandBench(crashDumpCommands);

  /** A server that has crashed twice, and what its dumps are. */
  async function crashed(): Promise<{ readonly host: Target; readonly dumps: readonly string[] }> {
    const { db, engine } = bench.simulator.world;
    const host = bench.named('host', 'granta-2');
    const dumps = [1, 2].map(() => engine.newRef('host_crashdump'));
    const facts = { host: host.ref as never, size: 64 * 2 ** 20 };
    db.transaction(() => {
      for (const ref of dumps) db.insert('host_crashdump', ref, { uuid: engine.newUuid('host_crashdump'), ...facts });
    });
    await bench.until((inventory) => row(inventory, 'host', host.ref)?.crashdumps.length === 2);
    return { host, dumps };
  }

  it('are sent, and it is said where they are', async () => {
    const { host, dumps } = await crashed();
    const input = { dumps, address: 'https://support.example/incoming' };
    const item = await bench.work('host.sendCrashDumps', host, input);
    expect(item).toMatchObject({ state: 'done', error: null });
    expect(item.kept?.words).toBe('2 crash dumps are at https://support.example/incoming.');
    expect(row(bench.inventory(), 'host', host.ref)?.crashdumps).toHaveLength(2);
  });

  it('stay where they are when the address is not found, with what helps', async () => {
    const { host, dumps } = await crashed();
    const item = await bench.work('host.sendCrashDumps', host, { dumps, address: 'ftp://support.invalid/in' });
    expect(item).toMatchObject({ state: 'failed', kept: null });
    if (!item.error) throw new Error('It was sent.');
    const { sentence, remedy } = await explain(item.error, bench.connection);
    expect(sentence).toBe('The crash dump did not get to ftp://support.invalid/in.');
    expect(remedy).toContain('it sends the dump, not this page');
  });
});
