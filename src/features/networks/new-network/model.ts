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
} as const;

export type Type = keyof typeof texts.types;
export type Mode = keyof typeof texts.modes & Enums['bond_mode'];

type Pif = Records['PIF'];

export function typeIn(input: Input): Type {
  const type = textInput(input, FIELD.type);
  return type === 'sriov' || type === 'tunnel' ? type : 'bond';
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

export function sriovChoices(inventory: Inventory): readonly Choice[] {
  return [...nicsByDevice(inventory)]
    .map(([device, pifs]) => {
      const able = pifs.filter(([, pif]) => pif.capabilities.includes('sriov'));
      const isTaken = able.some(([, pif]) => pif.sriov_physical_PIF_of.length > 0);
      const reason = able.length === 0 ? texts.reasons.noSriov : isTaken ? texts.reasons.isSriov : null;
      return { key: device, label: device, detail: texts.onServers(able.length), reason };
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
    case 'bond': {
      const devices = listInput(input, FIELD.members);
      return mine.filter(([, pif]) => pif.physical && devices.includes(pif.device)).map(([ref]) => ref);
    }
    case 'sriov': {
      const device = textInput(input, FIELD.nic);
      return mine
        .filter(([, pif]) => pif.physical && pif.device === device && pif.capabilities.includes('sriov'))
        .map(([ref]) => ref);
    }
    case 'tunnel': {
      const network = textInput(input, FIELD.transport);
      return mine
        .filter(([, pif]) => pif.network === network && pif.ip_configuration_mode !== 'None')
        .map(([ref]) => ref);
    }
  }
}
