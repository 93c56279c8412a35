import { beforeAll, describe, expect, it, vi } from 'vitest';
import { provideErrorEvent } from '../testing/error-event';
import type { Credentials } from './pool-session';
import { EMBEDDED, LIVE, openFakeSession, settled } from '../testing/fake-session';

beforeAll(provideErrorEvent);

function setUp(...args: Parameters<typeof openFakeSession>) {
  const world = openFakeSession(...args);
  return { ...world, state: () => world.session.store.getState() };
}

describe('the embedded pool', () => {
  it('boots the asked world and logs in by itself over a port of its own', async () => {
    const { state, simulators, doors, accounts } = setUp(EMBEDDED);
    expect(state().phase.kind).toBe('starting');
    await settled();
    expect(state().phase.kind).toBe('open');
    expect(simulators[0]?.boots).toEqual([EMBEDDED.kind === 'embedded' && EMBEDDED.boot]);
    expect(doors.map((door) => door.kind)).toEqual(['port']);
    expect(accounts).toEqual([{ username: 'root', password: 'password' }]);
    expect(state().world?.name).toBe('Cambridge');
  });

  it('says what the simulator refused at the start and can begin with the first world', async () => {
    const sentence = 'What the browser kept is damaged.';
    const { session, state, simulators } = setUp(EMBEDDED, (fake) => fake.refusals.set('start', sentence));
    await settled();
    expect(state().phase).toEqual({ kind: 'stopped', during: 'start', stop: { message: sentence, details: '' } });
    session.restart('fresh');
    await settled();
    expect(state().phase.kind).toBe('open');
    expect(simulators[1]?.boots).toEqual([{ scenario: 'cambridge', seed: 1, fresh: true, persist: true }]);
  });

  it('keeps what is on the screen when the simulator crashes, and restarts from what was kept', async () => {
    const { session, state, simulators, connections } = setUp(EMBEDDED);
    await settled();
    simulators[0]?.crash();
    expect(state().phase).toMatchObject({ kind: 'stopped', during: 'work' });
    expect(state().connection).toBe(connections[0]);
    const before = state().epoch;
    session.restart('kept');
    await settled();
    expect(state().phase.kind).toBe('open');
    expect(simulators[1]?.boots).toEqual([{ persist: true }]);
    expect(connections.map((connection) => connection.status().kind)).toEqual(['closed', 'connected']);
    expect(state().epoch).toBe(before + 1);
  });

  it('tells a crash before the first answer from one at work', async () => {
    const { state, simulators } = setUp(EMBEDDED, (fake) => (fake.silent = true));
    await settled();
    simulators[0]?.crash('');
    await settled();
    expect(state().phase).toMatchObject({ kind: 'stopped', during: 'start' });
  });

  it('notices that the simulator no longer answers', async () => {
    const { state, simulators, seconds } = setUp(EMBEDDED);
    await settled();
    const [fake] = simulators;
    if (fake) fake.silent = true;
    seconds(12);
    expect([state().silent, state().phase.kind]).toEqual([true, 'open']);
  });

  it('follows what the simulator says of its world and the connection of its state', async () => {
    const { state, simulators, connections } = setUp(EMBEDDED);
    await settled();
    simulators[0]?.push({ name: 'Twin' });
    connections[0]?.setStatus({ kind: 'lost', reason: 'gone', sinceMs: 1, retryAtMs: 2 });
    expect([state().world?.name, state().status.kind]).toEqual(['Twin', 'lost']);
  });
});

describe('other pools', () => {
  it('asks a person for the password of a live pool and connects to where the page came from', () => {
    const { session, state, doors, connections } = setUp(LIVE);
    expect(state().phase.kind).toBe('login');
    session.login({ username: 'root', password: 'wrong' });
    expect(state().phase.kind).toBe('open');
    expect(doors).toEqual([{ kind: 'http', origin: 'https://pool.example', members: [] }]);
    session.login({ username: 'root', password: 'right' });
    expect(connections.map((connection) => connection.status().kind)).toEqual(['closed', 'connecting']);
    session.logout();
    expect(state()).toMatchObject({ phase: { kind: 'login' }, connection: null });
  });

  it('say why a first login came to nothing, and wait for a person', async () => {
    const { session, state, connections } = setUp(LIVE);
    const refused = { kind: 'failed', code: 'SESSION_AUTHENTICATION_FAILED', params: ['root'], message: '' } as const;
    session.login({ username: 'alice', password: 'wrong' });
    connections[0]?.setStatus(refused);
    expect(state()).toMatchObject({ phase: { kind: 'login' }, connection: null, username: 'alice' });
    expect(state().problem).toEqual({ code: 'SESSION_AUTHENTICATION_FAILED', params: ['root'] });
    session.login({ username: 'alice', password: 'right' });
    expect(state().problem).toBe(null);
    connections[1]?.setStatus({ kind: 'lost', reason: 'unreachable', sinceMs: 0, retryAtMs: 0 });
    expect(state().problem).toEqual({ code: 'CONNECTION_LOST', params: ['unreachable'] });
    expect(connections.map((connection) => connection.status().kind)).toEqual(['closed', 'closed']);
  });

  it('go on with what is on the screen when a session ended, and begin anew as somebody else', () => {
    const { session, state, connections, doors } = setUp(LIVE, undefined, undefined, { members: ['10.0.0.8'] });
    session.login({ username: 'root', password: 'right' });
    connections[0]?.setStatus({ kind: 'connected' });
    connections[0]?.setStatus({ kind: 'failed', code: 'SESSION_INVALID', params: [], message: '' });
    expect([state().connection, state().phase.kind]).toEqual([connections[0], 'open']);
    session.login({ username: 'root', password: 'right' });
    expect([connections.length, connections[0]?.accounts]).toEqual([1, ['root right']]);
    const { epoch } = state();
    session.loginAs({ username: 'alice', password: 'hers' });
    connections[1]?.setStatus({ kind: 'loading', loaded: 0, total: 1 });
    expect(state()).toMatchObject({ connection: connections[1], username: 'alice', reached: true, epoch: epoch + 1 });
    expect(doors[1]).toMatchObject({ members: ['10.0.0.8'] });
  });

  it('keep what works until another account is let in', () => {
    const { session, state, connections } = setUp(LIVE);
    session.login({ username: 'root', password: 'right' });
    connections[0]?.setStatus({ kind: 'connected' });
    session.loginAs({ username: 'alice', password: 'not this one' });
    expect(state()).toMatchObject({ connection: connections[0], trying: true, username: 'root' });
    connections[1]?.setStatus({
      kind: 'failed',
      code: 'SESSION_AUTHENTICATION_FAILED',
      params: ['alice'],
      message: '',
    });
    const problem = { code: 'SESSION_AUTHENTICATION_FAILED', params: ['alice'] };
    expect(state()).toMatchObject({ connection: connections[0], trying: false, username: 'root', problem });
    session.loginAs({ username: 'alice', password: 'slow' });
    session.stopTrying();
    connections[2]?.setStatus({ kind: 'connected' });
    expect(state()).toMatchObject({ connection: connections[0], trying: false, reached: true });
    session.loginAs({ username: 'alice', password: 'right' });
    connections[3]?.setStatus({ kind: 'loading', loaded: 0, total: 1 });
    expect(state()).toMatchObject({ connection: connections[3], trying: false, username: 'alice', problem: null });
    expect(connections.slice(0, 3).map((connection) => connection.status().kind)).toEqual([
      'closed',
      'closed',
      'connected',
    ]);
  });

  it('are let in by the window that opened this one, and left when it logs out', () => {
    const { session, state, connections, accounts } = setUp(LIVE);
    const asked: string[] = [];
    let tell: (credentials: Credentials | null) => void = () => undefined;
    const stop = vi.fn();
    session.loginByOpener((pool, told) => {
      asked.push(pool);
      tell = told;
      return stop;
    });
    expect([asked, state().phase.kind, state().byOpener]).toEqual([['live'], 'login', true]);
    tell({ username: 'alice', password: 'hers' });
    connections[0]?.setStatus({ kind: 'connected' });
    expect(accounts).toEqual([{ username: 'alice', password: 'hers' }]);
    expect(state()).toMatchObject({ phase: { kind: 'open' }, reached: true, byOpener: true });
    expect(stop).not.toHaveBeenCalled();
    tell(null);
    expect(state()).toMatchObject({ phase: { kind: 'login' }, connection: null, byOpener: false });
    expect(state().problem).toEqual({ code: 'SESSION_INVALID', params: [] });
    expect(connections[0]?.status().kind).toBe('closed');
  });

  it('ask a person when that window does not let this one in, and are of that person then', () => {
    const { session, state, connections } = setUp(LIVE);
    const stop = vi.fn();
    session.loginByOpener((_, told) => {
      told(null);
      return stop;
    });
    expect(state()).toMatchObject({ phase: { kind: 'login' }, problem: null, byOpener: false });
    session.login({ username: 'root', password: 'right' });
    connections[0]?.setStatus({ kind: 'connected' });
    expect(stop).toHaveBeenCalled();
    expect(state()).toMatchObject({ phase: { kind: 'open' }, reached: true });
  });

  it('goes by the clock of the coordinator', async () => {
    const { session, connections } = setUp(LIVE);
    session.login({ username: 'root', password: 'right' });
    const [connection] = connections;
    connection?.answers.set('pool.get_all_records', () => ({ pool: { master: 'host1' } }));
    connection?.answers.set('host.get_servertime', () => '20200102T03:04:05Z');
    connection?.setStatus({ kind: 'connected' });
    await settled();
    expect(connection?.called).toContain('host.get_servertime(host1)');
    expect(session.clock.nowMs()).toBe(Date.UTC(2020, 0, 2, 3, 4, 5));
  });

  it('starts the simulator over HTTP in the page and calls it from the page', async () => {
    const { state, doors, mockBoots, accounts } = setUp({ kind: 'mocks', boot: { persist: false } });
    await settled();
    expect(mockBoots).toEqual([{ persist: false }]);
    expect([doors, accounts]).toEqual([[], [{ username: 'root', password: 'password' }]]);
    expect([state().phase.kind, state().simulator]).toEqual(['open', null]);
  });
});
