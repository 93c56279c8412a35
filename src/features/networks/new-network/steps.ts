import { listInput } from '../../commands';
import type { StepContext, StepRemarks, WizardStep } from '../../commands';
import { row } from '../../objects';
import {
  FIELD,
  freeTag,
  LARGEST_MTU,
  LARGEST_TAG,
  memberChoices,
  membersProblem,
  modeIn,
  nicChoices,
  partsOf,
  SMALLEST_MTU,
  sriovChoices,
  transportChoices,
  typeIn,
  TYPES,
  vlanProblem,
} from './model';
import { texts } from './texts';

const USUAL_MTU = 1500;

const words = (all: Readonly<Record<string, string>>) =>
  Object.entries(all).map(([key, label]) => ({ key, label, detail: '', reason: null }));

const typeStep: WizardStep = {
  id: 'type',
  title: texts.steps.type,
  make: ({ ask }) => {
    const choices = TYPES.map((key) => ({ key, label: texts.types[key], detail: texts.details[key], reason: null }));
    ask({
      kind: 'choice',
      id: FIELD.type,
      label: texts.fields.type,
      initial: 'external',
      choices,
      checksServers: false,
    });
    return {};
  },
};

const nameStep: WizardStep = {
  id: 'name',
  title: texts.steps.name,
  make: ({ input, ask }) => {
    ask({ kind: 'text', id: FIELD.name, label: texts.fields.name, initial: texts.types[typeIn(input)] });
    ask({ kind: 'text', id: FIELD.description, label: texts.fields.description, initial: '', optional: true });
    ask({ kind: 'check', id: FIELD.automatic, label: texts.fields.automatic, initial: false });
    return {};
  },
};

function askMtu(ask: StepContext['ask']): void {
  ask({
    kind: 'number',
    id: FIELD.mtu,
    label: texts.fields.mtu,
    initial: USUAL_MTU,
    min: SMALLEST_MTU,
    max: LARGEST_MTU,
  });
}

/** A NIC itself has a network already: others on it are told apart by a number. */
function askExternal({ inventory, ask }: StepContext): StepRemarks {
  const choices = nicChoices(inventory);
  const initial = choices[0]?.key ?? '';
  const below = String(
    ask({ kind: 'choice', id: FIELD.below, label: texts.fields.below, initial, choices, checksServers: false }),
  );
  const tag = ask({
    kind: 'number',
    id: FIELD.vlan,
    label: texts.fields.vlan,
    initial: freeTag(inventory, below),
    min: 0,
    max: LARGEST_TAG,
    hint: texts.fields.vlanHint,
    problem: (tag) => vlanProblem(inventory, tag, below),
  });
  askMtu(ask);
  return Number(tag) === 0 ? { notes: [{ tone: 'info', text: texts.notes.vlanZero }] } : {};
}

function askBond({ inventory, input, ask }: StepContext): StepRemarks {
  ask({
    kind: 'checklist',
    id: FIELD.members,
    label: texts.fields.members,
    items: memberChoices(inventory),
    initial: [],
    empty: texts.fields.noNics,
    problem: (keys) => membersProblem(inventory, keys),
  });
  ask({
    kind: 'choice',
    id: FIELD.mode,
    label: texts.fields.mode,
    initial: 'balance-slb',
    choices: words(texts.modes),
    checksServers: false,
    folds: true,
  });
  if (modeIn(input) === 'lacp')
    ask({
      kind: 'choice',
      id: FIELD.hashing,
      label: texts.fields.hashing,
      initial: 'tcpudp_ports',
      choices: words(texts.hashing),
      checksServers: false,
      folds: true,
    });
  askMtu(ask);
  const isManaging =
    listInput(input, FIELD.members).length > 0 &&
    partsOf(inventory, input).some(({ pifs }) => pifs.some((pif) => row(inventory, 'PIF', pif)?.management));
  return isManaging ? { notes: [{ tone: 'warning', text: texts.notes.management }] } : {};
}

const detailsStep: WizardStep = {
  id: 'details',
  title: texts.steps.details,
  make: (context) => {
    const { inventory, input, ask } = context;
    const type = typeIn(input);
    if (type === 'bond') return askBond(context);
    if (type === 'external') return askExternal(context);
    if (type === 'private') {
      askMtu(ask);
      return { notes: [{ tone: 'info', text: texts.notes.private }] };
    }
    const isSriov = type === 'sriov';
    const choices = isSriov ? sriovChoices(inventory) : transportChoices(inventory);
    ask({
      kind: 'choice',
      id: isSriov ? FIELD.nic : FIELD.transport,
      label: isSriov ? texts.fields.nic : texts.fields.transport,
      initial: '',
      choices,
      checksServers: false,
    });
    return isSriov ? { notes: [{ tone: 'warning', text: texts.notes.sriov }] } : {};
  },
};

const finishStep: WizardStep = { id: 'summary', title: texts.steps.finish, make: () => ({}) };

export const steps: readonly WizardStep[] = [typeStep, nameStep, detailsStep, finishStep];
