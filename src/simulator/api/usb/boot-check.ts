import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Refusal } from '../vm/operation-check';
import type { World } from '../world';

/** The devices of a VM are in the server where it starts (xapi_vm_helpers.ml assert_usbs_available). */
export function usbRefusal({ db }: World, vm: Records['VM'], host: Ref<'host'>): Refusal | null {
  for (const vusb of vm.VUSBs) {
    const [pusb] = db.get('USB_group', db.row('VUSB', vusb).USB_group)?.PUSBs ?? [];
    if (pusb === undefined || db.row('PUSB', pusb).host !== host) {
      return ['OPERATION_NOT_ALLOWED', `VUSB ${vusb} is not available on Host ${host}`];
    }
  }
  return null;
}
