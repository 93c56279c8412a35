import type {
  BootOptions,
  ControlMessages,
  ControlMethod,
  FromSimulator,
  ToSimulator,
  WorldInfo,
} from '../../control/protocol';

import { texts } from '../texts';

/** The part of a worker that the page uses; tests put something else in its place. */
export interface SimulatorWorker {
  postMessage(message: ToSimulator, transfer?: Transferable[]): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromSimulator>) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

/** Why a simulator is gone. `message` is for people, `details` for a report. */
export interface SimulatorStop {
  readonly message: string;
  readonly details: string;
}

/** A refusal of the control channel: its sentence is meant for people. */
export class SimulatorRefusal extends Error {
  override readonly name = 'SimulatorRefusal';
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The page's side of one simulator worker: its control channel, its doors for clients, and its end. */
export class SimulatorHandle {
  #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #started: Waiting | null = null;
  #stop: SimulatorStop | null = null;
  #infoListeners = new Set<(info: WorldInfo) => void>();
  #stopListeners = new Set<(stop: SimulatorStop) => void>();

  constructor(private readonly worker: SimulatorWorker) {
    worker.onmessage = (event) => this.#receive(event.data);
    worker.onmessageerror = () => this.#end({ message: texts.stopped.unreadable, details: '' });
    worker.onerror = (event) => {
      event.preventDefault();
      this.#end(stopFromError(event));
    };
  }

  /** Opens a world; resolves when it answers. Rejects with SimulatorRefusal, or when the worker ends meanwhile. */
  start(boot: BootOptions): Promise<WorldInfo> {
    return new Promise<WorldInfo>((resolve, reject) => {
      this.#started = { resolve: (info) => resolve(info as WorldInfo), reject };
      this.#send({ type: 'start', boot });
    });
  }

  /** One request of the control channel. Rejects with SimulatorRefusal, or when the simulator ends before its answer. */
  control<M extends ControlMethod>(
    method: M,
    ...args: ControlMessages[M]['args']
  ): Promise<ControlMessages[M]['result']> {
    const id = (this.#lastId += 1);
    return new Promise<ControlMessages[M]['result']>((resolve, reject) => {
      if (this.#stop !== null) {
        reject(new SimulatorRefusal(this.#stop.message));
        return;
      }
      // The protocol types the result by the method of the request that has this id.
      this.#waiting.set(id, { resolve: (result) => resolve(result as ControlMessages[M]['result']), reject });
      this.#send({ type: 'control', id, method, args });
    });
  }

  /** A door of its own for a XenAPI client, to be handed to that client's thread. */
  openPort(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.#send({ type: 'port', port: port2 }, [port2]);
    return port1;
  }

  onInfo(listener: (info: WorldInfo) => void): () => void {
    this.#infoListeners.add(listener);
    return () => this.#infoListeners.delete(listener);
  }

  /** Told once, when the simulator ends by itself; not after `terminate`. */
  onStop(listener: (stop: SimulatorStop) => void): () => void {
    this.#stopListeners.add(listener);
    return () => this.#stopListeners.delete(listener);
  }

  /** Ends the worker now. What waits for it is rejected, nobody is told. */
  terminate(): void {
    this.#stopListeners.clear();
    this.#end({ message: texts.stopped.ended, details: '' });
  }

  #send(message: ToSimulator, transfer?: Transferable[]): void {
    this.worker.postMessage(message, transfer);
  }

  #receive(message: FromSimulator): void {
    switch (message.type) {
      case 'ready':
        this.#started?.resolve(message.info);
        this.#started = null;
        for (const listener of this.#infoListeners) listener(message.info);
        break;
      case 'failed':
        this.#started?.reject(new SimulatorRefusal(message.error.message));
        this.#started = null;
        break;
      case 'control': {
        const waiting = this.#waiting.get(message.id);
        this.#waiting.delete(message.id);
        if (message.error !== undefined) waiting?.reject(new SimulatorRefusal(message.error.message));
        else waiting?.resolve(message.result);
        break;
      }
      case 'info':
        for (const listener of this.#infoListeners) listener(message.info);
        break;
      case 'http':
        // XenAPI requests travel over ports of their own; nothing of the page asks for them here.
        break;
    }
  }

  #end(stop: SimulatorStop): void {
    if (this.#stop !== null) return;
    this.#stop = stop;
    this.worker.terminate();
    const error = new SimulatorRefusal(stop.message);
    this.#started?.reject(error);
    this.#started = null;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
    for (const listener of this.#stopListeners) listener(stop);
  }
}

/** The browser tells much or nothing: a script that did not load gives an event without any text. */
function stopFromError(event: ErrorEvent): SimulatorStop {
  const text = typeof event.message === 'string' ? event.message : '';
  if (text === '') return { message: texts.stopped.notLoaded, details: texts.stopped.scriptMissing };
  const stack = event.error instanceof Error ? (event.error.stack ?? '') : '';
  const place = event.filename === '' ? '' : `\n${event.filename}:${event.lineno}:${event.colno}`;
  return { message: texts.stopped.afterError, details: stack === '' ? text + place : stack };
}
