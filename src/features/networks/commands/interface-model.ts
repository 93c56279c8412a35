import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Choice } from '../../commands';
import { labelOr, networkVisibility, objectTexts, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { texts } from './texts';

const why = texts.reasons;

/** Why an interface cannot come or go now; null: it can. */
export function vifReason(inventory: Inventory, ref: string, operation: 'plug' | 'unplug'): string | null {
  const vif = row(inventory, 'VIF', ref);
  const vm = vif && row(inventory, 'VM', vif.VM);
  if (!vif || !vm) return why.gone;
  if (vm.is_a_snapshot) return why.snapshot;
  if (vif.allowed_operations.includes(operation)) return null;
  const busy = busyReason(vif);
  if (busy !== null) return busy;
  if (vm.power_state === 'Halted') return operation === 'plug' ? why.haltedActivate : why.haltedDeactivate;
  if (vm.power_state === 'Suspended') return why.suspended;
  if (vm.power_state === 'Paused') return why.paused;
  if (operation === 'plug' && vif.currently_attached) return why.activeAlready;
  if (operation === 'unplug' && !vif.currently_attached) return why.notActive;
  if (isSriov(inventory, vif.network)) return why.sriov;
  // A pool that has not worked out what it allows allows what the state does; the call has the last word.
  return vif.allowed_operations.length === 0 ? null : why.noDrivers;
}

/** Why an interface cannot be changed or taken off; null: it can. */
export function changeReason(inventory: Inventory, ref: string): string | null {
  const vif = row(inventory, 'VIF', ref);
  const vm = vif && row(inventory, 'VM', vif.VM);
  if (!vif || !vm) return why.gone;
  return vm.is_a_snapshot ? why.snapshot : busyReason(vif);
}

/** Whether the network is made of functions of a card. */
export function isSriov(inventory: Inventory, network: Ref<'network'>): boolean {
  return (row(inventory, 'network', network)?.PIFs ?? []).some(
    (pif) => (row(inventory, 'PIF', pif)?.sriov_logical_PIF_of.length ?? 0) > 0,
  );
}

function busyReason(record: { readonly current_operations: Readonly<Record<string, string>> }): string | null {
  const [operation] = Object.values(record.current_operations);
  if (operation === undefined) return null;
  const labels: Readonly<Record<string, string>> = objectTexts.operations;
  return why.busy(labels[operation] ?? operation);
}

/** Bridges that servers keep for themselves are not for VMs. */
function isForVms(inventory: Inventory, network: Records['network']): boolean {
  return (
    networkVisibility(inventory, network) === 'shown' &&
    network.other_config['is_host_internal_management_network'] !== 'true'
  );
}

/** Whether there is any network for VMs; asked with every batch of events, so the first one found is enough. */
export function hasNetwork(inventory: Inventory): boolean {
  for (const network of rows(inventory, 'network').values()) if (isForVms(inventory, network)) return true;
  return false;
}

/** Networks that an interface of a VM can be on, by name. */
export function networkChoices(inventory: Inventory): readonly Choice[] {
  const choices: Choice[] = [];
  for (const [ref, network] of rows(inventory, 'network')) {
    if (!isForVms(inventory, network)) continue;
    choices.push({ key: ref, label: labelOr(network.name_label), detail: placeOf(inventory, network), reason: null });
  }
  return choices.sort((a, b) => compareNatural(a.label, b.label));
}

function placeOf(inventory: Inventory, network: Records['network']): string {
  const [first] = network.PIFs;
  const pif = first === undefined ? undefined : row(inventory, 'PIF', first);
  if (!pif) return texts.fields.private;
  return pif.VLAN >= 0 ? texts.fields.onVlan(pif.device, pif.VLAN) : texts.fields.onNic(pif.device);
}

const MAC = /^[0-9a-f]{2}([:-]?[0-9a-f]{2}){5}$/i;

/** `02:16:3e:01:02:03`, however it was written. */
export function macOf(text: string): string {
  const digits = text.trim().toLowerCase().replaceAll(/[:-]/g, '');
  return digits.match(/../g)?.join(':') ?? '';
}

/** What is wrong with a MAC address; null: nothing, and the empty text means that the pool chooses. */
export function macProblem(inventory: Inventory, text: string, self: string | null): string | null {
  if (text.trim() === '') return null;
  if (!MAC.test(text.trim())) return texts.problems.mac;
  const mac = macOf(text);
  if ((Number.parseInt(mac.slice(0, 2), 16) & 1) === 1) return texts.problems.macMulticast;
  for (const [ref, vif] of rows(inventory, 'VIF')) {
    if (ref === self || vif.MAC.toLowerCase() !== mac) continue;
    const vm = row(inventory, 'VM', vif.VM);
    // Snapshots keep the addresses of their machine.
    if (vm && !vm.is_a_snapshot && !vm.is_a_template) return texts.problems.macTaken(labelOr(vm.name_label));
  }
  return null;
}

export function limitProblem(text: string): string | null {
  return text.trim() === '' || /^[1-9]\d{0,8}$/.test(text.trim()) ? null : texts.problems.limit;
}

/** How fast an interface may send, in kB/s; null: as fast as it can. */
export function limitOf(vif: Records['VIF']): number | null {
  const limit = Number(vif.qos_algorithm_params['kbps']);
  return vif.qos_algorithm_type === 'ratelimit' && Number.isFinite(limit) && limit > 0 ? limit : null;
}

/** The two fields of a VIF that say a limit. */
export function limitFields(text: string): Pick<Records['VIF'], 'qos_algorithm_type' | 'qos_algorithm_params'> {
  const limit = text.trim();
  return limit === ''
    ? { qos_algorithm_type: '', qos_algorithm_params: {} }
    : { qos_algorithm_type: 'ratelimit', qos_algorithm_params: { kbps: limit } };
}
