import { describe, expect, it } from 'vitest';
import { makePool } from '../../fixtures/pools';
import { combined, keyOf } from '../model/graph';
import type { Table } from '../model/graph';
import { judgeGpu } from './gpu-path';
import { judgeNetwork } from './network-path';
import { nowOf } from './path';
import type { Now, Path } from './path';
import { pathsOf } from './paths';
import { judgeStorage } from './storage-path';

const now = (facts: Now['facts'], most: Now['most'] = {}, usual = NaN): Now => ({ facts, most, usual });

describe('the bottleneck of a storage datapath', () => {
  const busy = { 'device requests': 900, 'device latency': 0.004, 'device in flight': 12, 'backend short': 0 };

  it('is none where hardly anything moves, nothing is at its limit, or nobody tells', () => {
    expect(judgeStorage(now({ ...busy, 'device requests': 0.2 })).sentence).toContain('Hardly anything');
    expect(judgeStorage(now(busy, {}, 0.003))).toMatchObject({ stage: null });
    expect(judgeStorage(now(busy, {}, 0.003)).sentence).toContain('4 ms');
    expect(judgeStorage(now(busy)).stage).toBeNull();
    expect(judgeStorage(now({})).sentence).toContain('tell nothing');
  });

  it('is the device when it is much slower than usual and requests wait for it', () => {
    const verdict = judgeStorage(now(busy, {}, 0.001));
    expect(verdict.stage).toBe('device');
    expect(verdict.sentence).toContain('4 times as long');
    expect(judgeStorage(now({ ...busy, 'device in flight': 0.2 }, {}, 0.001)).stage).toBeNull();
  });

  it('is a full ring, by the name of its disk, and the backend before that', () => {
    const ring = { name: 'web-1 xvda', value: 31 / 32 };
    const domain = { name: 'ely-1', value: 0.93 };
    expect(judgeStorage(now(busy, { rings: ring }, 0.001))).toEqual({
      stage: 'ring',
      sentence: 'The ring of web-1 xvda: 31 of 32 places are taken, so the machine waits before it may ask for more.',
    });
    expect(judgeStorage(now(busy, { rings: ring, domains: domain }))).toMatchObject({ stage: 'backend' });
    expect(judgeStorage(now({ ...busy, 'backend short': 2 })).stage).toBe('backend');
  });
});

describe('the bottleneck of a network datapath', () => {
  it('is a link that is used up, or the control domain', () => {
    const facts = { 'guest rx': 1e9, 'guest tx': 1e6, 'port rx': 1e9, 'port tx': 1e6 };
    expect(judgeNetwork(now(facts, { links: { name: 'ely-1 eth0', value: 0.97 } }))).toEqual({
      stage: 'link',
      sentence: 'The link of ely-1 eth0: 97 % of its speed is used.',
    });
    expect(judgeNetwork(now(facts, { domains: { name: 'ely-1', value: 0.9 } })).stage).toBe('backend');
    expect(judgeNetwork(now(facts, { links: { name: 'ely-1 eth0', value: 0.4 } }))).toMatchObject({ stage: null });
    expect(judgeNetwork(now({ 'guest rx': 3 })).sentence).toContain('Hardly anything');
  });
});

describe('the bottleneck of GPUs', () => {
  it('is what is busy all the time, or too hot', () => {
    const engine = (value: number) => ({ name: 'A2', value });
    expect(judgeGpu(now({}, { engines: engine(0.99) })).stage).toBe('engine');
    expect(judgeGpu(now({}, { engines: engine(0.96), access: engine(0.99) })).stage).toBe('memory');
    expect(judgeGpu(now({}, { engines: engine(0.99), heat: engine(91) })).stage).toBe('board');
    expect(judgeGpu(now({}, { engines: engine(0.5) }))).toMatchObject({ stage: null });
    expect(judgeGpu(now({}))).toMatchObject({ stage: null });
  });
});

describe('what a datapath does now', () => {
  const owner = { subject: 'host', uuid: 'h', server: null } as const;
  const series = combined('x', 'x', [{ owner, name: 'x' }], 1, 'sum');
  const table = (values: readonly number[]): Table => ({
    times: Float64Array.from(values, (_value, at) => at * 5),
    stepS: 5,
    columns: new Map([[keyOf({ owner, name: 'x' }), Float64Array.from(values)]]),
  });

  it('is the mean of the newest minute, and usual is what it was with little to do', () => {
    const path: Path = {
      id: 'storage',
      title: '',
      stages: [{ id: 's', title: '', what: '', graphs: [], facts: [{ id: 'x', label: '', unit: 'count', series }] }],
      suspects: { all: [{ name: 'a', series }] },
      baseline: series,
    };
    const minute = [9, ...Array.from({ length: 10 }, () => 2), NaN, 3];
    const found = nowOf(path, table(minute), table(Array.from({ length: 100 }, (_each, at) => at + 1)));
    expect(found.facts['x']).toBeCloseTo(23 / 11);
    expect(found.most['all']?.name).toBe('a');
    expect(found.usual).toBe(11);
    expect(nowOf(path, table([]), table([1, 2])).usual).toBeNaN();
  });

  it('is drawn for servers, repositories, networks and GPUs', () => {
    const pool = makePool({ hosts: 2, vms: 2 });
    pool.set('PBD', 'p', { SR: 'shared', host: 'host0', currently_attached: true });
    const inventory = pool.inventory();
    expect(pathsOf(inventory, 'vm', 'vm0')).toEqual([]);
    expect(pathsOf(inventory, 'sr', 'gone')).toEqual([]);
    for (const path of pathsOf(inventory, 'host', 'host0')) expect(path.stages.length).toBeGreaterThan(3);
  });
});
