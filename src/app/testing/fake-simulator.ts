import type {
  BootOptions,
  ClockState,
  ControlMethod,
  FromSimulator,
  ToSimulator,
  WorldInfo,
} from '../../control/protocol';
import type { FromLab, LabRequest } from '../../control/labs/lab';
import type { SimulatorWorker } from '../connections/simulator-handle';

/** Friday 2 January 2026, 09:00 UTC: where the scripted world's clock stands. */
export const FAKE_NOW_MS = Date.UTC(2026, 0, 2, 9);

export const fakeWorld: WorldInfo = {
  name: 'Cambridge',
  source: { kind: 'scenario', name: 'cambridge', seed: 1 },
  seed: 1,
  clock: { nowMs: FAKE_NOW_MS, paused: false, speed: 1, nextDueMs: FAKE_NOW_MS + 90_000 },
  generation: 10,
  persistence: { kind: 'leading', savedGeneration: 10 },
  notices: [],
};

export interface FakeCall {
  readonly method: ControlMethod;
  readonly args: readonly unknown[];
}

/**
 * A scripted other end of the control channel for tests: it keeps a clock and a world description, records what it was
 * asked, refuses what a test tells it to refuse, and can crash or fall silent.
 */
export class FakeSimulator implements SimulatorWorker {
  onmessage: SimulatorWorker['onmessage'] = null;
  onmessageerror: SimulatorWorker['onmessageerror'] = null;
  onerror: SimulatorWorker['onerror'] = null;
  readonly calls: FakeCall[] = [];
  readonly boots: BootOptions[] = [];
  /** The experiments that it was to run; a test says what comes of them with `sayOfLab`. */
  readonly labs: LabRequest[] = [];
  readonly refusals = new Map<ControlMethod | 'start', string>();
  worlds: { readonly name: string; readonly current: boolean }[] = [{ name: fakeWorld.name, current: true }];
  info: WorldInfo = fakeWorld;
  silent = false;
  ended = false;

  postMessage(message: ToSimulator): void {
    queueMicrotask(() => {
      if (this.ended || this.silent) return;
      if (message.type === 'lab') this.labs.push(message.request);
      else if (message.type === 'start') this.#start(message.boot);
      else if (message.type === 'control') this.#answer(message.id, message.method, message.args);
    });
  }

  terminate(): void {
    this.ended = true;
  }

  /** What a thrown error in the worker looks like from the page. */
  crash(message = 'Uncaught RangeError: out of order'): void {
    this.onerror?.(new ErrorEvent('error', { message, filename: 'worker.js', lineno: 7, colno: 3 }));
  }

  sayOfLab(news: FromLab): void {
    this.#send(news);
  }

  push(change: Partial<WorldInfo>): void {
    this.info = { ...this.info, ...change };
    this.#send({ type: 'info', info: this.info });
  }

  #send(message: FromSimulator): void {
    if (!this.ended) this.onmessage?.(new MessageEvent('message', { data: message }));
  }

  #start(boot: BootOptions): void {
    this.boots.push(boot);
    if (boot.file !== undefined) {
      const { name } = boot.file;
      this.info = { ...this.info, name, source: { kind: 'pool-database', fileName: name } };
    }
    const refusal = this.refusals.get('start');
    if (refusal !== undefined) this.#send({ type: 'failed', error: { message: refusal } });
    else this.#send({ type: 'ready', info: this.info });
  }

  #answer(id: number, method: ControlMethod, args: readonly unknown[]): void {
    if (method !== 'info') this.calls.push({ method, args });
    const refusal = this.refusals.get(method);
    if (refusal !== undefined) this.#send({ type: 'control', id, error: { message: refusal } });
    else this.#send({ type: 'control', id, result: this.#result(method, args) });
  }

  #clock(change: Partial<ClockState>): ClockState {
    const clock = { ...this.info.clock, ...change };
    this.push({ clock });
    return clock;
  }

  #world(change: Partial<WorldInfo>): WorldInfo {
    this.push(change);
    return this.info;
  }

  #result(method: ControlMethod, args: readonly unknown[]): unknown {
    const { clock } = this.info;
    const [first, second] = args;
    switch (method) {
      case 'clock.pause':
        return this.#clock({ paused: true });
      case 'clock.resume':
        return this.#clock({ paused: false });
      case 'clock.speed':
        return this.#clock({ speed: Number(first) });
      case 'clock.advanceTo':
        return this.#clock({ nowMs: Number(first) });
      case 'clock.next':
        return this.#clock({ nowMs: clock.nextDueMs ?? clock.nowMs });
      case 'clock.idle':
        return this.#clock({ nextDueMs: null });
      case 'hash':
        return '6c1f0a2b9d3e4f5061728394a5b6c7d8e9f00112233445566778899aabbccdde';
      case 'world.scenario':
        return this.#world({
          name: String(first),
          source: { kind: 'scenario', name: String(first), seed: Number(second) },
          seed: Number(second),
        });
      case 'world.open':
        return this.#world({ name: String(first), source: { kind: 'pool-database', fileName: String(first) } });
      case 'world.save':
        return { fileName: 'cambridge.xenia-world', content: new Blob(['world']) };
      case 'world.fork':
      case 'world.switch':
        this.worlds = [
          ...this.worlds.filter((world) => world.name !== first).map((world) => ({ ...world, current: false })),
          { name: String(first), current: true },
        ];
        return this.#world({ name: String(first) });
      case 'world.list':
        return this.worlds;
      case 'world.reset':
      case 'info':
        return this.info;
      case 'crash':
        this.crash();
        return undefined;
    }
  }
}
