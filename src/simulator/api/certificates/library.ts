import type { Ref } from '../../../xapi/datamodel/ref';
import type { Json } from '../../engine/agenda';
import { Fault } from '../fault';
import { coordinator, type World } from '../world';

/** What a server trusts: authorities, and lists of what they have revoked. */
export type Kind = 'CERTIFICATE' | 'CRL';

type Files = Readonly<Record<string, string>>;
type Library = Readonly<Record<Kind, Files>>;

/** Key of the annex: the files of each server, by name. */
const KEY = 'certificates/trusted';
const EMPTY: Library = { CERTIFICATE: {}, CRL: {} };

function libraries({ engine }: World): Readonly<Record<string, Library>> {
  return (engine.annex[KEY] ?? {}) as unknown as Readonly<Record<string, Library>>;
}

export function filesOf(world: World, host: Ref<'host'>, kind: Kind): Files {
  return (libraries(world)[host] ?? EMPTY)[kind];
}

function write(world: World, host: Ref<'host'>, kind: Kind, names: Files): void {
  const all = libraries(world);
  const next = { ...all, [host]: { ...(all[host] ?? EMPTY), [kind]: names } };
  world.engine.annex = { ...world.engine.annex, [KEY]: next as unknown as Json };
}

/** What a server trusted goes with it. */
export function forgetLibrary(world: World, host: Ref<'host'>): void {
  const { [host]: gone, ...rest } = libraries(world);
  if (gone !== undefined) world.engine.annex = { ...world.engine.annex, [KEY]: rest as unknown as Json };
}

/** Letters, digits, dot, underscore and hyphen; no hidden file; `.pem` at the end (certificates.ml validate_name). */
export function assertName(kind: Kind, name: string): void {
  if (!/^(?!\.)[A-Za-z0-9._-]*\.pem$/.test(name)) throw new Fault(`${kind}_NAME_INVALID`, name);
}

/** certificates.ml host_install. */
export function install(world: World, host: Ref<'host'>, kind: Kind, name: string, content: string): void {
  assertName(kind, name);
  const names = filesOf(world, host, kind);
  if (Object.hasOwn(names, name)) throw new Fault(`${kind}_ALREADY_EXISTS`, name);
  write(world, host, kind, { ...names, [name]: content });
}

/** certificates.ml host_uninstall. */
export function uninstall(world: World, host: Ref<'host'>, kind: Kind, name: string, force = false): void {
  assertName(kind, name);
  const { [name]: content, ...rest } = filesOf(world, host, kind);
  if (content !== undefined) write(world, host, kind, rest);
  else if (!force) throw new Fault(`${kind}_DOES_NOT_EXIST`, name);
}

/** Gives a server what the coordinator trusts, and nothing else. */
export function copyTo(world: World, host: Ref<'host'>): void {
  const from = coordinator(world.db);
  if (host === from) return;
  for (const kind of ['CERTIFICATE', 'CRL'] as const) {
    const wanted = filesOf(world, from, kind);
    const present = filesOf(world, host, kind);
    const isSame = Object.keys(wanted).length === Object.keys(present).length;
    if (!isSame || Object.keys(wanted).some((name) => present[name] !== wanted[name])) write(world, host, kind, wanted);
  }
}

/** certificates.ml pool_sync: a server that is away ends it, after the others have been served. */
export function syncPool(world: World): void {
  const { db } = world;
  let missing: Ref<'host'> | null = null;
  for (const [host, row] of db.all('host')) {
    if (db.get('host_metrics', row.metrics)?.live === true) copyTo(world, host);
    else missing = host;
  }
  if (missing !== null) throw new Fault('HOST_OFFLINE', missing);
}

/** On the coordinator, then everywhere; taken back when the pool cannot be synchronised (pool_install). */
export function installInPool(world: World, kind: Kind, name: string, content: string): void {
  const host = coordinator(world.db);
  install(world, host, kind, name, content);
  try {
    syncPool(world);
  } catch (error) {
    uninstall(world, host, kind, name);
    throw error;
  }
}

export function uninstallInPool(world: World, kind: Kind, name: string, force = false): void {
  uninstall(world, coordinator(world.db), kind, name, force);
  syncPool(world);
}
