import type { Ref } from '../../../xapi/datamodel/ref';
import { rows } from '../../objects';
import type { Inventory } from '../../objects';

/** What servers have: connections to storage, interfaces, GPUs. */
type Part = 'PBD' | 'PIF' | 'PGPU';
type Table = ReadonlyMap<string, { readonly host: Ref<'host'> }>;

const NONE: readonly never[] = [];

const known = new WeakMap<Table, ReadonlyMap<Ref<'host'>, readonly string[]>>();

/** What a server has of a class; sorted once for one state of the class. */
export function partsOf<C extends Part>(inventory: Inventory, cls: C, host: Ref<'host'>): readonly Ref<C>[] {
  const table: Table = rows(inventory, cls);
  let byHost = known.get(table);
  if (!byHost) known.set(table, (byHost = sorted(table)));
  return byHost.get(host) ?? NONE;
}

function sorted(table: Table): ReadonlyMap<Ref<'host'>, readonly string[]> {
  const byHost = new Map<Ref<'host'>, string[]>();
  for (const [ref, { host }] of table) {
    const own = byHost.get(host);
    if (own) own.push(ref);
    else byHost.set(host, [ref]);
  }
  return byHost;
}
