import type { Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { define } from '../registry';
import { destroyDisk } from '../vdi/disks';
import { need, type Call } from '../world';

/** xapi_globs.ml usb_path: the device behind a disk of the server's removable storage. */
const USB_PATH = 'usb_path';

/** A device that guests may have is no disk of the server meanwhile. */
function enable(call: Call, self: Ref<'PUSB'>): void {
  const { db, world } = call;
  const { path, host } = need(db, 'PUSB', self);
  const disks = [...db.all('VDI')].filter(([, vdi]) => {
    const sr = db.get('SR', vdi.SR);
    const isLocal = sr?.PBDs.some((pbd) => db.row('PBD', pbd).host === host) === true;
    return isLocal && sr?.type === 'udev' && vdi.sm_config[USB_PATH] === path;
  });
  for (const [vdi, { VBDs }] of disks) if (VBDs.length > 0) throw new Fault('PUSB_VDI_CONFLICT', self, vdi);
  db.transaction(() => {
    for (const [vdi] of disks) destroyDisk(world, vdi);
    db.update('PUSB', self, { passthrough_enabled: true });
  });
}

function disable(call: Call, self: Ref<'PUSB'>): void {
  const { db } = call;
  const { USB_group } = need(db, 'PUSB', self);
  const vusbs = db.get('USB_group', USB_group)?.VUSBs ?? [];
  const used = vusbs.map((vusb) => db.row('VUSB', vusb)).find((vusb) => vusb.currently_attached);
  if (used !== undefined) throw new Fault('USB_ALREADY_ATTACHED', self, used.VM);
  db.transaction(() => {
    for (const vusb of vusbs) db.remove('VUSB', vusb);
    db.update('PUSB', self, { passthrough_enabled: false });
  });
}

define({
  // Servers keep the devices they were built with: a scan finds nothing new.
  'PUSB.scan': (call, host) => {
    need(call.db, 'host', host);
  },
  'PUSB.set_passthrough_enabled': (call, self, value) => (value ? enable(call, self) : disable(call, self)),
  'USB_group.create': (call, name_label, name_description, other_config) => {
    const { db, engine } = call;
    const group = engine.newRef('USB_group');
    const values = { name_label, name_description, other_config };
    db.transaction(() => db.insert('USB_group', group, { uuid: engine.newUuid('USB_group'), ...values }));
    return group;
  },
  'USB_group.destroy': (call, self) => {
    const { db } = call;
    const { VUSBs, PUSBs } = need(db, 'USB_group', self);
    const attached = VUSBs.filter((vusb) => db.row('VUSB', vusb).currently_attached);
    if (attached.length > 0) throw new Fault('USB_GROUP_CONTAINS_VUSB', ...attached);
    if (PUSBs.length > 0) throw new Fault('USB_GROUP_CONTAINS_PUSB', ...PUSBs);
    db.transaction(() => {
      for (const vusb of VUSBs) db.remove('VUSB', vusb);
      db.remove('USB_group', self);
    });
  },
});
