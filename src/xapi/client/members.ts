/** The servers of a pool: the one that is called, and where else the pool may be found. */
export interface Members {
  /** Origin of the server that is called. */
  origin(): string;
  /** A server said that the coordinator is at this address, which is called from now on; false: that is nothing new. */
  follow(address: string): boolean;
  /** The server does not answer. Calls the next one that was not tried since `settle`; false: all were, it begins anew. */
  next(): boolean;
  /** The server that is called is the right one. */
  settle(): void;
  /** Addresses of servers that belong to the pool. */
  learn(addresses: Iterable<string>): void;
}

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
  let present = first;
  let others: readonly string[] = [];

  function learn(addresses: Iterable<string>): void {
    const origins = [...addresses].map((address) => originBeside(first, address)).filter((origin) => origin !== null);
    if (origins.length > 0) others = [...new Set(origins)];
  }

  learn(known);
  return {
    origin: () => present,
    follow(address) {
      const origin = originBeside(first, address);
      if (origin === null || origin === present || tried.has(origin)) return false;
      tried.add(present);
      present = origin;
      return true;
    },
    next() {
      tried.add(present);
      const fresh = [first, ...others].find((origin) => !tried.has(origin));
      if (fresh === undefined) tried.clear();
      present = fresh ?? first;
      return fresh !== undefined;
    },
    settle: () => tried.clear(),
    learn,
  };
}
