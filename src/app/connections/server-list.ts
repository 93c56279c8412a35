import * as v from 'valibot';
import { LONGEST_ADDRESS, readAddress } from './server-address';

/** What is remembered of a server beside the page: never a password. */
export interface StoredServer {
  /** As `readAddress` reads it. */
  readonly address: string;
  /** Name of the pool when it was last connected; empty: it never was. */
  readonly name: string;
  readonly username: string;
  /** Addresses of the pool's servers when it was last connected. */
  readonly members: readonly string[];
}

/** More is no list of a person. */
export const MOST_SERVERS = 200;
const MOST_MEMBERS = 64;
const LONGEST_NAME = 300;

const line = v.pipe(v.string(), v.maxLength(LONGEST_NAME));
const storedServer = v.object({
  address: v.pipe(
    v.string(),
    v.maxLength(LONGEST_ADDRESS),
    v.check((text) => readAddress(text) !== null),
  ),
  name: v.fallback(line, ''),
  username: v.fallback(line, ''),
  members: v.fallback(v.pipe(v.array(v.pipe(v.string(), v.maxLength(LONGEST_ADDRESS))), v.maxLength(MOST_MEMBERS)), []),
});

/** Servers of any origin: what cannot be read is left out, and each stands once. */
export function readServers(raw: unknown): readonly StoredServer[] {
  if (!Array.isArray(raw)) return [];
  const servers = new Map<string, StoredServer>();
  for (const each of raw.slice(0, MOST_SERVERS)) {
    const read = v.safeParse(storedServer, each);
    if (!read.success) continue;
    const id = readAddress(read.output.address)?.id;
    if (id !== undefined && !servers.has(id)) servers.set(id, read.output);
  }
  return [...servers.values()];
}

const STORAGE_KEY = 'xenia.servers';

/** The server list of this browser. */
export interface ServerList {
  read(): readonly StoredServer[];
  /** Adds a server or replaces what is known of it. */
  save(server: StoredServer): void;
  forget(address: string): void;
}

/** In `storage`; where that is blocked or full, the list lasts as long as the page. Other tabs keep what they added. */
export function serverList(storage: Pick<Storage, 'getItem' | 'setItem'>): ServerList {
  function read(): readonly StoredServer[] {
    try {
      return readServers(JSON.parse(storage.getItem(STORAGE_KEY) ?? '[]'));
    } catch {
      return [];
    }
  }

  function write(servers: readonly StoredServer[]): void {
    try {
      storage.setItem(STORAGE_KEY, JSON.stringify(servers));
    } catch {
      return;
    }
  }

  return {
    read,
    save(server) {
      const servers = read();
      const at = servers.findIndex(({ address }) => address === server.address);
      if (at < 0) write([...servers, server]);
      else if (JSON.stringify(servers[at]) !== JSON.stringify(server)) write(servers.with(at, server));
    },
    forget: (address) => write(read().filter((server) => server.address !== address)),
  };
}
