import { CirclePlay, CircleStop, Network, SlidersHorizontal, Trash2 } from 'lucide-react';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { apiLine, asyncCall, asyncLine, textInput, vmBusyReason, xeLine } from '../../commands';
import type { Input, Job, PoolCommand, Script, Target } from '../../commands';
import { isDefaultTemplate, row } from '../../objects';
import type { Inventory } from '../../objects';
import {
  changeReason,
  hasNetwork,
  limitFields,
  limitOf,
  limitProblem,
  macOf,
  macProblem,
  networkChoices,
  vifReason,
} from './interface-model';
import { texts } from './texts';

const INTERFACE = ['vif'] as const;

const NETWORK = 'network';
const MAC = 'mac';
const LIMIT = 'limit';

/** Interfaces that a VM can have (XenServer's limit; xapi: allowed_VIF_devices). */
const MOST_INTERFACES = 16;

const vifUuid = (inventory: Inventory, ref: string): string => row(inventory, 'VIF', ref)?.uuid ?? ref;
const networkUuid = (inventory: Inventory, ref: string): string => row(inventory, 'network', ref)?.uuid ?? ref;
const vmUuid = (inventory: Inventory, ref: string): string => row(inventory, 'VM', ref)?.uuid ?? ref;

const isActive = (inventory: Inventory, ref: string): boolean =>
  row(inventory, 'VIF', ref)?.currently_attached === true;

function newInterface(
  inventory: Inventory,
  vm: string,
  fields: { readonly device: string; readonly input: Input },
): Partial<Records['VIF']> {
  const network = textInput(fields.input, NETWORK);
  return {
    device: fields.device,
    network,
    VM: vm,
    MAC: macOf(textInput(fields.input, MAC)),
    MTU: row(inventory, 'network', network)?.MTU ?? 1500,
    other_config: {},
    ...limitFields(textInput(fields.input, LIMIT)),
    locking_mode: 'network_default',
    ipv4_allowed: [],
    ipv6_allowed: [],
  };
}

function createLine(inventory: Inventory, vm: string, vif: Partial<Records['VIF']>): string {
  return xeLine('vif-create', {
    'vm-uuid': vmUuid(inventory, vm),
    'network-uuid': networkUuid(inventory, vif.network ?? ''),
    device: vif.device ?? '',
    ...(vif.MAC === undefined || vif.MAC === '' ? {} : { mac: vif.MAC }),
  });
}

/** Gives a new interface to a running guest, where that takes one while it runs; else it has it from the next start. */
async function plugIfPossible(job: Job, vif: string): Promise<void> {
  const allowed = await job.call('VIF.get_allowed_operations', vif);
  if (allowed.includes('plug')) await job.task('VIF.plug', vif);
}

/** What a person changes of an interface; only that is sent. */
interface Change {
  readonly network: string | null;
  readonly mac: string | null;
  readonly limit: string | null;
}

function changeOf(vif: Records['VIF'] | undefined, input: Input): Change {
  if (!vif) return { network: null, mac: null, limit: null };
  const network = textInput(input, NETWORK);
  const mac = macOf(textInput(input, MAC));
  const limit = textInput(input, LIMIT).trim();
  return {
    network: network === '' || network === vif.network ? null : network,
    mac: mac === vif.MAC.toLowerCase() ? null : mac,
    limit: limit === String(limitOf(vif) ?? '') ? null : limit,
  };
}

/** An address belongs to an interface for its life: another address is another interface in the same place. */
function replacement(inventory: Inventory, ref: string, input: Input): Partial<Records['VIF']> {
  const vif = row(inventory, 'VIF', ref);
  const fresh = newInterface(inventory, vif?.VM ?? '', { device: vif?.device ?? '', input });
  if (!vif) return fresh;
  const { other_config, locking_mode, ipv4_allowed, ipv6_allowed } = vif;
  return { ...fresh, other_config, locking_mode, ipv4_allowed, ipv6_allowed };
}

function editScript(inventory: Inventory, target: Target, input: Input): Script {
  const vif = row(inventory, 'VIF', target.ref);
  const uuid = vifUuid(inventory, target.ref);
  const { network, mac, limit } = changeOf(vif, input);
  if (mac !== null) {
    const args = replacement(inventory, target.ref, input);
    return {
      api: [asyncLine('VIF.destroy', target.ref), asyncLine('VIF.create', args)],
      xe: [xeLine('vif-destroy', { uuid }), createLine(inventory, vif?.VM ?? '', args)],
    };
  }
  const api: string[] = [];
  const xe: string[] = [];
  if (network !== null) {
    api.push(asyncLine('VIF.move', target.ref, network));
    xe.push(xeLine('vif-move', { uuid, 'network-uuid': networkUuid(inventory, network) }));
  }
  if (limit !== null) {
    const fields = limitFields(limit);
    api.push(
      apiLine('VIF.set_qos_algorithm_type', target.ref, fields.qos_algorithm_type),
      apiLine('VIF.set_qos_algorithm_params', target.ref, fields.qos_algorithm_params),
    );
    xe.push(
      xeLine('vif-param-set', { uuid, qos_algorithm_type: fields.qos_algorithm_type }),
      limit === ''
        ? xeLine('vif-param-clear', { uuid, 'param-name': 'qos_algorithm_params' })
        : xeLine('vif-param-set', { uuid, 'qos_algorithm_params:kbps': limit }),
    );
  }
  return { api, xe };
}

/** Where the pool does not take the new interface, the VM gets the former one back. */
async function replace(job: Job, target: Target, input: Input): Promise<void> {
  const former = row(job.inventory, 'VIF', target.ref);
  const fresh = replacement(job.inventory, target.ref, input);
  await job.task('VIF.destroy', target.ref);
  try {
    await job.task('VIF.create', fresh);
  } catch (error) {
    if (former) {
      const { network, MAC: address, MTU, qos_algorithm_type, qos_algorithm_params } = former;
      const before = { ...fresh, network, MAC: address, MTU, qos_algorithm_type, qos_algorithm_params };
      await job.task('VIF.create', before).catch(() => undefined);
    }
    throw error;
  }
}

async function edit(job: Job, target: Target, input: Input): Promise<void> {
  const { inventory } = job;
  const { network, mac, limit } = changeOf(row(inventory, 'VIF', target.ref), input);
  if (mac !== null) {
    await replace(job, target, input);
    return;
  }
  if (network !== null) await job.task('VIF.move', target.ref, network);
  if (limit !== null) {
    const fields = limitFields(limit);
    await job.call('VIF.set_qos_algorithm_type', target.ref, fields.qos_algorithm_type);
    await job.call('VIF.set_qos_algorithm_params', target.ref, fields.qos_algorithm_params);
  }
}

/** Commands on the network interfaces of VMs. */
export const interfaceCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'vm.addInterface',
    label: texts.labels.addInterface,
    verb: texts.verbs.addInterface,
    title: texts.titles.addInterface,
    icon: Network,
    group: 'device',
    kinds: ['vm', 'template'],
    calls: ['VIF.create', 'VIF.plug'],
    single: true,
    reason: (inventory, target) => {
      const vm = row(inventory, 'VM', target.ref);
      if (!vm) return texts.reasons.gone;
      if (isDefaultTemplate(vm)) return texts.reasons.defaultTemplate;
      if (vm.VIFs.length >= MOST_INTERFACES) return texts.reasons.full;
      return vmBusyReason(vm) ?? (hasNetwork(inventory) ? null : texts.reasons.noNetwork);
    },
    fields: (inventory) => {
      const choices = networkChoices(inventory);
      return [
        {
          kind: 'choice',
          id: NETWORK,
          label: texts.fields.network,
          initial: choices[0]?.key ?? '',
          choices,
          checksServers: false,
        },
        {
          kind: 'text',
          id: MAC,
          label: texts.fields.mac,
          initial: '',
          hint: texts.fields.macHint,
          optional: true,
          problem: (text) => macProblem(inventory, text, null),
        },
        {
          kind: 'text',
          id: LIMIT,
          label: texts.fields.limit,
          initial: '',
          hint: texts.fields.limitHint,
          optional: true,
          problem: limitProblem,
        },
      ];
    },
    script: (inventory, target, input) => {
      const vif = newInterface(inventory, target.ref, { device: 'autodetect', input });
      const isRunning = row(inventory, 'VM', target.ref)?.power_state === 'Running';
      return {
        api: [asyncLine('VIF.create', vif), ...(isRunning ? [asyncLine('VIF.plug', texts.newInterface)] : [])],
        xe: [
          createLine(inventory, target.ref, vif),
          ...(isRunning ? [xeLine('vif-plug', { uuid: texts.newInterface })] : []),
        ],
      };
    },
    run: async (job, target, input) => {
      const vif = newInterface(job.inventory, target.ref, { device: 'autodetect', input });
      await plugIfPossible(job, await job.task('VIF.create', vif));
    },
  },
  {
    type: 'pool',
    id: 'vif.activate',
    button: true,
    label: texts.labels.activate,
    verb: texts.verbs.activate,
    title: texts.titles.activate,
    icon: CirclePlay,
    group: 'device',
    kinds: INTERFACE,
    isOffered: (inventory, target) => !isActive(inventory, target.ref),
    reason: (inventory, target) => vifReason(inventory, target.ref, 'plug'),
    ...asyncCall(
      'VIF.plug',
      (vif) => [vif.ref],
      (inventory, vif) => ['vif-plug', { uuid: vifUuid(inventory, vif.ref) }],
    ),
  },
  {
    type: 'pool',
    id: 'vif.deactivate',
    button: true,
    label: texts.labels.deactivate,
    verb: texts.verbs.deactivate,
    title: texts.titles.deactivate,
    icon: CircleStop,
    group: 'device',
    kinds: INTERFACE,
    isOffered: (inventory, target) => isActive(inventory, target.ref),
    reason: (inventory, target) => vifReason(inventory, target.ref, 'unplug'),
    confirm: () => ({ consequence: texts.consequences.deactivate, losses: [] }),
    ...asyncCall(
      'VIF.unplug',
      (vif) => [vif.ref],
      (inventory, vif) => ['vif-unplug', { uuid: vifUuid(inventory, vif.ref) }],
    ),
  },
  {
    type: 'pool',
    id: 'vif.edit',
    button: true,
    label: texts.labels.edit,
    verb: texts.verbs.edit,
    title: texts.titles.edit,
    icon: SlidersHorizontal,
    group: 'edit',
    kinds: INTERFACE,
    calls: ['VIF.move', 'VIF.set_qos_algorithm_type', 'VIF.set_qos_algorithm_params', 'VIF.destroy', 'VIF.create'],
    single: true,
    reason: (inventory, target) => changeReason(inventory, target.ref),
    fields: (inventory, targets) => {
      const ref = targets[0]?.ref ?? '';
      const vif = row(inventory, 'VIF', ref);
      if (!vif) return [];
      const limit = limitOf(vif);
      return [
        {
          kind: 'choice',
          id: NETWORK,
          label: texts.fields.network,
          initial: vif.network,
          choices: networkChoices(inventory),
          checksServers: false,
        },
        {
          kind: 'text',
          id: MAC,
          label: texts.fields.mac,
          initial: vif.MAC,
          problem: (text) =>
            macProblem(inventory, text, ref) ??
            (vif.currently_attached && macOf(text) !== vif.MAC.toLowerCase() ? texts.problems.macWhileActive : null),
        },
        {
          kind: 'text',
          id: LIMIT,
          label: texts.fields.limit,
          initial: limit === null ? '' : String(limit),
          hint: vif.currently_attached ? texts.fields.limitActiveHint : texts.fields.limitHint,
          optional: true,
          problem: limitProblem,
        },
      ];
    },
    script: editScript,
    run: edit,
  },
  {
    type: 'pool',
    id: 'vif.remove',
    button: true,
    label: texts.labels.remove,
    verb: texts.verbs.remove,
    title: texts.titles.remove,
    icon: Trash2,
    group: 'remove',
    danger: true,
    kinds: INTERFACE,
    calls: ['VIF.unplug', 'VIF.destroy'],
    reason: (inventory, target) =>
      changeReason(inventory, target.ref) ??
      (isActive(inventory, target.ref) ? vifReason(inventory, target.ref, 'unplug') : null),
    confirm: (inventory, targets) => ({
      consequence: targets.some((target) => isActive(inventory, target.ref))
        ? texts.consequences.removeActive
        : texts.consequences.remove,
      losses: [],
    }),
    script: (inventory, target) => {
      const uuid = vifUuid(inventory, target.ref);
      const active = isActive(inventory, target.ref);
      return {
        api: [...(active ? [asyncLine('VIF.unplug', target.ref)] : []), asyncLine('VIF.destroy', target.ref)],
        xe: [...(active ? [xeLine('vif-unplug', { uuid })] : []), xeLine('vif-destroy', { uuid })],
      };
    },
    run: async (job, target) => {
      if (isActive(job.inventory, target.ref)) await job.task('VIF.unplug', target.ref);
      await job.task('VIF.destroy', target.ref);
    },
  },
];
