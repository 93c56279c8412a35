import type { Ref } from '../../../xapi/datamodel/ref';
import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import type { Database } from '../../engine/database';
import { UNPLUG_MS } from '../../physics/lifecycle';
import { Fault } from '../fault';
import { assertFeature } from '../licence/features';
import { defineOperation, startOperation } from '../operations';
import { defineComputed } from '../project';
import { define } from '../registry';
import { freezingRefusal } from '../vbd-check';
import { badPowerState, type Refusal } from '../vm/operation-check';
import { HA_RESTART } from '../vm/start';
import { need, type Call } from '../world';

type Operation = Enums['vusb_operations'];

/** xapi_vusb.ml create. */
const MOST_IN_VM = 6;

/** The first reason against an operation on a VUSB (xapi_vusb_helpers.ml valid_operations). */
function vusbRefusal(db: Database, ref: Ref<'VUSB'>, vusb: Records['VUSB'], op: Operation): Refusal | null {
  for (const task in vusb.current_operations) {
    return ['OTHER_OPERATION_IN_PROGRESS', 'VUSB', ref, vusb.current_operations[task] ?? '', task];
  }
  const vm = db.get('VM', vusb.VM);
  if (op === 'attach' || vm === undefined) return null;
  if (vm.power_state !== 'Running') return badPowerState(vusb.VM, ['Running'], vm.power_state);
  if (op === 'plug' && vusb.currently_attached) return ['DEVICE_ALREADY_ATTACHED', ref];
  if (op === 'unplug' && !vusb.currently_attached) return ['DEVICE_ALREADY_DETACHED', ref];
  return freezingRefusal(vusb.VM, vm);
}

const ALL: readonly Operation[] = ['attach', 'plug', 'unplug'];

defineComputed('VUSB', 'allowed_operations', ({ db }, ref, vusb) =>
  ALL.filter((op) => vusbRefusal(db, ref, vusb, op) === null),
);

/** The checks in the order of xapi_vusb.ml create; the device reaches the guest at its next start. */
function create(
  call: Call,
  VM: Ref<'VM'>,
  USB_group: Ref<'USB_group'>,
  other_config: Records['VUSB']['other_config'],
): Ref<'VUSB'> {
  const { db, engine } = call;
  const vm = need(db, 'VM', VM);
  const group = need(db, 'USB_group', USB_group);
  assertFeature(db, 'USB_passthrough');
  if (vm.VUSBs.length >= MOST_IN_VM) throw new Fault('TOO_MANY_VUSBS', String(MOST_IN_VM));
  if (group.VUSBs.length > 0) throw new Fault('USB_GROUP_CONFLICT', USB_group);
  if (vm.ha_restart_priority === HA_RESTART) {
    const why = `VM ${VM} ha_restart_priority has been set to 'restart', cannot create VUSB for it. `;
    throw new Fault('OPERATION_NOT_ALLOWED', why);
  }
  const vusb = engine.newRef('VUSB');
  db.transaction(() => db.insert('VUSB', vusb, { uuid: engine.newUuid('VUSB'), VM, USB_group, other_config }));
  return vusb;
}

interface Unplug {
  readonly vusb: Ref<'VUSB'>;
}

defineOperation<Unplug>('VUSB.unplug', {
  finish: ({ db }, { vusb }) => {
    need(db, 'VUSB', vusb);
    db.update('VUSB', vusb, { currently_attached: false });
  },
});

define({
  'VUSB.create': create,
  'VUSB.unplug': (call, vusb) => {
    const refusal = vusbRefusal(call.db, vusb, need(call.db, 'VUSB', vusb), 'unplug');
    if (refusal !== null) throw new Fault(...refusal);
    const holds = [['VUSB', vusb, 'unplug']] as const;
    return startOperation<Unplug>(call, 'VUSB.unplug', { durationMs: UNPLUG_MS, args: { vusb }, holds });
  },
  'VUSB.destroy': (call, self) => {
    const { db } = call;
    const { currently_attached, uuid, VM } = need(db, 'VUSB', self);
    if (currently_attached) {
      throw new Fault('OPERATION_NOT_ALLOWED', `VUSB '${uuid}' still attached to '${db.get('VM', VM)?.uuid ?? ''}'`);
    }
    db.transaction(() => db.remove('VUSB', self));
  },
});
