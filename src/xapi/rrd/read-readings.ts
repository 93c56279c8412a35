import type { Connection } from '../client/contract';
import { deferred } from '../client/deferred';
import type { Deferred } from '../client/deferred';
import { XapiError } from '../client/xapi-error';
import type { FromReader, Question, ToReader } from './messages';
import { readAnswer } from './read-answer';
import { WrongReadings } from './readings';
import type { Readings, Subject, Wanted } from './readings';

/** Whose readings a server is asked for. */
export interface UpdatesQuestion {
  /** Address of the server; null: the one that answers calls. */
  readonly server: string | null;
  readonly host: boolean;
  /** By uuid. */
  readonly vms: readonly string[] | 'all';
  readonly srs: readonly string[];
  /** The first moment wanted, seconds since 1970. */
  readonly startS: number;
  /** 5, 60, 3600 or 86400; the server answers in coarser steps where these do not reach back so far. */
  readonly stepS: number;
  readonly wanted?: Wanted;
}

/** Averages of several objects of one server. Rejects as transfers do, or with WrongReadings. */
export async function readUpdates(
  connection: Connection,
  { server, host, vms, srs, startS, stepS, wanted = null }: UpdatesQuestion,
  signal: AbortSignal,
): Promise<Readings> {
  const query = new URLSearchParams({ start: String(Math.floor(startS)), interval: String(stepS), cf: 'AVERAGE' });
  if (host) query.set('host', 'true');
  // Without a word about VMs a server tells of all of them.
  for (const uuid of vms === 'all' ? ['all'] : vms.length === 0 ? ['none'] : vms) query.append('vm_uuid', uuid);
  for (const uuid of srs) query.append('sr_uuid', uuid);
  query.set('json', 'true');
  const request = { method: 'GET', path: `/rrd_updates?${query.toString()}`, server, body: null } as const;
  const [readings] = await ask(connection, { request, wanted, dumpOf: null }, signal);
  if (readings === undefined) throw new WrongReadings('There is no answer.');
  return readings;
}

/** All archives of a VM, also of one that does not run: the coordinator keeps those. The finest comes first. */
export function readVmDump(
  connection: Connection,
  server: string | null,
  uuid: string,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<readonly Readings[]> {
  const query = new URLSearchParams({ uuid, json: 'true' });
  const request = { method: 'GET', path: `/vm_rrd?${query.toString()}`, server, body: null } as const;
  const dumpOf: { subject: Subject; uuid: string } = { subject: 'vm', uuid };
  return ask(connection, { request, wanted, dumpOf }, signal);
}

function ask(connection: Connection, question: Question, signal: AbortSignal): Promise<readonly Readings[]> {
  const port = connection.openTransfer();
  // Node, and pages whose policy or age has no workers.
  reader ??= typeof Worker === 'undefined' ? null : startReader();
  return reader === null ? readAnswer(port, question, signal) : reader(port, question, signal);
}

type Reader = typeof readAnswer;

/** One for all pools, from the first question on. */
let reader: Reader | null | undefined;

function startReader(): Reader {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'xenia-statistics' });
  const waiting = new Map<number, Deferred<readonly Readings[]>>();
  let lastId = 0;
  const say = (message: ToReader, moved: Transferable[] = []): void => worker.postMessage(message, moved);
  const take = (id: number): Deferred<readonly Readings[]> | undefined => {
    const found = waiting.get(id);
    waiting.delete(id);
    return found;
  };
  worker.addEventListener('message', ({ data }: MessageEvent<FromReader>) => {
    if (data.type === 'readings') take(data.id)?.resolve(data.readings);
    else if (data.type === 'failed') take(data.id)?.reject(new XapiError(data.code, data.params));
    else take(data.id)?.reject(new WrongReadings(data.words));
  });
  worker.addEventListener('error', ({ message }) => {
    for (const id of waiting.keys()) take(id)?.reject(new WrongReadings(message));
  });
  return async (port, question, signal) => {
    lastId += 1;
    const id = lastId;
    const answer = deferred<readonly Readings[]>();
    waiting.set(id, answer);
    const abort = (): void => say({ type: 'abort', id });
    say({ type: 'read', id, port, question }, [port]);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    try {
      return await answer.promise;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  };
}
