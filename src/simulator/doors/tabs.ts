import type { ControlMessages, ControlMethod, PlainRequest, PlainResponse, WorldInfo } from '../../control/protocol';
import type { Backend } from './backend';
import { ControlRefusal, toSentence } from './control-refusal';

const NAME = 'xenia-world';

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

/** The leading tab's side: answers the tabs that follow. */
export function answerFollowers(backend: Backend): { tell: (info: WorldInfo) => void } {
  const channel = new BroadcastChannel(NAME);
  const underWay = new Map<string, AbortController>();
  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if (data.type === 'abort') underWay.get(`${data.from}/${data.id}`)?.abort();
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

/** A following tab's side: carries every call to the tab that leads. */
export class Follower implements Backend {
  readonly #channel = new BroadcastChannel(NAME);
  readonly #me = crypto.randomUUID();
  readonly #open = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #id = 0;
  #info: WorldInfo | null = null;
  #greeted: (info: WorldInfo) => void = () => undefined;

  constructor(onInfo: (info: WorldInfo) => void) {
    this.#channel.onmessage = ({ data }: MessageEvent<Said>) => {
      if (data.type === 'info') {
        this.#info = following(data.info);
        this.#greeted(this.#info);
        onInfo(this.#info);
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
      reject(new ControlRefusal('The tab that led this world was closed. This tab leads now; try again.'));
    }
    this.#open.clear();
    this.#channel.close();
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
