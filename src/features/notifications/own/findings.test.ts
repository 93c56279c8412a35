import { describe, expect, it } from 'vitest';
import { makePool } from '../../fixtures/pools';
import type { FakePool } from '../../fixtures/records';
import { findingsIn } from './findings';
import { keptAs, keptWith, withDismissed, withoutDismissed } from './kept';
import type { Look } from './look';
import type { Finding } from './own-alert';

const NOW_MS = Date.UTC(2026, 0, 15, 12);
const DAY_MS = 86_400_000;
const at = (days: number): string =>
  new Date(NOW_MS + days * DAY_MS).toISOString().replaceAll(/[-:]/g, '').replace('.000', '');

function poolOf(hosts = 2): FakePool {
  const pool = makePool({ hosts, vms: 3 });
  for (let each = 0; each < hosts; each++) pool.set('host', `host${each}`, { iscsi_iqn: `iqn.2026-01.lab:${each}` });
  return pool;
}

const find = (pool: FakePool, more: Partial<Look> = {}): readonly Finding[] =>
  findingsIn({
    connection: 'c',
    inventory: pool.inventory(),
    nowMs: NOW_MS,
    others: [],
    skews: new Map(),
    tools: { missing: [], outdated: [] },
    offer: null,
    space: {},
    ...more,
  });
const short = (findings: readonly Finding[]) =>
  findings.map(({ kind, severity, object }) => [kind, severity, object.ref]);

describe('what the console finds out itself', () => {
  it('is nothing in a pool that is well', () => {
    expect(find(poolOf())).toEqual([]);
  });

  it.each([
    [31, []],
    [29, [['certificate', 3, 'host1']]],
    [13, [['certificate', 2, 'host1']]],
    [6, [['certificate', 1, 'host1']]],
    [-1, [['certificate', 1, 'host1']]],
  ])('a certificate that ends in %d days', (days, expected) => {
    const pool = poolOf();
    pool.set('Certificate', 'cert', { type: 'host', host: 'host1', not_after: at(days) });
    expect(short(find(pool))).toEqual(expected);
  });

  it('leaves out what the pool has told itself', () => {
    const pool = poolOf();
    pool.set('Certificate', 'cert', { type: 'host', host: 'host1', not_after: at(3) });
    pool.set('message', 'm', { name: 'HOST_SERVER_CERTIFICATE_EXPIRING_07', obj_uuid: 'uuid of host1' });
    expect(find(pool)).toEqual([]);
  });

  it('the licence of servers that end together, once', () => {
    const pool = poolOf(3);
    for (const host of ['host0', 'host1']) pool.set('host', host, { license_params: { expiry: at(10) } });
    pool.set('host', 'host2', { license_params: { expiry: at(-2) } });
    expect(short(find(pool))).toEqual([
      ['licence', 3, 'host0'],
      ['unlicensed', 2, 'host2'],
    ]);
    expect(find(pool)[0]?.sentence).toContain('server 1, server 2');
  });

  it('servers that share an iSCSI name, in one pool and in two', () => {
    const pool = poolOf();
    pool.set('host', 'host1', { iscsi_iqn: 'iqn.2026-01.lab:0' });
    expect(short(find(pool))).toEqual([
      ['duplicateIqn', 3, 'host0'],
      ['duplicateIqn', 3, 'host1'],
    ]);
    const [one, other] = [poolOf(1), poolOf(1)];
    expect(short(find(one, { others: [other.inventory()] }))).toEqual([['duplicateIqn', 3, 'host0']]);
    pool.set('SR', 'shared', { type: 'lvmoiscsi' });
    pool.set('host', 'host1', { iscsi_iqn: '' });
    expect(short(find(pool))).toEqual([['missingIqn', 3, 'host1']]);
  });

  it('updates of repositories and uploaded ones, and a list that is old', () => {
    const pool = poolOf();
    pool.set('pool_update', 'u', { hosts: ['host0'] });
    pool.set('pool', 'pool', { repositories: ['r'], last_update_sync: at(-100) });
    const none = { mandatory: [], recommended: [], full: [], livepatch: [] };
    const update = { title: '', summary: '', description: '', 'special-info': '', URL: '', issued: '', severity: '' };
    const offer = {
      hash: 'h',
      hosts: [{ ref: 'host1', guidance: none, RPMS: [], updates: ['x'] }],
      updates: [{ ...update, id: 'x', type: 'security', guidance: none }],
    };
    const found = find(pool, { offer });
    expect(short(found)).toEqual([
      ['updates', 2, 'pool'],
      ['synchronisation', 2, 'pool'],
    ]);
    expect(found[0]?.sentence).toBe('2 updates wait for 1 server, 1 of them for security.');
  });

  it('a plan for fewer failures than the pool should stand', () => {
    const pool = poolOf();
    pool.set('pool', 'pool', { ha_enabled: true, ha_host_failures_to_tolerate: 2, ha_plan_exists_for: 1 });
    expect(short(find(pool))).toEqual([['overcommitted', 2, 'pool']]);
    pool.set('pool', 'pool', { ha_enabled: false });
    expect(find(pool)).toEqual([]);
  });

  it('paths that are down, the worst of all when none is left', () => {
    const pool = poolOf();
    const paths = (state: string) =>
      pool.set('PBD', 'pbd-shared1', { other_config: { multipathed: 'true', 'mpath-3600a': state } });
    paths('[2, 4]');
    expect(short(find(pool))).toEqual([['paths', 3, 'shared']]);
    paths('[0, 4]');
    expect(find(pool)[0]).toMatchObject({ severity: 1, sentence: 'server 2 has lost all 4 paths.' });
    paths('[4, 4]');
    expect(find(pool)).toEqual([]);
  });

  it('clocks that are off, and machines without tools while they run', () => {
    const pool = poolOf();
    const skews = new Map([
      ['host0', 0],
      ['host1', -90_000],
    ]);
    const tools = { missing: ['vm0', 'vm1'], outdated: ['vm2'] };
    pool.set('VM', 'vm1', { power_state: 'Halted' });
    const found = find(pool, { skews, tools });
    expect(short(found)).toEqual([
      ['clock', 3, 'host1'],
      ['tools', 4, 'pool'],
    ]);
    expect(found[0]?.sentence).toContain('1 min 30 s behind the coordinator');
    expect(found[1]?.sentence).toContain('1 running machine has no guest tools, 1 has old ones');
    const [old] = find(pool, { tools: { missing: [], outdated: ['vm2'] } });
    expect(old?.sentence).toContain('1 running machine has old guest tools.');
  });

  it('storage that is filling up, with the day on which it is full', () => {
    const pool = poolOf();
    const fill = (used: number) => pool.set('SR', 'shared', { physical_size: 1000, physical_utilisation: used });
    const today = Math.floor(NOW_MS / DAY_MS);
    const notes = [-3, -2, -1, 0].map((day) => [today + day, 0.5 + day * 0.05] as const);
    fill(500);
    const [found] = find(pool, { space: { 'uuid of shared': notes } });
    expect(found).toMatchObject({ kind: 'space', severity: 3 });
    expect(found?.sentence).toBe('It is 50 % full and grows by 35 % a week: full about 2026-01-25.');
    expect(find(pool)).toEqual([]);
    fill(960);
    expect(find(pool)[0]).toMatchObject({ severity: 2, sentence: 'It is 96 % full.' });
  });
});

describe('a finding', () => {
  const finding = (key: string): Finding => ({
    kind: 'tools',
    key,
    severity: 4,
    cls: 'Pool',
    object: { connection: 'c', class: 'pool', ref: 'pool' },
    uuid: '',
    sentence: '',
    actions: [],
  });
  const keys = (kept: ReturnType<typeof keptWith>, findings: readonly Finding[]) =>
    withoutDismissed(kept, findings).map(({ key, sinceMs }) => [key, sinceMs]);

  it('is told since it was first seen, and not again once it is dismissed', () => {
    const found = [finding('a'), finding('b')];
    let kept = keptWith(keptWith({}, found, 5), found, 9);
    expect(keys(kept, found)).toEqual([
      ['a', 5],
      ['b', 5],
    ]);
    kept = keptWith(withDismissed(kept, new Set(['a'])), found, 10);
    expect(keys(kept, found)).toEqual([['b', 5]]);
  });

  it('of a twin is kept apart from that of its pool', () => {
    expect(keptAs('ouse.example', 'uuid')).toBe(keptAs('10.0.0.1', 'uuid'));
    expect(keptAs('twin 1', 'uuid')).not.toBe(keptAs('ouse.example', 'uuid'));
    expect(keptAs('twin 1', 'uuid')).not.toBe(keptAs('twin 2', 'uuid'));
  });

  it('comes back when its trouble does', () => {
    const found = [finding('a')];
    const dismissed = withDismissed(keptWith({}, found, 5), new Set(['a']));
    const kept = keptWith(keptWith(dismissed, [], 6), found, 7);
    expect(keys(kept, found)).toEqual([['a', 7]]);
  });
});
