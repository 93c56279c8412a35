/** The servers of a pool: the one that is called, and where else the pool may be found. */
export interface Members {
  /** Origin of the server that is called. */
  origin(): string;
  /** Whether that is the one which answered last. */
  isHome(): boolean;
  /** A server said that the coordinator is at this address, which is called from now on; false: that is nothing new. */
  follow(address: string): boolean;
  /** The server does not answer. Calls another one; false: enough were asked this time, the next is home again. */
  next(): boolean;
  /** Calls home again, whoever was called. */
  restart(): void;
  /** The server that is called is the right one. */
  settle(): void;
  /** Addresses of servers that belong to the pool. */
  learn(addresses: Iterable<string>): void;
}

/** Any server that is up knows the coordinator: a few are asked each time, the others the next time. */
const OTHERS_AT_A_TIME = 2;

/**
 * The origin of a server at `address` (a name, an IP address, with a port or without), reached as `origin` is: with the
 * same scheme, and with its port unless the address has one. Null when it is no address.
 */
export function originBeside(origin: string, address: string): string | null {
  try {
    const { protocol, port } = new URL(origin);
    const isBareV6 = address.includes(':') && /^[\da-f:.]+$/i.test(address) && address.split(':').length > 2;
    const url = new URL(`${protocol}//${isBareV6 ? `[${address}]` : address}`);
    if (url.username !== '' || url.pathname !== '/' || url.search !== '' || url.hash !== '') return null;
    if (url.port === '' && !/:\d+$/.test(isBareV6 ? '' : address)) url.port = port;
    return url.origin;
  } catch {
    return null;
  }
}

/** @param first Where the pool was found by a person. @param known Addresses of its servers from earlier times. */
export function createMembers(first: string, known: readonly string[] = []): Members {
  const tried = new Set<string>();
  let home = first;
  let present = first;
  let others: readonly string[] = [];
  let turn = 0;
  let asked = 0;

  function learn(addresses: Iterable<string>): void {
    const origins = [...addresses].map((address) => originBeside(first, address)).filter((origin) => origin !== null);
    if (origins.length > 0) others = [...new Set(origins)];
  }

  function restart(): void {
    tried.clear();
    asked = 0;
    present = home;
  }

  learn(known);
  return {
    origin: () => present,
    isHome: () => present === home,
    follow(address) {
      const origin = originBeside(first, address);
      if (origin === null || origin === present || tried.has(origin)) return false;
      tried.add(present);
      present = origin;
      return true;
    },
    next() {
      tried.add(present);
      const fresh = [first, ...others].filter((origin) => !tried.has(origin));
      const origin = fresh[turn % fresh.length];
      if (asked >= OTHERS_AT_A_TIME || origin === undefined) {
        restart();
        return false;
      }
      asked += 1;
      turn += 1;
      present = origin;
      return true;
    },
    restart,
    settle() {
      home = present;
      restart();
    },
    learn,
  };
}
