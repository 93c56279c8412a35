import type { PoolList } from './pool-list';

/** Asks the window that opened the sender to be let in to the pool with this connection id. The port is for the answer. */
export interface AdmissionRequest {
  readonly admitTo: string;
}

/** A message from anybody, as far as it matters whether to believe it. */
export type Asked = Pick<MessageEvent<unknown>, 'source' | 'origin' | 'data' | 'ports'>;

const FEATURES = 'popup,width=1040,height=780';

/** By window, the pool that it was opened for. */
const opened = new WeakMap<object, { readonly pool: string; readonly list: PoolList }>();

/** Opens an address of this console in a window of its own, which needs no password of its own for this pool. */
export function openOwnWindow(href: string, pool: string, list: PoolList): void {
  const next = window.open(href, '_blank', FEATURES);
  if (next === null) return;
  opened.set(next, { pool, list });
  window.addEventListener('message', answer);
}

function answer(event: MessageEvent<unknown>): void {
  admit(event, window.location.origin, (source) => opened.get(source));
}

/**
 * Lets a window in that this page has opened, as long as it shows this console, to the pool that it was opened for and no
 * other. Nobody else gets an answer.
 */
export function admit(
  { source, origin, data, ports: [port] }: Asked,
  ownOrigin: string,
  openedFor: (source: object) => { readonly pool: string; readonly list: PoolList } | undefined,
): void {
  if (source === null || origin !== ownOrigin || port === undefined || !isRequest(data)) return;
  const known = openedFor(source);
  if (known?.pool !== data.admitTo) return;
  const entry = known.list.entries().find(({ id }) => id === known.pool);
  entry?.connection.admit(port);
}

function isRequest(data: unknown): data is AdmissionRequest {
  return typeof data === 'object' && data !== null && 'admitTo' in data && typeof data.admitTo === 'string';
}
