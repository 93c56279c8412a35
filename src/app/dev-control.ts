import type { ControlMessages, ControlMethod } from '../control/protocol';
import type { Connection } from '../xapi/client/contract';
import type { PoolSession } from './connections/pool-session';

/** What journeys use to act behind the interface; in development and test builds only. */
export interface DevControl {
  readonly control: <M extends ControlMethod>(
    method: M,
    ...args: ControlMessages[M]['args']
  ) => Promise<ControlMessages[M]['result']>;
  /** A XenAPI call over the page's own session, as another client of the pool would make it. */
  readonly call: Connection['call'];
  /** Resolves when the page shows what has happened in its pool so far; at once where it is not connected. */
  readonly shown: () => Promise<void>;
}

declare global {
  interface Window {
    xenia?: DevControl;
  }
}

/** Puts the simulator's control channel and the page's connection on the window. */
export function provideDevControl(pool: () => PoolSession): void {
  window.xenia = {
    control: (method, ...args) => {
      const { simulator } = pool().store.getState();
      if (simulator === null) return Promise.reject(new Error('This pool has no simulator of its own.'));
      return simulator.control(method, ...args);
    },
    call: (method, ...args) => {
      const { connection } = pool().store.getState();
      if (connection === null) return Promise.reject(new Error('The console has no connection yet.'));
      return connection.call(method, ...args);
    },
    shown: async () => {
      const { connection } = pool().store.getState();
      if (connection?.status().kind !== 'connected') return;
      await told(connection);
      // React renders some of it when there is time.
      await new Promise((resolve) => requestIdleCallback(resolve));
    },
  };
}

/** Changes arrive in their order: the page has been told of all before one that is made now. */
async function told(connection: Connection): Promise<void> {
  const [pool] = await connection.call('pool.get_all');
  if (pool === undefined) return;
  await new Promise<void>((resolve, reject) => {
    const stop = connection.onDeltas((deltas) => {
      if (deltas.every((delta) => delta.class !== 'pool')) return;
      stop();
      resolve();
    });
    connection.call('event.inject', 'pool', pool).catch((error: unknown) => {
      stop();
      reject(error as Error);
    });
  });
}
