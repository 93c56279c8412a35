import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Simulator } from '../../../simulator/simulator';
import type { Connection } from '../../../xapi/client/contract';
import { connectTo, openSimulatedPool } from '../../fixtures/simulated-pool';
import { exportRows, fitting, grouped } from '../found';
import { takeDump } from '../sources';
import { Comparer } from './compare';
import { readState } from './read-state';

let simulator: Simulator;
let connection: Connection;

beforeEach(async () => {
  simulator = await openSimulatedPool();
  connection = await connectTo(simulator);
});
afterEach(() => connection.close());

const dump = (): Promise<Blob> => takeDump(connection, new AbortController().signal);

async function compared(before: Blob, after: Blob, all = false) {
  return new Comparer(await readState(before), await readState(after)).compare(all);
}

const vm = async (name: string): Promise<string> => (await connection.call('VM.get_by_name_label', name))[0] ?? '';

describe('two states of a pool', () => {
  it('tell what was added, removed and changed, with names for references', async () => {
    const before = await dump();
    const [web, wiki, jump] = [await vm('web-1'), await vm('wiki-1'), await vm('jump-1')];
    await connection.call('VM.set_name_label', web, 'front-1');
    await connection.call('VM.add_tags', web, 'moved');
    await connection.call('VM.add_to_other_config', web, 'rehearsal', 'yes');
    await simulator.call('VM.snapshot', wiki, 'Before', []);
    await simulator.call('VM.hard_shutdown', jump);
    await simulator.call('VM.destroy', jump);
    const { changes, before: pool } = await compared(before, await dump());
    expect(pool).toBe('Cambridge');
    const front = changes.find(({ name }) => name === 'front-1');
    expect(front?.fields).toEqual([
      { field: 'name_label', before: 'web-1', after: 'front-1' },
      { field: 'other_config: rehearsal', before: '', after: 'yes' },
      { field: 'tags', before: '', after: expect.stringContaining('+ moved') as string },
    ]);
    expect(changes.find(({ kind, cls }) => kind === 'removed' && cls === 'VM')?.name).toBe('jump-1');
    expect(changes.filter(({ kind, cls }) => kind === 'added' && cls === 'VM').map(({ name }) => name)).toEqual([
      'Before',
    ]);
    const drive = changes.find(({ kind, cls }) => kind === 'removed' && cls === 'VBD');
    expect([drive?.name, drive?.owner.name]).toEqual(['Drive 0 of jump-1', 'jump-1']);
    const groups = grouped(changes);
    expect(groups.filter(({ name }) => name === 'jump-1')).toHaveLength(1);
    expect(groups.find(({ name }) => name === 'jump-1')?.changes[0]?.cls).toBe('VM');
    expect(exportRows(fitting(changes, { kind: 'all', cls: '', words: 'REHEARSAL yes' })).slice(1, 3)).toEqual([
      ['Changed', 'front-1', 'VM', '', 'name_label', 'web-1', 'front-1', front?.uuid],
      ['Changed', 'front-1', 'VM', '', 'other_config: rehearsal', '', 'yes', front?.uuid],
    ]);
  });

  it('name where something went by what references lead to', async () => {
    const before = await dump();
    const web = await vm('wiki-1');
    const [from, to] = [
      await connection.call('VM.get_resident_on', web),
      (await connection.call('host.get_by_name_label', 'ouse-1'))[0] ?? '',
    ];
    await simulator.call('VM.pool_migrate', web, to, {});
    const was = await connection.call('host.get_name_label', from);
    const { changes } = await compared(before, await dump());
    expect(changes.find(({ name }) => name === 'wiki-1')?.fields).toContainEqual({
      ...{ field: 'resident_on', before: was, after: 'ouse-1' },
    });
    expect(
      changes.some(({ cls }) => cls === 'host'),
      'VMs of servers follow from it',
    ).toBe(false);
    const { changes: everything } = await compared(before, await dump(), true);
    expect(
      everything.some(({ cls, fields }) => cls === 'host' && fields.some(({ field }) => field === 'resident_VMs')),
    ).toBe(true);
  });

  it('are the same where references alone differ', async () => {
    const before = await dump();
    const text = await before.text();
    const other = text.replaceAll(/OpaqueRef:(?!NULL)/g, 'OpaqueRef:x');
    const { changes, same } = await compared(before, new Blob([other]));
    expect(changes).toEqual([]);
    expect(same).toBeGreaterThan(500);
  });

  it('differ where one reference leads to another object', async () => {
    const before = await dump();
    const [a, b] = [await vm('web-1'), await vm('wiki-1')];
    const text = await before.text();
    const after = text.replaceAll(a, 'OpaqueRef:swap').replaceAll(b, a).replaceAll('OpaqueRef:swap', b);
    expect((await compared(before, new Blob([after]))).changes).toEqual([]);
    const drives = (text.match(/<table name="VBD">.*?<\/table>/) ?? [''])[0];
    const moved = text.replace(drives, drives.replaceAll(a, b));
    const { changes } = await compared(before, new Blob([moved]));
    expect(changes.flatMap(({ fields }) => fields)).toContainEqual({ field: 'VM', before: 'web-1', after: 'wiki-1' });
  });

  it('read the same from a saved world as from a dump', async () => {
    const dumped = new Blob([
      '<database><manifest/><table name="pool"><row ref="OpaqueRef:p" uuid="p" name__label="Lab%.1" master="OpaqueRef:h"/></table>' +
        '<table name="VM"><row ref="OpaqueRef:v" uuid="v" name__label="it&apos;s" tags="(&apos;b&apos; &apos;a\\&apos;s&apos;)" memory__static_max="5" ' +
        'HVM__shadow_multiplier="1." other_config="((&apos;k&apos; &apos;v%n&apos;))" is_a_template="false"/></table></database>',
    ]);
    const world = (tags: readonly string[]) =>
      new Blob([
        JSON.stringify({
          label: {},
          state: {
            format: 'xenia-world',
            tables: {
              pool: [['OpaqueRef:1', 1, 1, { uuid: 'p', name_label: 'Lab 1', master: 'OpaqueRef:2' }]],
              VM: [
                [
                  'OpaqueRef:3',
                  1,
                  1,
                  {
                    ...{ uuid: 'v', name_label: "it's", tags, memory_static_max: 5, HVM_shadow_multiplier: 1 },
                    ...{ other_config: { k: 'v\n' }, is_a_template: false },
                  },
                ],
              ],
            },
          },
        }),
      ]);
    const { changes } = await compared(dumped, world(["a's", 'b']));
    expect(changes.flatMap(({ fields }) => fields.filter(({ field }) => field !== 'master'))).toEqual([]);
    expect((await compared(dumped, world(['b', 'c']))).changes.at(-1)?.fields).toEqual([
      { field: 'tags', before: '', after: "+ c, − a's" },
    ]);
  });

  it('of one moment are the same, saved as a world or dumped', async () => {
    const world = new Blob([JSON.stringify({ label: {}, state: simulator.save() })]);
    const { changes, same } = await compared(await dump(), world);
    expect(changes).toEqual([]);
    expect(same).toBeGreaterThan(500);
  });

  it('tell all fields of what came or went', async () => {
    const before = await dump();
    await simulator.call('VM.snapshot', await vm('wiki-1'), 'Before', []);
    const comparer = new Comparer(await readState(before), await readState(await dump()));
    const added = comparer.compare(false).changes.find(({ name, cls }) => name === 'Before' && cls === 'VM');
    const fields = comparer.fields('VM', added?.uuid ?? '', 'added');
    expect(fields).toContainEqual({ field: 'name_label', before: '', after: 'Before' });
    expect(fields).toContainEqual({ field: 'snapshot_of', before: '', after: 'wiki-1' });
  });
});

describe('rows of a dump', () => {
  it('are read whatever marks and blanks stand around their values', async () => {
    const plain =
      '<database><table name="pool"><row ref="p" uuid="u" name_label="a&quot;b&#x41;" tags="()"/></table></database>';
    const other = `<?xml version="1.0"?><!-- one --> <database>\n<table name='pool'><row ref='p'\n uuid = 'u' name_label='a"bA' tags="()" /></table></database>`;
    const { changes, same, before } = await compared(new Blob([plain]), new Blob([other]));
    expect([changes, same, before]).toEqual([[], 1, 'a"bA']);
  });

  it('are compared column by column where one has columns that the other lacks', async () => {
    const row = (columns: string) =>
      new Blob([`<database><table name="pool"><row ref="p" uuid="u" ${columns}/></table></database>`]);
    const { changes } = await compared(
      row('name_label="a" name_description="x"'),
      row('gui__config="()" name_label="b" name_description="x"'),
    );
    expect(changes.map(({ fields }) => fields)).toEqual([[{ field: 'name_label', before: 'a', after: 'b' }]]);
  });
});

describe('a file that is no state of a pool', () => {
  it.each([
    ['', 'This file is empty.'],
    ['<database><table name="VM"><row ref="a" uuid="b', 'This file ends in the middle: it was cut off.'],
    ['hello', 'This file is not a pool database: “hello” does not belong there.'],
    ['<html></html>', 'This file is not a pool database: it begins with <html>.'],
    ['<!DOCTYPE x><database/>', 'This file declares a document type, which no pool database does.'],
    ['{"state":{}}', 'This file is neither a pool database nor a saved world.'],
    ['<database><table name="VM"/></database>', 'There is no pool in this file.'],
  ])('is refused: %s', async (text, words) => {
    await expect(readState(new Blob([text]))).rejects.toThrow(words);
  });
});
