/** The Node door: the simulator as a XenAPI server over HTTP, with the console's files on the same origin. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Ref } from '../xapi/datamodel/ref';
import { FaultRules } from './api/fault-rules';
import { coordinator, type Timer } from './api/world';
import { toSentence } from './doors/control-refusal';
import { openPoolDatabase } from './doors/open-pool-database';
import { Pacer } from './doors/pacer';
import { ControlApi } from './doors/serve/control';
import { readFaultRules } from './doors/serve/fault-file';
import { useLoopbackAddresses } from './doors/serve/host-names';
import { createLog, type Log } from './doors/serve/log';
import { readServerOptions, SERVER_USAGE, type ServerOptions } from './doors/serve/options';
import { PoolServer, type FileHandler } from './doors/serve/pool-server';
import { wallTimer } from './doors/wall-timer';
import { readWorldFile, unpackText, writeWorldFile } from './doors/world-file';
import { DEFAULT_SCENARIO, openScenario, scenarioSource } from './doors/worlds';
import { Simulator, type SimulatorOptions } from './simulator';

/**
 * Runs the server until SIGINT or SIGTERM. Problems with the options or files are said in a sentence, exit code 2.
 * @param files hands out the console
 */
export async function servePool(args: readonly string[], files: FileHandler): Promise<void> {
  try {
    const options = readServerOptions(args);
    if (options === 'help') console.log(SERVER_USAGE);
    else await serve(options, files);
  } catch (error) {
    console.error(sentence(error));
    process.exitCode = 2;
  }
}

async function serve(options: ServerOptions, files: FileHandler): Promise<void> {
  const log = createLog(
    options.log,
    (line) => process.stderr.write(line),
    () => new Date(),
  );
  let pacer: Pacer | null = null;
  // Who waits for the wall's time finds virtual time gone on when it wakes.
  const timer: Timer = {
    after: (delayMs, run) =>
      wallTimer.after(delayMs, () => {
        pacer?.catchUp();
        run();
        pacer?.plan();
      }),
  };
  const simulator = await openWorld(options, timer);
  const { world } = simulator;
  if (options.fault !== undefined) {
    const rules = readFaultRules(await readFile(options.fault, 'utf8'), options.fault);
    world.surroundings.faults = new FaultRules(rules, options.seed);
  }
  pacer = options.speed === 'max' ? null : new Pacer(simulator, { speed: options.speed });
  const server = new PoolServer({
    simulator,
    pacer,
    log,
    files,
    seed: options.seed,
    latencyMs: options.latencyMs,
    jitterMs: options.jitterMs,
    ...(options.control && { control: new ControlApi(simulator, pacer, options.seed) }),
    ...(await readTls(options)),
  });
  try {
    for (const line of await listen(server, simulator, options)) console.log(line);
  } catch (error) {
    pacer?.stop();
    await server.close();
    throw error;
  }
  log.write('info', 'started', { seed: options.seed, speed: options.speed });
  stopOnSignal(async () => {
    await server.close();
    pacer?.stop();
    if (options.save !== undefined) await saveWorld(simulator, options.save, log);
    log.write('info', 'stopped');
  });
}

/** Opens all addresses. @returns what the person at the terminal is told */
async function listen(server: PoolServer, simulator: Simulator, options: ServerOptions): Promise<readonly string[]> {
  const { world } = simulator;
  const main = coordinator(world.db);
  const origins = new Map<Ref<'host'>, string>();
  const lines: string[] = [];
  if (options.hostAddresses) {
    for (const [host, address] of useLoopbackAddresses(world, main)) {
      origins.set(host, await server.listen(options.port, address, host));
    }
    lines.push(`Simulated pool at ${origins.get(main) ?? ''}/ (user root). Press Ctrl+C to stop.`);
  } else {
    const origin = await server.listen(options.port, options.host);
    lines.push(`Simulated pool at ${origin}/ (user root). Press Ctrl+C to stop.`);
    for (const [host, port] of hostPorts(simulator, options)) {
      origins.set(host, await server.listen(port, options.host, host));
    }
    if (origins.size === 0) for (const host of world.db.refs('host')) origins.set(host, origin);
    if (!origins.has(main)) origins.set(main, origin);
  }
  const fallback = origins.get(main) ?? '';
  world.surroundings.originOf = (host) => origins.get(host) ?? fallback;
  if (options.hostAddresses || options.hostPorts !== undefined) {
    for (const [host, origin] of origins) lines.push(`  ${world.db.row('host', host).name_label}: ${origin}/`);
  }
  return lines;
}

function hostPorts({ world }: Simulator, { hostPorts }: ServerOptions): readonly (readonly [Ref<'host'>, number])[] {
  if (hostPorts === undefined) return [];
  const hosts = world.db.refs('host');
  if ('from' in hostPorts) return hosts.map((host, at) => [host, hostPorts.from + at]);
  return [...hostPorts.byName].map(([name, port]) => {
    const host = hosts.find((ref) => world.db.row('host', ref).name_label === name);
    if (host !== undefined) return [host, port];
    const names = hosts.map((ref) => world.db.row('host', ref).name_label).join(', ');
    throw new Error(`--host-ports: there is no server ${name}. There are: ${names}.`);
  });
}

async function openWorld(options: ServerOptions, timer: Timer): Promise<Simulator> {
  const { hosts, vms, seed, scenario, poolDump, load } = options;
  const surroundings: SimulatorOptions = {
    accounts: { root: options.password },
    clockMode: options.speed === 'max' ? 'instant' : 'running',
    timer,
  };
  if (load !== undefined) {
    const { state } = readWorldFile(await unpackText(new Blob([await readFile(load)])));
    const simulator = new Simulator({ ...surroundings, seed: state.random.seed });
    simulator.load(state);
    return simulator;
  }
  if (poolDump !== undefined) {
    const simulator = new Simulator({ ...surroundings, seed });
    const { summary, notices } = await openPoolDatabase(simulator, await readFile(poolDump));
    for (const line of [summary, ...notices]) console.log(line);
    return simulator;
  }
  return openScenario(surroundings, scenarioSource(scenario ?? DEFAULT_SCENARIO, seed, hosts, vms));
}

async function readTls({ cert, key }: ServerOptions): Promise<{ tls?: { cert: string; key: string } }> {
  if (cert === undefined || key === undefined) return {};
  return { tls: { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') } };
}

/** Written beside and moved into place, so that a full disk does not cost the file that was there. */
async function saveWorld(simulator: Simulator, file: string, log: Log): Promise<void> {
  const label = {
    name: 'Served world',
    source: { kind: 'world-file', fileName: file.slice(-200) },
    notices: [],
  } as const;
  const content = await writeWorldFile({ label, state: simulator.save() });
  await writeFile(`${file}.part`, new Uint8Array(await content.arrayBuffer()));
  await rename(`${file}.part`, file);
  log.write('info', 'saved', { file });
}

/** The first signal stops in good order; the second one at once. */
function stopOnSignal(stop: () => Promise<void>): void {
  let isStopping = false;
  const onSignal = (): void => {
    if (isStopping) process.exit(1);
    isStopping = true;
    stop().catch((error: unknown) => {
      console.error(sentence(error));
      process.exitCode = 1;
    });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
}

/** A failure, for the person at the terminal. */
function sentence(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    if (error.code === 'ENOENT') return `There is no such file: ${'path' in error ? String(error.path) : ''}`;
    if (error.code.startsWith('ERR_PARSE_ARGS')) return `${error.message}\n${SERVER_USAGE}`;
    if (error.code === 'EADDRINUSE' || error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL') {
      return `The server cannot listen: ${error.message}. Choose another --port, --host or --host-ports.`;
    }
    return error.message;
  }
  if (error instanceof Error && /^--|rule|is not JSON/.test(error.message)) return error.message;
  return toSentence(error);
}
