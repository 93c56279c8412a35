import { beforeAll, describe, expect, it } from 'vitest';
import { provideErrorEvent } from '../testing/error-event';
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
    expect(doors).toEqual([{ kind: 'http', origin: 'https://pool.example' }]);
    session.login({ username: 'root', password: 'right' });
    expect(connections.map((connection) => connection.status().kind)).toEqual(['closed', 'connecting']);
    session.logout();
    expect(state()).toMatchObject({ phase: { kind: 'login' }, connection: null });
  });

  it('goes by the clock of the pool', async () => {
    const { session, connections } = setUp(LIVE);
    session.login({ username: 'root', password: 'right' });
    const [connection] = connections;
    connection?.answers.set('host.get_all', () => ['host0']);
    connection?.answers.set('host.get_servertime', () => '20200102T03:04:05Z');
    connection?.setStatus({ kind: 'connected' });
    await settled();
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
