import { row } from '../../objects';
import { parseTime } from '../../values';
import type { ReadProperty } from './property-values';
import { either, ofClass } from './read-objects';

/** What the toolstack does not know, it says is -1 or 0. */
const known = (bytes: number): number | null => (bytes > 0 ? bytes : null);

export const readVirtualSize = ofClass('VDI', (vdi) => vdi.virtual_size);

export const readSize = either(
  ofClass('SR', (sr) => known(sr.physical_size)),
  readVirtualSize,
);

export const readUsed = either(
  ofClass('SR', (sr) => (sr.physical_size > 0 ? Math.max(0, sr.physical_utilisation) : null)),
  ofClass('VDI', (vdi) => (vdi.physical_utilisation >= 0 ? vdi.physical_utilisation : null)),
  ofClass('host', (host, inventory) => {
    const metrics = row(inventory, 'host_metrics', host.metrics);
    return metrics === undefined ? null : metrics.memory_total - metrics.memory_free;
  }),
);

export const readFree = either(
  ofClass('SR', (sr) => (sr.physical_size > 0 ? Math.max(0, sr.physical_size - sr.physical_utilisation) : null)),
  ofClass('host', (host, inventory) => row(inventory, 'host_metrics', host.metrics)?.memory_free ?? null),
);

/** What the part is of: the size of storage, or a server's memory. */
const readTotal = either(
  readSize,
  ofClass('host', (host, inventory) => row(inventory, 'host_metrics', host.metrics)?.memory_total ?? null),
);

export function shareOf(part: ReadProperty): ReadProperty {
  return (inventory, cls, ref) => {
    const value = part(inventory, cls, ref);
    const total = readTotal(inventory, cls, ref);
    if (typeof value !== 'number' || typeof total !== 'number' || total === 0) return null;
    return (value / total) * 100;
  };
}

/** A disk counts as shared when two machines have it (XenCenter's rule). */
export const readShared = either(
  ofClass('SR', (sr) => sr.shared),
  ofClass('VDI', (vdi, inventory) => {
    const vms = vdi.VBDs.filter((vbd) => {
      const vm = row(inventory, 'VBD', vbd)?.VM;
      return vm !== undefined && row(inventory, 'VM', vm) !== undefined;
    });
    return vms.length >= 2;
  }),
);

/** When a snapshot was taken. */
export const readTaken = either(
  ofClass('VM', (vm) => (vm.is_a_snapshot ? parseTime(vm.snapshot_time) : null)),
  ofClass('VDI', (vdi) => (vdi.is_a_snapshot ? parseTime(vdi.snapshot_time) : null)),
);

export const readVlan = ofClass('network', (network, inventory) => {
  const [first = ''] = network.PIFs;
  const vlan = row(inventory, 'PIF', first)?.VLAN;
  return vlan !== undefined && vlan >= 0 ? vlan : null;
});
