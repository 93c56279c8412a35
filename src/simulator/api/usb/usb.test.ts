import { beforeEach, describe, expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Messages } from '../../../xapi/datamodel/types.gen';
import { refusalOf, twoServers } from '../../scenarios/testing/pool';
import type { Simulator } from '../../simulator';

let simulator: Simulator;
let alder: Ref<'host'>;
let birch: Ref<'host'>;
let pusb: Ref<'PUSB'>;
let group: Ref<'USB_group'>;
let vm: Ref<'VM'>;

const db = () => simulator.world.db;
const refusal = <M extends keyof Messages>(method: M, ...args: Messages[M]['args']) =>
  refusalOf(simulator, method, ...args);

beforeEach(async () => {
  ({ simulator, alder, birch } = twoServers());
  [pusb = ''] = db().row('host', alder).PUSBs;
  group = db().row('PUSB', pusb).USB_group;
  const [template = ''] = await simulator.call('VM.get_by_name_label', 'Other install media');
  vm = await simulator.call('VM.clone', template, 'till');
  await simulator.call('VM.set_is_a_template', vm, false);
});

test('each USB device of a server has a group of its own', async () => {
  expect(db().row('PUSB', pusb)).toMatchObject({
    vendor_id: '0529',
    product_id: '0001',
    path: '1-2',
    passthrough_enabled: false,
    description: 'Aladdin Knowledge Systems_HASP dongle',
  });
  expect(db().row('USB_group', group)).toMatchObject({ name_label: 'Group of 0529 0001 USBs', PUSBs: [pusb] });
  expect(await refusal('USB_group.destroy', group)).toEqual(['USB_GROUP_CONTAINS_PUSB', pusb]);
  const empty = await simulator.call('USB_group.create', 'Spare');
  await simulator.call('USB_group.destroy', empty);
  await simulator.call('PUSB.scan', alder);
  expect(db().row('host', alder).PUSBs).toHaveLength(2);
});

test('a disk of the server that is in use is not given away', async () => {
  const [udev = ''] = [...db().all('SR')].find(([, sr]) => sr.type === 'udev') ?? [];
  const vdi = simulator.world.engine.newRef('VDI');
  const vbd = simulator.world.engine.newRef('VBD');
  db().transaction(() => {
    db().insert('VDI', vdi, { uuid: 'stick', SR: udev, sm_config: { usb_path: '1-2' } });
    db().insert('VBD', vbd, { uuid: 'use', VDI: vdi, VM: vm });
  });
  expect(await refusal('PUSB.set_passthrough_enabled', pusb, true)).toEqual(['PUSB_VDI_CONFLICT', pusb, vdi]);
  db().transaction(() => db().remove('VBD', vbd));
  await simulator.call('PUSB.set_passthrough_enabled', pusb, true);
  expect(db().has('VDI', vdi)).toBe(false);
});

describe('a VUSB', () => {
  test('is one in its group and six in its VM, and none in what HA restarts', async () => {
    const vusb = await simulator.call('VUSB.create', vm, group);
    expect(await refusal('VUSB.create', vm, group)).toEqual(['USB_GROUP_CONFLICT', group]);
    for (let at = 0; at < 5; at++) {
      const spare = await simulator.call('USB_group.create', `Spare ${at}`);
      await simulator.call('VUSB.create', vm, spare);
    }
    expect(await refusal('VUSB.create', vm, group)).toEqual(['TOO_MANY_VUSBS', '6']);
    for (const each of db().row('VM', vm).VUSBs) await simulator.call('VUSB.destroy', each);
    expect(db().has('VUSB', vusb)).toBe(false);
    db().transaction(() => db().update('VM', vm, { ha_restart_priority: 'restart' }));
    expect((await refusal('VUSB.create', vm, group))[0]).toBe('OPERATION_NOT_ALLOWED');
    const [pool = '', { restrictions }] = [...db().all('pool')][0] ?? ['', { restrictions: {} }];
    const restricted = { ...restrictions, restrict_usb_passthrough: 'true' };
    db().transaction(() => db().update('pool', pool, { restrictions: restricted }));
    expect(await refusal('VUSB.create', vm, group)).toEqual(['LICENCE_RESTRICTION', 'USB_passthrough']);
  });

  test('reaches its guest with the start, on the server that has the device, and can be taken away', async () => {
    await simulator.call('PUSB.set_passthrough_enabled', pusb, true);
    const vusb = await simulator.call('VUSB.create', vm, group);
    const allowed = () => simulator.call('VUSB.get_allowed_operations', vusb);
    expect(await allowed()).toEqual(['attach']);
    expect(await refusal('VUSB.unplug', vusb)).toEqual(['VM_BAD_POWER_STATE', vm, 'running', 'halted']);
    expect(await refusal('VM.start_on', vm, birch, false, false)).toEqual([
      'OPERATION_NOT_ALLOWED',
      `VUSB ${vusb} is not available on Host ${birch}`,
    ]);
    await simulator.call('VM.start', vm, false, false);
    expect(db().row('VM', vm).resident_on).toBe(alder);
    expect(await allowed()).toEqual(['attach', 'unplug']);
    expect(await refusal('PUSB.set_passthrough_enabled', pusb, false)).toEqual(['USB_ALREADY_ATTACHED', pusb, vm]);
    expect(await refusal('USB_group.destroy', group)).toEqual(['USB_GROUP_CONTAINS_VUSB', vusb]);
    expect(await refusal('VUSB.destroy', vusb)).toEqual([
      'OPERATION_NOT_ALLOWED',
      `VUSB '${db().row('VUSB', vusb).uuid}' still attached to '${db().row('VM', vm).uuid}'`,
    ]);
    await simulator.call('VUSB.unplug', vusb);
    expect(await allowed()).toEqual(['attach', 'plug']);
    expect(await refusal('VUSB.unplug', vusb)).toEqual(['DEVICE_ALREADY_DETACHED', vusb]);
    await simulator.call('PUSB.set_passthrough_enabled', pusb, false);
    expect(db().has('VUSB', vusb)).toBe(false);
  });
});
