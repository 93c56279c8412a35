/** Why a server did not answer a page, as far as a browser lets a page find out. */
export type Diagnosis =
  /** The page came over HTTPS, the server is asked over HTTP. */
  | 'blocked'
  /** It answers over HTTP, not over HTTPS. */
  | 'untrusted'
  /** Silence, or a certificate: browsers do not tell pages which. */
  | 'unclear'
  /** It answers, but not to pages of other origins. */
  | 'other service'
  | 'unreachable';

const PROBE_MS = 5000;
/** What a server answers without a session; an empty request is an error to it. */
const PROBE = JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'system.isAlive:xenia', params: [] });

/** @param send Answers whether anything came back. */
export async function diagnose(
  origin: string,
  pageOrigin: string,
  send: (url: string) => Promise<boolean> = probe,
): Promise<Diagnosis> {
  const { protocol, hostname } = new URL(origin);
  // What the page came from is trusted, and lets it ask.
  if (origin === pageOrigin) return 'unreachable';
  const isSecurePage = new URL(pageOrigin).protocol === 'https:';
  if (protocol === 'http:') {
    if (isSecurePage && !/^(localhost|127\..*|\[::1\])$/.test(hostname)) return 'blocked';
    return (await send(`${origin}/jsonrpc`)) ? 'other service' : 'unreachable';
  }
  if (await send(`${origin}/jsonrpc`)) return 'other service';
  // A page that came over HTTPS may not look.
  if (isSecurePage) return 'unclear';
  return (await send(`http://${hostname}/jsonrpc`)) ? 'untrusted' : 'unclear';
}

/** Without a look at the answer, a page may ask anybody. */
async function probe(url: string): Promise<boolean> {
  try {
    await fetch(url, { method: 'POST', mode: 'no-cors', body: PROBE, signal: AbortSignal.timeout(PROBE_MS) });
    return true;
  } catch {
    return false;
  }
}
