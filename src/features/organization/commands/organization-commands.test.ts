import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../../xapi/client/contract';
import { readInventory } from '../../../xapi/cache/cache';
import type { Ref } from '../../../xapi/datamodel/ref';
import { CommandRun, targetsOf } from '../../commands';
import type { Input, PoolCommand, Target } from '../../commands';
import { connectTo, openSimulatedPool, otherPool, runOn, until } from '../../fixtures/simulated-pool';
import type { Beside } from '../../fixtures/simulated-pool';
import { only } from '../../objects';
import { folderCommands, movePreset } from './folders';
import { tagCommands } from './tags';

const NAMES = ['wiki-1', 'git-1', 'web-1', 'db-1'] as const;

/** Two pools that know nothing of each other. */
let pools: readonly Beside[] = [];

beforeEach(async () => {
  pools = await Promise.all(
    ['one', 'two'].map(async (id) => {
      const simulator = await openSimulatedPool('scale', 1, 4);
      const pool = { simulator, connection: await connectTo(simulator, 'root', id) };
      const { VM, SR } = readInventory(pool.connection);
      const vms = [...(VM ?? [])].filter(([, vm]) => !vm.is_a_template && !vm.is_control_domain);
      for (const [at, [ref]] of vms.entries()) {
        await simulator.call('VM.set_name_label', ref, NAMES[at] ?? 'other');
        await simulator.call('VM.set_tags', ref, at < 3 ? ['production'] : ['backup nightly']);
      }
      const [sr = ''] = [...(SR ?? new Map<string, never>()).keys()];
      await simulator.call('SR.set_tags', sr, ['production']);
      await until(pool.connection, (now) => now.SR.get(sr as Ref<'SR'>)?.tags.length === 1);
      return pool;
    }),
  );
});
afterEach(() => {
  for (const { connection } of pools) connection.close();
});

function here(): Beside {
  const [first] = pools;
  if (!first) throw new Error('There is no pool');
  return first;
}

const others = () => pools.slice(1).map((pool) => otherPool(pool, 'Other pool'));
const inventory = () => readInventory(here().connection);

function command(id: string): PoolCommand {
  const found = [...tagCommands, ...folderCommands].find((each) => each.id === id);
  if (!found) throw new Error(`There is no command ${id}`);
  return found;
}

function about(cls: 'tag' | 'folder', ref: string): Target {
  const [found] = targetsOf(inventory(), [{ connection: '*', class: cls, ref }]);
  if (!found) throw new Error(`There is no ${cls} ${ref}`);
  return found;
}

const run = (id: string, target: Target, input: Input = {}) =>
  runOn(here().simulator, here().connection, command(id), target, input, pools);

/** Everything of a pool that carries a tag, by name; or everything in a folder, with its path. */
function tagged(connection: Connection, tag: string): readonly string[] {
  const { VM, host, SR, network, VDI, pool } = readInventory(connection);
  return [VM, host, SR, network, VDI, pool]
    .flatMap((table) => [...(table ?? new Map<string, never>()).values()])
    .filter(({ tags }: { readonly tags: readonly string[] }) => tags.includes(tag))
    .map(({ name_label: name }: { readonly name_label: string }) => name)
    .sort();
}

const count = (tag: string) => pools.map(({ connection }) => tagged(connection, tag).length);

const vmRef = ({ connection }: Beside, name: string): Ref<'VM'> => {
  for (const [ref, vm] of readInventory(connection).VM ?? []) if (vm.name_label === name) return ref;
  throw new Error(`There is no VM ${name}`);
};

const folder = (pool: Beside, name: string) =>
  readInventory(pool.connection).VM?.get(vmRef(pool, name))?.other_config['folder'];
const kept = ({ connection }: Beside) => only(readInventory(connection), 'pool')?.[1].other_config['EMPTY_FOLDERS'];

async function file(pool: Beside, name: string, path: string): Promise<void> {
  const ref = vmRef(pool, name);
  await pool.simulator.call('VM.remove_from_other_config', ref, 'folder');
  await pool.simulator.call('VM.add_to_other_config', ref, 'folder', path);
  await until(pool.connection, ({ VM }) => VM.get(ref)?.other_config['folder'] === path);
}

async function keep(pool: Beside, paths: string): Promise<void> {
  const [ref] = only(readInventory(pool.connection), 'pool') ?? [];
  await pool.simulator.call('pool.remove_from_other_config', ref ?? '', 'EMPTY_FOLDERS');
  await pool.simulator.call('pool.add_to_other_config', ref ?? '', 'EMPTY_FOLDERS', paths);
  await until(pool.connection, () => kept(pool) === paths);
}

const everywhere = (isSo: (pool: Beside) => boolean) =>
  Promise.all(pools.map((pool) => until(pool.connection, () => isSo(pool))));

describe('tags', () => {
  it('are renamed on all objects of all pools', async () => {
    const before = pools.map(({ connection }) => tagged(connection, 'production'));
    expect(before[0]?.length).toBeGreaterThan(2);
    const [field] = command('tag.rename').fields?.(inventory(), [about('tag', 'production')], 0, others()) ?? [];
    expect(field?.kind === 'text' && field.hint).toContain(`On ${before.flat().length} objects`);
    expect(field?.kind === 'text' && field.problem?.('backup nightly', {})).toContain('Merge this one into it');
    expect(field?.kind === 'text' && field.problem?.('production', {})).toBeNull();
    const { api, xe } = command('tag.rename').script(
      inventory(),
      about('tag', 'production'),
      { name: 'live' },
      others(),
    );
    expect(api).toContain('# Other pool');
    expect(api).toHaveLength(2 * before.flat().length + 1);
    expect(xe[0]).toMatch(/^xe \w+-param-add uuid=\S+ param-name=tags param-key=live$/);
    await run('tag.rename', about('tag', 'production'), { name: ' live ' });
    await everywhere(({ connection }) => tagged(connection, 'production').length === 0);
    expect(pools.map(({ connection }) => tagged(connection, 'live'))).toEqual(before);
  });

  it('are merged, and no object has the one that remains twice', async () => {
    const ref = vmRef(here(), 'wiki-1');
    await here().simulator.call('VM.set_tags', ref, ['production', 'backup nightly']);
    await until(here().connection, ({ VM }) => VM.get(ref)?.tags.length === 2);
    const all = pools.map(
      ({ connection }) => new Set([...tagged(connection, 'production'), ...tagged(connection, 'backup nightly')]).size,
    );
    const [field] = command('tag.merge').fields?.(inventory(), [about('tag', 'production')], 0, others()) ?? [];
    const keys = field?.kind === 'choice' ? field.choices.map(({ key }) => key) : [];
    expect(keys).toContain('backup nightly');
    expect(keys).not.toContain('production');
    await run('tag.merge', about('tag', 'production'), { name: 'backup nightly' });
    await everywhere(({ connection }) => tagged(connection, 'production').length === 0);
    expect(count('backup nightly')).toEqual(all);
    expect(readInventory(here().connection).VM?.get(ref)?.tags).toEqual(['backup nightly']);
  });

  it('are deleted, after it was said of how many objects', async () => {
    const target = about('tag', 'production');
    const objects = count('production').reduce((sum, each) => sum + each, 0);
    expect(command('tag.delete').confirm?.(inventory(), [target], others())?.losses).toEqual([
      `production, on ${objects} objects`,
    ]);
    await run('tag.delete', target);
    await everywhere(({ connection }) => tagged(connection, 'production').length === 0);
  });

  it('ask for the rights to the objects that carry them, and for no others', () => {
    const { calls } = command('tag.rename');
    expect(typeof calls === 'function' && calls(inventory(), about('tag', 'nobody has it'))).toEqual([]);
    expect(typeof calls === 'function' && calls(inventory(), about('tag', 'production'))).toContain('VM.add_tags');
  });
});

describe('folders', () => {
  beforeEach(async () => {
    for (const pool of pools) {
      await keep(pool, '/Sales/Old;/HR');
      await file(pool, 'wiki-1', '/Sales/Test');
    }
    await file(here(), 'git-1', '/Salesforce');
  });

  it('are made, at the top in the pool in front and inside of others where those are', async () => {
    await run('folder.new', about('folder', ''), { name: ' Legal ' });
    await until(here().connection, () => kept(here()) === '/Sales/Old;/HR;/Legal');
    const [field] = command('folder.new').fields?.(inventory(), [about('folder', '')], 0, others()) ?? [];
    const problem = (text: string) => field?.kind === 'text' && field.problem?.(text, {});
    expect(problem('Sales')).toBe('There is a folder of this name.');
    expect(problem('a/b')).toContain('no slash');
    expect(problem('a;b')).toContain('no semicolon');
    expect(problem('Sales2')).toBeNull();
    await run('folder.new', about('folder', '/Sales'), { name: 'New' });
    await everywhere((pool) => kept(pool)?.endsWith('/Sales/New') === true);
  });

  it('are renamed with all that is in them and below, in all pools, and neighbours with longer names stay', async () => {
    await run('folder.rename', about('folder', '/Sales'), { name: 'Trade' });
    await everywhere((pool) => folder(pool, 'wiki-1') === '/Trade/Test');
    await everywhere((pool) => kept(pool) === '/Trade/Old;/HR');
    expect(folder(here(), 'git-1')).toBe('/Salesforce');
  });

  it('are moved into others, not into themselves, and what they were in stays', async () => {
    const [field] = command('folder.move').fields?.(inventory(), [about('folder', '/Sales')], 0, others()) ?? [];
    const reasons = new Map(field?.kind === 'choice' ? field.choices.map(({ key, reason }) => [key, reason]) : []);
    expect(reasons.get('/Sales/Test')).toBe('It cannot go into itself.');
    expect(reasons.get('top')).toBe('It is there already.');
    expect(reasons.get('/HR')).toBeNull();
    await run('folder.move', about('folder', '/Sales'), movePreset('/HR'));
    await everywhere((pool) => folder(pool, 'wiki-1') === '/HR/Sales/Test');
    await run('folder.move', about('folder', '/HR/Sales'), movePreset(''));
    await everywhere((pool) => folder(pool, 'wiki-1') === '/Sales/Test');
    await everywhere((pool) => kept(pool)?.split(';').includes('/HR') === true);
  });

  it('are deleted with those in them; what was in them is in none', async () => {
    const losses = command('folder.delete').confirm?.(inventory(), [about('folder', '/Sales')], others())?.losses;
    expect(losses).toEqual(['/Sales, with 2 objects and 2 folders below']);
    await run('folder.delete', about('folder', '/Sales'));
    await everywhere((pool) => folder(pool, 'wiki-1') === undefined && kept(pool) === '/HR');
    await run('folder.delete', about('folder', '/HR'));
    await everywhere((pool) => kept(pool) === undefined);
  });

  it('are deleted several at a time, and what they were in stays', async () => {
    const targets = ['/Sales/Old', '/Sales/Test', '/HR'].map((path) => about('folder', path));
    const { connection, simulator } = here();
    const run = new CommandRun({ connection, command: command('folder.delete'), targets, input: {}, nowMs: () => 0 });
    run.onChange(() => simulator.idle());
    await run.start();
    expect(run.items().map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    await until(connection, () => kept(here()) === '/Sales');
  });

  it('say how xe does it when the last one that is empty goes', async () => {
    await keep(here(), '/HR');
    const { xe } = command('folder.delete').script(inventory(), about('folder', '/HR'), {});
    expect(xe.join()).toMatch(/^xe pool-param-remove uuid=\S+ param-name=other-config param-key=EMPTY_FOLDERS$/);
  });

  it('do nothing to a pool that does not have them', () => {
    const script = command('folder.delete').script(inventory(), about('folder', '/Salesforce'), {}, others());
    expect(script.api).toHaveLength(1);
  });
});
