import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readInventory } from '../../xapi/cache/cache';
import type { Ref } from '../../xapi/datamodel/ref';
import { targetsOf } from '../commands';
import type { ListRow } from '../commands';
import { connectTo, openSimulatedPool, otherPool, runOn, until } from '../fixtures/simulated-pool';
import type { Beside } from '../fixtures/simulated-pool';
import { only } from '../objects';
import { defineFieldsCommand } from './commands/define-fields';
import type { Definition } from './commands/definitions';
import { rowOf, wantedElsewhere } from './commands/fields-elsewhere';

const KEY = 'XenCenter.CustomFields';
const field = (name: string, type: Definition['type'] = 'String'): Definition => ({ name, type, xml: name });
const row = (was: string, name: string, type: Definition['type'] = 'String'): ListRow => ({ was, name, type });
const names = (rows: readonly ListRow[]) => rows.map(({ name, type }) => `${name} ${type}`);

describe('the fields of another pool', () => {
  const here = [field('Owner'), field('Rack'), field('Due', 'Date')];

  it('get what is new where it is missing, and change where they are', () => {
    const wanted = [row('Owner', 'Contact'), row('Due', 'Due', 'String'), row('', 'Cost')];
    expect(names(wantedElsewhere([], here, wanted))).toEqual(['Cost String']);
    const there = [field('Owner'), field('Rack'), field('Due', 'Date'), field('Own', 'Date'), field('Cost', 'Date')];
    expect(names(wantedElsewhere(there, here, wanted))).toEqual([
      'Contact String',
      'Due String',
      'Own Date',
      'Cost Date',
    ]);
  });

  it('keep a type of their own, and a name that another one would have taken', () => {
    const wanted = [row('Owner', 'Contact', 'Date'), row('Rack', 'Owner'), row('Due', 'Due', 'Date')];
    const there = [field('Owner', 'Date'), field('Contact'), field('Rack')];
    expect(names(wantedElsewhere(there, here, wanted))).toEqual(['Owner Date', 'Contact String', 'Rack String']);
    // Two that take each other's names are in nobody's way.
    const swapped = [row('Owner', 'Rack'), row('Rack', 'Owner'), row('Due', 'Due', 'Date')];
    expect(names(wantedElsewhere(there, here, swapped))).toEqual(['Rack Date', 'Contact String', 'Owner String']);
  });

  it('never have one name twice, and stay as they are where nothing changes', () => {
    const known = fc.uniqueArray(
      fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), type: fc.constantFrom('String', 'Date') }),
      { selector: ({ name }) => name },
    );
    const change = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd', 'e'), isGone: fc.boolean() });
    fc.assert(
      fc.property(known, known, fc.array(change, { maxLength: 6 }), (one, two, changes) => {
        const own = one.map(({ name, type }) => field(name, type));
        const there = two.map(({ name, type }) => field(name, type));
        expect(wantedElsewhere(there, own, own.map(rowOf))).toEqual(there.map(rowOf));
        const wanted = changes.flatMap(({ name, isGone }, at) => (isGone ? [] : [row(own[at]?.name ?? '', name)]));
        const unique = wanted.filter((each, at) => wanted.findIndex(({ name }) => name === each['name']) === at);
        const found = wantedElsewhere(there, own, unique).map(({ name }) => name);
        expect(new Set(found).size).toBe(found.length);
      }),
    );
  });
});

describe('custom fields in all pools', () => {
  let pools: readonly Beside[] = [];
  beforeEach(async () => {
    pools = await Promise.all(
      ['one', 'two'].map(async (id) => {
        const simulator = await openSimulatedPool('scale', 1, 2);
        return { simulator, connection: await connectTo(simulator, 'root', id) };
      }),
    );
  });
  afterEach(() => {
    for (const { connection } of pools) connection.close();
  });

  const at = (index: number): Beside => {
    const pool = pools[index];
    if (!pool) throw new Error('There is no such pool');
    return pool;
  };
  const xml = (index: number) => only(readInventory(at(index).connection), 'pool')?.[1].gui_config[KEY] ?? '';
  const becomes = (index: number, isSo: (xml: string) => boolean) =>
    until(at(index).connection, () => isSo(xml(index)));
  const bothBecome = (isSo: (xml: string) => boolean) => Promise.all([0, 1].map((index) => becomes(index, isSo)));
  const target = () => {
    const inventory = readInventory(at(0).connection);
    const [found] = targetsOf(inventory, [
      { connection: 'one', class: 'pool', ref: only(inventory, 'pool')?.[0] ?? '' },
    ]);
    if (!found) throw new Error('There is no pool');
    return found;
  };
  const others = () => [otherPool(at(1), 'Oxford')];
  const asked = () => defineFieldsCommand.fields?.(readInventory(at(0).connection), [target()], 0, others()) ?? [];
  const save = (fields: readonly ListRow[], where: string) =>
    runOn(at(0).simulator, at(0).connection, defineFieldsCommand, target(), { fields, where }, pools);

  it('are defined, renamed and removed in each, with what objects have in them', async () => {
    const [list, where] = asked();
    if (list?.kind !== 'list' || where?.kind !== 'choice') throw new Error('Something else is asked');
    expect(where.choices.map(({ label }) => label)).toEqual(['Only in Scale', 'In both connected pools']);
    expect(where.initial).toBe('one');
    await save([row('', 'Rack')], 'one');
    await becomes(0, (now) => now.includes('"Rack"'));
    expect(xml(1)).toBe('');
    await save([row('Rack', 'Rack'), row('', 'Due', 'Date')], 'all');
    await bothBecome((now) => now.includes('name="Due" type="Date"'));
    expect(xml(1)).not.toContain('Rack');

    const { connection, simulator } = at(1);
    const [vm = ''] = readInventory(connection).VM.keys();
    await simulator.call('VM.add_to_other_config', vm, `${KEY}.Due`, '2026-01-31 09:00:00Z');
    const config = () => readInventory(connection).VM.get(vm as Ref<'VM'>)?.other_config ?? {};
    await until(connection, () => `${KEY}.Due` in config());
    await save([row('Rack', 'Rack'), row('Due', 'End', 'Date')], 'all');
    await bothBecome((now) => now.includes('"End"') && !now.includes('"Due"'));
    await until(connection, () => `${KEY}.End` in config() && !(`${KEY}.Due` in config()));
    await save([row('Rack', 'Rack')], 'all');
    await bothBecome((now) => !now.includes('"End"'));
    await until(connection, () => !(`${KEY}.End` in config()));
  });

  it('say before where another pool has a name as another type, and leave it alone', async () => {
    const [ref] = only(readInventory(at(1).connection), 'pool') ?? [];
    const before = `<CustomFieldDefinitions><CustomFieldDefinition type="Date" name="Due"></CustomFieldDefinition></CustomFieldDefinitions>`;
    await at(1).simulator.call('pool.add_to_gui_config', ref ?? '', KEY, before);
    await becomes(1, (now) => now !== '');
    const [list] = asked();
    if (list?.kind !== 'list') throw new Error('Something else is asked');
    expect(list.describe(row('', 'Due')).detail).toBe('Text, Oxford keeps it as date and time');
    expect(list.describe(row('', 'Due', 'Date')).detail).toBe('Date and time');
    const input = { fields: [row('', 'Due')], where: 'all' };
    const script = defineFieldsCommand.script(readInventory(at(0).connection), target(), input, others());
    expect(script.xe).toHaveLength(1);
    await save([row('', 'Due')], 'all');
    await becomes(0, (now) => now.includes('name="Due" type="String"'));
    expect(xml(1)).toBe(before);
  });
});
