import type { Ref } from '../../../xapi/datamodel/ref';
import type { UsbDevice } from '../host/spec';
import type { World } from '../world';

/** A PUSB in a group of its own for each USB device of a server (xapi_pusb.ml scan_start). */
export function installUsb({ db, engine }: World, host: Ref<'host'>, devices: readonly UsbDevice[]): void {
  for (const { vendorId, vendor, productId, product, serial, path, version, speedMbps } of devices) {
    const group = engine.newRef('USB_group');
    db.insert('USB_group', group, {
      uuid: engine.newUuid('USB_group'),
      name_label: `Group of ${vendorId} ${productId} USBs`,
    });
    db.insert('PUSB', engine.newRef('PUSB'), {
      uuid: engine.newUuid('PUSB'),
      USB_group: group,
      host,
      path,
      vendor_id: vendorId,
      vendor_desc: vendor,
      product_id: productId,
      product_desc: product,
      serial,
      version,
      description: [vendor, product, serial].filter((part) => part !== '').join('_'),
      speed: speedMbps,
    });
  }
}
