import { Cable } from 'lucide-react';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { apiLine, asyncLine, textInput, xeLine } from '../../commands';
import type { Input, Job, PoolCommand, Script, Target } from '../../commands';
import { row } from '../../objects';
import type { Inventory } from '../../objects';
import { FIELD, modeIn, partsOf, typeIn } from './model';
import type { Part } from './model';
import { steps } from './steps';
import { texts } from './texts';

const nameIn = (input: Input): string => textInput(input, FIELD.name).trim();

function networkArgs(input: Input): Partial<Records['network']> {
  return {
    name_label: nameIn(input),
    name_description: textInput(input, FIELD.description).trim(),
    MTU: Number(textInput(input, FIELD.mtu) || 1500),
    other_config: { automatic: String(input[FIELD.automatic] === true) },
    tags: [],
    bridge: '',
    managed: true,
  };
}

/** Only LACP is told how it spreads what it sends (xapi_bond.ml requirements_of_mode). */
function bondProperties(input: Input): Readonly<Record<string, string>> {
  return modeIn(input) === 'lacp' ? { hashing_algorithm: textInput(input, FIELD.hashing) } : {};
}

const belowIn = (input: Input): string => textInput(input, FIELD.below);
const tagIn = (input: Input): number => Number(textInput(input, FIELD.vlan));

/** Makes the part of one server, and answers how it is taken away again. */
async function makePart(
  job: Job,
  input: Input,
  network: string,
  { pifs }: Part,
): Promise<(again: Job) => Promise<string>> {
  const [pif = ''] = pifs;
  switch (typeIn(input)) {
    case 'external':
    case 'private':
      return () => Promise.resolve('');
    case 'bond': {
      const bond = await job.task('Bond.create', network, pifs, '', modeIn(input), bondProperties(input));
      return (again) => again.task('Bond.destroy', bond);
    }
    case 'sriov': {
      const sriov = await job.task('network_sriov.create', pif, network);
      return (again) => again.task('network_sriov.destroy', sriov);
    }
    case 'tunnel': {
      const tunnel = await job.task('tunnel.create', pif, network);
      return (again) => again.task('tunnel.destroy', tunnel);
    }
  }
}

async function create(job: Job, target: Target, input: Input): Promise<void> {
  const name = nameIn(input);
  const network = await job.call('network.create', networkArgs(input));
  job.made({
    label: texts.halfMade(name),
    undo: async (again) => {
      await again.call('network.destroy', network);
    },
  });
  // It comes to all servers at once; without it the network is not the one that was asked for.
  if (typeIn(input) === 'external') await job.task('pool.create_VLAN_from_PIF', belowIn(input), network, tagIn(input));
  for (const part of partsOf(job.inventory, input)) {
    const undo = await makePart(job, input, network, part);
    job.made({
      label: texts.halfMadeOn(texts.types[typeIn(input)], part.server),
      undo: async (again) => {
        await undo(again);
      },
    });
  }
  job.keep({
    words: texts.kept(name),
    object: { connection: target.id.connection, class: 'network', ref: network },
  });
}

function partLines(inventory: Inventory, input: Input, { pifs }: Part): readonly [api: string, xe: string] {
  const [pif = ''] = pifs;
  const network = texts.newNetwork;
  const uuid = (ref: string): string => row(inventory, 'PIF', ref)?.uuid ?? ref;
  switch (typeIn(input)) {
    case 'external':
    case 'private':
      return ['', ''];
    case 'bond':
      return [
        asyncLine('Bond.create', network, pifs, '', modeIn(input), bondProperties(input)),
        xeLine('bond-create', { 'network-uuid': network, 'pif-uuids': pifs.map(uuid).join(','), mode: modeIn(input) }),
      ];
    case 'sriov':
      return [
        asyncLine('network_sriov.create', pif, network),
        xeLine('network-sriov-create', { 'network-uuid': network, 'pif-uuid': uuid(pif) }),
      ];
    case 'tunnel':
      return [
        asyncLine('tunnel.create', pif, network),
        xeLine('tunnel-create', { 'network-uuid': network, 'pif-uuid': uuid(pif) }),
      ];
  }
}

function vlanLines(inventory: Inventory, input: Input): readonly [api: string, xe: string] {
  const below = belowIn(input);
  return [
    asyncLine('pool.create_VLAN_from_PIF', below, texts.newNetwork, tagIn(input)),
    xeLine('pool-vlan-create', {
      'network-uuid': texts.newNetwork,
      'pif-uuid': row(inventory, 'PIF', below)?.uuid ?? below,
      vlan: String(tagIn(input)),
    }),
  ];
}

function scriptOf(inventory: Inventory, input: Input): Script {
  const args = networkArgs(input);
  const parts = partsOf(inventory, input).map((part) => partLines(inventory, input, part));
  const lines = typeIn(input) === 'external' ? [vlanLines(inventory, input)] : parts;
  return {
    api: [apiLine('network.create', args), ...lines.map(([api]) => api)],
    xe: [
      xeLine('network-create', { 'name-label': nameIn(input), MTU: String(args.MTU) }),
      ...lines.map(([, xe]) => xe),
    ],
  };
}

/** The wizard for networks of all kinds. */
export const newNetworkCommand: PoolCommand = {
  type: 'pool',
  id: 'network.new',
  label: texts.label,
  verb: texts.verb,
  title: (name, input) => (nameIn(input) === '' ? texts.titleIn(name) : texts.title(nameIn(input))),
  icon: Cable,
  group: 'device',
  kinds: ['pool', 'host'],
  calls: ['network.create', 'pool.create_VLAN_from_PIF', 'Bond.create', 'network_sriov.create', 'tunnel.create'],
  single: true,
  reason: (inventory, target) =>
    row(inventory, target.kind === 'pool' ? 'pool' : 'host', target.ref) ? null : texts.reasons.gone,
  steps,
  script: (inventory, _target, input) => scriptOf(inventory, input),
  run: create,
};
