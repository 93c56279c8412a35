import { describe, expect, it } from 'vitest';
import { CommandRun, initialOf } from '../commands';
import type { Input, Target } from '../commands';
import { CommandBench } from '../fixtures/command-bench';
import { only, row } from '../objects';
import { toLocalMoment } from '../values';
import { alertsCommand } from './commands/alerts';
import { defineFieldsCommand } from './commands/define-fields';
import { filingCommands } from './commands/filing';
import { manyVmCommands } from './commands/many-vms';
import { readPerfmon, writePerfmon } from './commands/perfmon';

const GIB = 2 ** 30;

const bench = new CommandBench([...filingCommands, defineFieldsCommand, alertsCommand, ...manyVmCommands]);
const { inventory, command, run, until } = bench;
const vm = (name: string): Target => bench.named('VM', name);
const configOf = ({ ref }: Target) => row(inventory(), 'VM', ref)?.other_config ?? {};
const fieldsOf = (id: string, ...about: readonly Target[]) => command(id).fields?.(inventory(), about, 0) ?? [];
const asIs = (id: string, about: Target): Input =>
  Object.fromEntries(fieldsOf(id, about).map((field) => [field.id, initialOf(field)]));

describe('filing', () => {
  it('puts objects into folders and takes them out', async () => {
    const about = vm('wiki-1');
    await run('object.folder', about, { folder: '/Docs/Internal/' });
    await until(() => configOf(about)['folder'] === '/Docs/Internal');
    const [field] = fieldsOf('object.folder', vm('git-1'));
    expect(field?.kind === 'text' && field.suggestions).toContain('/Docs/Internal');
    expect(field?.kind === 'text' && field.problem?.('Docs', {})).toContain('begins with a slash');
    await run('object.folder', about, { folder: '' });
    await until(() => !('folder' in configOf(about)));
    // A folder does not go because it was emptied.
    await until((now) => only(now, 'pool')?.[1].other_config['EMPTY_FOLDERS']?.includes('/Docs/Internal') === true);
  });

  it('keeps a folder that all of its objects leave together', async () => {
    const both = [vm('wiki-1'), vm('git-1')];
    for (const about of both) await run('object.folder', about, { folder: '/Team' });
    await until(() => both.every((about) => configOf(about)['folder'] === '/Team'));
    const { connection, simulator } = bench;
    const options = { connection, command: command('object.folder'), targets: both, input: { folder: '' } };
    const work = new CommandRun({ ...options, nowMs: () => 0 });
    work.onChange(() => simulator.idle());
    await work.start();
    expect(work.items().map(({ state }) => state)).toEqual(['done', 'done']);
    await until(() => both.every((about) => !('folder' in configOf(about))));
    await until((now) => only(now, 'pool')?.[1].other_config['EMPTY_FOLDERS']?.includes('/Team') === true);
  });

  it('fills in fields of one’s own, which the pool then knows', async () => {
    const about = vm('wiki-1');
    const list = fieldsOf('object.customFields', about)[0];
    const before = list?.kind === 'list' ? list.initial : [];
    await run('object.customFields', about, { fields: [...before, { name: 'Cost <centre>', value: '42' }] });
    await until(() => configOf(about)['XenCenter.CustomFields.Cost <centre>'] === '42');
    await until((now) => 'XenCenter.CustomFields' in (only(now, 'pool')?.[1].gui_config ?? {}));
    expect(only(inventory(), 'pool')?.[1].gui_config['XenCenter.CustomFields']).toContain('name="Cost &lt;centre&gt;"');
    const other = fieldsOf('object.customFields', vm('git-1'))[0];
    expect(other?.kind === 'list' && other.initial).toContainEqual({ name: 'Cost <centre>', value: '' });
    const twice = [{ name: 'a' }, { name: 'a ' }].map((each) => ({ ...each, value: '' }));
    expect(other?.kind === 'list' && other.problem?.(twice, {})).toBe('Two fields have the same name.');
  });

  it('may be dates, which are kept as XenCenter keeps them', async () => {
    const about = vm('wiki-1');
    const [ref = ''] = only(inventory(), 'pool') ?? [];
    const old = `<CustomFieldDefinition type='Date' name='Due' defaultValue=""></CustomFieldDefinition>`;
    const xml = `<CustomFieldDefinitions>${old}<CustomFieldDefinition name="a/>b" type="String" /></CustomFieldDefinitions>`;
    await bench.simulator.call('pool.remove_from_gui_config', ref, 'XenCenter.CustomFields');
    await bench.simulator.call('pool.add_to_gui_config', ref, 'XenCenter.CustomFields', xml);
    await bench.simulator.call(
      'VM.add_to_other_config',
      about.ref,
      'XenCenter.CustomFields.Due',
      '2026-01-31 09:00:42Z',
    );
    await until(() => 'XenCenter.CustomFields.Due' in configOf(about));
    const list = fieldsOf('object.customFields', about)[0];
    if (list?.kind !== 'list') throw new Error('no list');
    const due = list.initial.find(({ name }) => name === 'Due');
    expect(due?.['value']).toBe(toLocalMoment(Date.UTC(2026, 0, 31, 9)));
    expect(list.fields(due ?? {}, list.initial).map(({ id, ...rest }) => [id, 'moment' in rest])).toEqual([
      ['name', false],
      ['value', true],
    ]);
    const fresh = { name: 'Built', type: 'Date', value: toLocalMoment(Date.UTC(2025, 5, 1, 12, 30)) };
    const nonsense = list.fields({ ...fresh, value: 'soon' }, []).at(-1);
    expect(nonsense?.kind === 'text' && nonsense.problem?.('soon', {})).toBe('A day and a time.');
    expect(list.describe(fresh).detail).not.toBe(fresh.value);
    expect(list.describe({ name: ' ', value: '' }).title).toBe('New field');
    await run('object.customFields', about, { fields: [...list.initial, fresh] });
    await until(() => 'XenCenter.CustomFields.Built' in configOf(about));
    expect(configOf(about)).toMatchObject({
      'XenCenter.CustomFields.Due': '2026-01-31 09:00:42Z',
      'XenCenter.CustomFields.Built': '2025-06-01 12:30:00Z',
    });
    await until((now) => only(now, 'pool')?.[1].gui_config['XenCenter.CustomFields']?.includes('Built') === true);
    const written = only(inventory(), 'pool')?.[1].gui_config['XenCenter.CustomFields'] ?? '';
    expect(written).toContain(`<CustomFieldDefinition type='Date' name='Due' defaultValue="" />`);
    expect(written).toContain('<CustomFieldDefinition name="a/>b" type="String" />');
    expect(written).toContain('<CustomFieldDefinition name="Built" type="Date" defaultValue="" />');
  });
});

describe('the custom fields of a pool', () => {
  it('are made, renamed on all objects, and taken away from them', async () => {
    const about = vm('wiki-1');
    const other = vm('git-1');
    const key = (name: string) => `XenCenter.CustomFields.${name}`;
    const xml = () => only(inventory(), 'pool')?.[1].gui_config['XenCenter.CustomFields'] ?? '';
    const rowsNow = () => {
      const [list] = fieldsOf('pool.fields', bench.pool());
      if (list?.kind !== 'list') throw new Error('no list');
      return list;
    };
    const start = rowsNow().initial;
    await run('pool.fields', bench.pool(), {
      fields: [...start, { was: '', name: 'Rack', type: 'String' }, { was: '', name: 'Due', type: 'Date' }],
    });
    await until(() => xml().includes('name="Due" type="Date"'));
    for (const { ref } of [about, other]) await bench.simulator.call('VM.add_to_other_config', ref, key('Rack'), 'A1');
    await until(() => key('Rack') in configOf(other));
    const used = rowsNow();
    const rack = used.initial.find(({ name }) => name === 'Rack') ?? {};
    expect(used.describe(rack)).toEqual({ title: 'Rack', detail: 'Text, on 2 objects' });
    expect(used.problem?.([rack, { ...rack, name: 'Rack ' }], {})).toBe('Two fields have the same name.');
    await run('pool.fields', bench.pool(), {
      fields: used.initial.map((each) => (each === rack ? { ...each, name: 'Cabinet' } : each)),
    });
    await until(() => xml().includes('name="Cabinet"') && !xml().includes('name="Rack"'));
    await until(() => configOf(about)[key('Cabinet')] === 'A1' && !(key('Rack') in configOf(other)));
    await run('pool.fields', bench.pool(), { fields: rowsNow().initial.filter(({ name }) => name !== 'Cabinet') });
    await until(() => !xml().includes('Cabinet') && !(key('Cabinet') in configOf(about)));
    expect(rowsNow().initial.map(({ name }) => name)).toContain('Due');
  });

  it('keep what objects have in them when they take each other’s names', async () => {
    const about = vm('wiki-1');
    const key = (name: string) => `XenCenter.CustomFields.${name}`;
    const own = (names: readonly string[]) => names.map((name) => configOf(about)[key(name)]);
    const fields = ['Owner', 'Contact', 'Old'].map((name) => ({ was: '', name, type: 'String' }));
    const xml = () => only(inventory(), 'pool')?.[1].gui_config['XenCenter.CustomFields'] ?? '';
    await run('pool.fields', bench.pool(), { fields });
    await until(() => xml().includes('name="Old"'));
    for (const [name, value] of [
      ['Owner', 'ann'],
      ['Contact', 'bob'],
      ['Old', 'eve'],
    ] as const) {
      await bench.simulator.call('VM.add_to_other_config', about.ref, key(name), value);
    }
    await until(() => own(['Old'])[0] === 'eve');
    const renamed = [
      { was: 'Owner', name: 'Contact', type: 'String' },
      { was: 'Contact', name: 'Owner', type: 'String' },
    ];
    await run('pool.fields', bench.pool(), { fields: renamed });
    await until(() => !xml().includes('name="Old"'));
    await until(() => own(['Owner', 'Contact', 'Old']).join() === 'bob,ann,');
    // One takes the name of another that goes.
    await run('pool.fields', bench.pool(), { fields: [{ was: 'Contact', name: 'Owner', type: 'String' }] });
    await until(() => !xml().includes('name="Contact"'));
    await until(() => own(['Owner', 'Contact']).join() === 'ann,');
  });
});

describe('thresholds', () => {
  it('are written as the alarm daemon reads them, and read again', async () => {
    const about = vm('wiki-1');
    await run('object.alerts', about, {
      ...asIs('object.alerts', about),
      cpu_usage: true,
      'cpu_usage level': '80',
      'cpu_usage minutes': '2',
      repeat: '30',
    });
    await until(() => 'perfmon' in configOf(about));
    expect(configOf(about)['perfmon']).toBe(
      '<config><variable><name value="cpu_usage"/><alarm_trigger_level value="0.8"/>' +
        '<alarm_trigger_period value="120"/><alarm_auto_inhibit_period value="1800"/></variable></config>',
    );
    expect(asIs('object.alerts', about)).toMatchObject({ cpu_usage: true, 'cpu_usage level': '80', repeat: '30' });
    expect(alertsCommand.script(inventory(), about, asIs('object.alerts', about)).api).toEqual([]);
    await run('object.alerts', about, { ...asIs('object.alerts', about), cpu_usage: false });
    await until(() => !('perfmon' in configOf(about)));
  });

  it('of others are kept, and nonsense from a pool does no harm', () => {
    const foreign = '<variable><name value="fs_usage"/><alarm_trigger_level value="0.9"/></variable>';
    const read = readPerfmon(`<config>${foreign}<variable><name value="cpu_usage"/></variable></config>`);
    expect(read.blocks.map(({ metric }) => metric)).toEqual([null, null]);
    expect(writePerfmon(read, read)).toContain(foreign);
    expect(readPerfmon('<variable>'.repeat(100_000))).toMatchObject({ blocks: [], repeatMinutes: 60 });
  });

  it('are no percentages beyond a hundred', () => {
    const level = fieldsOf('object.alerts', vm('wiki-1')).find(({ id }) => id === 'cpu_usage level');
    expect(level?.kind === 'text' && level.problem?.('101', {})).toBe('A number between 0 and 100.');
  });
});

describe('several VMs', () => {
  it('get the same memory and vCPUs, once they are shut down', async () => {
    const about = vm('wiki-1');
    expect(command('vm.size').reason(inventory(), about)).toBe('Shut it down first.');
    await bench.simulator.call('VM.hard_shutdown', about.ref);
    await until(({ VM }) => VM.get(about.ref)?.power_state === 'Halted');
    const [memory] = fieldsOf('vm.size', about, vm('git-1'));
    expect(memory?.kind === 'size' && memory.problem(1, {})).toContain('needs at least');
    await run('vm.size', about, { memory: String(3 * GIB), vcpus: '3' });
    await until(({ VM }) => VM.get(about.ref)?.VCPUs_at_startup === 3);
    expect(row(inventory(), 'VM', about.ref)).toMatchObject({ memory_static_max: 3 * GIB, VCPUs_max: 3 });
    await run('vm.size', about, { memory: String(2 * GIB), vcpus: '1' });
    await until(({ VM }) => VM.get(about.ref)?.VCPUs_max === 1);
  });

  it('get the same restart priority', async () => {
    const about = vm('wiki-1');
    await run('vm.haPriority', about, { priority: 'best-effort' });
    await until(({ VM }) => VM.get(about.ref)?.ha_restart_priority === 'best-effort');
    expect(command('vm.haPriority').script(inventory(), about, { priority: 'best-effort' }).api).toEqual([]);
  });
});
