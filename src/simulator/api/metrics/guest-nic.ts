import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { NicRates } from './host-network-loads';
import { fractionOf, subKey } from './noise';
import { map, once, sum } from './series';

/** Uses of the key of an interface. */
const READ = 1;
const WRITE = 2;

/** What a virtual network interface does, seen from the guest; bytes a second. */
export interface Nic {
  readonly device: string;
  readonly network: Ref<'network'>;
  readonly received: () => Float64Array;
  readonly sent: () => Float64Array;
  /** What of it nobody has told the guest. */
  readonly own: Readonly<Record<'received' | 'sent', () => Float64Array>>;
  /** What it may send in a row; null when there was never a limit. */
  readonly limit: ((at: number) => number) | null;
}

/**
 * An interface of a guest.
 * @param limit what it may send in a row; null when there was never a limit
 * @param ownLoad what the guest does by itself: a load by its key and its peak
 * @param toldRates what it does because it was told to
 */
export function nicOf(
  vif: Records['VIF'],
  key: number,
  limit: ((at: number) => number) | null,
  ownLoad: (key: number, peak: number) => Float64Array,
  toldRates: (nic: Nic) => NicRates | null,
): Nic {
  const scale = 5_000 * 60 ** fractionOf(key, 1);
  const received = once(() => ownLoad(subKey(key, READ), scale));
  const sent = once(() => {
    const wanted = ownLoad(subKey(key, WRITE), scale * (0.3 + 1.4 * fractionOf(key, 2)));
    return limit === null ? wanted : map(wanted, (value, at) => Math.min(value, limit(at)));
  });
  const own = { received, sent };
  const withTold = (direction: keyof NicRates): Float64Array => {
    const told = toldRates(nic);
    return told === null ? own[direction]() : sum(own[direction](), told[direction]);
  };
  const nic: Nic = {
    device: vif.device,
    network: vif.network,
    own,
    limit,
    received: once(() => withTold('received')),
    sent: once(() => withTold('sent')),
  };
  return nic;
}
