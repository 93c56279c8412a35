import type {
  ControlMessages,
  ControlMethod,
  PlainRequest,
  PlainResponse,
  SocketAnswer,
  SocketRefusal,
  SocketRequest,
  StreamAnswer,
  StreamMessage,
  WorldInfo,
} from '../../control/protocol';
import type { Pipe, SocketEnd } from '../http/sockets';
import type { Backend } from './backend';
import { ControlRefusal, toSentence } from './control-refusal';
import { SocketServer } from './socket-server';
import type { StreamDoor } from './stream-server';

const NAME = 'xenia-world';

const LEADER_GONE = 'The tab that led this world was closed. This tab leads now; try again.';

type Question =
  | { readonly kind: 'http'; readonly request: PlainRequest }
  | { readonly kind: 'control'; readonly method: ControlMethod; readonly args: readonly unknown[] }
  | { readonly kind: 'hello' };

/** What tabs say to one another. Every tab hears all; `to` and `from` are made-up names of tabs. */
type Said =
  | { readonly type: 'ask'; readonly from: string; readonly id: number; readonly question: Question }
  | { readonly type: 'abort'; readonly from: string; readonly id: number }
  | {
      readonly type: 'answer';
      readonly to: string;
      readonly id: number;
      readonly value?: unknown;
      readonly refusal?: string;
    }
  | { readonly type: 'socket'; readonly from: string; readonly message: SocketRequest }
  | { readonly type: 'socket-answer'; readonly to: string; readonly message: SocketAnswer }
  | { readonly type: 'stream'; readonly from: string; readonly message: StreamMessage }
  | { readonly type: 'stream-answer'; readonly to: string; readonly message: StreamAnswer }
  | { readonly type: 'info'; readonly info: WorldInfo };

/**
 * Takes the lead over the kept worlds when no other tab has it.
 * @param later runs when the lead comes free after all
 * @returns whether this tab leads now
 */
export async function takeLead(later: () => void): Promise<boolean> {
  const { locks } = navigator;
  const forever = new Promise<void>(() => undefined);
  const leads = await new Promise<boolean>((resolve) => {
    void locks.request(NAME, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : forever;
    });
  });
  if (!leads) {
    void locks.request(NAME, () => {
      later();
      return forever;
    });
  }
  return leads;
}

/** Held by a following tab for as long as it is there. */
const lockOf = (tab: string): string => `${NAME} ${tab}`;

/** The leading tab's side: answers the tabs that follow. */
export function answerFollowers(backend: Backend): { tell: (info: WorldInfo) => void } {
  const channel = new BroadcastChannel(NAME);
  const underWay = new Map<string, AbortController>();
  const tabs = new Map<string, { readonly sockets: SocketServer; readonly streams: StreamDoor }>();
  const serversOf = (tab: string) => {
    const known = tabs.get(tab);
    if (known !== undefined) return known;
    const servers = {
      sockets: new SocketServer(
        (path, pipe) => backend.openSocket(path, pipe),
        (message) => channel.postMessage({ type: 'socket-answer', to: tab, message } satisfies Said),
      ),
      streams: backend.openStreams((message) =>
        channel.postMessage({ type: 'stream-answer', to: tab, message } satisfies Said),
      ),
    };
    tabs.set(tab, servers);
    // Whoever closes a tab says nothing: its lock comes free.
    void navigator.locks.request(lockOf(tab), () => {
      servers.sockets.close();
      servers.streams.close();
      tabs.delete(tab);
    });
    return servers;
  };
  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if (data.type === 'abort') underWay.get(`${data.from}/${data.id}`)?.abort();
    if (data.type === 'socket') serversOf(data.from).sockets.receive(data.message);
    if (data.type === 'stream') serversOf(data.from).streams.receive(data.message);
    if (data.type !== 'ask') return;
    const { from, id, question } = data;
    const controller = new AbortController();
    underWay.set(`${from}/${id}`, controller);
    const answer = (said: { value?: unknown; refusal?: string }): void => {
      underWay.delete(`${from}/${id}`);
      channel.postMessage({ type: 'answer', to: from, id, ...said } satisfies Said);
    };
    ask(backend, question, controller.signal).then(
      (value) => answer({ value }),
      (error: unknown) => answer({ refusal: toSentence(error) }),
    );
  };
  return { tell: (info) => channel.postMessage({ type: 'info', info } satisfies Said) };
}

async function ask(backend: Backend, question: Question, signal: AbortSignal): Promise<unknown> {
  if (question.kind === 'http') return backend.handle(question.request, signal);
  if (question.kind === 'control') return backend.control(question.method, question.args as never);
  return backend.info();
}

interface FollowedSocket {
  readonly pipe: Pipe;
  opened(): void;
  refused(refusal: SocketRefusal): void;
}

interface FollowedStream {
  /** Its number in the pipe that it came through. */
  readonly id: number;
  readonly say: (message: StreamAnswer, transfer: Transferable[]) => void;
}

/** A following tab's side: carries every call to the tab that leads. */
export class Follower implements Backend {
  readonly #channel = new BroadcastChannel(NAME);
  readonly #me = crypto.randomUUID();
  readonly #sockets = new Map<number, FollowedSocket>();
  readonly #streams = new Map<number, FollowedStream>();
  readonly #open = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #id = 0;
  #info: WorldInfo | null = null;
  readonly #letGo: () => void;
  #greeted: (info: WorldInfo) => void = () => undefined;

  constructor(onInfo: (info: WorldInfo) => void) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#letGo = resolve;
    void navigator.locks.request(lockOf(this.#me), () => promise);
    this.#channel.onmessage = ({ data }: MessageEvent<Said>) => {
      if (data.type === 'info') {
        this.#info = following(data.info);
        this.#greeted(this.#info);
        onInfo(this.#info);
      } else if (data.type === 'socket-answer' && data.to === this.#me) {
        this.#hearSocket(data.message);
      } else if (data.type === 'stream-answer' && data.to === this.#me) {
        this.#hearStream(data.message);
      } else if (data.type === 'answer' && data.to === this.#me) {
        const open = this.#open.get(data.id);
        this.#open.delete(data.id);
        if (data.refusal !== undefined) open?.reject(new ControlRefusal(data.refusal));
        else open?.resolve(data.value);
      }
    };
  }

  /** Waits until the leading tab has its world: it answers now, or tells all when it is ready. */
  greet(): Promise<WorldInfo> {
    return new Promise((resolve) => {
      this.#greeted = resolve;
      void this.#ask({ kind: 'hello' }).then((info) => {
        this.#info = following(info as WorldInfo);
        resolve(this.#info);
      });
    });
  }

  info(): WorldInfo {
    if (this.#info === null) throw new ControlRefusal('The tab that leads this world has not answered yet.');
    return this.#info;
  }

  handle(request: PlainRequest, signal?: AbortSignal): Promise<PlainResponse> {
    return this.#ask({ kind: 'http', request }, signal) as Promise<PlainResponse>;
  }

  async control<M extends ControlMethod>(
    method: M,
    args: ControlMessages[M]['args'],
  ): Promise<ControlMessages[M]['result']> {
    const result = (await this.#ask({ kind: 'control', method, args })) as ControlMessages[M]['result'];
    return (isInfo(result) ? following(result) : result) as ControlMessages[M]['result'];
  }

  /** The leading tab has gone: what was asked of it gets no answer. */
  close(): void {
    for (const { reject } of this.#open.values()) {
      reject(new ControlRefusal(LEADER_GONE));
    }
    this.#open.clear();
    for (const { pipe } of this.#sockets.values()) pipe.close();
    this.#sockets.clear();
    for (const { id, say } of this.#streams.values()) say({ type: 'stream-end', id, reason: LEADER_GONE }, []);
    this.#streams.clear();
    this.#letGo();
    this.#channel.close();
  }

  openSocket(path: string, pipe: Pipe): Promise<SocketEnd | SocketRefusal> {
    const id = ++this.#id;
    const say = (message: SocketRequest): void => this.#say({ type: 'socket', from: this.#me, message });
    return new Promise((resolve) => {
      const end: SocketEnd = {
        receive: (bytes) => say({ type: 'socket-data', id, bytes: bytes.slice() }),
        closed: () => {
          if (this.#sockets.delete(id)) say({ type: 'socket-end', id });
        },
      };
      this.#sockets.set(id, {
        pipe,
        opened: () => resolve(end),
        refused: (refusal) => resolve(refusal),
      });
      say({ type: 'socket', id, path });
    });
  }

  openStreams(say: FollowedStream['say']): StreamDoor {
    /** Numbers of this tab by those of the pipe. */
    const ids = new Map<number, number>();
    const pass = (message: StreamMessage, id: number): void =>
      this.#say({ type: 'stream', from: this.#me, message: { ...message, id } });
    return {
      receive: (message) => {
        if (message.type === 'stream') {
          const id = ++this.#id;
          ids.set(message.id, id);
          this.#streams.set(id, {
            id: message.id,
            say: (answer, transfer) => {
              if (answer.type === 'stream-end') ids.delete(answer.id);
              say(answer, transfer);
            },
          });
        }
        const id = ids.get(message.id);
        if (id === undefined) return;
        pass(message, id);
        if (message.type !== 'stream-end') return;
        ids.delete(message.id);
        this.#streams.delete(id);
      },
      close: () => {
        for (const id of ids.values()) {
          this.#streams.delete(id);
          pass({ type: 'stream-end', id }, id);
        }
        ids.clear();
      },
    };
  }

  #hearStream(message: StreamAnswer): void {
    const stream = this.#streams.get(message.id);
    if (message.type === 'stream-end') this.#streams.delete(message.id);
    stream?.say({ ...message, id: stream.id }, []);
  }

  #hearSocket(message: SocketAnswer): void {
    const socket = this.#sockets.get(message.id);
    if (message.type === 'socket-open') socket?.opened();
    else if (message.type === 'socket-data') socket?.pipe.send(message.bytes);
    else {
      this.#sockets.delete(message.id);
      if (message.refusal === undefined) socket?.pipe.close();
      else socket?.refused(message.refusal);
    }
  }

  #ask(question: Question, signal?: AbortSignal): Promise<unknown> {
    const id = ++this.#id;
    signal?.addEventListener('abort', () => this.#say({ type: 'abort', from: this.#me, id }));
    return new Promise((resolve, reject) => {
      this.#open.set(id, { resolve, reject });
      this.#say({ type: 'ask', from: this.#me, id, question });
    });
  }

  #say(said: Said): void {
    this.#channel.postMessage(said);
  }
}

function isInfo(value: unknown): value is WorldInfo {
  return typeof value === 'object' && value !== null && 'persistence' in value;
}

function following(info: WorldInfo): WorldInfo {
  return { ...info, persistence: { kind: 'following' } };
}
