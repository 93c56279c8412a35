import type { Records } from '../../../xapi/datamodel/types.gen';
import { dom0UsedMib, tapdisksShortOfMemory } from '../../physics/density/dom0-memory';
import { domainKind } from '../memory';
import { dom0MemoryMib } from '../vm/dom0-room';
import type { World } from '../world';
import type { Axis } from './archives';
import { zeros } from './borrowed';
import { releaseOf } from './datapath';
import type { Guest } from './guest';
import { addScaled, map, type Series } from './series';

export interface Dom0Memory {
  /** What the control domain uses for the guests and for itself, MiB. */
  readonly usedMib: Float64Array;
  /** Tapdisks that have no memory for buffers. */
  readonly tapdisksInLowMemoryMode: Float64Array;
}

/** The memory of a server's control domain along an axis, by the guests that were there. */
export function dom0Memory(
  world: World,
  { rows }: Axis,
  host: Records['host'],
  guests: readonly { readonly guest: Guest; readonly share: Series }[],
): Dom0Memory {
  const release = releaseOf(host);
  const mib = dom0MemoryMib(world, host) ?? Infinity;
  const [vms, pvVms, vbds] = [zeros(rows), zeros(rows), zeros(rows)];
  const always = { vms: 0, pvVms: 0, vbds: 0 };
  for (const { guest, share } of guests) {
    if (guest.vm.is_control_domain) continue;
    const pv = domainKind(guest.vm) === 'hvm' ? 0 : 1;
    const disks = guest.disks.length;
    // Most guests are there all the time.
    if (typeof share === 'number') {
      always.vms += share;
      always.pvVms += pv * share;
      always.vbds += disks * share;
    } else {
      addScaled(vms, share, 1);
      addScaled(pvVms, share, pv);
      addScaled(vbds, share, disks);
    }
  }
  const disksAt = (at: number): number => always.vbds + (vbds[at] ?? 0);
  const usedMib = map(vms, (count, at) => {
    const load = { vms: always.vms + count, pvVms: always.pvVms + (pvVms[at] ?? 0), vbds: disksAt(at) };
    return Math.min(mib, dom0UsedMib(release, load, mib));
  });
  const tapdisksInLowMemoryMode = map(usedMib, (used, at) => tapdisksShortOfMemory(release, mib, used, disksAt(at)));
  return { usedMib, tapdisksInLowMemoryMode };
}
