import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { GlyphSpec } from '../../../ui/glyphs/kinds';
import type { ObjectId } from '../../navigation';
import { glyphOf, homeHost, labelOr, networkVisibility, row, rows, srVisibility, vmVisibility } from '../../objects';
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
}

/** A network or a shared repository, and the servers that have it. */
export interface MapHub {
  readonly id: ObjectId;
  readonly name: string;
  readonly glyph: GlyphSpec;
  /** References of servers. */
  readonly on: ReadonlySet<string>;
  /** Servers that should have it and do not: their connection is not plugged. */
  readonly lacking: ReadonlySet<string>;
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
        on: new Set(pbds.filter((pbd) => pbd.currently_attached).map(({ host }) => host)),
        lacking: new Set(pbds.filter((pbd) => !pbd.currently_attached).map(({ host }) => host)),
      });
    }
  }
  const networks: MapHub[] = [];
  for (const [ref, network] of rows(inventory, 'network')) {
    const glyph = glyphOf(inventory, 'network', ref);
    if (!glyph || networkVisibility(inventory, network) !== 'shown') continue;
    const pifs = network.PIFs.flatMap((each) => row(inventory, 'PIF', each) ?? []);
    networks.push({
      id: { connection, class: 'network', ref },
      name: labelOr(network.name_label),
      glyph,
      on: new Set(pifs.filter((pif) => pif.currently_attached).map(({ host }) => host)),
      lacking: new Set(pifs.filter((pif) => !pif.currently_attached).map(({ host }) => host)),
    });
  }
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
      },
    ];
  });
  const byName = (a: { readonly name: string }, b: { readonly name: string }): number => compareNatural(a.name, b.name);
  return { servers: servers.sort(byName), networks: networks.sort(byName), storage: storage.sort(byName), loose };
}
