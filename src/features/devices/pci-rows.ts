import type { Records } from '../../xapi/datamodel/types.gen';
import type { ObjectId } from '../navigation';
import { nameOf, rows } from '../objects';
import type { Inventory } from '../objects';
import { compareNatural } from '../values';
import { claimantsOf, holdersOf } from './passthrough';

export interface PciRow {
  readonly id: ObjectId;
  readonly pci: Records['PCI'];
  /** The VMs that have it now. */
  readonly attached: string;
  /** The VMs that get it at their next start. */
  readonly planned: string;
}

/** The PCI devices of a server in the order of their addresses. */
export function pciRows(inventory: Inventory, connection: string, host: string): readonly PciRow[] {
  return [...rows(inventory, 'PCI')]
    .filter(([, pci]) => pci.host === host)
    .map(([ref, pci]): PciRow => {
      const names = (vms: readonly string[]): string => vms.map((vm) => nameOf(inventory, 'VM', vm) ?? '').join(', ');
      const holders = holdersOf(inventory, ref);
      const later = claimantsOf(inventory, pci).filter((vm) => !holders.includes(vm));
      return {
        id: { connection, class: 'PCI', ref },
        pci,
        attached: names(holders),
        planned: names(later),
      };
    })
    .sort((a, b) => compareNatural(a.pci.pci_id, b.pci.pci_id));
}

export const samePci = (a: readonly PciRow[], b: readonly PciRow[]): boolean =>
  a.length === b.length &&
  a.every(
    (each, at) => each.pci === b[at]?.pci && each.attached === b[at]?.attached && each.planned === b[at]?.planned,
  );
