import type { Ref } from '../../../xapi/datamodel/ref';
import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import { listInput, textInput } from '../../commands';
import type { Choice, Input } from '../../commands';
import { labelOr, only, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { texts } from './texts';

export const FIELD = {
  type: 'type',
  name: 'name',
  description: 'description',
  automatic: 'automatic',
  mtu: 'mtu',
  members: 'members',
  mode: 'mode',
  hashing: 'hashing',
  nic: 'nic',
  transport: 'transport',
  below: 'below',
  vlan: 'vlan',
} as const;

export const LARGEST_TAG = 4094;
export const SMALLEST_MTU = 68;
export const LARGEST_MTU = 9216;

export type Type = keyof typeof texts.types;
export const TYPES: readonly Type[] = ['external', 'private', 'bond', 'sriov', 'tunnel'];
export type Mode = keyof typeof texts.modes & Enums['bond_mode'];

type Pif = Records['PIF'];

export function typeIn(input: Input): Type {
  return TYPES.find((type) => type === textInput(input, FIELD.type)) ?? 'external';
}

/** NICs and bonds that every network of the pool can be on, as the coordinator has them. */
export function nicChoices(inventory: Inventory): readonly Choice[] {
  const coordinator = only(inventory, 'pool')?.[1].master;
  const choices: Choice[] = [];
  for (const [ref, pif] of rows(inventory, 'PIF')) {
    if (pif.host !== coordinator || !pif.managed || pif.VLAN >= 0) continue;
    if (!pif.physical && pif.bond_master_of.length === 0) continue;
    if (row(inventory, 'Bond', pif.bond_slave_of)) continue;
    const servers = row(inventory, 'network', pif.network)?.PIFs.length ?? 1;
    choices.push({ key: ref, label: pif.device, detail: texts.onServers(servers), reason: null });
  }
  return choices.sort(byLabel);
}

/** What is wrong with the number of a VLAN on a NIC; null: nothing. */
export function vlanProblem(inventory: Inventory, tag: number, below: string): string | null {
  for (const vlan of row(inventory, 'PIF', below)?.VLAN_slave_of ?? []) {
    const record = row(inventory, 'VLAN', vlan);
    if (record?.tag !== tag) continue;
    const taken = row(inventory, 'PIF', record.untagged_PIF)?.network ?? '';
    return texts.problems.vlanTaken(labelOr(row(inventory, 'network', taken)?.name_label ?? ''));
  }
  return null;
}

/** The smallest number that is free on a NIC. */
export function freeTag(inventory: Inventory, below: string): number {
  const tags = Array.from({ length: LARGEST_TAG }, (_, at) => at + 1);
  return tags.find((tag) => vlanProblem(inventory, tag, below) === null) ?? LARGEST_TAG;
}

/** NICs by their name: the same name on each server is one NIC of the pool. */
function nicsByDevice(inventory: Inventory): ReadonlyMap<string, readonly (readonly [Ref<'PIF'>, Pif])[]> {
  const all = new Map<string, (readonly [Ref<'PIF'>, Pif])[]>();
  for (const [ref, pif] of rows(inventory, 'PIF')) {
    if (!pif.physical || !pif.managed) continue;
    const same = all.get(pif.device);
    if (same) same.push([ref, pif]);
    else all.set(pif.device, [[ref, pif]]);
  }
  return all;
}

const byLabel = (a: Choice, b: Choice): number => compareNatural(a.label, b.label);

export function memberChoices(inventory: Inventory): readonly Choice[] {
  return [...nicsByDevice(inventory)]
    .map(([device, pifs]) => ({
      key: device,
      label: device,
      detail: texts.onServers(pifs.length),
      reason: pifs.some(([, pif]) => row(inventory, 'Bond', pif.bond_slave_of)) ? texts.reasons.inBond : null,
    }))
    .sort(byLabel);
}

const MOST_MEMBERS = 4;

/**
 * What keeps these NICs from becoming one bond on each server; null: nothing. Only one of them may have an address
 * (xapi_bond.ml).
 */
export function membersProblem(inventory: Inventory, devices: readonly string[]): string | null {
  if (devices.length < 2 || devices.length > MOST_MEMBERS) return texts.problems.twoNics;
  const withAddress = new Set<string>();
  for (const device of devices) {
    for (const [, pif] of nicsByDevice(inventory).get(device) ?? []) {
      if (pif.ip_configuration_mode === 'None') continue;
      if (withAddress.has(pif.host)) return texts.problems.addresses;
      withAddress.add(pif.host);
    }
  }
  return null;
}

/** NICs of one name on servers whose cards are of one model: an SR-IOV network takes no others (xapi_network_helpers.ml). */
interface AlikeNics {
  readonly key: string;
  readonly device: string;
  /** Empty where one model is all there is. */
  readonly model: string;
  readonly pifs: readonly (readonly [Ref<'PIF'>, Pif])[];
}

function nicsWithSriov(inventory: Inventory): readonly AlikeNics[] {
  return [...nicsByDevice(inventory)].flatMap(([device, all]): readonly AlikeNics[] => {
    const models = new Map<string, AlikeNics>();
    for (const each of all.filter(([, pif]) => pif.capabilities.includes('sriov'))) {
      const model = row(inventory, 'PCI', each[1].PCI)?.device_name ?? '';
      const pifs = [...(models.get(model)?.pifs ?? []), each];
      models.set(model, { key: `${device} ${model}`, device, model, pifs });
    }
    if (models.size > 1) return [...models.values()];
    return [{ key: device, device, model: '', pifs: [...models.values()].flatMap(({ pifs }) => pifs) }];
  });
}

export function sriovChoices(inventory: Inventory): readonly Choice[] {
  return nicsWithSriov(inventory)
    .map(({ key, device, model, pifs }) => {
      const isTaken = pifs.some(([, pif]) => pif.sriov_physical_PIF_of.length > 0);
      const reason = pifs.length === 0 ? texts.reasons.noSriov : isTaken ? texts.reasons.isSriov : null;
      const servers = texts.onServers(pifs.length);
      return { key, label: device, detail: model === '' ? servers : texts.modelOn(model, servers), reason };
    })
    .sort(byLabel);
}

/** Networks whose interfaces have addresses, by which servers find each other. */
export function transportChoices(inventory: Inventory): readonly Choice[] {
  return [...rows(inventory, 'network')]
    .flatMap(([ref, network]): readonly Choice[] => {
      const pifs = network.PIFs.flatMap((pif) => row(inventory, 'PIF', pif) ?? []);
      if (pifs.length === 0 || pifs.some((pif) => pif.tunnel_access_PIF_of.length > 0)) return [];
      const found = pifs.filter((pif) => pif.ip_configuration_mode !== 'None').length;
      const reason = found === 0 ? texts.reasons.noAddress : null;
      return [{ key: ref, label: labelOr(network.name_label), detail: texts.onServers(found), reason }];
    })
    .sort(byLabel);
}

export const modeIn = (input: Input): Mode => {
  const mode = textInput(input, FIELD.mode);
  return mode === 'active-backup' || mode === 'lacp' ? mode : 'balance-slb';
};

/** What is made on one server. */
export interface Part {
  readonly host: Ref<'host'>;
  readonly server: string;
  readonly pifs: readonly Ref<'PIF'>[];
}

/** The parts of all servers, the coordinator's first: the others take after it. */
export function partsOf(inventory: Inventory, input: Input): readonly Part[] {
  const coordinator = only(inventory, 'pool')?.[1].master;
  return [...rows(inventory, 'host')]
    .map(([host, record]) => ({ host, server: labelOr(record.name_label), pifs: pifsOn(inventory, input, host) }))
    .filter(({ pifs }) => pifs.length > (typeIn(input) === 'bond' ? 1 : 0))
    .sort(
      (a, b) => Number(b.host === coordinator) - Number(a.host === coordinator) || compareNatural(a.server, b.server),
    );
}

function pifsOn(inventory: Inventory, input: Input, host: Ref<'host'>): readonly Ref<'PIF'>[] {
  const mine = [...rows(inventory, 'PIF')].filter(([, pif]) => pif.host === host);
  switch (typeIn(input)) {
    case 'external':
    case 'private':
      return [];
    case 'bond': {
      const devices = listInput(input, FIELD.members);
      return mine.filter(([, pif]) => pif.physical && devices.includes(pif.device)).map(([ref]) => ref);
    }
    case 'sriov': {
      const chosen = nicsWithSriov(inventory).find(({ key }) => key === textInput(input, FIELD.nic));
      return (chosen?.pifs ?? []).filter(([, pif]) => pif.host === host).map(([ref]) => ref);
    }
    case 'tunnel': {
      const network = textInput(input, FIELD.transport);
      return mine
        .filter(([, pif]) => pif.network === network && pif.ip_configuration_mode !== 'None')
        .map(([ref]) => ref);
    }
  }
}
