import { Eye, EyeOff, Forward, Undo2 } from 'lucide-react';
import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { asyncCall, planned, runCalls, scriptOfCalls, textInput, xeLine } from '../../commands';
import type { Choice, Input, PlannedCall, PoolCommand, Target } from '../../commands';
import { hostIsLive, labelOr, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { asSetting, claimantsOf, holdersOf, PCI_KEY, wantedBy } from '../passthrough';
import { texts } from '../texts';

const why = texts.reasons;
const VM = 'vm';

const pciOf = (inventory: Inventory, { ref }: Target): Records['PCI'] | undefined => row(inventory, 'PCI', ref);

/** The VMs that have a device, or will. */
function ownersOf(inventory: Inventory, target: Target): readonly string[] {
  const pci = pciOf(inventory, target);
  return pci ? [...new Set([...holdersOf(inventory, target.ref), ...claimantsOf(inventory, pci)])] : [];
}

/** A GPU says itself whether the control domain uses it; of other devices it is only asked for. */
function accessOf(inventory: Inventory, { ref }: Target): string | undefined {
  for (const pgpu of rows(inventory, 'PGPU').values()) if (pgpu.PCI === ref) return pgpu.dom0_access;
  return undefined;
}

function accessReason(inventory: Inventory, target: Target, hides: boolean): string | null {
  const pci = pciOf(inventory, target);
  const host = pci && row(inventory, 'host', pci.host);
  if (!pci || !host) return why.gone;
  if (!hostIsLive(inventory, host)) return why.down;
  const access = accessOf(inventory, target);
  if (access === undefined) return null;
  const isHidden = access === 'disabled' || access === 'disable_on_reboot';
  return isHidden === hides ? (hides ? why.hidden : why.shown) : null;
}

function accessCommand(hides: boolean): PoolCommand {
  const words = hides ? ('hide' as const) : ('show' as const);
  return {
    type: 'pool',
    id: `pci.${words}`,
    label: texts.labels[words],
    verb: texts.verbs[words],
    title: texts.titles[words],
    question: texts.titles[words],
    icon: hides ? EyeOff : Eye,
    group: 'device',
    button: true,
    danger: true,
    kinds: ['pci'],
    reason: (inventory, target) => accessReason(inventory, target, hides),
    confirm: () => ({ consequence: texts.consequences[words], losses: [] }),
    ...asyncCall(
      hides ? 'PCI.disable_dom0_access' : 'PCI.enable_dom0_access',
      ({ ref }) => [ref],
      (inventory, target) => [
        hides ? 'pci-disable-dom0-access' : 'pci-enable-dom0-access',
        { uuid: pciOf(inventory, target)?.uuid ?? target.ref },
      ],
    ),
  };
}

/** Puts the devices that a VM wants into its settings. */
function settingCalls(inventory: Inventory, ref: string, addresses: readonly string[]): readonly PlannedCall[] {
  const vm = row(inventory, 'VM', ref);
  if (!vm) return [];
  const { uuid } = vm;
  const has = PCI_KEY in vm.other_config;
  const value = asSetting(addresses);
  const remove = planned(
    xeLine('vm-param-remove', { uuid, 'param-name': 'other-config', 'param-key': PCI_KEY }),
    'VM.remove_from_other_config',
    ref,
    PCI_KEY,
  );
  const add = planned(
    xeLine('vm-param-set', { uuid, [`other-config:${PCI_KEY}`]: value }),
    'VM.add_to_other_config',
    ref,
    PCI_KEY,
    value,
  );
  return [...(has ? [remove] : []), ...(value === '' ? [] : [add])];
}

function passCalls(inventory: Inventory, target: Target, input: Input): readonly PlannedCall[] {
  const vm = textInput(input, VM);
  const pci = pciOf(inventory, target);
  const wanted = row(inventory, 'VM', vm);
  if (!pci || !wanted) return [];
  const { uuid, affinity } = wanted;
  const home = row(inventory, 'host', pci.host)?.uuid ?? pci.host;
  const stays = planned(xeLine('vm-param-set', { uuid, affinity: home }), 'VM.set_affinity', vm, pci.host);
  // The address means this device on this server alone.
  return [...(affinity === pci.host ? [] : [stays]), ...settingCalls(inventory, vm, [...wantedBy(wanted), pci.pci_id])];
}

function takeCalls(inventory: Inventory, target: Target): readonly PlannedCall[] {
  const address = pciOf(inventory, target)?.pci_id.toLowerCase();
  return ownersOf(inventory, target).flatMap((ref) => {
    const vm = row(inventory, 'VM', ref);
    const rest = vm ? wantedBy(vm).filter((each) => each !== address) : [];
    return settingCalls(inventory, ref, rest);
  });
}

/** Addresses say nothing of servers: with another home, those that a VM has would mean other devices. */
const wantsOfAnother = (vm: Records['VM'], host: string): boolean =>
  wantedBy(vm).length > 0 && !isNullRef(vm.affinity) && vm.affinity !== host;

function vmReason(vm: Records['VM'], host: string): string | null {
  if (vm.power_state !== 'Halted') return why.haltedFirst;
  if (vm.ha_restart_priority === 'restart') return why.ha;
  return wantsOfAnother(vm, host) ? why.wantsOfAnother : null;
}

function vmChoices(inventory: Inventory, host: string): readonly Choice[] {
  return [...rows(inventory, 'VM')]
    .filter(([, vm]) => !vm.is_a_template && !vm.is_a_snapshot && !vm.is_control_domain)
    .map(([key, vm]): Choice => ({
      key,
      label: labelOr(vm.name_label),
      detail: '',
      reason: vmReason(vm, host),
    }))
    .sort((a, b) => Number(a.reason !== null) - Number(b.reason !== null) || compareNatural(a.label, b.label));
}

/** What is done with the PCI devices of a server. */
export const pciCommands: readonly PoolCommand[] = [
  accessCommand(true),
  accessCommand(false),
  {
    type: 'pool',
    id: 'pci.pass',
    label: texts.labels.pass,
    verb: texts.verbs.pass,
    title: texts.titles.pass,
    icon: Forward,
    group: 'device',
    button: true,
    kinds: ['pci'],
    single: true,
    calls: ['VM.remove_from_other_config', 'VM.add_to_other_config', 'VM.set_affinity'],
    reason: (inventory, target) => {
      const pci = pciOf(inventory, target);
      if (!pci) return why.gone;
      const [owner] = ownersOf(inventory, target);
      if (owner !== undefined) return why.attached(labelOr(row(inventory, 'VM', owner)?.name_label ?? ''));
      return vmChoices(inventory, pci.host).length === 0 ? why.noVm : null;
    },
    confirm: () => ({ consequence: texts.notes.pci, losses: [] }),
    fields: (inventory, [target]) => {
      const choices = vmChoices(inventory, (target && pciOf(inventory, target)?.host) ?? '');
      const initial = choices.find(({ reason }) => reason === null)?.key ?? '';
      return [{ kind: 'choice', id: VM, label: texts.fields.vm, initial, choices, checksServers: false }];
    },
    script: (inventory, target, input) => scriptOfCalls(passCalls(inventory, target, input)),
    run: (job, target, input) => runCalls(job, passCalls(job.inventory, target, input)),
  },
  {
    type: 'pool',
    id: 'pci.takeBack',
    label: texts.labels.takeBack,
    verb: texts.verbs.take,
    title: texts.titles.takeBack,
    question: texts.titles.takeBack,
    icon: Undo2,
    group: 'device',
    kinds: ['pci'],
    single: true,
    calls: ['VM.remove_from_other_config', 'VM.add_to_other_config'],
    isOffered: (inventory, target) => ownersOf(inventory, target).length > 0,
    reason: (inventory, target) => {
      const pci = pciOf(inventory, target);
      if (!pci) return why.gone;
      // A virtual GPU or a function of a card is not taken by these settings.
      return claimantsOf(inventory, pci).length === 0 ? why.notAttached : null;
    },
    confirm: () => ({ consequence: texts.consequences.takeBack, losses: [] }),
    script: (inventory, target) => scriptOfCalls(takeCalls(inventory, target)),
    run: (job, target) => runCalls(job, takeCalls(job.inventory, target)),
  },
];
