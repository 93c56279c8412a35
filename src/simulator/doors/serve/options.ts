import { parseArgs } from 'node:util';

export interface ServerOptions {
  readonly port: number;
  readonly host: string;
  readonly scenario: string | undefined;
  readonly poolDump: string | undefined;
  readonly seed: number;
  readonly hosts: number | undefined;
  readonly vms: number | undefined;
  /** Virtual seconds a wall second; `max`: time jumps whenever a call waits. */
  readonly speed: number | 'max';
  /** What the clock of a scenario shows at first, in ms since 1970; undefined: what it shows everywhere else. */
  readonly clock: number | 'now' | undefined;
  readonly password: string;
  /** Ports of single servers beside the pool's: consecutive ones from a number, or by name. */
  readonly hostPorts: HostPorts | undefined;
  /** Every server listens at a loopback address of its own, and has it as its address in the pool. */
  readonly hostAddresses: boolean;
  /** Servers that stand alone beside the pool, for it to take in. */
  readonly spareHosts: number;
  readonly latencyMs: number;
  readonly jitterMs: number;
  readonly fault: string | undefined;
  readonly save: string | undefined;
  readonly load: string | undefined;
  readonly control: boolean;
  readonly log: LogLevel;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

export type HostPorts = { readonly from: number } | { readonly byName: ReadonlyMap<string, number> };
export type LogLevel = (typeof LOG_LEVELS)[number];
export const LOG_LEVELS = ['off', 'error', 'info', 'debug'] as const;

export const SERVER_USAGE = `Usage: npm run serve -- [options]
  --port N             port to listen on (default 4190; 0 takes any free one)
  --host ADDR          address to listen on (default 127.0.0.1, this machine only)
  --scenario NAME      world to open: cambridge, scale, empty, test-bed-6.2 or test-bed-6.5 (default cambridge)
  --hosts N, --vms N   size of the scale world
  --pool-dump FILE     opens the twin of a pool from its database dump instead
  --load FILE          goes on with a world that --save or the console wrote
  --save FILE          writes the world to a file at the end
  --seed N             seed of the world (default 1)
  --speed X            virtual seconds a second, 1 to 1000, or max (default 1)
  --clock TIME         what the clock of a scenario shows at first: now, or a time such as 2026-01-05T08:00:00Z
                       (default now with --speed 1, that time otherwise)
  --password TEXT      password of root (default password)
  --host-ports [N]     every server of the pool also has a port of its own, from N on (default: from --port + 1);
                       or NAME=PORT,NAME=PORT for single ones
  --host-addresses     every server listens at 127.0.0.1, 127.0.0.2, ... and has that as its address in the pool
  --spare-hosts N      N servers stand alone beside the pool: pool.join takes them in
  --latency MS         answers come that much later
  --jitter MS          ... and up to that much more or less, by seed
  --fault FILE         rules by which calls fail, as JSON: see docs/server.md
  --control            serves /simulator/...: clock, snapshots, faults, hash, calls
  --log LEVEL          off, error, info or debug (default info): JSON lines on standard error
  --cert FILE, --key FILE   serves HTTPS with this certificate and key (PEM)`;

const TEXT_OPTIONS = {
  port: '4190',
  host: '127.0.0.1',
  seed: '1',
  speed: '1',
  password: 'password',
  latency: '0',
  jitter: '0',
  log: 'info',
} as const;

/** Reads the command line; throws an Error whose message names the option and the remedy. */
export function readServerOptions(args: readonly string[]): ServerOptions | 'help' {
  const text = (fallback?: string) =>
    fallback === undefined ? ({ type: 'string' } as const) : ({ type: 'string', default: fallback } as const);
  const { values } = parseArgs({
    args: withBareHostPorts(args),
    options: {
      port: text(TEXT_OPTIONS.port),
      host: text(TEXT_OPTIONS.host),
      scenario: text(),
      'pool-dump': text(),
      load: text(),
      save: text(),
      seed: text(TEXT_OPTIONS.seed),
      hosts: text(),
      vms: text(),
      speed: text(TEXT_OPTIONS.speed),
      clock: text(),
      password: text(TEXT_OPTIONS.password),
      'host-ports': text(),
      'spare-hosts': text('0'),
      'host-addresses': { type: 'boolean', default: false },
      latency: text(TEXT_OPTIONS.latency),
      jitter: text(TEXT_OPTIONS.jitter),
      fault: text(),
      control: { type: 'boolean', default: false },
      log: text(TEXT_OPTIONS.log),
      cert: text(),
      key: text(),
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  exclude(values, ['scenario', 'pool-dump', 'load']);
  exclude(values, ['clock', 'pool-dump']);
  exclude(values, ['clock', 'load']);
  exclude(values, ['host-ports', 'host-addresses']);
  if ((values.cert === undefined) !== (values.key === undefined)) {
    throw new Error('--cert and --key belong together. Give both of them.');
  }
  const optional = (name: 'hosts' | 'vms', most: number): number | undefined =>
    values[name] === undefined ? undefined : whole(name, values[name], 0, most);
  const port = whole('port', values.port ?? '', 0, 65535);
  const speed = values.speed === 'max' ? 'max' : whole('speed', values.speed ?? '', 1, 1000, ', or max');
  return {
    port,
    host: values.host ?? '',
    scenario: values.scenario,
    poolDump: values['pool-dump'],
    load: values.load,
    save: values.save,
    seed: whole('seed', values.seed ?? '', 0, Number.MAX_SAFE_INTEGER),
    hosts: optional('hosts', 64),
    vms: optional('vms', 20_000),
    speed,
    clock: values.clock === undefined ? defaultClock(speed) : readClock(values.clock),
    password: values.password ?? '',
    hostPorts: values['host-ports'] === undefined ? undefined : readHostPorts(values['host-ports'], port),
    hostAddresses: values['host-addresses'],
    spareHosts: whole('spare-hosts', values['spare-hosts'] ?? '', 0, 16),
    latencyMs: whole('latency', values.latency ?? '', 0, 600_000),
    jitterMs: whole('jitter', values.jitter ?? '', 0, 600_000),
    fault: values.fault,
    control: values.control,
    log: readLevel(values.log ?? ''),
    cert: values.cert,
    key: values.key,
  };
}

/** Clients reckon with their own clocks, as monitors do for statistics; who asks for another pace reckons otherwise. */
function defaultClock(speed: number | 'max'): 'now' | undefined {
  return speed === 1 ? 'now' : undefined;
}

function readClock(text: string): number | 'now' {
  if (text === 'now') return 'now';
  const timeMs = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(timeMs))
    throw new Error(`--clock takes now, or a time such as 2026-01-05T08:00:00Z, not "${text}".`);
  return timeMs;
}

/** `--host-ports` may stand alone; the parser knows options with a value or without one. */
function withBareHostPorts(args: readonly string[]): string[] {
  return args.flatMap((arg, at) => {
    const next = args[at + 1];
    return arg === '--host-ports' && (next === undefined || next.startsWith('--')) ? [arg, ''] : [arg];
  });
}

function exclude(values: Readonly<Record<string, unknown>>, names: readonly string[]): void {
  const given = names.filter((name) => values[name] !== undefined && values[name] !== false);
  if (given.length > 1) {
    throw new Error(`--${given[0]} and --${given[1]} exclude one another. Give one of them.`);
  }
}

function readHostPorts(text: string, port: number): HostPorts {
  if (text === '') return { from: port + 1 };
  if (/^\d+$/.test(text)) return { from: whole('host-ports', text, 1, 65535) };
  const byName = new Map<string, number>();
  for (const part of text.split(',')) {
    const at = part.lastIndexOf('=');
    if (at < 1) throw new Error(`--host-ports takes a port or NAME=PORT,NAME=PORT, not "${text}".`);
    byName.set(part.slice(0, at).trim(), whole('host-ports', part.slice(at + 1).trim(), 1, 65535));
  }
  return { byName };
}

function readLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((name) => name === text);
  if (level === undefined) throw new Error(`--log takes one of ${LOG_LEVELS.join(', ')}, not "${text}".`);
  return level;
}

function whole(name: string, text: string, least: number, most: number, or = ''): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > most) {
    throw new Error(`--${name} takes a whole number from ${least} to ${most}${or}, not "${text}".`);
  }
  return number;
}
