import type { CDPSession } from 'playwright';

interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Debugger sessions with the dedicated workers of a page, by the names of the workers. */
export class WorkerSessions {
  readonly #devtools: CDPSession;
  readonly #sessions = new Map<string, string>();
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #lastId = 0;

  private constructor(devtools: CDPSession) {
    this.#devtools = devtools;
  }

  /** Attaches to the workers that a page has and will have. */
  static async open(devtools: CDPSession): Promise<WorkerSessions> {
    const sessions = new WorkerSessions(devtools);
    devtools.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type === 'worker') sessions.#sessions.set(targetInfo.title, sessionId);
    });
    devtools.on('Target.receivedMessageFromTarget', ({ message }) => {
      const reply = JSON.parse(message) as Reply;
      sessions.#waiting.get(reply.id)?.(reply);
      sessions.#waiting.delete(reply.id);
    });
    await devtools.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
    return sessions;
  }

  async heapBytes(): Promise<ReadonlyMap<string, number>> {
    const heaps = new Map<string, number>();
    for (const [name, session] of this.#sessions) {
      await this.#send(session, 'HeapProfiler.collectGarbage');
      const { usedSize } = (await this.#send(session, 'Runtime.getHeapUsage')) as { usedSize: number };
      heaps.set(name, usedSize);
    }
    return heaps;
  }

  async #send(sessionId: string, method: string): Promise<unknown> {
    const id = (this.#lastId += 1);
    const reply = await new Promise<Reply>((resolve, reject) => {
      this.#waiting.set(id, resolve);
      const message = JSON.stringify({ id, method, params: {} });
      this.#devtools.send('Target.sendMessageToTarget', { sessionId, message }).catch(reject);
    });
    if (reply.error !== undefined) throw new Error(`${method}: ${reply.error.message}`);
    return reply.result;
  }
}
