import type { BootOptions } from '../../control/protocol';
import type { BootRequest } from '../connections/boot-request';
import { openPoolSession } from '../connections/pool-session';
import type { Credentials, PoolDoor, PoolSession } from '../connections/pool-session';
import { FakeConnection } from './fake-connection';
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

/** A session whose simulators and connections are scripted; `prepare` gets the first simulator before it starts. */
export function openFakeSession(
  request: BootRequest = EMBEDDED,
  prepare: (simulator: FakeSimulator) => void = () => undefined,
): FakeWorld {
  const simulators: FakeSimulator[] = [];
  const connections: FakeConnection[] = [];
  const doors: PoolDoor[] = [];
  const accounts: Credentials[] = [];
  const mockBoots: BootOptions[] = [];
  let tick: (visible: boolean) => void = () => undefined;

  const connect = (id: string, credentials: Credentials): FakeConnection => {
    const connection = new FakeConnection(id);
    accounts.push(credentials);
    connections.push(connection);
    return connection;
  };

  const session = openPoolSession({
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
      return connect(id, credentials);
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
