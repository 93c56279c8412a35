import type { BootOptions } from '../../control/protocol';
import { FakeConnection } from '../../features/fixtures/fake-connection';
import { makePool } from '../../features/fixtures/pools';
import type { FakePool } from '../../features/fixtures/records';
import type { BootRequest } from '../connections/boot-request';
import { openPoolSession } from '../connections/pool-session';
import type { Credentials, PoolDoor, PoolSession, PoolSessionDeps } from '../connections/pool-session';

import { FakeSimulator } from './fake-simulator';

/** Everything that a session asked the outside world for, in order. */
export interface FakeWorld {
  readonly session: PoolSession;
  readonly simulators: FakeSimulator[];
  readonly connections: FakeConnection[];
  readonly doors: PoolDoor[];
  readonly accounts: Credentials[];
  readonly mockBoots: BootOptions[];
  /** Lets seconds pass on a page that can be seen. */
  readonly seconds: (count: number) => void;
}

export const EMBEDDED: BootRequest = { kind: 'embedded', boot: { scenario: 'scale', seed: 7, persist: true } };
export const LIVE: BootRequest = { kind: 'live', origin: 'https://pool.example' };

/** Lets everything that waits for nothing but its turn go on. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}

/** A session whose simulators and connections are scripted; `prepare` gets the first simulator before it starts. Every
 * connection is to `pool`. */
export function openFakeSession(
  request: BootRequest = EMBEDDED,
  prepare: (simulator: FakeSimulator) => void = () => undefined,
  pool: FakePool = makePool({ hosts: 1, vms: 1 }),
  known: Partial<Pick<PoolSessionDeps, 'id' | 'username' | 'members' | 'twin'>> = {},
): FakeWorld {
  const simulators: FakeSimulator[] = [];
  const connections: FakeConnection[] = [];
  const doors: PoolDoor[] = [];
  const accounts: Credentials[] = [];
  const mockBoots: BootOptions[] = [];
  let tick: (visible: boolean) => void = () => undefined;

  const connect = (id: string, credentials: Credentials): FakeConnection => {
    const connection = new FakeConnection(pool, id);
    accounts.push(credentials);
    connections.push(connection);
    return connection;
  };

  const session = openPoolSession({
    ...known,
    request,
    spawnSimulator: () => {
      const fake = new FakeSimulator();
      if (simulators.length === 0) prepare(fake);
      simulators.push(fake);
      return fake;
    },
    connect: (id, door, credentials) => {
      if (door.kind === 'port') door.port.close();
      doors.push(door);
      const connection = connect(id, credentials);
      // A live pool has yet to answer; a simulated one is there at once.
      if (door.kind === 'http') connection.setStatus({ kind: 'connecting' });
      return connection;
    },
    startMocks: (boot) => {
      mockBoots.push(boot);
      return Promise.resolve(connect);
    },
    wallNowMs: () => 0,
    everySecond: (listener) => {
      tick = listener;
      return () => (tick = () => undefined);
    },
  });
  const seconds = (count: number) => {
    for (let i = 0; i < count; i += 1) tick(true);
  };
  return { session, simulators, connections, doors, accounts, mockBoots, seconds };
}
