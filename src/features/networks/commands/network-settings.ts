import { Settings2 } from 'lucide-react';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Enums } from '../../../xapi/datamodel/types.gen';
import { planned, scriptOfCalls, textInput, xeLine } from '../../commands';
import type {
  Choice,
  Input,
  PlannedCall,
  PoolCommand,
  StepContext,
  StepNote,
  Target,
  WizardStep,
} from '../../commands';
import { only, row } from '../../objects';
import type { Inventory } from '../../objects';
import { LARGEST_MTU, LARGEST_TAG, nicChoices, SMALLEST_MTU, vlanProblem } from '../new-network/model';
import { texts as newTexts } from '../new-network/texts';
import { bondsOf } from './bond-commands';
import { activeUsers, AUTOMATIC_KEY, isAutomatic, pifsOf, vlansOf } from './network-commands';
import { texts } from './texts';

const FIELD = {
  mtu: 'mtu',
  automatic: 'automatic',
  below: 'below',
  vlan: 'vlan',
  mode: 'mode',
  hashing: 'hashing',
} as const;
/** Only LACP is told how it spreads what it sends (xapi_bond.ml requirements_of_mode). */
const HASHING = 'hashing_algorithm';

const why = texts.reasons;

const words = (all: Readonly<Record<string, string>>): readonly Choice[] =>
  Object.entries(all).map(([key, label]) => ({ key, label, detail: '', reason: null }));

/** The VLAN of a network as its coordinator has it; null: none. */
function vlanOf(inventory: Inventory, network: string): { readonly below: Ref<'PIF'>; readonly tag: number } | null {
  const coordinator = only(inventory, 'pool')?.[1].master;
  for (const ref of row(inventory, 'network', network)?.PIFs ?? []) {
    const pif = row(inventory, 'PIF', ref);
    const vlan = pif?.host === coordinator && row(inventory, 'VLAN', pif?.VLAN_master_of ?? '');
    if (vlan) return { below: vlan.tagged_PIF, tag: vlan.tag };
  }
  return null;
}

/** Why a network stays on its NIC and VLAN: its interfaces are made anew for that. Null: it need not. */
function movesReason(inventory: Inventory, ref: string): string | null {
  const network = row(inventory, 'network', ref);
  if (!network) return why.gone;
  if (only(inventory, 'pool')?.[1].ha_enabled) return why.ha;
  const pifs = pifsOf(inventory, network);
  if (pifs.some((pif) => pif.management)) return why.managed;
  if (pifs.some((pif) => pif.ip_configuration_mode !== 'None' || pif.disallow_unplug)) return why.hasAddress;
  const [first, ...more] = activeUsers(inventory, network);
  return first === undefined ? null : more.length === 0 ? why.inUse(first) : why.inUseMany(more.length + 1);
}

function askVlan({ inventory, target, ask }: StepContext): readonly StepNote[] {
  const present = vlanOf(inventory, target.ref);
  if (present === null) return [];
  const reason = movesReason(inventory, target.ref);
  if (reason !== null) return [{ tone: 'info', text: texts.settings.stays(reason) }];
  const { below: initial, tag } = present;
  const choices = nicChoices(inventory);
  const below = String(
    ask({ kind: 'choice', id: FIELD.below, label: newTexts.fields.below, initial, choices, checksServers: false }),
  );
  ask({
    kind: 'number',
    id: FIELD.vlan,
    label: newTexts.fields.vlan,
    initial: tag,
    min: 1,
    max: LARGEST_TAG,
    problem: (wanted) => (wanted === tag && below === initial ? null : vlanProblem(inventory, wanted, below)),
  });
  return [];
}

function askBond({ inventory, target, ask }: StepContext): readonly StepNote[] {
  const [part] = bondsOf(inventory, target.ref);
  if (part === undefined) return [];
  const mode = ask({
    kind: 'choice',
    id: FIELD.mode,
    label: newTexts.fields.mode,
    initial: part.bond.mode,
    choices: words(newTexts.modes),
    checksServers: false,
    folds: true,
  });
  if (mode === 'lacp')
    ask({
      kind: 'choice',
      id: FIELD.hashing,
      label: newTexts.fields.hashing,
      initial: part.bond.properties[HASHING] ?? 'tcpudp_ports',
      choices: words(newTexts.hashing),
      checksServers: false,
      folds: true,
    });
  return mode === part.bond.mode ? [] : [{ tone: 'warning', text: texts.settings.mode }];
}

const settingsStep: WizardStep = {
  id: 'settings',
  title: texts.settings.step,
  make: (context) => {
    const { inventory, target, ask } = context;
    const network = row(inventory, 'network', target.ref);
    if (!network) return { skipped: why.gone };
    const notes = [...askVlan(context), ...askBond(context)];
    const mtu = ask({
      kind: 'number',
      id: FIELD.mtu,
      label: newTexts.fields.mtu,
      initial: network.MTU,
      min: SMALLEST_MTU,
      max: LARGEST_MTU,
    });
    ask({ kind: 'check', id: FIELD.automatic, label: newTexts.fields.automatic, initial: isAutomatic(network) });
    return {
      notes: Number(mtu) === network.MTU ? notes : [...notes, { tone: 'info', text: texts.settings.mtu }],
    };
  },
};

/** Interfaces that may go down for a moment and come back with another MTU: nobody is reached by them. */
function idlePifs(inventory: Inventory, target: Target): readonly string[] {
  const network = row(inventory, 'network', target.ref);
  if (!network || activeUsers(inventory, network).length > 0 || only(inventory, 'pool')?.[1].ha_enabled) return [];
  return network.PIFs.filter((ref) => {
    const pif = row(inventory, 'PIF', ref);
    if (!pif?.currently_attached || !pif.managed) return false;
    return !pif.management && !pif.disallow_unplug && pif.ip_configuration_mode === 'None';
  });
}

interface Change {
  /** Takes the network off its VLANs; these exist until then. */
  readonly off: readonly PlannedCall[];
  /** Puts it on the new one. */
  readonly on: readonly PlannedCall[];
  /** Puts it back where it was. */
  readonly back: readonly PlannedCall[];
}

const NO_CHANGE: Change = { off: [], on: [], back: [] };

function vlanChange(inventory: Inventory, { ref }: Target, input: Input): Change {
  const present = vlanOf(inventory, ref);
  const [below, tag] = [textInput(input, FIELD.below), Number(textInput(input, FIELD.vlan))];
  if (present === null || below === '' || (below === present.below && tag === present.tag)) return NO_CHANGE;
  const make = (pif: string, number: number): PlannedCall =>
    planned(
      xeLine('pool-vlan-create', {
        'network-uuid': row(inventory, 'network', ref)?.uuid ?? ref,
        'pif-uuid': row(inventory, 'PIF', pif)?.uuid ?? pif,
        vlan: String(number),
      }),
      'pool.create_VLAN_from_PIF',
      pif,
      ref,
      number,
    );
  return {
    off: vlansOf(inventory, ref).map((vlan) =>
      planned(xeLine('vlan-destroy', { uuid: vlan.uuid }), 'VLAN.destroy', vlan.ref),
    ),
    on: [make(below, tag)],
    back: [make(present.below, present.tag)],
  };
}

function bondCalls(inventory: Inventory, { ref }: Target, input: Input): readonly PlannedCall[] {
  const mode = textInput(input, FIELD.mode) as Enums['bond_mode'] | '';
  const hashing = textInput(input, FIELD.hashing);
  if (mode === '') return [];
  return bondsOf(inventory, ref).flatMap(({ ref: bondRef, bond }) => [
    ...(bond.mode === mode
      ? []
      : [planned(xeLine('bond-set-mode', { uuid: bond.uuid, mode }), 'Bond.set_mode', bondRef, mode)]),
    ...(mode !== 'lacp' || hashing === '' || bond.properties[HASHING] === hashing
      ? []
      : [
          planned(
            xeLine('bond-param-set', { uuid: bond.uuid, [`properties:${HASHING}`]: hashing }),
            'Bond.set_property',
            bondRef,
            HASHING,
            hashing,
          ),
        ]),
  ]);
}

/** Everything but the VLAN, which is first: what it makes anew is there to be told its MTU. */
function otherCalls(inventory: Inventory, target: Target, input: Input): readonly PlannedCall[] {
  const { ref } = target;
  const network = row(inventory, 'network', ref);
  if (!network) return [];
  const mtu = Number(textInput(input, FIELD.mtu) || network.MTU);
  const isOn = input[FIELD.automatic] ?? isAutomatic(network);
  const replugged = vlanChange(inventory, target, input) === NO_CHANGE ? idlePifs(inventory, target) : [];
  const set = (parameter: string, value: string): string =>
    xeLine('network-param-set', { uuid: network.uuid, [parameter]: value });
  return [
    ...bondCalls(inventory, target, input),
    ...(isOn === isAutomatic(network)
      ? []
      : [
          planned('', 'network.remove_from_other_config', ref, AUTOMATIC_KEY),
          planned(
            set('other-config:automatic', String(isOn)),
            'network.add_to_other_config',
            ref,
            AUTOMATIC_KEY,
            String(isOn),
          ),
        ]),
    ...(mtu === network.MTU
      ? []
      : [
          planned(set('MTU', String(mtu)), 'network.set_MTU', ref, mtu),
          ...replugged.flatMap((pif) => {
            const uuid = row(inventory, 'PIF', pif)?.uuid ?? pif;
            return [
              planned(xeLine('pif-unplug', { uuid }), 'PIF.unplug', pif),
              planned(xeLine('pif-plug', { uuid }), 'PIF.plug', pif),
            ];
          }),
        ]),
  ];
}

/** What XenCenter calls the network settings of a network: everything but its names, which `Properties` has. */
export const networkSettings: PoolCommand = {
  type: 'pool',
  id: 'network.settings',
  button: true,
  label: texts.labels.settings,
  verb: texts.verbs.edit,
  title: texts.titles.settings,
  icon: Settings2,
  group: 'edit',
  kinds: ['network'],
  single: true,
  calls: (inventory, { ref }) => [
    'network.set_MTU',
    'network.remove_from_other_config',
    'network.add_to_other_config',
    ...(vlanOf(inventory, ref) === null ? [] : (['VLAN.destroy', 'pool.create_VLAN_from_PIF'] as const)),
    ...(bondsOf(inventory, ref).length === 0 ? [] : (['Bond.set_mode', 'Bond.set_property'] as const)),
  ],
  reason: (inventory, { ref }) => {
    const network = row(inventory, 'network', ref);
    if (!network) return why.gone;
    return network.other_config['is_host_internal_management_network'] === 'true' ? why.system : null;
  },
  steps: [settingsStep],
  script: (inventory, target, input) => {
    const { off, on } = vlanChange(inventory, target, input);
    return scriptOfCalls([...off, ...on, ...otherCalls(inventory, target, input)]);
  },
  run: async (job, target, input) => {
    const { off, on, back } = vlanChange(job.inventory, target, input);
    const rest = otherCalls(job.inventory, target, input);
    for (const { run } of off) await run(job);
    if (back.length > 0) {
      job.made({
        label: texts.settings.offVlan(target.name),
        undo: async (again) => {
          for (const { run } of back) await run(again);
        },
      });
    }
    for (const { run } of on) await run(job);
    if (on.length > 0) job.keep({ words: texts.settings.moved(target.name), object: target.id });
    for (const { run } of rest) await run(job);
  },
};
