import { dispatch, type Via } from '../api/dispatch';
import { Fault, toFault } from '../api/fault';
import { coordinator, type World } from '../api/world';
import { bodyText, errorPage, type HttpRequest, type HttpResponse } from './plain';

/** Constants.http_limit_max_rpc_size */
const LARGEST_BODY = 300 * 1024;

/** One call as its envelope holds it. */
export interface ParsedCall {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** How calls are written on the wire. The content type is exactly this: clients compare it as it stands. */
export interface Envelope<Call extends ParsedCall> {
  readonly contentType: string;
  readonly isJson: boolean;
  /** A text: why the body is no call. */
  readonly parse: (text: string) => Call | string;
  readonly success: (call: Call, result: unknown) => string;
  readonly failure: (call: Call, error: readonly string[]) => string;
}

/** The handler of calls in one kind of envelope. What is no call answers HTTP 500, as xapi does (api_server.ml). */
export function rpcHandler<Call extends ParsedCall>(
  envelope: Envelope<Call>,
): (world: World, request: HttpRequest) => Promise<HttpResponse> {
  const headers = {
    'content-type': envelope.contentType,
    'access-control-allow-origin': '*',
    'access-control-allow-headers': 'X-Requested-With',
  };
  return async (world, request) => {
    if (request.body.length > LARGEST_BODY) {
      return errorPage(413, 'Request Entity Too Large', `The request is larger than ${LARGEST_BODY} bytes.`);
    }
    const body = bodyText(request);
    const call = envelope.parse(body.text);
    if (typeof call === 'string') return errorPage(500, 'Internal Error', call);
    const rule = world.surroundings.faults?.meet(call.method, call.params) ?? null;
    if (rule?.delayMs !== undefined) await later(world, rule.delayMs);
    if (rule?.drop === true) throw new DroppedConnection(`${call.method} met a fault rule`);
    const via = new RequestVia(request, rule?.error, envelope.isJson);
    let reply: string;
    let extra: Readonly<Record<string, string>> | undefined;
    try {
      if (!body.isUtf8) throw new Fault('INVALID_VALUE', 'Invalid UTF-8 string in parameter', damagedText(call.params));
      // Most answers are there at once, and waiting for those costs as much as reading their request.
      const answer = dispatch(world, call.method, call.params, via);
      reply = envelope.success(call, answer instanceof Promise ? await answer : answer);
    } catch (error) {
      const fault = toFault(error);
      reply = envelope.failure(call, fault.toList());
      if (fault.code === 'HOST_IS_SLAVE') extra = thumbprint(world, request);
    }
    return { status: 200, headers: extra === undefined ? headers : { ...headers, ...extra }, body: reply };
  };
}

const TASK_HEADER = 'x-http-other-config-';

class RequestVia implements Via {
  readonly host: string | undefined;
  readonly taskConfig: Readonly<Record<string, string>> | undefined;
  readonly isJson: boolean;
  readonly fault: Fault | undefined;
  readonly #request: HttpRequest;

  constructor(request: HttpRequest, error: readonly string[] | undefined, isJson: boolean) {
    this.host = request.host;
    this.taskConfig = taskConfigOf(request);
    this.isJson = isJson;
    this.fault = error?.[0] === undefined ? undefined : new Fault(error[0], ...error.slice(1));
    this.#request = request;
  }

  get signal(): AbortSignal | undefined {
    return this.#request.signal;
  }
}

function taskConfigOf({ headers }: HttpRequest): Readonly<Record<string, string>> | undefined {
  let given: (readonly [key: string, value: string])[] | undefined;
  for (const name in headers) {
    if (name.startsWith(TASK_HEADER)) (given ??= []).push([name.slice(TASK_HEADER.length), headers[name] ?? '']);
  }
  return given === undefined ? undefined : Object.fromEntries(given);
}

/** Who is sent to the coordinator may ask how to know it by its certificate (api_server.ml). */
function thumbprint({ db }: World, { headers }: HttpRequest): Readonly<Record<string, string>> | undefined {
  const wanted = headers['x-xenapi-request-host-certificate-thumbprint'];
  if (wanted !== 'sha-256:master' && wanted !== 'sha-1:master') return undefined;
  const master = coordinator(db);
  for (const [, { type, host, fingerprint_sha256, fingerprint_sha1 }] of db.all('Certificate')) {
    if (type !== 'host' || host !== master) continue;
    const value = wanted === 'sha-1:master' ? fingerprint_sha1 : fingerprint_sha256;
    return { 'x-xenapi-response-host-certificate-thumbprint': value };
  }
  return undefined;
}

/** A fault rule closes the connection of this call; the door does so. */
export class DroppedConnection extends Error {}

function later(world: World, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    world.surroundings.timer.after(delayMs, resolve);
  });
}

/** The first parameter that holds something other than UTF-8, as far as it can be read. */
function damagedText(params: readonly unknown[]): string {
  const texts = params.map((param) => (typeof param === 'string' ? param : JSON.stringify(param)));
  return texts.find((text) => text.includes('\ufffd')) ?? '';
}
