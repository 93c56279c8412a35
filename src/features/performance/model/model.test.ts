import { describe, expect, it } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import { makePool } from '../../fixtures/pools';
import { defaultGraphs } from './default-graphs';
import { combined, condensed, courseOf, keyOf, single } from './graph';
import type { Owner, Table } from './graph';
import { cpuSeries } from './host-graphs';
import { sourceWords } from './source-words';
import type { DeviceNames } from './source-words';
import { seriesOfSource } from './series-of-source';

const NAMES: DeviceNames = {
  nic: (device) => (device === '0' ? 'LAN' : null),
  disk: (device) => (device === 'xvda' ? 'root' : null),
  sr: (uuid) => (uuid.startsWith('0a1b2c3d') ? 'Fast' : null),
  gpu: (address) => `A2 at ${address}`,
};
const host: Owner = { subject: 'host', uuid: 'h', server: null };

describe('a data source in words', () => {
  const label = (subject: 'host' | 'vm' | 'sr', name: string, units?: string) => {
    const { label: words, unit, factor, group } = sourceWords(subject, name, NAMES, units);
    return [words, unit, factor, group];
  };

  it('has a name, a unit and a scale', () => {
    expect(label('vm', 'cpu3')).toEqual(['CPU 3', 'share', 1, 'cpu']);
    expect(label('vm', 'vif_0_rx')).toEqual(['LAN (0) received', 'bytesPerSecond', 1, 'network']);
    expect(label('vm', 'vbd_xvda_read')).toEqual(['Read: root (xvda)', 'bytesPerSecond', 1, 'disk']);
    expect(label('vm', 'vbd_xvdb_io_throughput_total')[0]).toBe('Total throughput: xvdb');
    expect(label('host', 'pif_bond0_tx_errors')).toEqual(['bond0 send errors', 'perSecond', 1, 'network']);
    expect(label('host', 'latency_0a1b2c3d')).toEqual(['Latency: Fast', 'seconds', 1e-6, 'latency']);
    expect(label('host', 'read_latency_ffffffff')[0]).toBe('Read latency: storage ffffffff');
    expect(label('host', 'gpu_power_usage_0000/3b/00.0')).toEqual(['Power: A2 at 0000/3b/00.0', 'watts', 1e-3, 'gpu']);
    expect(label('host', 'memory_reclaimed')).toEqual(['Memory taken back from machines', 'bytes', 1, 'memory']);
    expect(label('sr', 'physical_utilisation')).toEqual(['Used space', 'bytes', 1, 'storage']);
  });

  it('goes by the units that the pool tells where toolstacks differ, and where nobody knows it', () => {
    expect(label('host', 'latency_0a1b2c3d', 'ms')[2]).toBe(1e-3);
    expect(label('host', 'pvsaccelerator_evicted', 'B/s')).toEqual([
      'pvsaccelerator evicted',
      'bytesPerSecond',
      1,
      'other',
    ]);
    expect(label('vm', 'something_new', 'things/s')).toEqual(['something new', 'perSecond', 1, 'other']);
    expect(label('vm', 'something_new')).toEqual(['something new', 'count', 1, 'other']);
  });
});

describe('the values of a series', () => {
  const table = (columns: Readonly<Record<string, readonly number[]>>): Table => ({
    times: Float64Array.from([5, 10, 15]),
    stepS: 5,
    columns: new Map(
      Object.entries(columns).map(([name, values]) => [keyOf({ owner: host, name }), Float64Array.from(values)]),
    ),
  });
  const valuesOf = (series: Parameters<typeof courseOf>[0], of: Table) => [...(courseOf(series, of)?.values ?? [])];

  it('of free memory are what is used of all of it', () => {
    const { series, unit } = seriesOfSource(host, 'memory_free_kib', NAMES);
    expect([series.name, unit]).toEqual(['Used memory', 'bytes']);
    expect(valuesOf(series, table({ memory_total_kib: [4, 4, 4], memory_free_kib: [1, NaN, 4] }))).toEqual([
      3072,
      NaN,
      0,
    ]);
  });

  it('of several are those that are known', () => {
    const picks = ['a', 'b'].map((name) => ({ owner: host, name }));
    const known = table({ a: [1, NaN, NaN], b: [3, 5, NaN] });
    expect(valuesOf(combined('x', 'x', picks, 2, 'sum'), known)).toEqual([8, 10, NaN]);
    expect(valuesOf(combined('x', 'x', picks, 1, 'mean'), known)).toEqual([2, 5, NaN]);
    expect(valuesOf(combined('x', 'x', picks, 1, 'most'), known)).toEqual([3, 5, NaN]);
    expect(courseOf(single({ owner: host, name: 'c' }, 'c', 1), known)).toBeNull();
    const series = { id: 'w', name: 'w', picks: [...picks], factors: [1, 1], combine: 'weighted' as const };
    expect(valuesOf(series, table({ a: [2, 4, NaN], b: [3, 0, 1] }))).toEqual([2, 0, NaN]);
  });

  it('of too many lines are what these come to, and the most of them', () => {
    const names = Array.from({ length: 9 }, (_each, at) => `free${at}`);
    const lines = names.map((name) => ({
      ...single({ owner: host, name: 'total' }, name, 1),
      picks: ['total', name].map((each) => ({ owner: host, name: each })),
      factors: [1, 1],
      combine: 'rest' as const,
    }));
    const whole = { name: 'All', combine: 'sum' } as const;
    expect(condensed('x', lines.slice(1), whole)).toHaveLength(8);
    const many = condensed('x', lines, whole, 'Fullest');
    expect(many.map(({ name, picks }) => [name, picks.length])).toEqual([
      ['All', 18],
      ['Fullest', 18],
    ]);
    // One of nine tells nothing of its last moment, and two tell nothing at all.
    const told = Object.fromEntries(names.slice(2).map((name, at) => [name, [at, at, at === 6 ? NaN : 1]]));
    const known = table({ total: [10, 10, 10], ...told });
    expect(many.map((line) => valuesOf(line, known))).toEqual([
      [49, 49, 54],
      [10, 10, 9],
    ]);
  });

  it('of many processors are their average and both ends', () => {
    expect(cpuSeries(host, 'cpu_avg', 1).map(({ name }) => name)).toEqual(['All CPUs']);
    expect(cpuSeries(host, 'cpu_avg', 2).map(({ name }) => name)).toEqual(['Average', 'CPU 0', 'CPU 1']);
    expect(cpuSeries(host, 'cpu_avg', 64).map(({ name }) => name)).toEqual(['Average', 'Busiest', 'Least busy']);
  });
});

describe('the graphs that an object begins with', () => {
  it('are those of XenCenter and more, and none where no server tells', () => {
    const pool = makePool({ hosts: 2, vms: 1 });
    const titles = (kind: 'host' | 'vm' | 'pool', ref: Ref) =>
      defaultGraphs(pool.inventory(), kind, ref).map(({ title }) => title);
    expect(titles('host', 'host0').slice(0, 3)).toEqual(['CPU', 'Memory', 'Network']);
    expect(titles('vm', 'vm0').slice(0, 2)).toEqual(['CPU', 'Memory']);
    expect(titles('pool', 'pool')).toContain('CPU of servers');
    expect(titles('host', 'gone')).toEqual([]);
  });

  it('are of all servers, also where there are more than lines', () => {
    const named = (hosts: number) =>
      defaultGraphs(makePool({ hosts, vms: 1 }).inventory(), 'pool', 'pool').map(({ id, series }) => [
        id,
        series.map(({ name }) => name),
      ]);
    expect(named(2)).toContainEqual(['memories', ['server 1', 'server 2']]);
    expect(named(9)).toEqual([
      ['cpus', ['Average', 'Busiest']],
      ['memories', ['Average', 'Fullest']],
      ['networks', ['All', 'Busiest']],
      ['storages', ['All', 'Busiest']],
      ['machines', ['All', 'Busiest']],
      ['pool', ['Tasks', 'Sessions']],
    ]);
  });
});
