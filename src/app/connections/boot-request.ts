import type { BootOptions, WorldSource } from '../../control/protocol';

/** Which pool the page talks to: its own simulated one, a simulated one over HTTP in the page, or the server it came from. */
export type BootRequest =
  | { readonly kind: 'embedded'; readonly boot: BootOptions }
  | { readonly kind: 'mocks'; readonly boot: BootOptions }
  /** `origin` is what paths such as `/jsonrpc` are appended to. */
  | { readonly kind: 'live'; readonly origin: string };

/** The parameters of the URL that choose a world; they are the shell's, not the navigation's. */
export const BOOT_PARAMETERS = ['scenario', 'seed', 'hosts', 'vms', 'transport', 'persist'] as const;
export type BootParameter = (typeof BOOT_PARAMETERS)[number];

/** What choosing a world can ask for; the simulator builds no larger one. */
export const WORLD_LIMITS = { hosts: 64, vms: 20_000, seed: 0xffff_ffff } as const;

/** Longer than any name: what is shown of an address that nobody meant. */
const LONGEST_NAME = 40;

/** A whole number in [least, most], or undefined: a parameter that cannot be read counts as not given. */
function wholeNumber(text: string | null, least: number, most: number): number | undefined {
  if (text === null || !/^\d{1,10}$/.test(text.trim())) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
}

function bootOptions(params: URLSearchParams): BootOptions {
  // Whatever it says is passed on: the simulator knows the names, and says which there are when this is none of them.
  const scenario = (params.get('scenario') ?? '').trim().toLowerCase().slice(0, LONGEST_NAME);
  const seed = wholeNumber(params.get('seed'), 0, WORLD_LIMITS.seed);
  const hosts = wholeNumber(params.get('hosts'), 1, WORLD_LIMITS.hosts);
  const vms = wholeNumber(params.get('vms'), 0, WORLD_LIMITS.vms);
  return {
    ...(scenario !== '' && { scenario }),
    ...(seed !== undefined && { seed }),
    ...(hosts !== undefined && { hosts }),
    ...(vms !== undefined && { vms }),
    persist: params.get('persist') !== 'off',
  };
}

/**
 * Reads the URL's search text and the page's `xenia-pool` meta element (an address relative to `pageUrl`, set by the
 * server that is itself a pool; null elsewhere).
 */
export function readBootRequest(search: string, poolMeta: string | null, pageUrl: string): BootRequest {
  const params = new URLSearchParams(search);
  if (poolMeta !== null && poolMeta !== '') {
    return { kind: 'live', origin: new URL(poolMeta, pageUrl).href.replace(/\/$/, '') };
  }
  const kind = params.get('transport') === 'msw' ? 'mocks' : 'embedded';
  return { kind, boot: bootOptions(params) };
}

/** The world's parameters of a search text, to be kept while the rest of the URL changes. */
export function bootParametersOf(search: Readonly<Record<string, unknown>>): Partial<Record<BootParameter, string>> {
  const kept: Partial<Record<BootParameter, string>> = {};
  for (const name of BOOT_PARAMETERS) {
    const value = search[name];
    if (typeof value === 'string' && value.length <= LONGEST_NAME) kept[name] = value;
  }
  return kept;
}

/**
 * Once the world is there and is kept by the browser, the URL no longer asks for it: a reload continues the kept world
 * instead of building the asked one anew. How the page reaches the pool stays.
 */
export function withoutWorld(kept: Partial<Record<BootParameter, string>>): Partial<Record<BootParameter, string>> {
  const { transport, persist } = kept;
  return { ...(transport !== undefined && { transport }), ...(persist !== undefined && { persist }) };
}

/** Adds what a scenario needs to be built again elsewhere; other worlds cannot travel in an address. */
export function withWorld(address: string, source: WorldSource | null): string {
  if (source?.kind !== 'scenario') return address;
  const url = new URL(address);
  url.searchParams.set('scenario', source.name);
  url.searchParams.set('seed', String(source.seed));
  if (source.hosts !== undefined) url.searchParams.set('hosts', String(source.hosts));
  if (source.vms !== undefined) url.searchParams.set('vms', String(source.vms));
  return url.href.replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%7E', '~');
}
