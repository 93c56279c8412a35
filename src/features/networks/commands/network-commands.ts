import { CircleMinus, CirclePlus, Network, Trash2 } from 'lucide-react';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { apiLine, asyncLine, textInput, xeLine } from '../../commands';
import type { Choice, Input, Job, PoolCommand, Target } from '../../commands';
import { labelOr, only, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { texts } from './texts';

const NAME = 'name';
const DESCRIPTION = 'description';
const NIC = 'nic';
const VLAN = 'vlan';
const MTU = 'mtu';
const AUTOMATIC = 'automatic';

/** The choice of no NIC: the network stays inside of each server. */
const NO_NIC = 'none';
/** By which XenCenter and others know networks that new VMs get an interface on. */
const AUTOMATIC_KEY = 'automatic';

const LARGEST_TAG = 4094;

const why = texts.reasons;
const networkUuid = (inventory: Inventory, ref: string): string => row(inventory, 'network', ref)?.uuid ?? ref;

const pifsOf = (inventory: Inventory, network: Records['network']): readonly Records['PIF'][] =>
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

function activeUsers(inventory: Inventory, network: Records['network']): readonly string[] {
  const vms = new Set<string>();
  for (const ref of network.VIFs) {
    const vif = row(inventory, 'VIF', ref);
    if (vif?.currently_attached) vms.add(labelOr(row(inventory, 'VM', vif.VM)?.name_label ?? ''));
  }
  return [...vms];
}

/** The VLANs that carry a network, one on each server. */
function vlansOf(inventory: Inventory, ref: string): readonly { readonly ref: string; readonly uuid: string }[] {
  const network = row(inventory, 'network', ref);
  return (network ? pifsOf(inventory, network) : [])
    .filter((pif) => pif.VLAN >= 0)
    .map((pif) => ({
      ref: pif.VLAN_master_of,
      uuid: row(inventory, 'VLAN', pif.VLAN_master_of)?.uuid ?? pif.VLAN_master_of,
    }));
}

/** NICs and bonds that every network of the pool can be on, as the coordinator has them. */
function nicChoices(inventory: Inventory): readonly Choice[] {
  const coordinator = only(inventory, 'pool')?.[1].master;
  const choices: Choice[] = [];
  for (const [ref, pif] of rows(inventory, 'PIF')) {
    if (pif.host !== coordinator || !pif.managed || pif.VLAN >= 0) continue;
    if (!pif.physical && pif.bond_master_of.length === 0) continue;
    if (row(inventory, 'Bond', pif.bond_slave_of)) continue;
    const servers = row(inventory, 'network', pif.network)?.PIFs.length ?? 1;
    choices.push({ key: ref, label: pif.device, detail: texts.fields.nicOn(servers), reason: null });
  }
  choices.sort((a, b) => compareNatural(a.label, b.label));
  return [{ key: NO_NIC, label: texts.fields.noNic, detail: '', reason: null }, ...choices];
}

function vlanProblem(inventory: Inventory, text: string, input: Input): string | null {
  const nic = textInput(input, NIC);
  if (nic === NO_NIC) return null;
  if (text.trim() === '') return texts.problems.vlanNeeded;
  const tag = Number(text.trim());
  if (!/^\d+$/.test(text.trim()) || tag < 1 || tag > LARGEST_TAG) return texts.problems.vlan;
  const below = row(inventory, 'PIF', nic);
  for (const vlan of below?.VLAN_slave_of ?? []) {
    const record = row(inventory, 'VLAN', vlan);
    if (record?.tag !== tag) continue;
    const taken = row(inventory, 'PIF', record.untagged_PIF)?.network ?? '';
    return texts.problems.vlanTaken(labelOr(row(inventory, 'network', taken)?.name_label ?? ''));
  }
  return null;
}

function mtuProblem(text: string): string | null {
  const mtu = Number(text.trim());
  return /^\d+$/.test(text.trim()) && mtu >= 68 && mtu <= 9216 ? null : texts.problems.mtu;
}

function newNetwork(input: Input): Partial<Records['network']> {
  return {
    name_label: textInput(input, NAME).trim() || texts.fields.newNetwork,
    name_description: textInput(input, DESCRIPTION).trim(),
    MTU: Number(textInput(input, MTU)),
    other_config: { [AUTOMATIC_KEY]: String(input[AUTOMATIC] === true) },
    tags: [],
    bridge: '',
    managed: true,
  };
}

const tagOf = (input: Input): number => Number(textInput(input, VLAN));
const hasNic = (input: Input): boolean => textInput(input, NIC) !== NO_NIC;

async function add(job: Job, input: Input): Promise<void> {
  const network = await job.call('network.create', newNetwork(input));
  if (!hasNic(input)) return;
  try {
    await job.task('pool.create_VLAN_from_PIF', textInput(input, NIC), network, tagOf(input));
  } catch (error) {
    // Without its NIC it is not the network that was asked for.
    await job.call('network.destroy', network).catch(() => undefined);
    throw error;
  }
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
  {
    type: 'pool',
    id: 'network.add',
    label: texts.labels.addNetwork,
    verb: texts.verbs.addNetwork,
    title: texts.titles.addNetwork,
    icon: Network,
    group: 'device',
    kinds: ['pool', 'host'],
    calls: ['network.create', 'pool.create_VLAN_from_PIF'],
    single: true,
    reason: (inventory, target) => {
      if (!row(inventory, target.kind === 'pool' ? 'pool' : 'host', target.ref)) return why.gone;
      return only(inventory, 'pool') ? null : why.noCoordinator;
    },
    fields: (inventory) => {
      const choices = nicChoices(inventory);
      return [
        { kind: 'text', id: NAME, label: texts.fields.name, initial: texts.fields.newNetwork },
        { kind: 'text', id: DESCRIPTION, label: texts.fields.description, initial: '', optional: true },
        {
          kind: 'choice',
          id: NIC,
          label: texts.fields.nic,
          initial: choices[1]?.key ?? NO_NIC,
          choices,
          checksServers: false,
        },
        {
          kind: 'text',
          id: VLAN,
          label: texts.fields.vlan,
          initial: '',
          hint: texts.fields.vlanHint,
          optional: true,
          problem: (text, input) => vlanProblem(inventory, text, input),
        },
        { kind: 'text', id: MTU, label: texts.fields.mtu, initial: '1500', problem: mtuProblem },
        { kind: 'check', id: AUTOMATIC, label: texts.fields.automatic, initial: false },
      ];
    },
    script: (inventory, _target, input) => {
      const network = newNetwork(input);
      const nic = textInput(input, NIC);
      return {
        api: [
          apiLine('network.create', network),
          ...(hasNic(input) ? [asyncLine('pool.create_VLAN_from_PIF', nic, texts.newNetworkRef, tagOf(input))] : []),
        ],
        xe: [
          xeLine('network-create', { 'name-label': network.name_label ?? '', MTU: String(network.MTU) }),
          ...(hasNic(input)
            ? [
                xeLine('pool-vlan-create', {
                  'network-uuid': texts.newNetworkRef,
                  'pif-uuid': row(inventory, 'PIF', nic)?.uuid ?? nic,
                  vlan: textInput(input, VLAN).trim(),
                }),
              ]
            : []),
        ],
      };
    },
    run: (job, _target, input) => add(job, input),
  },
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
