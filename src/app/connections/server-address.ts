/** Where a pool or server is. */
export interface ServerAddress {
  /** What paths such as `/jsonrpc` are appended to. */
  readonly origin: string;
  /** Id of its connections: what a person would call it, the same for every way to write the address. */
  readonly id: string;
}

export const LONGEST_ADDRESS = 300;

/** Ids of pools that the page opens by itself. */
const TAKEN: ReadonlySet<string> = new Set(['simulated', 'live']);

/**
 * Reads what a person typed: a name or an IP address, with a port or not, or a URL of which only the server counts. Over
 * HTTPS unless the URL says otherwise. Null when it is no address; one with a password in it is none.
 */
export function readAddress(text: string): ServerAddress | null {
  const typed = text.trim();
  if (typed === '' || typed.length > LONGEST_ADDRESS || /\s/.test(typed)) return null;
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(typed)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'https' && scheme !== 'http') return null;
  const isBareV6 = scheme === undefined && /^[\da-f:.]*$/i.test(typed) && typed.split(':').length > 2;
  try {
    const url = new URL(scheme === undefined ? `https://${isBareV6 ? `[${typed}]` : typed}` : typed);
    if (url.hostname === '' || url.username !== '' || url.password !== '') return null;
    return { origin: url.origin, id: idOf(url.origin) };
  } catch {
    return null;
  }
}

/** Several addresses in one field, as XenCenter takes them: between them a semicolon, a comma or a new line. */
export function splitAddresses(text: string): readonly string[] {
  const parts = text.split(/[;,\n]/).map((part) => part.trim());
  return [...new Set(parts.filter((part) => part !== ''))];
}

/** An origin as a person reads it: without what is always there. */
function idOf(origin: string): string {
  const short = origin.replace(/^https:\/\//, '');
  return TAKEN.has(short) ? origin : short;
}
