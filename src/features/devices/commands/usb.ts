import { PlugZap, ScanSearch, ShieldCheck, ShieldX, Unplug } from 'lucide-react';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { asyncCall, asyncLine, textInput, xeLine } from '../../commands';
import type { Choice, PoolCommand, Target } from '../../commands';
import { hostIsLive, labelOr, nameOf, only, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { texts } from '../texts';
import { vusbOf } from '../usb-rows';

const why = texts.reasons;
const VM = 'vm';
/** xapi_vusb.ml create. */
const MOST_IN_VM = 6;
const HA_RESTART = 'restart';

const pusbOf = (inventory: Inventory, { ref }: Target): Records['PUSB'] | undefined => row(inventory, 'PUSB', ref);
const uuidOf = (inventory: Inventory, target: Target): string => pusbOf(inventory, target)?.uuid ?? target.ref;

function licenceReason(inventory: Inventory): string | null {
  return only(inventory, 'pool')?.[1].restrictions['restrict_usb_passthrough'] === 'true' ? why.licence : null;
}

/** The name of the VM that has a device, and whether it uses it now; null: none. */
function ownerOf(inventory: Inventory, target: Target): { readonly name: string; readonly ref: string } | null {
  const pusb = pusbOf(inventory, target);
  const [ref, vusb] = (pusb && vusbOf(inventory, pusb)) ?? [];
  return vusb && ref !== undefined ? { ref, name: nameOf(inventory, 'VM', vusb.VM) ?? '' } : null;
}

function vmReason(vm: Records['VM'], host: string): string | null {
  if (vm.VUSBs.length >= MOST_IN_VM) return why.tooMany;
  if (vm.ha_restart_priority === HA_RESTART) return why.ha;
  if (vm.power_state === 'Suspended') return why.suspended;
  return vm.power_state !== 'Halted' && vm.resident_on !== host ? why.elsewhere : null;
}

function vmChoices(inventory: Inventory, host: string): readonly Choice[] {
  return [...rows(inventory, 'VM')]
    .filter(([, vm]) => !vm.is_a_template && !vm.is_a_snapshot && !vm.is_control_domain)
    .map(([key, vm]): Choice => ({
      key,
      label: labelOr(vm.name_label),
      detail: vm.power_state === 'Halted' ? texts.fields.halted : texts.fields.runs,
      reason: vmReason(vm, host),
    }))
    .sort((a, b) => Number(a.reason !== null) - Number(b.reason !== null) || compareNatural(a.label, b.label));
}

function allowCommand(on: boolean): PoolCommand {
  const words = on ? ('allow' as const) : ('deny' as const);
  return {
    type: 'pool',
    id: `pusb.${words}`,
    label: texts.labels[words],
    verb: texts.verbs.save,
    title: texts.titles[words],
    icon: on ? ShieldCheck : ShieldX,
    group: 'device',
    button: true,
    kinds: ['pusb'],
    isOffered: (inventory, target) => pusbOf(inventory, target)?.passthrough_enabled !== on,
    reason: (inventory, target) => {
      const pusb = pusbOf(inventory, target);
      if (!pusb) return why.gone;
      if (pusb.passthrough_enabled === on) return on ? why.allowed : why.kept;
      if (on) return licenceReason(inventory);
      const owner = ownerOf(inventory, target);
      return owner ? why.attached(owner.name) : null;
    },
    ...asyncCall(
      'PUSB.set_passthrough_enabled',
      ({ ref }) => [ref, on],
      (inventory, target) => ['pusb-param-set', { uuid: uuidOf(inventory, target), 'passthrough-enabled': String(on) }],
    ),
  };
}

/** What is done with the USB devices of a server. */
export const usbCommands: readonly PoolCommand[] = [
  allowCommand(true),
  allowCommand(false),
  {
    type: 'pool',
    id: 'pusb.attach',
    label: texts.labels.attach,
    verb: texts.verbs.attach,
    title: texts.titles.attach,
    icon: PlugZap,
    group: 'device',
    button: true,
    kinds: ['pusb'],
    single: true,
    reason: (inventory, target) => {
      const pusb = pusbOf(inventory, target);
      if (!pusb) return why.gone;
      if (!pusb.passthrough_enabled) return why.notAllowed;
      const owner = ownerOf(inventory, target);
      return owner ? why.attached(owner.name) : licenceReason(inventory);
    },
    fields: (inventory, [target]) => {
      const choices = vmChoices(inventory, (target && pusbOf(inventory, target)?.host) ?? '');
      const initial = choices.find(({ reason }) => reason === null)?.key ?? '';
      return [{ kind: 'choice', id: VM, label: texts.fields.vm, initial, choices, checksServers: false }];
    },
    confirm: () => ({ consequence: texts.notes.usb, losses: [] }),
    calls: ['VUSB.create'],
    script: (inventory, target, input) => {
      const vm = textInput(input, VM);
      const group = pusbOf(inventory, target)?.USB_group ?? '';
      return {
        api: [asyncLine('VUSB.create', vm, group, {})],
        xe: [
          xeLine('vusb-create', {
            'vm-uuid': row(inventory, 'VM', vm)?.uuid ?? vm,
            'usb-group-uuid': row(inventory, 'USB_group', group)?.uuid ?? group,
          }),
        ],
      };
    },
    run: async (job, target, input) => {
      const group = pusbOf(job.inventory, target)?.USB_group ?? '';
      await job.task('VUSB.create', textInput(input, VM), group, {});
    },
  },
  {
    type: 'pool',
    id: 'pusb.detach',
    label: texts.labels.detach,
    verb: texts.verbs.detach,
    title: texts.titles.detach,
    icon: Unplug,
    group: 'device',
    button: true,
    kinds: ['pusb'],
    single: true,
    calls: ['VUSB.unplug', 'VUSB.destroy'],
    isOffered: (inventory, target) => ownerOf(inventory, target) !== null,
    reason: (inventory, target) => {
      if (!pusbOf(inventory, target)) return why.gone;
      const owner = ownerOf(inventory, target);
      if (!owner) return why.notAttached;
      const vusb = row(inventory, 'VUSB', owner.ref);
      return vusb && Object.keys(vusb.current_operations).length > 0 ? why.busy : null;
    },
    confirm: () => ({ consequence: texts.consequences.detach, losses: [] }),
    script: (inventory, target) => {
      const ref = ownerOf(inventory, target)?.ref ?? '';
      const vusb = row(inventory, 'VUSB', ref);
      const uuid = vusb?.uuid ?? ref;
      const isAttached = vusb?.currently_attached === true;
      return {
        api: [...(isAttached ? [asyncLine('VUSB.unplug', ref)] : []), asyncLine('VUSB.destroy', ref)],
        xe: [...(isAttached ? [xeLine('vusb-unplug', { uuid })] : []), xeLine('vusb-destroy', { uuid })],
      };
    },
    run: async (job, target) => {
      const ref = ownerOf(job.inventory, target)?.ref ?? '';
      if (row(job.inventory, 'VUSB', ref)?.currently_attached === true) await job.task('VUSB.unplug', ref);
      await job.task('VUSB.destroy', ref);
    },
  },
  {
    type: 'pool',
    id: 'host.scanUsb',
    label: texts.labels.scan,
    verb: texts.labels.scan,
    title: texts.titles.scan,
    icon: ScanSearch,
    group: 'device',
    kinds: ['host'],
    reason: (inventory, { ref }) => {
      const host = row(inventory, 'host', ref);
      if (!host) return why.gone;
      return hostIsLive(inventory, host) ? null : why.down;
    },
    ...asyncCall(
      'PUSB.scan',
      ({ ref }) => [ref],
      (inventory, { ref }) => ['pusb-scan', { 'host-uuid': row(inventory, 'host', ref)?.uuid ?? ref }],
    ),
  },
];
