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
  readonly password: string;
}

export const SERVER_USAGE = `Usage: npm run serve -- [options]
  --port N           port to listen on (default 4190; 0 takes any free one)
  --host ADDR        address to listen on (default 127.0.0.1, this machine only)
  --scenario NAME    world to open: cambridge, scale or empty (default cambridge)
  --hosts N, --vms N size of the scale world
  --pool-dump FILE   opens the twin of a pool from its database dump instead
  --seed N           seed of the world (default 1)
  --speed X          virtual seconds a second, 1 to 1000, or max (default 1)
  --password TEXT    password of root (default password)`;

/** Reads the command line; throws an Error whose message names the option and the remedy. */
export function readServerOptions(args: readonly string[]): ServerOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '4190' },
      host: { type: 'string', default: '127.0.0.1' },
      scenario: { type: 'string' },
      'pool-dump': { type: 'string' },
      seed: { type: 'string', default: '1' },
      hosts: { type: 'string' },
      vms: { type: 'string' },
      speed: { type: 'string', default: '1' },
      password: { type: 'string', default: 'password' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  if (values.scenario !== undefined && values['pool-dump'] !== undefined) {
    throw new Error('--scenario and --pool-dump exclude one another. Give one of them.');
  }
  const optional = (name: 'hosts' | 'vms', most: number): number | undefined =>
    values[name] === undefined ? undefined : whole(name, values[name], 0, most);
  return {
    port: whole('port', values.port, 0, 65535),
    host: values.host,
    scenario: values.scenario,
    poolDump: values['pool-dump'],
    seed: whole('seed', values.seed, 0, Number.MAX_SAFE_INTEGER),
    hosts: optional('hosts', 64),
    vms: optional('vms', 20_000),
    speed: values.speed === 'max' ? 'max' : whole('speed', values.speed, 1, 1000),
    password: values.password,
  };
}

function whole(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > most) {
    throw new Error(`--${name} takes a whole number from ${least} to ${most}, not "${text}".`);
  }
  return number;
}
