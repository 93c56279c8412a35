import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Simulator, type SimulatorOptions } from '../../simulator';
import { WireClient } from '../../testing';
import { openPoolDatabase } from '../open-pool-database';

/** A database of a pool of two servers with shared storage: running, halted and suspended VMs, a snapshot, templates. */
export const twoServers = new URL('../../scenarios/pool-database/fixtures/two-servers.xml', import.meta.url);

const folder = new URL('../../../../../shared/pools/', import.meta.url);

/** The databases of real pools, where the checkout has them beside it. */
export const realPools: readonly URL[] = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => name.endsWith('.xml'))
      .map((name) => new URL(name, folder))
  : [];

export interface Twin {
  readonly simulator: Simulator;
  readonly client: WireClient;
  readonly notices: readonly string[];
  /** A call that must succeed. */
  readonly ok: <T>(method: string, ...params: readonly unknown[]) => Promise<T>;
}

/** The twin of a pool, and a client that has logged in. Time jumps to whatever a call waits for, unless options say other. */
export async function openTwin(file: URL | string, options: SimulatorOptions = {}): Promise<Twin> {
  const simulator = new Simulator({ clockMode: 'instant', ...options });
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : new Uint8Array(readFileSync(file));
  const { notices } = await openPoolDatabase(simulator, bytes);
  const client = await new WireClient(simulator).logIn();
  const ok = async <T>(method: string, ...params: readonly unknown[]): Promise<T> => {
    const { result, error } = await client.call(method, ...params);
    if (error !== undefined) throw new Error(`${method} ${JSON.stringify(params)}: ${JSON.stringify(error)}`);
    return result as T;
  };
  return { simulator, client, notices, ok };
}

/** The last part of a file's address. */
export function nameOf(file: URL): string {
  return file.pathname.replace(/^.*\//, '');
}
