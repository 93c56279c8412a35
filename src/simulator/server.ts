/** The Node door: the simulator as a XenAPI server over HTTP, with the console's files on the same origin. */
import { constants } from 'node:fs';
import { access, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createSecureContext } from 'node:tls';
import { FaultRules } from './api/fault-rules';
import { toSentence } from './doors/control-refusal';
import { openPoolDatabase } from './doors/open-pool-database';
import { listenAll } from './doors/serve/addresses';
import { ControlApi } from './doors/serve/control';
import { readFaultRules } from './doors/serve/fault-file';
import { createLog, type Log } from './doors/serve/log';
import { readServerOptions, SERVER_USAGE, type ServerOptions } from './doors/serve/options';
import { PoolServer, type FileHandler } from './doors/serve/pool-server';
import { readWorldFile, unpackText, writeWorldFile } from './doors/world-file';
import { ServedSite } from './doors/serve/served-site';
import { DEFAULT_SCENARIO, openScenario, scenarioSource } from './doors/worlds';
import { Simulator } from './simulator';

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
  if (options.save !== undefined) await requireFolder(options.save);
  const site = new ServedSite({ root: options.password }, options.speed);
  const simulator = await openWorld(options, site);
  for (let at = 0; at < options.spareHosts; at++) site.addSpare(simulator.world.engine.random.seed);
  if (options.fault !== undefined) {
    const rules = await using('fault', options.fault, async (file) =>
      readFaultRules(await readFile(file, 'utf8'), 'the file'),
    );
    simulator.world.surroundings.faults = new FaultRules(rules, options.seed);
  }
  site.start();
  const pacer = site.pacerOf(simulator);
  const server = new PoolServer({
    simulator,
    pacer,
    neighbour: (name) => site.find(name),
    log,
    files,
    seed: options.seed,
    latencyMs: options.latencyMs,
    jitterMs: options.jitterMs,
    ...(options.control && { control: new ControlApi(simulator, pacer, options.seed, site) }),
    ...(await readTls(options)),
  });
  try {
    for (const line of await listenAll(server, simulator, site, options)) console.log(line);
  } catch (error) {
    site.stop();
    await server.close();
    throw error;
  }
  log.write('info', 'started', { seed: options.seed, speed: options.speed });
  stopOnSignal(async () => {
    await server.close();
    site.stop();
    if (options.save !== undefined) await using('save', options.save, (file) => saveWorld(simulator, site, file, log));
    log.write('info', 'stopped');
  });
}

async function openWorld(options: ServerOptions, site: ServedSite): Promise<Simulator> {
  const { hosts, vms, seed, scenario, poolDump, load } = options;
  if (load !== undefined) {
    const saved = await using('load', load, async (file) =>
      readWorldFile(await unpackText(new Blob([await readFile(file)]))),
    );
    return site.load(saved);
  }
  if (poolDump !== undefined) {
    const simulator = new Simulator({ ...site.options, seed });
    const { summary, notices } = await using('pool-dump', poolDump, async (file) =>
      openPoolDatabase(simulator, await readFile(file)),
    );
    for (const line of [summary, ...notices]) console.log(line);
    return simulator;
  }
  const source = scenarioSource(scenario ?? DEFAULT_SCENARIO, seed, hosts, vms);
  return openScenario(site.options, source, options.clock === 'now' ? Date.now() : options.clock);
}

async function readTls({ cert, key }: ServerOptions): Promise<{ tls?: { cert: string; key: string } }> {
  if (cert === undefined || key === undefined) return {};
  const tls = {
    cert: await using('cert', cert, (file) => readFile(file, 'utf8')),
    key: await using('key', key, (file) => readFile(file, 'utf8')),
  };
  try {
    createSecureContext(tls);
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    throw new Error(`--cert ${cert}, --key ${key}: they must be a certificate and its key as PEM. ${why}`, {
      cause: error,
    });
  }
  return { tls };
}

/** Failures name the option and its file. */
async function using<T>(option: string, file: string, work: (file: string) => Promise<T>): Promise<T> {
  try {
    return await work(file);
  } catch (error) {
    throw new Error(`--${option} ${file}: ${sentence(error)}`, { cause: error });
  }
}

/** A world that cannot be saved must not be found out when the server stops. */
async function requireFolder(file: string): Promise<void> {
  try {
    await access(dirname(file), constants.W_OK);
  } catch (error) {
    const text = `--save ${file}: nothing can be written in ${dirname(file)}. Make the folder, or choose another one.`;
    throw new Error(text, { cause: error });
  }
}

/** Written beside and moved into place, so that a full disk does not cost the file that was there. */
async function saveWorld(pool: Simulator, site: ServedSite, file: string, log: Log): Promise<void> {
  const label = {
    name: 'Served world',
    source: { kind: 'world-file', fileName: file.slice(-200) },
    notices: [],
  } as const;
  const content = await writeWorldFile({ label, ...site.save(pool) });
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
    if (error.code === 'ENOENT') return 'There is no such file.';
    if (error.code.startsWith('ERR_PARSE_ARGS')) return `${error.message}\n${SERVER_USAGE}`;
    const call = 'syscall' in error ? error.syscall : '';
    if (call === 'listen' || call === 'getaddrinfo' || error.code === 'ERR_SOCKET_BAD_PORT') {
      return `The server cannot listen: ${error.message}. Choose another --port, --host or --host-ports.`;
    }
    return error.message;
  }
  if (error instanceof Error && error.message.startsWith('--')) return error.message;
  return toSentence(error);
}
