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
  };
}
