import type { Records } from '../../xapi/datamodel/types.gen';
import type { ObjectId } from '../navigation';
import { nameOf, row, rows } from '../objects';
import type { Inventory } from '../objects';
import { compareNatural } from '../values';

export interface UsbRow {
  readonly id: ObjectId;
  readonly pusb: Records['PUSB'];
  /** The VM that has it; the empty text: none. */
  readonly vm: string;
  readonly isAttached: boolean;
}

/** The device that a VM has of it, with its reference. */
export function vusbOf(
  inventory: Inventory,
  pusb: Records['PUSB'],
): readonly [ref: string, vusb: Records['VUSB']] | undefined {
  for (const ref of row(inventory, 'USB_group', pusb.USB_group)?.VUSBs ?? []) {
    const vusb = row(inventory, 'VUSB', ref);
    if (vusb) return [ref, vusb];
  }
  return undefined;
}

/** The USB devices of a server in the order of their places. */
export function usbRows(inventory: Inventory, connection: string, host: string): readonly UsbRow[] {
  return [...rows(inventory, 'PUSB')]
    .filter(([, pusb]) => pusb.host === host)
    .map(([ref, pusb]): UsbRow => {
      const [, vusb] = vusbOf(inventory, pusb) ?? [];
      return {
        id: { connection, class: 'PUSB', ref },
        pusb,
        vm: vusb ? (nameOf(inventory, 'VM', vusb.VM) ?? '') : '',
        isAttached: vusb?.currently_attached === true,
      };
    })
    .sort((a, b) => compareNatural(a.pusb.path, b.pusb.path));
}

export const sameUsb = (a: readonly UsbRow[], b: readonly UsbRow[]): boolean =>
  a.length === b.length &&
  a.every((each, at) => each.pusb === b[at]?.pusb && each.vm === b[at]?.vm && each.isAttached === b[at]?.isAttached);
