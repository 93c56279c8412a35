import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { BootOptions, WorldInfo } from '../../control/protocol';
import type { ServerClock } from '../../features/values';
import type { Connection, ConnectionStatus } from '../../xapi/client/contract';
import { clientErrorCodes } from '../../xapi/client/xapi-error';
import { texts } from '../texts';
import type { BootRequest } from './boot-request';
import { setClock, watchClock } from './clock-watch';
import type { AskOpener } from './opener';
import { Heartbeat } from './heartbeat';
import { VirtualClock } from './virtual-clock';
import { SimulatorHandle } from './simulator-handle';
import type { SimulatorStop, SimulatorWorker } from './simulator-handle';

/** Where a XenAPI client finds its pool. */
export type PoolDoor =
  | { readonly kind: 'port'; readonly port: MessagePort }
  | { readonly kind: 'http'; readonly origin: string; readonly members: readonly string[] };

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Every simulated pool lets this account in unless its server was told otherwise. */
const SIMULATED_ACCOUNT: Credentials = { username: 'root', password: 'password' };

/** The world that "start fresh" opens: the one of a first visit. */
const FIRST_WORLD = { scenario: 'cambridge', seed: 1, fresh: true } as const;

/** A XenAPI error, or one of `clientErrorCodes`. */
export interface ConnectProblem {
  readonly code: string;
  readonly params: readonly string[];
}

export type PoolPhase =
  | { readonly kind: 'starting' }
  /** A live pool waits for a name and a password. */
  | { readonly kind: 'login' }
  | { readonly kind: 'open' }
  /** The simulator ended. What is on the screen stays readable and is marked as old. */
  | { readonly kind: 'stopped'; readonly stop: SimulatorStop; readonly during: 'start' | 'work' };

export interface PoolState {
  readonly phase: PoolPhase;
  readonly connection: Connection | null;
  readonly status: ConnectionStatus;
  /** Null for live pools and for the one over HTTP in the page. */
  readonly simulator: SimulatorHandle | null;
  readonly world: WorldInfo | null;
  /** The simulator has not answered for a while; it may be at work on something long. */
  readonly silent: boolean;
  /** Why the last login came to nothing; null: it did not, or nobody tried. */
  readonly problem: ConnectProblem | null;
  /** Another account is being let in, beside the connection that there is. */
  readonly trying: boolean;
  /** The account of the last login to a live pool; empty: there was none. */
  readonly username: string;
  /** This window is let in by the one that opened it, or has asked it to. */
  readonly byOpener: boolean;
  /** The present connection has got as far as the pool's objects at least once. */
  readonly reached: boolean;
  /** Counts connections, so that a view of the one before is told from a view of this one. */
  readonly epoch: number;
}

/** The outside world as the session needs it; tests bring their own. */
export interface PoolSessionDeps {
  readonly request: BootRequest;
  /** Beside the pool that the page opens by itself. */
  readonly id?: string;
  /** What is remembered of a live pool: the account of last time, and the addresses of its servers. */
  readonly username?: string;
  readonly members?: readonly string[];
  /** Of a simulated copy of a live pool. */
  readonly twin?: Twin;
  readonly spawnSimulator: () => SimulatorWorker;
  readonly connect: (id: string, door: PoolDoor, credentials: Credentials) => Connection;
  /** Starts the simulator that answers the page's own HTTP requests; resolves to how to connect to it. */
  readonly startMocks: (boot: BootOptions) => Promise<(id: string, credentials: Credentials) => Connection>;
  readonly wallNowMs: () => number;
  /** Calls back once a second with whether the page can be seen; answers how to stop. */
  readonly everySecond: (tick: (visible: boolean) => void) => () => void;
}

/** What is known of the copy of a live pool. */
export interface Twin {
  /** "Twin of X". */
  readonly name: string;
  /** What the live pool was called. */
  readonly of: string;
  /** When it was copied, by the wall clock. */
  readonly takenMs: number;
}

export interface PoolSession {
  /** `Connection.id` of its connections. */
  readonly id: string;
  /** Null: not a copy of a live pool. */
  readonly twin: Twin | null;
  /** What it is called while its name is not known. */
  readonly label: string;
  /** As a person writes it; empty for simulated pools. */
  readonly address: string;
  /** What it was opened at; empty for simulated pools. */
  readonly origin: string;
  readonly store: StoreApi<PoolState>;
  readonly kind: BootRequest['kind'];
  /** The pool's time: virtual and moving on its own between reports, or the wall's. */
  readonly clock: ServerClock;
  /**
   * Opens the connection of a live pool, and says in the state what came of it. Where objects of the pool are shown
   * already, it goes on with them: a session has ended, or a password was changed.
   */
  login(credentials: Credentials): void;
  /** Logs in as the window that opened this one is logged in, and out with it. A person is asked where it does not answer. */
  loginByOpener(ask: AskOpener): void;
  /** Begins anew as another account, which may see and do other things, once that is let in. */
  loginAs(credentials: Credentials): void;
  /** Ends the connection of a live pool, or the attempt to open one. */
  logout(): void;
  /** Ends the attempt of another account; the connection that there is stays. */
  stopTrying(): void;
  /** Replaces a simulator that ended or hangs: from what the browser kept, or with the first world. */
  restart(from: 'kept' | 'fresh'): void;
  /** A simulator of its own beside the pool, for one experiment; whoever asks for it ends it. */
  spawnWorker(): SimulatorWorker;
  close(): void;
}

const CONNECTION_ID: Record<BootRequest['kind'], string> = { embedded: 'simulated', mocks: 'simulated', live: 'live' };

const INITIAL: PoolState = {
  phase: { kind: 'starting' },
  connection: null,
  status: { kind: 'connecting' },
  simulator: null,
  world: null,
  silent: false,
  problem: null,
  trying: false,
  username: '',
  byOpener: false,
  reached: false,
  epoch: 0,
};

/** The id of the one connection, for reading ids out of URLs before there is a connection. */
export function connectionIdOf(kind: BootRequest['kind']): string {
  return CONNECTION_ID[kind];
}

type Refusal = Extract<ConnectionStatus, { kind: 'lost' | 'failed' }>;

function problemOf(status: Refusal): ConnectProblem {
  return status.kind === 'lost'
    ? { code: clientErrorCodes.lost, params: [status.reason] }
    : { code: status.code, params: status.params };
}

function isThere({ kind }: ConnectionStatus): boolean {
  return kind === 'loading' || kind === 'connected';
}

function isRefusal(status: ConnectionStatus): status is Refusal {
  return status.kind === 'lost' || status.kind === 'failed';
}

/** Starts at once: the simulator boots while the page renders its first frame. */
export function openPoolSession(deps: PoolSessionDeps): PoolSession {
  const { request } = deps;
  const id = deps.id ?? CONNECTION_ID[request.kind];
  const store = createStore<PoolState>(() => ({ ...INITIAL, username: deps.username ?? '' }));
  const virtualClock = new VirtualClock(deps.wallNowMs);
  let leave: (() => void)[] = [];
  let attempt: Connection | null = null;

  function setWorld(world: WorldInfo): void {
    virtualClock.report(world.clock);
    store.setState({ world });
  }

  function stopTrying(): void {
    attempt?.close();
    attempt = null;
    if (store.getState().trying) store.setState({ trying: false });
  }

  function disconnect(): void {
    stopTrying();
    for (const stop of leave) stop();
    leave = [];
    store.getState().connection?.close();
    store.getState().simulator?.terminate();
  }

  function follow(connection: Connection): void {
    const show = (status: ConnectionStatus) => {
      if (request.kind === 'live' && !store.getState().reached && isRefusal(status)) {
        giveUp(status);
        return;
      }
      const isHere = isThere(status);
      const wasThere = store.getState().reached && store.getState().status.kind !== 'lost';
      // Asked for before the objects arrive, so that no age on the screen is counted by the wrong clock.
      if (isHere && !wasThere && store.getState().simulator === null) void setClock(connection, virtualClock);
      store.setState((state) => ({ status, reached: state.reached || isHere }));
    };
    leave.push(connection.onStatus(show));
    if (store.getState().simulator === null) leave.push(watchClock(connection, virtualClock));
    store.setState(({ epoch }) => ({
      phase: { kind: 'open' },
      connection,
      problem: null,
      reached: false,
      epoch: epoch + 1,
    }));
    show(connection.status());
  }

  /** Nothing of the pool was seen yet: a person looks at the words and tries again. */
  function giveUp(status: Refusal): void {
    leaveLive(problemOf(status));
  }

  function leaveLive(problem: ConnectProblem | null): void {
    disconnect();
    const { epoch, username } = store.getState();
    store.setState({ ...INITIAL, phase: { kind: 'login' }, problem, username, epoch });
  }

  function connect(origin: string, credentials: Credentials): Connection {
    return deps.connect(id, { kind: 'http', origin, members: deps.members ?? [] }, credentials);
  }

  function connectLive(origin: string, credentials: Credentials): void {
    disconnect();
    store.setState({ username: credentials.username });
    follow(connect(origin, credentials));
  }

  function connectByOpener(origin: string, ask: AskOpener): void {
    store.setState({ byOpener: true });
    let hasBeenIn = false;
    const stop = ask(id, (credentials) => {
      if (credentials === null) {
        leaveLive(hasBeenIn ? { code: 'SESSION_INVALID', params: [] } : null);
        return;
      }
      hasBeenIn = true;
      // It goes on listening: it will be told when the opener logs out.
      leave = [];
      connectLive(origin, credentials);
      leave.push(stop);
    });
    leave.push(stop);
  }

  /** What works stays until the other account is let in: a mistyped password must not cost it. */
  function connectBeside(origin: string, credentials: Credentials): void {
    stopTrying();
    const next = connect(origin, credentials);
    attempt = next;
    store.setState({ problem: null, trying: true });
    const look = (status: ConnectionStatus): void => {
      if (attempt !== next) return;
      if (isRefusal(status)) {
        stopTrying();
        store.setState({ problem: problemOf(status) });
      } else if (isThere(status)) {
        off();
        attempt = null;
        disconnect();
        store.setState({ trying: false, username: credentials.username });
        follow(next);
      }
    };
    const off = next.onStatus(look);
    look(next.status());
  }

  function startSimulator(boot: BootOptions): void {
    let simulator: SimulatorHandle;
    try {
      simulator = new SimulatorHandle(deps.spawnSimulator());
    } catch (error) {
      stopped({ message: texts.stopped.browserRefused, details: String(error) }, 'start');
      return;
    }
    store.setState({ ...INITIAL, simulator, epoch: store.getState().epoch });
    const current = () => store.getState().simulator === simulator;
    simulator.onStop((stop) => stopped(stop, store.getState().connection === null ? 'start' : 'work'));
    simulator.onInfo(setWorld);
    simulator.start(boot).then(
      (world) => {
        if (!current()) return;
        setWorld(world);
        follow(deps.connect(id, { kind: 'port', port: simulator.openPort() }, SIMULATED_ACCOUNT));
        const heartbeat = new Heartbeat(
          () => simulator.control('info').then(setWorld),
          (silent) => store.setState({ silent }),
        );
        leave.push(deps.everySecond((visible) => heartbeat.tick(visible)));
      },
      (error: unknown) => {
        // A crash has its own report already; this is a refusal to open what was asked for.
        if (!current() || store.getState().phase.kind === 'stopped') return;
        simulator.terminate();
        stopped({ message: error instanceof Error ? error.message : String(error), details: '' }, 'start');
      },
    );
  }

  function stopped(stop: SimulatorStop, during: 'start' | 'work'): void {
    for (const end of leave) end();
    leave = [];
    // What was held stays readable, but calls that nobody will answer have to fail now.
    store.getState().connection?.close();
    store.setState({ phase: { kind: 'stopped', stop, during }, silent: false });
  }

  function begin(boot: BootOptions | null): void {
    switch (request.kind) {
      case 'live':
        store.setState({ phase: { kind: 'login' } });
        break;
      case 'mocks':
        deps.startMocks(boot ?? request.boot).then(
          (connect) => follow(connect(id, SIMULATED_ACCOUNT)),
          (error: unknown) => stopped({ message: texts.stopped.mocksRefused, details: String(error) }, 'start'),
        );
        break;
      case 'embedded':
        startSimulator(boot ?? request.boot);
        break;
    }
  }

  begin(null);

  const origin = request.kind === 'live' ? request.origin : '';
  const address = origin.replace(/^https:\/\//, '');
  return {
    id,
    twin: deps.twin ?? null,
    label: address === '' ? texts.connection.simulated : address,
    address,
    origin,
    store,
    kind: request.kind,
    clock: virtualClock,
    login(credentials) {
      if (request.kind !== 'live') return;
      const { connection, reached } = store.getState();
      if (connection === null || !reached) {
        connectLive(request.origin, credentials);
        return;
      }
      store.setState({ username: credentials.username });
      connection.authenticate(credentials);
    },
    loginByOpener(ask) {
      if (request.kind === 'live') connectByOpener(request.origin, ask);
    },
    loginAs(credentials) {
      if (request.kind !== 'live') return;
      const { connection, status } = store.getState();
      if (connection !== null && isThere(status)) connectBeside(request.origin, credentials);
      else connectLive(request.origin, credentials);
    },
    stopTrying,
    logout() {
      if (request.kind === 'live') leaveLive(null);
    },
    restart(from) {
      if (request.kind === 'live') return;
      disconnect();
      const { persist, file } = request.boot;
      // Of what began with a file nothing is kept but the file.
      if (file !== undefined) begin(request.boot);
      else begin(from === 'kept' ? { persist } : { ...FIRST_WORLD, persist });
    },
    spawnWorker: deps.spawnSimulator,
    close: disconnect,
  };
}
