import { CircleMinus, CirclePlus, Trash2 } from 'lucide-react';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { apiLine, asyncLine, xeLine } from '../../commands';
import type { PoolCommand, Target } from '../../commands';
import { labelOr, row } from '../../objects';
import type { Inventory } from '../../objects';
import { texts } from './texts';

/** By which XenCenter and others know networks that new VMs get an interface on. */
export const AUTOMATIC_KEY = 'automatic';

const why = texts.reasons;
const networkUuid = (inventory: Inventory, ref: string): string => row(inventory, 'network', ref)?.uuid ?? ref;

export const pifsOf = (inventory: Inventory, network: Records['network']): readonly Records['PIF'][] =>
  network.PIFs.map((ref) => row(inventory, 'PIF', ref)).filter((pif) => pif !== undefined);

export function isAutomatic(network: Records['network']): boolean {
  return network.other_config[AUTOMATIC_KEY] === 'true';
}

/** Why a network cannot be taken away; null: it can. */
function removeReason(inventory: Inventory, ref: string): string | null {
  const network = row(inventory, 'network', ref);
  if (!network) return why.gone;
  if (network.other_config['is_host_internal_management_network'] === 'true') return why.system;
  for (const pif of pifsOf(inventory, network)) {
    if (pif.management) return why.management;
    if (pif.physical) return why.physical;
    if (pif.bond_master_of.length > 0) return why.bond;
    // What is no VLAN was made by a tunnel or by SR-IOV.
    if (pif.VLAN < 0) return why.tunnel;
  }
  const users = activeUsers(inventory, network);
  const [first] = users;
  if (first === undefined) return null;
  return users.length === 1 ? why.inUse(first) : why.inUseMany(users.length);
}

/** VMs that use a network now. */
export function activeUsers(inventory: Inventory, network: Records['network']): readonly string[] {
  const vms = new Set<string>();
  for (const ref of network.VIFs) {
    const vif = row(inventory, 'VIF', ref);
    if (vif?.currently_attached) vms.add(labelOr(row(inventory, 'VM', vif.VM)?.name_label ?? ''));
  }
  return [...vms];
}

/** The VLANs that carry a network, one on each server. */
export function vlansOf(inventory: Inventory, ref: string): readonly { readonly ref: string; readonly uuid: string }[] {
  const network = row(inventory, 'network', ref);
  return (network ? pifsOf(inventory, network) : [])
    .filter((pif) => pif.VLAN >= 0)
    .map((pif) => ({
      ref: pif.VLAN_master_of,
      uuid: row(inventory, 'VLAN', pif.VLAN_master_of)?.uuid ?? pif.VLAN_master_of,
    }));
}

function automaticCommand(on: boolean): PoolCommand {
  const words = on ? ('automatic' as const) : ('notAutomatic' as const);
  return {
    type: 'pool',
    id: `network.${words}`,
    label: texts.labels[words],
    verb: texts.verbs[words],
    title: texts.titles[words],
    icon: on ? CirclePlus : CircleMinus,
    group: 'device',
    kinds: ['network'],
    calls: ['network.remove_from_other_config', 'network.add_to_other_config'],
    isOffered: (inventory, target) => {
      const network = row(inventory, 'network', target.ref);
      return network !== undefined && isAutomatic(network) !== on;
    },
    reason: (inventory, target) => {
      const network = row(inventory, 'network', target.ref);
      if (!network) return why.gone;
      if (isAutomatic(network) !== on) return null;
      return on ? why.automaticAlready : why.notAutomaticAlready;
    },
    script: (inventory, target) => ({
      api: [
        apiLine('network.remove_from_other_config', target.ref, AUTOMATIC_KEY),
        apiLine('network.add_to_other_config', target.ref, AUTOMATIC_KEY, String(on)),
      ],
      xe: [
        xeLine('network-param-set', {
          uuid: networkUuid(inventory, target.ref),
          'other-config:automatic': String(on),
        }),
      ],
    }),
    run: async (job, target) => {
      await job.call('network.remove_from_other_config', target.ref, AUTOMATIC_KEY);
      await job.call('network.add_to_other_config', target.ref, AUTOMATIC_KEY, String(on));
    },
  };
}

/** Commands on the networks of a pool. */
export const networkCommands: readonly PoolCommand[] = [
  automaticCommand(true),
  automaticCommand(false),
  {
    type: 'pool',
    id: 'network.remove',
    button: true,
    label: texts.labels.removeNetwork,
    verb: texts.verbs.removeNetwork,
    title: texts.titles.removeNetwork,
    icon: Trash2,
    group: 'remove',
    danger: true,
    kinds: ['network'],
    calls: ['VLAN.destroy', 'network.destroy'],
    reason: (inventory, target) => removeReason(inventory, target.ref),
    confirm: (inventory, targets) => ({
      consequence: texts.consequences.removeNetwork,
      losses: targets.flatMap((target) => losses(inventory, target)),
    }),
    script: (inventory, target) => {
      const vlans = vlansOf(inventory, target.ref);
      return {
        api: [...vlans.map((vlan) => asyncLine('VLAN.destroy', vlan.ref)), asyncLine('network.destroy', target.ref)],
        xe: [
          ...vlans.map((vlan) => xeLine('vlan-destroy', { uuid: vlan.uuid })),
          xeLine('network-destroy', { uuid: networkUuid(inventory, target.ref) }),
        ],
      };
    },
    run: async (job, target) => {
      for (const vlan of vlansOf(job.inventory, target.ref)) await job.task('VLAN.destroy', vlan.ref);
      await job.task('network.destroy', target.ref);
    },
  },
];

function losses(inventory: Inventory, target: Target): readonly string[] {
  const vms = (row(inventory, 'network', target.ref)?.VIFs ?? []).map((ref) => {
    const vif = row(inventory, 'VIF', ref);
    return vif && row(inventory, 'VM', vif.VM)?.name_label;
  });
  return [
    texts.consequences.losesNetwork(target.name),
    ...vms.filter((vm) => vm !== undefined).map((vm) => texts.consequences.losesInterface(labelOr(vm))),
  ];
}
