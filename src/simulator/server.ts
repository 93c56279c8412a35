/** The Node door: the simulator as a XenAPI server over HTTP, with the console's files on the same origin. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toSentence } from './doors/control-refusal';
import { openPoolDatabase } from './doors/open-pool-database';
import { Pacer } from './doors/pacer';
import { readServerOptions, SERVER_USAGE, type ServerOptions } from './doors/server-options';
import { wallTimer } from './doors/wall-timer';
import { DEFAULT_SCENARIO, openScenario, scenarioSource } from './doors/worlds';
import { isPoolPath } from './http/handle';
import { Simulator, type SimulatorOptions } from './simulator';

export type FileHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** Longer bodies are refused before they are read; calls have a smaller limit of their own. */
const LARGEST_BODY = 512 * 1024 * 1024;

/**
 * Runs the server until SIGINT or SIGTERM. Problems with the options or the dump are said in a sentence, exit code 2.
 * @param files hands out the console
 */
export async function servePool(args: readonly string[], files: FileHandler): Promise<void> {
  let options: ServerOptions | 'help';
  let simulator: Simulator;
  try {
    options = readServerOptions(args);
    if (options === 'help') {
      console.log(SERVER_USAGE);
      return;
    }
    simulator = await openWorld(options);
  } catch (error) {
    console.error(sentence(error));
    process.exitCode = 2;
    return;
  }
  const pacer = options.speed === 'max' ? null : new Pacer(simulator, { speed: options.speed });
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (request.method === 'GET' && !isPoolPath(path)) return files(request, response);
    answer(simulator, pacer, request, response).catch(() => response.destroy());
  });
  server.on('error', (error) => {
    console.error(
      `The server cannot listen on ${options.host}:${options.port}: ${error.message}. Choose another --port.`,
    );
    process.exitCode = 2;
    pacer?.stop();
  });
  server.listen(options.port, options.host, () => {
    const { address, port, family } = server.address() as AddressInfo;
    const host = family === 'IPv6' ? `[${address}]` : address;
    console.log(`Simulated pool at http://${host}:${port}/ (user root). Press Ctrl+C to stop.`);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      pacer?.stop();
      simulator.endSessions();
      server.close();
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 500).unref();
    });
  }
}

async function openWorld(options: ServerOptions): Promise<Simulator> {
  const { hosts, vms, seed, scenario, poolDump } = options;
  const surroundings: SimulatorOptions = {
    accounts: { root: options.password },
    clockMode: options.speed === 'max' ? 'instant' : 'running',
    timer: wallTimer,
  };
  if (poolDump === undefined) {
    return openScenario(surroundings, scenarioSource(scenario ?? DEFAULT_SCENARIO, seed, hosts, vms));
  }
  const simulator = new Simulator(surroundings);
  const { summary, notices } = await openPoolDatabase(simulator, await readFile(poolDump));
  for (const line of [summary, ...notices]) console.log(line);
  return simulator;
}

async function answer(
  simulator: Simulator,
  pacer: Pacer | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  if (body === null) {
    response.writeHead(413, { 'content-type': 'text/plain' }).end('The request is too large.\n');
    return;
  }
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  pacer?.catchUp();
  const answered = simulator.handlePlain({
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: request.headers as Readonly<Record<string, string>>,
    body,
    signal: gone.signal,
  });
  pacer?.plan();
  const { status, headers, body: content } = await answered;
  pacer?.plan();
  if (!response.destroyed) response.writeHead(status, headers).end(content);
}

async function readBody(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | null> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > LARGEST_BODY) return null;
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts, length));
}

/** A failure to start, for the person at the terminal. */
function sentence(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    if (error.code === 'ENOENT') return `There is no such file: ${'path' in error ? String(error.path) : ''}`;
    if (error.code.startsWith('ERR_PARSE_ARGS')) return `${error.message}\n${SERVER_USAGE}`;
    return error.message;
  }
  if (error instanceof Error && error.message.startsWith('--')) return `${error.message}\n${SERVER_USAGE}`;
  return toSentence(error);
}
