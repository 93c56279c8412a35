import { describe, expect, it } from 'vitest';
import { CommandBench } from '../../fixtures/command-bench';
import { makePool } from '../../fixtures/pools';
import { only, row } from '../../objects';
import { defaultGraphs } from '../model/default-graphs';
import { recordingReason, saveGraphs, savingInput, savingReason } from './command';
import { layoutKeys, placeOf, readLayout, writeLayout } from './layout';
import type { Layout } from './layout';
import { graphsOfLayout, numberOf, ownOfDefaults } from './own-graphs';
import type { SourceChoice } from './own-graphs';

const PLACE = 'vm.1c0f' as const;
/** As XenCenter writes it. */
const CONFIG = {
  'XenCenter.GraphLayout.0.vm.1c0f': 'cpu0,cpu1',
  'XenCenter.GraphName.0.vm.1c0f': 'Processors',
  'XenCenter.GraphLayout.1.vm.1c0f': 'memory,memory_internal_free',
  'XenCenter.GraphLayout.3.vm.1c0f': 'beyond a gap',
  'XenCenter.GraphLayout.0.vm.1c0f0': 'of another',
  'XenCenter.DataSource.vm.1c0f.cpu0': '-16750849',
  'XenCenter.DataSource.vm.1c0f.cpu1': 'red',
  'XenCenter.DataSource.vm.1c0f0.cpu1': '-256',
  'XenCenter.CustomFields': '<x/>',
};

describe('graphs as XenCenter keeps them', () => {
  it('are read by their numbers, with names and colours', () => {
    expect(readLayout(CONFIG, PLACE)).toEqual({
      graphs: [
        { name: 'Processors', sources: ['cpu0', 'cpu1'] },
        { name: '', sources: ['memory', 'memory_internal_free'] },
      ],
      colours: { cpu0: '#0066ff' },
    });
    expect(readLayout({}, PLACE)).toEqual({ graphs: [], colours: {} });
  });

  it('are written in the same form, and take the place of all that the object had', () => {
    const layout = readLayout(CONFIG, PLACE);
    expect(writeLayout(layout, PLACE)).toEqual({
      'XenCenter.GraphLayout.0.vm.1c0f': 'cpu0,cpu1',
      'XenCenter.GraphName.0.vm.1c0f': 'Processors',
      'XenCenter.GraphLayout.1.vm.1c0f': 'memory,memory_internal_free',
      'XenCenter.DataSource.vm.1c0f.cpu0': '-16750849',
    });
    expect(layoutKeys(CONFIG, PLACE)).toEqual([
      'XenCenter.GraphLayout.0.vm.1c0f',
      'XenCenter.GraphName.0.vm.1c0f',
      'XenCenter.GraphLayout.1.vm.1c0f',
      'XenCenter.GraphLayout.3.vm.1c0f',
      'XenCenter.DataSource.vm.1c0f.cpu0',
    ]);
    expect(placeOf('host', 'a')).toBe('host.a');
    expect(placeOf('template', 'a')).toBeNull();
  });
});

describe('graphs of a layout', () => {
  const owner = { subject: 'vm', uuid: '1c0f', server: null } as const;
  const choice = (name: string, unit: SourceChoice['unit'], isIdle = false): SourceChoice => ({
    name,
    unit,
    isIdle,
    group: 'cpu',
    series: { id: name, name, picks: [{ owner, name }], factors: [1], combine: 'sum' },
  });
  const all = [choice('cpu0', 'share'), choice('memory', 'bytes'), choice('runstate_blocked', 'share', true)];
  const find = (name: string) => all.find((each) => each.name === name);

  it('have one unit each: one of several becomes several, and what is not there is left out', () => {
    const layout: Layout = {
      graphs: [
        { name: 'Mixed', sources: ['cpu0', 'memory', 'gone', 'runstate_blocked'] },
        { name: '', sources: ['gone'] },
      ],
      colours: { memory: '#00ff00' },
    };
    const graphs = graphsOfLayout(layout, find);
    expect(graphs.map(({ title, unit }) => [title, unit])).toEqual([
      ['Mixed: shares', 'share'],
      ['Mixed: sizes', 'bytes'],
      ['Graph 2', 'count'],
    ]);
    expect(graphs.map(numberOf)).toEqual([0, 0, 1]);
    expect(graphs[1]?.series[0]?.colour).toBe('#00ff00');
    expect(graphs[0]).toMatchObject({ least: 1 });
  });
});

describe('saving graphs', () => {
  const bench = new CommandBench([saveGraphs]);
  const config = () => only(bench.inventory(), 'pool')?.[1].gui_config ?? {};
  const place = (ref: string) => placeOf('vm', row(bench.inventory(), 'VM', ref)?.uuid ?? '') ?? PLACE;

  it('writes only the keys that change, and takes those away that are no more', async () => {
    const vm = bench.named('VM', 'erp-db');
    const at = place(vm.ref);
    const defaults = ownOfDefaults(defaultGraphs(bench.inventory(), 'vm', vm.ref), false);
    expect(defaults[0]).toEqual({ name: 'CPU', sources: ['cpu_usage'] });
    expect(defaults[1]).toEqual({ name: 'Memory', sources: ['memory', 'memory_internal_free'] });
    const layout = { graphs: [...defaults, { name: 'Mine', sources: ['cpu0'] }], colours: { cpu0: '#ffff00' } };
    await bench.run('graphs.save', vm, savingInput('new', layout));
    await bench.until(() => `XenCenter.GraphLayout.${defaults.length}.${at}` in config());
    expect(readLayout(config(), at)).toEqual(layout);

    const fewer = { graphs: [{ name: 'Mine', sources: ['cpu0'] }], colours: {} };
    const { api } = saveGraphs.script(bench.inventory(), vm, savingInput('fewer', fewer));
    expect(api.some((line) => line.includes('set_gui_config'))).toBe(false);
    await bench.run('graphs.save', vm, savingInput('fewer', fewer));
    await bench.until(() => readLayout(config(), at).graphs.length === 1);
    expect(readLayout(config(), at)).toEqual(fewer);
    await bench.run('graphs.save', vm, savingInput('none', { graphs: [], colours: {} }));
    await bench.until(() => layoutKeys(config(), at).length === 0);
  });

  it('writes what is saved within a moment one after the other, and keeps the last', async () => {
    const vm = bench.named('VM', 'erp-db');
    const layouts = ['cpu0,cpu1', 'memory', 'cpu1'].map((sources, at) => ({
      graphs: Array.from({ length: 3 - at }, (_, graph) => ({ name: `${at} ${graph}`, sources: sources.split(',') })),
      colours: {},
    }));
    await Promise.all(layouts.map((layout) => bench.run('graphs.save', vm, savingInput('new', layout))));
    await bench.until(() => readLayout(config(), place(vm.ref)).graphs[0]?.name === '2 0');
    expect(readLayout(config(), place(vm.ref))).toEqual(layouts[2]);
    await bench.run('graphs.save', vm, savingInput('none', { graphs: [], colours: {} }));
    await bench.until(() => layoutKeys(config(), place(vm.ref)).length === 0);
  });

  it('starts to record what nobody has recorded', async () => {
    const vm = bench.named('VM', 'erp-db');
    const idle = async () =>
      (await bench.connection.call('VM.get_data_sources', vm.ref)).find(
        (each) => each.name_label === 'runstate_blocked',
      )?.enabled;
    expect(await idle()).toBe(false);
    const layout = { graphs: [{ name: 'Idle', sources: ['runstate_blocked'] }], colours: {} };
    await bench.run('graphs.save', vm, savingInput('new', layout, ['runstate_blocked']));
    expect(await idle()).toBe(true);
  });

  it('is denied to who may only look, and recording needs a machine that runs', () => {
    expect(savingReason(bench.inventory())).toBeNull();
    const watched = makePool({ hosts: 1, vms: 1 });
    watched.set('session', 'own', { is_local_superuser: false, rbac_permissions: ['pool.get_gui_config'] });
    expect(savingReason(watched.inventory())).toBe('Your account may not do this.');
    const vm = bench.named('VM', 'erp-db');
    expect(recordingReason(bench.inventory(), 'vm', vm.ref)).toBeNull();
    expect(recordingReason(bench.inventory(), 'vm', 'gone')).toContain('runs');
    expect(recordingReason(bench.inventory(), 'sr', 'any')).not.toBeNull();
  });
});
