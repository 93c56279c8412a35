import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { readInventory } from '../../../xapi/cache/cache';
import type { Connection } from '../../../xapi/client/contract';
import type { Simulator } from '../../../simulator/simulator';
import { CommandRun, findCommand, targetsOf } from '../../commands';
import type { Input, PoolCommand, Target } from '../../commands';
import { makePool } from '../../fixtures/pools';
import { connectTo, openSimulatedPool, until } from '../../fixtures/simulated-pool';
import type { ObjectClass } from '../../navigation';
import { stubPlaces } from '../testing/places';
import type { SavedFile } from '../testing/places';
import './index';

let simulator: Simulator;
let connection: Connection;

beforeAll(async () => {
  simulator = await openSimulatedPool();
  connection = await connectTo(simulator);
});
afterAll(() => connection.close());
afterEach(() => {
  vi.unstubAllGlobals();
});

function command(id: string): PoolCommand {
  const found = findCommand(id);
  if (found?.type !== 'pool') throw new Error(`no command ${id}`);
  return found;
}

const targetsNamed = (cls: ObjectClass, ...names: readonly string[]): readonly Target[] => {
  const inventory = readInventory(connection);
  const refs = names.map((name) => {
    const rows = inventory[cls as 'VM'];
    const found = [...rows].find(([, record]) => record.name_label === name);
    if (!found) throw new Error(`no ${name}`);
    return found[0];
  });
  return targetsOf(
    inventory,
    refs.map((ref) => ({ connection: connection.id, class: cls, ref })),
  );
};

async function run(id: string, targets: readonly Target[], input: Input = {}): Promise<CommandRun> {
  const prepared = await command(id).prepare?.(targets, input);
  if (!prepared) throw new Error('nobody chose a place');
  return new CommandRun({ connection, command: command(id), targets, input: prepared, nowMs: () => 0 });
}

const head = (file: SavedFile | undefined, length: number): string =>
  String.fromCharCode(...(file?.parts[0] ?? []).slice(0, length));
const lengthOf = (file: SavedFile | undefined): number => file?.parts.reduce((sum, part) => sum + part.length, 0) ?? 0;

test('machines are exported one after the other, and leave no tasks', async () => {
  const files = stubPlaces();
  const work = await run('vm.export', targetsNamed('VM', 'test-web-1', 'test-web-2'), { compression: 'none' });
  await work.start();
  expect(work.items().map(({ state, kept }) => [state, kept?.words])).toEqual([
    ['done', expect.stringMatching(/^test-web-1\.xva is saved \(/)],
    ['done', expect.stringMatching(/^test-web-2\.xva is saved \(/)],
  ]);
  expect(files.map(({ name, state }) => [name, state])).toEqual([
    ['test-web-1.xva', 'closed'],
    ['test-web-2.xva', 'closed'],
  ]);
  // The first file of the archive is the description.
  expect(head(files[0], 7)).toBe('ova.xml');
  expect(work.items()[0]?.calls).toEqual([
    'task.create(session, "Export test-web-1", "")',
    expect.stringMatching(/^GET \/export\?ref=OpaqueRef:[\w-]+$/),
  ]);
  await until(connection, ({ task }) => task.size === 0);
});

test.each([
  ['none', ''],
  ['gzip', '&use_compression=true'],
  ['zstd', '&use_compression=zstd'],
])('compression %s is asked for as servers know it', (compression, query) => {
  const [target] = targetsNamed('VM', 'test-web-1');
  if (!target) throw new Error('no target');
  const { api, xe } = command('vm.export').script(readInventory(connection), target, { compression });
  expect(api[1]).toBe(`GET /export?ref=${target.ref}${query}`);
  expect(xe[0]).toMatch(/^xe vm-export vm=[\w-]+ filename=test-web-1\.xva/);
});

test('a pool says why it cannot compress as one wishes', () => {
  const pool = makePool({ hosts: 1, vms: 1 });
  const why = () => {
    const inventory = pool.inventory();
    const [target] = targetsOf(inventory, [{ connection: 'test', class: 'VM', ref: 'vm0' }]);
    const field = command('vm.export').fields?.(inventory, target ? [target] : [], 0)[1];
    return field?.kind === 'choice' ? field.choices.find(({ key }) => key === 'zstd')?.reason : undefined;
  };
  pool.set('pool', 'pool', { restrictions: {} });
  expect(why()).toContain('too old');
  pool.set('pool', 'pool', { restrictions: { restrict_zstd_export: 'true' } });
  expect(why()).toContain('licence');
  pool.set('pool', 'pool', { restrictions: { restrict_zstd_export: 'false' } });
  expect(why()).toBeNull();
});

test('what is half there is taken away when a person cancels, and can wait before', async () => {
  const files = stubPlaces();
  const work = await run('vm.export', targetsNamed('VM', 'test-web-1'), { compression: 'gzip' });
  const held = new Promise<void>((resolve) => {
    const off = work.onChange(() => {
      const [item] = work.items();
      if ((item?.transfer?.bytes ?? 0) === 0) return;
      off();
      work.setHeld(item?.id ?? '', true);
      resolve();
    });
  });
  const end = work.start();
  await held;
  expect(work.items()[0]?.transfer).toMatchObject({ isHeld: true, totalBytes: null, holdReason: null });
  const [item] = work.items();
  expect(work.stop(item?.id ?? '')).toBe(true);
  await end;
  expect(work.items()[0]).toMatchObject({ state: 'cancelled', transfer: null });
  expect(files.map(({ state }) => state)).toEqual(['aborted']);
  await until(connection, ({ task }) => task.size === 0);
});

test('a pool that refuses is quoted, and nothing is saved', async () => {
  const files = stubPlaces();
  const work = await run('vm.export', targetsNamed('VM', 'test-web-2'));
  const vm = work.plan.runs[0]?.ref ?? '';
  await simulator.call('VM.start', vm, false, true);
  await work.start();
  expect(work.items()[0]).toMatchObject({ state: 'failed', error: { code: 'VM_BAD_POWER_STATE' } });
  expect(files).toEqual([]);
  await simulator.call('VM.hard_shutdown', vm);
});

test('a disk of this computer that is full is told apart', async () => {
  const files = stubPlaces({ failure: new DOMException('full', 'QuotaExceededError') });
  const work = await run('pool.dumpDatabase', targetsNamed('pool', 'Cambridge'));
  await work.start();
  expect(work.items()[0]).toMatchObject({ state: 'failed', error: { code: 'NO_ROOM_HERE' } });
  expect(files.map(({ state }) => state)).toEqual(['aborted']);
});

test('nothing begins when the question for a place is dismissed', async () => {
  stubPlaces({ isDismissed: true });
  expect(await command('pool.auditLog').prepare?.(targetsNamed('pool', 'Cambridge'), {})).toBeNull();
});

test.each([
  ['host.backup', 'host', 'ouse-1', {}, '.xbk'],
  ['host.statusReport', 'host', 'ouse-1', { entries: ['xen-info', 'disk-info'] }, '.tar.bz2'],
  ['pool.auditLog', 'pool', 'Cambridge', { since: 'all' }, '.log'],
  ['pool.dumpDatabase', 'pool', 'Cambridge', {}, '.xml'],
] as const)('%s saves a file', async (id, cls, name, input, ending) => {
  const files = stubPlaces();
  const work = await run(id, targetsNamed(cls, name), input);
  await work.start();
  expect(work.items()[0]).toMatchObject({ state: 'done', error: null });
  expect(files[0]?.name.endsWith(ending)).toBe(true);
  expect(files[0]?.state).toBe('closed');
  expect(lengthOf(files[0])).toBeGreaterThan(100);
});

test('a disk is exported as VHD', async () => {
  const files = stubPlaces();
  const inventory = readInventory(connection);
  const [vm] = targetsNamed('VM', 'test-web-1');
  const vbd = inventory.VM.get(vm?.ref ?? '')?.VBDs.find((ref) => inventory.VBD.get(ref)?.type === 'Disk');
  const ref = inventory.VBD.get(vbd ?? '')?.VDI ?? '';
  const targets = targetsOf(inventory, [{ connection: connection.id, class: 'VDI', ref }]);
  const work = await run('vdi.export', targets, { format: 'vhd' });
  await work.start();
  expect(work.items()[0]).toMatchObject({ state: 'done' });
  expect(head(files[0], 8)).toBe('conectix');
});
