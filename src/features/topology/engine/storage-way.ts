import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { rows } from '../../objects';
import type { Inventory } from '../../objects';

/** IPv4 as a number; null for names, IPv6 and what is no address. */
function addressOf(text: string): number | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text.trim())?.slice(1).map(Number);
  if (!parts || parts.some((part) => part > 255)) return null;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** Where a connection leads to: servers of NFS and SMB, targets of iSCSI. Empty: not over a network. */
function farEnds({ device_config: config }: Records['PBD']): readonly string[] {
  const smb = /^[\\/]{2}([^\\/]+)/.exec(config['server'] ?? config['location'] ?? '')?.[1];
  const nfs = /^([^/\\:]+):\//.exec(config['location'] ?? '')?.[1];
  const named = smb ?? nfs ?? config['server'] ?? config['serverpath']?.split(':')[0];
  const targets = (config['multihomelist'] ?? config['target'] ?? '')
    .split(',')
    .map((each) => each.split(':')[0] ?? '');
  return [...(named === undefined ? [] : [named]), ...targets].filter((end) => end !== '');
}

function isNear(pif: Records['PIF'], end: string): boolean {
  const [own, mask, far] = [addressOf(pif.IP), addressOf(pif.netmask), addressOf(end)];
  if (own === null || mask === null || far === null) return false;
  // Bits of numbers are signed; masks of equal bits compare all the same.
  return ((own ^ far) & mask) === 0;
}

type Ports = (readonly [Ref<'PIF'>, Records['PIF']])[];

const ports = new WeakMap<object, ReadonlyMap<Ref<'host'>, Ports>>();

/** The interfaces of each server that have an address; for one state of them all. */
function portsOf(inventory: Inventory): ReadonlyMap<Ref<'host'>, Ports> {
  const pifs = rows(inventory, 'PIF');
  const before = ports.get(pifs);
  if (before) return before;
  const found = new Map<Ref<'host'>, Ports>();
  for (const entry of pifs) {
    if (!entry[1].currently_attached || (entry[1].IP === '' && !entry[1].management)) continue;
    const own = found.get(entry[1].host);
    if (own) own.push(entry);
    else found.set(entry[1].host, [entry]);
  }
  ports.set(pifs, found);
  return found;
}

/** The ports by which a server reaches the far end of a connection: that of its subnet, else the management interface. */
export function waysTo(inventory: Inventory, pbd: Records['PBD']): readonly Ref<'PIF'>[] {
  const ends = farEnds(pbd);
  if (ends.length === 0) return [];
  const own = portsOf(inventory).get(pbd.host) ?? [];
  const ways = ends.flatMap((end) => {
    const near = own.filter(([, pif]) => isNear(pif, end));
    return (near.length > 0 ? near : own.filter(([, pif]) => pif.management)).map(([ref]) => ref);
  });
  return [...new Set(ways)];
}
