import type {
  BootOptions,
  ControlMessages,
  ControlMethod,
  PersistenceState,
  PlainRequest,
  PlainResponse,
  SocketRefusal,
  StreamAnswer,
  WorldInfo,
} from '../../control/protocol';
import type { Timer } from '../api/world';
import type { EngineImage } from '../engine/engine';
import { collect, type HttpBody, type HttpRequest, type HttpResponse } from '../http/plain';
import type { Pipe, SocketEnd } from '../http/sockets';
import { Simulator, type SimulatorOptions } from '../simulator';
import { ControlRefusal, toSentence } from './control-refusal';
import { freeName, originName, isOrigin, scenarioName } from './names';
import { openPoolDatabase } from './open-pool-database';
import { Pacer } from './pacer';
import { chunksOf, Saver, storageSentence } from './saver';
import type { WorldLabel, WorldStore } from './store';
import { openAnywhere } from './open-anywhere';
import { isRefusal } from './socket-server';
import { StreamServer, type StreamDoor } from './stream-server';
import { wallTimer } from './wall-timer';
import { isWorldFile, readWorldFile, unpackText, writeWorldFile } from './world-file';
import { DEFAULT_SCENARIO, openScenario, scenarioSource, type ScenarioSource } from './worlds';

/** A notice of a file that holds more than one world. */
const ALONE = 'The servers that stood beside the pool are left out: they come back with npm run serve -- --load.';

interface Running {
  readonly simulator: Simulator;
  readonly pacer: Pacer;
  readonly label: Pick<WorldLabel, 'name' | 'source' | 'notices'>;
  /** The state that the world began with, while this door has it. */
  readonly origin: EngineImage | null;
}

interface Shown {
  readonly paused?: boolean;
  readonly speed?: number;
  /** The store holds this state already. */
  readonly kept: boolean;
  readonly origin?: EngineImage | null;
}

type Args<M extends ControlMethod> = ControlMessages[M]['args'];

/** One world at a time, with its clock, its storage and its control channel: what the worker and the page's door share. */
export class WorldHost {
  readonly #store: WorldStore | null;
  readonly #onInfo: (info: WorldInfo) => void;
  readonly #accounts: Readonly<Record<string, string>> | undefined;
  #persistence: PersistenceState;
  #running: Running | null = null;
  #saver: Saver | null = null;
  /** Ends what the present world's clients have open. */
  readonly #hangUps = new Set<() => void>();

  constructor(options: {
    /** Null when the browser keeps nothing; `reason` says why. */
    readonly store: WorldStore | null;
    readonly reason?: string;
    readonly accounts?: Readonly<Record<string, string>>;
    readonly onInfo: (info: WorldInfo) => void;
  }) {
    this.#store = options.store;
    this.#onInfo = options.onInfo;
    this.#accounts = options.accounts;
    this.#persistence =
      options.store === null
        ? { kind: 'off', reason: options.reason ?? 'This world is not kept.' }
        : { kind: 'leading', savedGeneration: 0 };
  }

  /** Opens the world or the file that was asked for, or the world that was open last, or the default one. */
  async boot(options: BootOptions): Promise<void> {
    const { file, scenario, seed, hosts, vms } = options;
    if (file !== undefined) return this.#openFile(file.name, file.content);
    const asked = scenario !== undefined || seed !== undefined;
    const wanted = scenarioSource(scenario ?? DEFAULT_SCENARIO, seed ?? 1, hosts, vms);
    const name = asked ? scenarioName(wanted) : await this.#store?.current();
    if (options.fresh !== true && name !== undefined && (await this.#openKept(name))) return;
    await this.#openScenario(wanted);
  }

  async handle(request: PlainRequest, signal?: AbortSignal): Promise<PlainResponse> {
    const { simulator, pacer } = this.#world();
    pacer.catchUp();
    const answer = simulator.handlePlain({ ...request, body: request.body ?? '', ...(signal && { signal }) });
    pacer.plan();
    const response = await answer;
    pacer.plan();
    return { ...response, body: await collect(response.body) };
  }

  /** Connects a client to a socket of this world until one of both, or the world, has gone. */
  async openSocket(path: string, pipe: Pipe): Promise<SocketEnd | SocketRefusal> {
    const { simulator, pacer } = this.#world();
    pacer.catchUp();
    let end: SocketEnd | null = null;
    const hangUp = (): void => {
      this.#hangUps.delete(hangUp);
      end?.closed();
      pipe.close();
    };
    const opened = await openAnywhere(simulator, path, {
      send: (bytes) => pipe.send(bytes),
      close: () => {
        this.#hangUps.delete(hangUp);
        pipe.close();
      },
    });
    if (isRefusal(opened)) return opened;
    end = opened;
    this.#hangUps.add(hangUp);
    return {
      receive: (bytes) => {
        pacer.catchUp();
        opened.receive(bytes);
        pacer.plan();
      },
      closed: () => {
        this.#hangUps.delete(hangUp);
        opened.closed();
      },
    };
  }

  openStreams(say: (message: StreamAnswer, transfer: Transferable[]) => void): StreamDoor {
    return new StreamServer((request, server) => this.#stream(request, server), say);
  }

  async #stream(request: HttpRequest, server: string | null): Promise<HttpResponse> {
    const { simulator, pacer } = this.#world();
    const { db } = simulator.world;
    const host = server === null ? undefined : db.refs('host').find((ref) => db.row('host', ref).address === server);
    pacer.catchUp();
    const answer = simulator.handlePlain(host === undefined ? request : { ...request, host });
    pacer.plan();
    const response = await answer;
    pacer.plan();
    const { body } = response;
    return typeof body === 'string' || body instanceof Uint8Array
      ? response
      : { ...response, body: this.#paced(body, pacer) };
  }

  /**
   * What happens while a file moves finds virtual time up to date, as a call does. Ends with the world it is of, and as
   * soon as nobody takes it any more, whatever it waits for.
   */
  #paced(body: Exclude<HttpBody, string | Uint8Array>, pacer: Pacer): AsyncIterable<Uint8Array> {
    const chunks = body[Symbol.asyncIterator]();
    const iterator: AsyncIterator<Uint8Array> = {
      next: async () => {
        pacer.catchUp();
        const step = await chunks.next();
        pacer.plan();
        if (step.done !== true && this.#running?.pacer !== pacer) {
          await chunks.return?.();
          throw new ControlRefusal('Another world was opened.');
        }
        return step;
      },
      return: async () => {
        pacer.catchUp();
        await chunks.return?.();
        pacer.plan();
        return { done: true, value: undefined };
      },
    };
    return { [Symbol.asyncIterator]: () => iterator };
  }

  /** Answers a message of the control channel; rejects with ControlRefusal, whose text is for people. */
  async control<M extends ControlMethod>(method: M, args: Args<M>): Promise<ControlMessages[M]['result']> {
    const handler = this.#messages[method] as (...args: Args<M>) => unknown;
    try {
      return (await handler(...args)) as ControlMessages[M]['result'];
    } catch (error) {
      throw new ControlRefusal(toSentence(error));
    }
  }

  info(): WorldInfo {
    const { simulator, pacer, label } = this.#world();
    return {
      ...label,
      seed: simulator.world.engine.random.seed,
      clock: pacer.state(),
      generation: simulator.world.db.generation,
      persistence: this.#persistence,
    };
  }

  /** Writes what is not written yet. */
  async flush(): Promise<void> {
    await this.#saver?.flush();
  }

  /** Ends the world of this door, with everything written. */
  async close(): Promise<void> {
    for (const hangUp of this.#hangUps) hangUp();
    await this.#saver?.stop();
    this.#running?.pacer.stop();
    this.#running?.simulator.endSessions();
  }

  readonly #messages: { readonly [M in ControlMethod]: (...args: Args<M>) => unknown } = {
    info: () => this.info(),
    'clock.pause': () => this.#clock((pacer) => pacer.pause()),
    'clock.resume': () => this.#clock((pacer) => pacer.resume()),
    'clock.speed': (speed) => this.#clock((pacer) => pacer.setSpeed(speed)),
    'clock.advanceTo': (timeMs) => {
      const { simulator } = this.#world();
      if (!Number.isFinite(timeMs) || timeMs < simulator.nowMs) {
        throw new ControlRefusal('Time only moves forward. Choose a time after the present one, or reset the world.');
      }
      return this.#clock((pacer) => pacer.move((world) => world.advanceTo(timeMs)));
    },
    'clock.next': () => this.#clock((pacer) => pacer.move((world) => world.next())),
    'clock.idle': () => this.#clock((pacer) => pacer.move((world) => world.idle())),
    hash: () => this.#world().simulator.hash(),
    'world.scenario': async (name, seed, hosts, vms) => {
      await this.#openScenario(scenarioSource(name, seed, hosts, vms));
      return this.info();
    },
    'world.open': async (fileName, content) => {
      await this.#openFile(fileName, content);
      return this.info();
    },
    'world.save': async () => {
      const { simulator, label } = this.#world();
      return {
        fileName: `${label.name.replace(/[^\p{L}\p{N}._-]+/gu, '-')}.xenia`,
        content: await writeWorldFile({ label, state: simulator.save(), beside: [] }),
      };
    },
    'world.reset': async () => {
      await this.#reset();
      return this.info();
    },
    'world.fork': async (name) => {
      const { simulator, label, pacer, origin } = this.#world();
      const wanted = name.trim() === '' ? `${label.name} fork` : name.trim().slice(0, 200);
      const names = (await this.#store?.names()) ?? [];
      await this.flush();
      const fork = simulator.fork(this.#simulatorOptions());
      const { paused, speed } = pacer.state();
      await this.#show(
        fork,
        { ...label, name: freeName(wanted, [...names, label.name]) },
        { paused, speed, kept: false, origin },
      );
      return this.info();
    },
    'world.list': async () => {
      const { name } = this.#world().label;
      const kept = ((await this.#store?.names()) ?? []).filter((each) => !isOrigin(each));
      return [...new Set([name, ...kept])].sort().map((each) => ({ name: each, current: each === name }));
    },
    'world.switch': async (name) => {
      if (!(await this.#openKept(name))) throw new ControlRefusal(`There is no kept world “${name}”.`);
      return this.info();
    },
    crash: () => {
      // Reaches the worker's error event, as a mistake of ours would.
      setTimeout(() => {
        throw new Error('The simulator was told to crash.');
      }, 0);
    },
  };

  #clock(change: (pacer: Pacer) => void): unknown {
    const { pacer } = this.#world();
    change(pacer);
    void this.flush();
    this.#tell();
    return pacer.state();
  }

  #world(): Running {
    if (this.#running === null) throw new ControlRefusal('No world is open yet.');
    return this.#running;
  }

  #simulatorOptions(): SimulatorOptions {
    // What somebody waits for, such as the next tick of a clock on a screen, finds virtual time up to date.
    const timer: Timer = {
      after: (delayMs, run) =>
        wallTimer.after(delayMs, () => {
          this.#running?.pacer.catchUp();
          run();
        }),
    };
    return { clockMode: 'running', timer, ...(this.#accounts && { accounts: this.#accounts }) };
  }

  async #openScenario(source: ScenarioSource, name = scenarioName(source)): Promise<void> {
    const simulator = await openScenario(this.#simulatorOptions(), source);
    await this.#show(simulator, { name, source, notices: [] }, { kept: false });
  }

  async #openFile(fileName: string, content: Blob): Promise<void> {
    const shortName = fileName.slice(-200);
    const names = (await this.#store?.names()) ?? [];
    const simulator = new Simulator({ ...this.#simulatorOptions() });
    let label: Running['label'];
    let paused = false;
    if (await isWorldFile(content)) {
      const file = readWorldFile(await unpackText(content));
      simulator.load(file.state);
      const { name, source } = file.label;
      const notices = file.beside.length === 0 ? file.label.notices : [...file.label.notices, ALONE];
      label = { source, notices, name: freeName(name, names) };
      paused = true;
    } else {
      const { notices } = await openPoolDatabase(simulator, content);
      const name = freeName(shortName.replace(/(\.(xml|db|gz))+$/i, ''), names);
      label = { name, source: { kind: 'pool-database', fileName: shortName }, notices };
    }
    const origin = simulator.snapshot();
    await this.#show(simulator, label, { paused, kept: false, origin });
    await this.#keepOrigin(label, origin);
  }

  async #openKept(name: string, as = name): Promise<boolean> {
    const kept = await this.#store?.read(name);
    if (kept === undefined || kept === null) return false;
    const { label, state } = kept;
    const simulator = new Simulator({ ...this.#simulatorOptions(), seed: state.random.seed });
    simulator.load(state);
    const { source, notices, paused, speed } = label;
    await this.#show(simulator, { name: as, source, notices }, { paused, speed, kept: as === name });
    return true;
  }

  async #reset(): Promise<void> {
    const { label, origin } = this.#world();
    const { name, source } = label;
    if (source.kind === 'scenario') {
      await this.#openScenario(source, name);
    } else if (origin !== null) {
      const simulator = new Simulator(this.#simulatorOptions());
      simulator.restore(origin);
      await this.#show(simulator, label, { kept: false, origin });
    } else if (!(await this.#openKept(originName(name), name))) {
      throw new ControlRefusal(`The file ${source.fileName} is not kept. Open it again to start from its state.`);
    }
  }

  /** Keeps the state that a file opened with, so that "Reset" can go back to it after a reload. */
  async #keepOrigin(label: Running['label'], origin: EngineImage): Promise<void> {
    if (this.#store === null || this.#persistence.kind === 'off') return;
    const head = { ...label, name: originName(label.name), paused: false, speed: 1 };
    try {
      const { database, ...rest } = origin;
      await this.#store.replace({ ...head, ...rest, generation: database.generation }, await chunksOf(origin));
    } catch (error) {
      this.#stopKeeping(error);
    }
  }

  async #show(simulator: Simulator, label: Running['label'], options: Shown): Promise<void> {
    await this.close();
    const pacer = new Pacer(simulator, options);
    this.#running = { simulator, pacer, label, origin: options.origin ?? null };
    if (this.#store !== null && this.#persistence.kind !== 'off') {
      this.#saver = new Saver(this.#store, simulator, {
        label: () => {
          const { paused, speed } = pacer.state();
          return { ...label, paused, speed };
        },
        kept: options.kept,
        onSaved: (savedGeneration) => {
          this.#persistence = { kind: 'leading', savedGeneration };
        },
        onFailure: (error) => this.#stopKeeping(error),
      });
      await this.#store.setCurrent(label.name).catch((error: unknown) => this.#stopKeeping(error));
    }
    this.#tell();
  }

  #stopKeeping(error: unknown): void {
    this.#persistence = { kind: 'off', reason: storageSentence(error) };
    this.#tell();
  }

  #tell(): void {
    if (this.#running !== null) this.#onInfo(this.info());
  }
}
