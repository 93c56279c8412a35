import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { GlyphSpec } from '../../../ui/glyphs/kinds';
import type { ObjectId } from '../../navigation';
import {
  glyphOf,
  homeHost,
  labelOr,
  networkVisibility,
  only,
  row,
  rows,
  srVisibility,
  vmVisibility,
} from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { isMachine } from './needs';

/** A server, with its VMs as numbers. */
export interface MapServer {
  readonly id: ObjectId;
  readonly name: string;
  readonly glyph: GlyphSpec;
  readonly running: number;
  /** Those that are off and at home here. */
  readonly off: number;
  /** Repositories that only it reaches. */
  readonly local: number;
  /** 0 to 1; null while it does not respond. */
  readonly memory: number | null;
  /** Names of the networks that it has. */
  readonly networks: readonly string[];
  /** Names of the shared repositories that it reaches. */
  readonly storage: readonly string[];
}

/**
 * How much a hub tells about the pool: `lacking` where servers miss it; `main` is on ports and bonds, or the default
 * storage; `private` networks have no port at all.
 */
export type Weight = 'lacking' | 'main' | 'further' | 'private';

/** A network or a shared repository, and the servers that have it. */
export interface MapHub {
  readonly id: ObjectId;
  readonly name: string;
  readonly glyph: GlyphSpec;
  /** References of servers. */
  readonly on: ReadonlySet<string>;
  /** Servers that should have it and do not: their connection is not plugged. */
  readonly lacking: ReadonlySet<string>;
  readonly weight: Weight;
}

export interface PoolMap {
  readonly servers: readonly MapServer[];
  readonly networks: readonly MapHub[];
  readonly storage: readonly MapHub[];
  /** VMs that are off and at home nowhere. */
  readonly loose: number;
}

/** The pool as one picture: however many VMs there are, it has as many parts as servers, networks and repositories. */
export function poolMapOf(inventory: Inventory, connection: string): PoolMap {
  const counts = new Map<Ref<'host'>, { running: number; off: number }>();
  let loose = 0;
  for (const vm of rows(inventory, 'VM').values()) {
    if (!isMachine(vm) || vmVisibility(vm) !== 'shown') continue;
    const home = homeHost(inventory, vm);
    if (home === null) {
      loose += 1;
      continue;
    }
    let count = counts.get(home);
    if (!count) counts.set(home, (count = { running: 0, off: 0 }));
    if (isNullRef(vm.resident_on)) count.off += 1;
    else count.running += 1;
  }
  const locals = new Map<Ref<'host'>, number>();
  const defaultStorage = only(inventory, 'pool')?.[1].default_SR;
  const storage: MapHub[] = [];
  for (const [ref, sr] of rows(inventory, 'SR')) {
    if (srVisibility(sr) !== 'shown') continue;
    const pbds = sr.PBDs.flatMap((each) => row(inventory, 'PBD', each) ?? []);
    const glyph = glyphOf(inventory, 'sr', ref);
    if (!sr.shared) {
      for (const { host } of pbds) locals.set(host, (locals.get(host) ?? 0) + 1);
    } else if (glyph) {
      storage.push({
        id: { connection, class: 'SR', ref },
        name: labelOr(sr.name_label),
        glyph,
        ...reachOf(pbds, ref === defaultStorage ? 'main' : 'further'),
      });
    }
  }
  const networks: MapHub[] = [];
  for (const [ref, network] of rows(inventory, 'network')) {
    const glyph = glyphOf(inventory, 'network', ref);
    if (!glyph || networkVisibility(inventory, network) !== 'shown') continue;
    const pifs = network.PIFs.flatMap((each) => row(inventory, 'PIF', each) ?? []);
    const isOnPort = pifs.some((pif) => pif.physical || pif.bond_master_of.length > 0);
    networks.push({
      id: { connection, class: 'network', ref },
      name: labelOr(network.name_label),
      glyph,
      ...reachOf(pifs, pifs.length === 0 ? 'private' : isOnPort ? 'main' : 'further'),
    });
  }
  const byName = (a: { readonly name: string }, b: { readonly name: string }): number => compareNatural(a.name, b.name);
  const [networkNames, storageNames] = [namesByServer(networks.sort(byName)), namesByServer(storage.sort(byName))];
  const servers = [...rows(inventory, 'host')].flatMap(([ref, host]): MapServer[] => {
    const glyph = glyphOf(inventory, 'host', ref);
    const metrics = row(inventory, 'host_metrics', host.metrics);
    if (!glyph) return [];
    const known = metrics?.live === true && metrics.memory_total > 0;
    return [
      {
        id: { connection, class: 'host', ref },
        name: labelOr(host.name_label),
        glyph,
        running: counts.get(ref)?.running ?? 0,
        off: counts.get(ref)?.off ?? 0,
        local: locals.get(ref) ?? 0,
        memory: known ? 1 - metrics.memory_free / metrics.memory_total : null,
        networks: networkNames.get(ref) ?? [],
        storage: storageNames.get(ref) ?? [],
      },
    ];
  });
  return { servers: servers.sort(byName), networks, storage, loose };
}

interface Connection {
  readonly host: string;
  readonly currently_attached: boolean;
}

/** @param weight where no server lacks it */
function reachOf(connections: readonly Connection[], weight: Weight): Pick<MapHub, 'on' | 'lacking' | 'weight'> {
  const hosts = (isOn: boolean): ReadonlySet<string> =>
    new Set(connections.filter((each) => each.currently_attached === isOn).map(({ host }) => host));
  const lacking = hosts(false);
  return { on: hosts(true), lacking, weight: lacking.size > 0 ? 'lacking' : weight };
}

function namesByServer(hubs: readonly MapHub[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const { name, on } of hubs) {
    for (const host of on) {
      const known = names.get(host);
      if (known) known.push(name);
      else names.set(host, [name]);
    }
  }
  return names;
}
