import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { rows } from '../../objects';
import type { Inventory } from '../../objects';

const addresses = new Map<string, number | null>();
const MOST_ADDRESSES = 10_000;

/** IPv4 as a number; null for names, IPv6 and what is no address. */
function addressOf(text: string): number | null {
  let address = addresses.get(text);
  if (address === undefined) {
    if (addresses.size >= MOST_ADDRESSES) addresses.clear();
    addresses.set(text, (address = readAddress(text)));
  }
  return address;
}

function readAddress(text: string): number | null {
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

/** For one state of interfaces and connections. */
interface Known {
  readonly pbds: unknown;
  readonly ways: ReadonlyMap<Ref<'PBD'>, readonly Ref<'PIF'>[]>;
  /** The connections that go by a port. */
  readonly behind: ReadonlyMap<Ref<'PIF'>, readonly Ref<'PBD'>[]>;
}

const known = new WeakMap<object, Known>();

function knownOf(inventory: Inventory): Known {
  const [pifs, pbds] = [rows(inventory, 'PIF'), rows(inventory, 'PBD')];
  let found = known.get(pifs);
  if (found?.pbds !== pbds) known.set(pifs, (found = { pbds, ...findWays(inventory) }));
  return found;
}

/** The ports by which a server reaches the far end of a connection: that of its subnet, else the management interface. */
export function waysTo(inventory: Inventory, pbd: Ref<'PBD'>): readonly Ref<'PIF'>[] {
  return knownOf(inventory).ways.get(pbd) ?? [];
}

/** The connections that go by a port. */
export function storageBehind(inventory: Inventory, pif: Ref<'PIF'>): readonly Ref<'PBD'>[] {
  return knownOf(inventory).behind.get(pif) ?? [];
}

function findWays(inventory: Inventory): Pick<Known, 'ways' | 'behind'> {
  const ways = new Map<Ref<'PBD'>, readonly Ref<'PIF'>[]>();
  const behind = new Map<Ref<'PIF'>, Ref<'PBD'>[]>();
  const ports = portsOf(inventory);
  for (const [ref, pbd] of rows(inventory, 'PBD')) {
    const own = ports.get(pbd.host) ?? [];
    const found = new Set(
      farEnds(pbd).flatMap((end) => {
        const near = own.filter(([, pif]) => isNear(pif, end));
        return (near.length > 0 ? near : own.filter(([, pif]) => pif.management)).map(([pif]) => pif);
      }),
    );
    ways.set(ref, [...found]);
    for (const pif of found) behind.set(pif, [...(behind.get(pif) ?? []), ref]);
  }
  return { ways, behind };
}

type Ports = readonly (readonly [Ref<'PIF'>, Records['PIF']])[];

/** The interfaces of each server that have an address. */
function portsOf(inventory: Inventory): ReadonlyMap<Ref<'host'>, Ports> {
  const usable = [...rows(inventory, 'PIF')].filter(
    ([, pif]) => pif.currently_attached && (pif.IP !== '' || pif.management),
  );
  const found = new Map<Ref<'host'>, [Ref<'PIF'>, Records['PIF']][]>();
  for (const entry of usable) found.set(entry[1].host, [...(found.get(entry[1].host) ?? []), entry]);
  return found;
}
