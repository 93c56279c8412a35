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

/** The ports by which a server reaches the far end of a connection: that of its subnet, else the management interface. */
export function waysTo(inventory: Inventory, pbd: Records['PBD']): readonly Ref<'PIF'>[] {
  const ends = farEnds(pbd);
  if (ends.length === 0) return [];
  const own = [...rows(inventory, 'PIF')].filter(([, pif]) => pif.host === pbd.host && pif.currently_attached);
  const ways = ends.flatMap((end) => {
    const near = own.filter(([, pif]) => isNear(pif, end));
    return (near.length > 0 ? near : own.filter(([, pif]) => pif.management)).map(([ref]) => ref);
  });
  return [...new Set(ways)];
}
