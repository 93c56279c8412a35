import type { ClassName, Ref } from '../../datamodel/ref';
import type { Transport, TransportRequest, TransportResponse } from '../contract';
import type { Timers } from '../timers';
import { XapiError } from '../xapi-error';

type Row = Readonly<Record<string, unknown>>;

interface Change {
  readonly cls: ClassName;
  readonly ref: Ref;
  readonly generation: number;
  readonly operation: 'add' | 'mod' | 'del';
}

interface Poll {
  readonly id: unknown;
  readonly classes: readonly string[];
  readonly token: string;
  readonly answer: (response: TransportResponse) => void;
}

/** What a script answers to leave a call without an answer. */
export const silence = Symbol('silence');

/** A pool reduced to what the client relies on: sessions, records, and events with tokens and row counts. */
export interface FakePool extends Transport {
  put(cls: ClassName, ref: Ref, row?: Row): void;
  remove(cls: ClassName, ref: Ref): void;
  /** Takes a row away without an event, as a server does that has forgotten old deletions. */
  lose(cls: ClassName, ref: Ref): void;
  rows(cls: ClassName): ReadonlyMap<Ref, Row>;
  /** Ends all sessions; waiting polls end with SESSION_INVALID. */
  expireSessions(): void;
  /** Until `mend`, nothing can be reached; waiting polls break. */
  breakLine(): void;
  mend(): void;
  /** Replaces the answer of a method: an error to throw, or a value. */
  script(method: string, answer: (params: readonly unknown[]) => unknown): void;
  unscript(method: string): void;
  /** Methods called so far, in order. */
  readonly calls: string[];
  waitingPolls(): readonly { readonly classes: readonly string[]; readonly token: string }[];
  loggedOut(): boolean;
}

export function createFakePool(timers: Timers, password = 'password'): FakePool {
  const tables = new Map<ClassName, Map<Ref, Row>>();
  const scripts = new Map<string, (params: readonly unknown[]) => unknown>();
  const calls: string[] = [];
  let changes: Change[] = [];
  let generation = 1;
  let sessions = 0;
  let validSession = '';
  let polls: (Poll & { readonly fail: (error: Error) => void })[] = [];
  let broken = false;
  let out = false;

  const table = (cls: ClassName): Map<Ref, Row> => {
    let rows = tables.get(cls);
    if (!rows) tables.set(cls, (rows = new Map()));
    return rows;
  };
  const tokenOf = (at: number): string => `${String(at).padStart(20, '0')},${'0'.repeat(20)}`;

  function record(cls: ClassName, ref: Ref, operation: Change['operation']): void {
    generation += 1;
    changes.push({ cls, ref, operation, generation });
    wakePolls();
  }

  function batchFor(classes: readonly string[], token: string): { events: readonly unknown[]; isNews: boolean } {
    const since = Number(token.split(',')[0] ?? 0);
    const wanted = new Set(classes.map((one) => one.toLowerCase()));
    const last = new Map<string, Change>();
    const added = new Set<string>();
    for (const change of changes) {
      if (change.generation <= since) continue;
      const key = `${change.cls.toLowerCase()}/${change.ref.toLowerCase()}`;
      if (!wanted.has(change.cls.toLowerCase()) && !wanted.has(key)) continue;
      if (change.operation === 'add') added.add(key);
      last.set(key, change);
    }
    const events = [...last].flatMap(([key, { cls, ref, operation }]): { operation: string; snapshot?: Row }[] => {
      const common = { id: '1', timestamp: '0.0', class: cls.toLowerCase(), ref };
      if (operation === 'del') return added.has(key) ? [] : [{ ...common, operation }];
      const kind = added.has(key) ? 'add' : 'mod';
      return [{ ...common, operation: kind, snapshot: table(cls).get(ref) ?? {} }];
    });
    const order = ['add', 'mod', 'del'];
    events.sort((a, b) => order.indexOf(a.operation) - order.indexOf(b.operation));
    return { events, isNews: last.size > 0 };
  }

  function wakePolls(): void {
    const waiting = polls;
    polls = [];
    for (const poll of waiting) {
      if (batchFor(poll.classes, poll.token).isNews) poll.answer(answerPoll(poll));
      else polls.push(poll);
    }
  }

  function answerPoll({ id, classes, token }: Pick<Poll, 'id' | 'classes' | 'token'>): TransportResponse {
    const counts: Record<string, number> = {};
    for (const [cls, rows] of tables) if (cls !== 'message') counts[cls.toLowerCase()] = rows.size;
    const { events } = batchFor(classes, token);
    return ok(id, { events, valid_ref_counts: counts, token: tokenOf(generation) });
  }

  function handle(method: string, params: readonly unknown[]): unknown {
    const scripted = scripts.get(method);
    if (scripted) return scripted(params);
    if (method === 'session.login_with_password') {
      if (params[1] !== password) throw new XapiError('SESSION_AUTHENTICATION_FAILED', [String(params[0]), 'no']);
      sessions += 1;
      validSession = `OpaqueRef:session-${sessions}`;
      return validSession;
    }
    if (params[0] !== validSession) throw new XapiError('SESSION_INVALID', [String(params[0])]);
    const [cls = '', message = ''] = method.split('.') as [ClassName | '', string];
    if (method === 'session.logout') {
      out = true;
      return '';
    }
    if (method === 'event.inject') {
      record('pool', String(params[2]), 'mod');
      return tokenOf(generation);
    }
    if (message === 'get_all' && cls !== '') return [...table(cls).keys()];
    if (message === 'get_all_records' && cls !== '') return Object.fromEntries(table(cls));
    if (message === 'get_record' && cls !== '') {
      const row = table(cls).get(String(params[1]));
      if (!row) throw new XapiError('HANDLE_INVALID', [cls, String(params[1])]);
      return row;
    }
    throw new XapiError('MESSAGE_METHOD_UNKNOWN', [method]);
  }

  function request({ body, signal }: TransportRequest): Promise<TransportResponse> {
    if (broken) return Promise.reject(new Error('unreachable'));
    const call = JSON.parse(String(body)) as { id: unknown; method: string; params: readonly unknown[] };
    calls.push(call.method);
    if (call.method !== 'event.from' || scripts.has(call.method) || call.params[0] !== validSession) {
      try {
        const { id, method, params } = call;
        const result = handle(method, params);
        if (result === silence) return new Promise((_resolve, reject) => signal?.addEventListener('abort', reject));
        return Promise.resolve(ok(id, result));
      } catch (error) {
        if (!(error instanceof XapiError)) return Promise.reject(error as Error);
        return Promise.resolve(refused(call.id, error));
      }
    }
    const [, classes, token, timeout] = call.params as [string, string[], string, number];
    if (timeout === 0 || batchFor(classes, token).isNews) {
      return Promise.resolve(answerPoll({ id: call.id, classes, token }));
    }
    return new Promise((answer, fail) => {
      const poll = { id: call.id, classes, token, answer, fail };
      polls.push(poll);
      timers.after(timeout * 1000, () => {
        if (!polls.includes(poll)) return;
        polls = polls.filter((one) => one !== poll);
        answer(answerPoll(poll));
      });
      signal?.addEventListener('abort', () => {
        polls = polls.filter((one) => one !== poll);
        fail(new DOMException('taken back', 'AbortError'));
      });
    });
  }

  return {
    request,
    close: () => undefined,
    put(cls, ref, row = {}) {
      const known = table(cls).has(ref);
      table(cls).set(ref, { uuid: ref, ...row });
      record(cls, ref, known ? 'mod' : 'add');
    },
    remove(cls, ref) {
      if (table(cls).delete(ref)) record(cls, ref, 'del');
    },
    lose(cls, ref) {
      table(cls).delete(ref);
      changes = changes.filter((change) => change.ref !== ref);
    },
    rows: table,
    expireSessions() {
      validSession = '';
      const waiting = polls;
      polls = [];
      for (const poll of waiting) poll.answer(refused(poll.id, new XapiError('SESSION_INVALID', ['gone'])));
    },
    breakLine() {
      broken = true;
      const waiting = polls;
      polls = [];
      for (const poll of waiting) poll.fail(new Error('unreachable'));
    },
    mend() {
      broken = false;
    },
    script(method, answer) {
      scripts.set(method, answer);
    },
    unscript(method) {
      scripts.delete(method);
    },
    calls,
    waitingPolls: () => polls.map(({ classes, token }) => ({ classes, token })),
    loggedOut: () => out,
  };
}

function ok(id: unknown, result: unknown): TransportResponse {
  return { status: 200, headers: {}, body: JSON.stringify({ jsonrpc: '2.0', id, result }) };
}

function refused(id: unknown, { code, params }: XapiError): TransportResponse {
  const error = { code: 1, message: code, data: params };
  return { status: 200, headers: {}, body: JSON.stringify({ jsonrpc: '2.0', id, error }) };
}
