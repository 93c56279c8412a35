import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Guest } from './guest';
import type { NicRates } from './host-network-loads';
import type { NetworkLoads } from './network-loads';
import { fractionOf, subKey } from './noise';
import { map, sum } from './series';

/** Uses of the key of an interface. */
const READ = 1;
const WRITE = 2;

/** What a virtual network interface does, seen from the guest; bytes a second. */
export class Nic {
  readonly device: string;
  readonly network: Ref<'network'>;
  /** What it may send in a row; null when there was never a limit. */
  readonly limit: ((at: number) => number) | null;
  readonly #loads: NetworkLoads;
  readonly #guest: Guest;
  readonly #key: number;
  #received: Float64Array | undefined;
  #sent: Float64Array | undefined;
  #ownReceived: Float64Array | undefined;
  #ownSent: Float64Array | undefined;

  constructor(loads: NetworkLoads, guest: Guest, vif: Records['VIF'], limit: ((at: number) => number) | null) {
    this.#loads = loads;
    this.#guest = guest;
    this.#key = subKey(guest.key, 2000 + Number(vif.device));
    this.device = vif.device;
    this.network = vif.network;
    this.limit = limit;
  }

  received(): Float64Array {
    return (this.#received ??= this.#withTold('received'));
  }

  sent(): Float64Array {
    return (this.#sent ??= this.#withTold('sent'));
  }

  /** What of it nobody has told the guest. */
  own(direction: keyof NicRates): Float64Array {
    return direction === 'received'
      ? (this.#ownReceived ??= this.#guest.ownLoad(subKey(this.#key, READ), this.#scale))
      : (this.#ownSent ??= this.#sentByItself());
  }

  get #scale(): number {
    return 5_000 * 60 ** fractionOf(this.#key, 1);
  }

  #sentByItself(): Float64Array {
    const { limit } = this;
    const peak = this.#scale * (0.3 + 1.4 * fractionOf(this.#key, 2));
    const wanted = this.#guest.ownLoad(subKey(this.#key, WRITE), peak);
    return limit === null ? wanted : map(wanted, (value, at) => Math.min(value, limit(at)));
  }

  #withTold(direction: keyof NicRates): Float64Array {
    const told = this.#guest.works.length === 0 ? null : this.#loads.ratesOf(this.#guest, this);
    return told === null ? this.own(direction) : sum(this.own(direction), told[direction]);
  }
}
