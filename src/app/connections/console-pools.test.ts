import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { makePool } from '../../features/fixtures/pools';
import type { FakePool } from '../../features/fixtures/records';
import { attachCache } from '../../xapi/cache/cache';
import { EMBEDDED, openFakeSession, settled } from '../testing/fake-session';
import type { FakeWorld } from '../testing/fake-session';
import { createConsolePools, duplicateOf } from './console-pools';
import { serverList } from './server-list';
import type { StoredServer } from './server-list';

const queryClient = new QueryClient();
const ely: StoredServer = { address: '10.0.0.7', name: 'Ely', username: 'alice', members: ['10.0.0.7'] };

async function setUp(servers: readonly StoredServer[] = []) {
  let kept = JSON.stringify(servers);
  const worlds = new Map<string, FakeWorld>();
  const inside = new Map<string, FakePool>();
  const primary = openFakeSession(EMBEDDED, undefined, makePool({ hosts: 1, vms: 1, name: 'Lab' }));
  const pools = createConsolePools(primary.session, {
    list: serverList({ getItem: () => kept, setItem: (_key, text) => void (kept = text) }),
    open(server, { id, origin }) {
      const pool = makePool({ hosts: 1, vms: 1, name: 'Lab' });
      const world = openFakeSession({ kind: 'live', origin }, undefined, pool, { ...server, id });
      worlds.set(id, world);
      inside.set(id, pool);
      return world.session;
    },
    openTwin(id, twin, content) {
      const file = { name: twin.name, content };
      const pool = makePool({ hosts: 1, vms: 1, name: 'Lab' });
      const world = openFakeSession({ kind: 'embedded', boot: { file, persist: false } }, undefined, pool, {
        id,
        twin,
      });
      worlds.set(id, world);
      return world.session;
    },
    ask: () => undefined,
  });
  await settled();
  /** Logs in to a pool of the list, up to its objects. */
  const enter = (id: string): void => {
    worlds.get(id)?.session.login({ username: 'root', password: 'secret' });
    const connection = worlds.get(id)?.connections.at(-1);
    if (connection === undefined) throw new Error(`${id} has no connection.`);
    attachCache(connection, queryClient);
    connection.setStatus({ kind: 'connected' });
    connection.load();
  };
  const entry = (id: string) => pools.list.entries().find((each) => each.id === id);
  return { pools, worlds, inside, enter, entry, kept: () => JSON.parse(kept) as readonly StoredServer[] };
}

describe('the pools of a page', () => {
  it('are those it opens by itself and those of the list, which wait for a person', async () => {
    const { pools, entry, worlds } = await setUp([ely]);
    expect(pools.list.entries().map(({ id, state }) => [id, state])).toEqual([
      ['simulated', 'connected'],
      ['10.0.0.7', 'disconnected'],
    ]);
    expect(entry('10.0.0.7')).toMatchObject({ name: 'Ely', address: '10.0.0.7' });
    expect(worlds.get('10.0.0.7')?.connections).toEqual([]);
  });

  it('are remembered once a person got in, with what there is to know and without a password', async () => {
    const { pools, enter, kept, worlds } = await setUp();
    pools.open('10.0.0.9');
    worlds.get('10.0.0.9')?.session.login({ username: 'root', password: 'secret' });
    expect(kept()).toEqual([]);
    enter('10.0.0.9');
    expect(kept()).toMatchObject([{ address: '10.0.0.9', name: 'Lab', username: 'root' }]);
    expect(JSON.stringify(kept())).not.toContain('secret');
    pools.remove('10.0.0.9');
    expect([kept(), pools.sessions().length]).toEqual([[], 1]);
    pools.remove('simulated');
    expect(pools.sessions()).toHaveLength(1);
  });

  it('are told apart by where they are when they are called the same', async () => {
    const { pools, enter, entry } = await setUp();
    attachCache(pools.primary.store.getState().connection ?? expect.fail(), queryClient);
    pools.open('10.0.0.8');
    pools.open('10.0.0.9');
    enter('10.0.0.8');
    expect(entry('10.0.0.8')?.hint).toBe('');
    enter('10.0.0.9');
    expect([entry('10.0.0.8')?.name, entry('10.0.0.9')?.name]).toEqual(['Lab (10.0.0.8)', 'Lab (10.0.0.9)']);
    // Two addresses of one pool.
    expect(duplicateOf(pools, '10.0.0.9')?.id).toBe('10.0.0.8');
  });

  it('have twins beside them, called as such, which nobody remembers and no link leads to by chance', async () => {
    const { pools, enter, entry, worlds, kept } = await setUp();
    pools.open('10.0.0.8');
    enter('10.0.0.8');
    const twin = { name: 'Twin of Lab', of: 'Lab', takenMs: 0 };
    const session = pools.openTwin(twin, new Blob(['<database/>'])) ?? expect.fail();
    await settled();
    expect(session.store.getState().phase.kind).toBe('open');
    const [connection] = worlds.get(session.id)?.connections ?? [];
    attachCache(connection ?? expect.fail(), queryClient);
    connection?.load();
    expect(entry(session.id)).toMatchObject({ name: 'Twin of Lab', hint: 'simulated twin', address: '' });
    expect(entry('10.0.0.8')?.name).toBe('Lab');
    expect(kept().map(({ address }) => address)).toEqual(['10.0.0.8']);
    expect(pools.open(session.id)).toBe(null);
    pools.remove(session.id);
    expect([entry(session.id), kept().length]).toEqual([undefined, 1]);
  });

  it('are one however the address is written, and none where it is no address', async () => {
    const { pools } = await setUp([ely]);
    expect(pools.open('https://10.0.0.7/')).toBe(pools.session('10.0.0.7'));
    expect(pools.open('two words')).toBe(null);
    expect(
      pools.addAll([
        { ...ely, name: 'another name' },
        { ...ely, address: '10.0.0.10' },
      ]),
    ).toBe(1);
    expect(pools.servers().map(({ name }) => name)).toEqual(['Ely', 'Ely']);
  });

  it('lose a server that has joined another one of them, once its toolstack restarts', async () => {
    const { pools, enter, entry, worlds, inside, kept } = await setUp();
    const at = { pool: '10.0.0.8', server: '10.0.0.9' } as const;
    pools.open(at.pool);
    pools.open(at.server);
    const connectionOf = (id: string) => worlds.get(id)?.connections.at(-1) ?? expect.fail();
    inside.get(at.server)?.set('host', 'host0', { uuid: 'joins' });
    enter(at.pool);
    enter(at.server);
    inside.get(at.pool)?.set('host', 'host1', { uuid: 'joins', name_label: 'spare' });
    connectionOf(at.pool).push();
    // It has not answered yet.
    expect(entry(at.server)?.state).toBe('connected');
    connectionOf(at.server).setStatus({ kind: 'lost', reason: 'gone', sinceMs: 0, retryAtMs: 0 });
    expect(entry(at.server)).toBeUndefined();
    expect(kept().map(({ address }) => address)).toEqual([at.pool]);
    // Who looked at it finds it there, until it is added again.
    expect(pools.joined(at.server)).toEqual({ connection: at.pool, class: 'host', ref: 'host1' });
    pools.open(at.server);
    expect(pools.joined(at.server)).toBeUndefined();
  });

  it('keep a server that a copy of its pool knows from the beginning', async () => {
    const { pools, enter, entry, worlds, inside } = await setUp();
    pools.open('10.0.0.8');
    pools.open('10.0.0.9');
    inside.get('10.0.0.8')?.set('host', 'host1', { uuid: 'copied' });
    inside.get('10.0.0.9')?.set('host', 'host0', { uuid: 'copied' });
    enter('10.0.0.9');
    enter('10.0.0.8');
    worlds.get('10.0.0.9')?.connections.at(-1)?.setStatus({ kind: 'lost', reason: 'gone', sinceMs: 0, retryAtMs: 0 });
    expect(entry('10.0.0.9')?.state).toBe('stale');
  });

  it('say what is no longer live, and keep their entry while nothing in it changes', async () => {
    const { pools, enter, entry, worlds } = await setUp([ely]);
    let told = 0;
    pools.subscribe(() => (told += 1));
    enter('10.0.0.7');
    const [connection] = worlds.get('10.0.0.7')?.connections ?? [];
    const before = entry('10.0.0.7');
    const count = told;
    connection?.setStatus({ kind: 'connected' });
    expect([entry('10.0.0.7'), told]).toEqual([before, count]);
    connection?.setStatus({ kind: 'lost', reason: 'gone', sinceMs: 0, retryAtMs: 0 });
    expect(entry('10.0.0.7')?.state).toBe('stale');
    worlds.get('10.0.0.7')?.session.logout();
    expect(entry('10.0.0.7')?.state).toBe('disconnected');
    expect(entry('10.0.0.7')?.connection.status()).toEqual({ kind: 'closed' });
  });
});
