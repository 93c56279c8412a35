import { httpTable } from '../../xapi/datamodel/http.gen';
import type { Ref } from '../../xapi/datamodel/ref';
import { noteOfHttp } from '../api/access/audit';
import { requirePermission } from '../api/access/rbac';
import { Fault, toFault } from '../api/fault';
import { completeTask, createTask, failTask, isPending, setCancellable } from '../api/tasks';
import { coordinator, originOf, sameWorld, type World } from '../api/world';
import { withSession } from './auth';
import { untilCancelled } from './cancelling';
import { parameter } from './parameters';
import { errorPage, type HttpBody, type HttpRequest, type HttpResponse } from './plain';

/** A request as its handler sees it: the client may do this, and the task is its own or one made for it. */
export interface HttpCall {
  readonly world: World;
  readonly request: HttpRequest;
  readonly query: URLSearchParams;
  /** Null where nobody has to log in. */
  readonly session: Ref<'session'> | null;
  /** The server that was asked. */
  readonly host: Ref<'host'>;
  /** Ends when the whole answer has been read. */
  readonly task: Ref<'task'>;
}

/** An answer, and what the task ends with. */
export interface HandlerResponse extends HttpResponse {
  readonly result?: { readonly type: string; readonly value: unknown };
  /** What the task fails with although there is an answer of its own. */
  readonly fault?: Fault;
  /** Runs once when the answer has been read, or the client has gone. */
  readonly ended?: () => void;
  /** Clients may cancel the task while the answer is read: the connection ends with it. */
  readonly cancellable?: boolean;
}

type Run = (call: HttpCall) => HandlerResponse | Promise<HandlerResponse>;
type Handler = (world: World, request: HttpRequest, query: URLSearchParams) => HttpResponse | Promise<HttpResponse>;

const handlers = new Map<string, Handler>();

/** Paths at which the pool has handlers, beside those of the calls. */
export const POOL_PATHS: readonly string[] = [
  ...new Set(Object.values(httpTable).map(({ path }) => path.replace(/\/$/, ''))),
].filter((path) => path !== '');

/**
 * Serves one of the pool's HTTP handlers, named as in the datamodel. Before it runs: who asks (401), whether the role
 * allows it (403, also as the end of the task), and the task: that of `task_id`, or one for as long as it takes.
 * A Fault fails the task and answers 500. An upload is answered with 200 before it is read, by a body in chunks that
 * reads it and may be empty; a failure then ends the task and the connection. Source: xapi_http.ml add_handler, import.ml.
 */
export function defineHandler(name: string, run: Run): void {
  const model = httpTable[name];
  if (model === undefined) throw new Error(`There is no HTTP handler ${name}`);
  const handler: Handler = (world, request, query) =>
    model.isPublic === true
      ? serve(name, run, world, request, query, null)
      : withSession(world, request, query, 'xapi', (session) => serve(name, run, world, request, query, session));
  handlers.set(`${model.method} ${model.path.replace(/\/$/, '')}`, handler);
}

/** The handler of a path or of the nearest path above it, as `/export/` and `/update/a/b` have one. */
export function handlerFor(method: string, path: string): Handler | undefined {
  const verb = method === 'HEAD' ? 'GET' : method;
  for (let at = path.length; at > 0; at = path.lastIndexOf('/', at - 1)) {
    const handler = handlers.get(`${verb} ${path.slice(0, at)}`);
    if (handler !== undefined) return handler;
  }
  return undefined;
}

async function serve(
  name: string,
  run: Run,
  world: World,
  request: HttpRequest,
  query: URLSearchParams,
  session: Ref<'session'> | null,
): Promise<HttpResponse> {
  const given = parameter(request, query, 'task_id');
  const isOwn = given === null || given === '';
  const task = isOwn ? createTask(world, { name: `HTTP ${request.method} ${name}`, session }) : given;
  if (!isOwn && !isPending(world, task)) return failed(new Fault('HANDLE_INVALID', 'task', task));
  const isSame = sameWorld(world);
  const note = noteOfHttp(world, session, `http/${name}`, query);
  const end = (fault: Fault | null, result?: HandlerResponse['result']): void => {
    // In a world that went back, the same references are somebody else's.
    if (!isSame()) return;
    if (note !== null && fault?.code === 'RBAC_PERMISSION_DENIED') world.audit.deny(world.engine.nowMs, note);
    else if (note !== null) world.audit.add(world.engine.nowMs, note, fault);
    if (isOwn) world.db.transaction(() => world.db.remove('task', task));
    else if (fault !== null) failTask(world, task, fault);
    else completeTask(world, task, result?.type, result?.value);
  };
  try {
    if (session !== null) requirePermission(world, session, `http/${name}`);
    const host = request.host ?? coordinator(world.db);
    const {
      result,
      ended,
      fault: refusal = null,
      cancellable = false,
      ...response
    } = await run({ world, request, query, session, host, task });
    const finish: End = (fault) => {
      if (isSame()) ended?.();
      end(fault, result);
    };
    const { body } = response;
    if (isStream(body)) {
      if (cancellable) setCancellable(world, task, true);
      const chunks = cancellable ? untilCancelled(world, task, body) : body;
      return withTaskId(task, { ...response, body: ending(chunks, finish) });
    }
    finish(refusal);
    return withTaskId(task, response);
  } catch (error) {
    const fault = toFault(error);
    end(fault);
    return failed(fault);
  }
}

function isStream(body: HttpBody): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && Symbol.asyncIterator in body;
}

type End = (fault: Fault | null) => void;

/** Passes chunks on, and ends the task when the last one has gone or the client has. */
function ending(body: AsyncIterable<Uint8Array>, end: End): AsyncIterable<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  let isOver = false;
  const finish: End = (fault) => {
    if (!isOver) end(fault);
    isOver = true;
  };
  const iterator: AsyncIterator<Uint8Array> = {
    async next() {
      try {
        const step = await chunks.next();
        if (step.done === true) finish(null);
        return step;
      } catch (error) {
        finish(toFault(error));
        throw error;
      }
    },
    // Also before the first chunk: a generator's own `finally` would not run then.
    async return() {
      finish(new Fault('CLIENT_ERROR', 'The client closed the connection before the end'));
      await chunks.return?.();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

function withTaskId(task: Ref<'task'>, response: HttpResponse): HttpResponse {
  const headers = {
    'task-id': task,
    'access-control-allow-origin': '*',
    'cache-control': 'no-cache, no-store',
    ...response.headers,
  };
  return { ...response, headers };
}

function failed(fault: Fault): HttpResponse {
  if (fault.code === 'RBAC_PERMISSION_DENIED') return errorPage(403, 'Forbidden', fault.toList().join(' '));
  return errorPage(500, 'Internal Server Error', fault.toList().join(' '));
}

/**
 * Sends the client to the server that has what it asks for; it comes again with the same path, query and task. Null when
 * it is there already: one address may stand for all servers of the pool.
 */
export function redirect(
  { world, request, host: asked }: Pick<HttpCall, 'world' | 'request' | 'host'>,
  host: Ref<'host'>,
): HandlerResponse | null {
  const origin = originOf(world, host);
  if (host === asked || origin === originOf(world, asked)) return null;
  return { status: 302, headers: { location: `${origin}${request.path}` }, body: '' };
}
