import { textInput } from '../../commands';
import type { Choice, Input, StepContext, StepRemarks, WizardStep } from '../../commands';
import { hostIsLive, labelOr, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { isAddress } from './address';
import { findExports, findLuns, findRepositories, findTargets, repositoryLabel } from './probe';
import { texts } from './texts';
import {
  existingIn,
  existingQuestion,
  FIELD,
  iqnIn,
  iqnQuestion,
  lunIn,
  lunQuestion,
  placeOf,
  typeIn,
  TYPES,
  USUAL_PORT,
} from './types';
import type { SrType } from './types';
import { compareNatural, freeName } from '../../values';

const names = Object.keys(TYPES) as readonly SrType[];
const filled = (input: Input, field: string): boolean => textInput(input, field).trim() !== '';

function typeChoices(inventory: Inventory): readonly Choice[] {
  // A pool that does not list its drivers has them: the call has the last word.
  const drivers = new Set([...rows(inventory, 'SM').values()].map(({ type }) => type));
  return names.map((type) => {
    const { driver, group, detail } = TYPES[type];
    const isThere = drivers.size === 0 || drivers.has(driver);
    return { key: type, label: texts.types[type], detail, group, reason: isThere ? null : texts.reasons.noDriver };
  });
}

const typeStep: WizardStep = {
  id: 'type',
  title: texts.steps.type,
  make: ({ inventory, ask }) => {
    const choices = typeChoices(inventory);
    const initial = choices.find(({ reason }) => reason === null)?.key ?? '';
    ask({ kind: 'choice', id: FIELD.type, label: texts.fields.type, initial, choices, checksServers: false });
    return {};
  },
};

function takenNames(inventory: Inventory): ReadonlySet<string> {
  return new Set([...rows(inventory, 'SR').values()].map((sr) => sr.name_label));
}

const nameStep: WizardStep = {
  id: 'name',
  title: texts.steps.name,
  make: ({ inventory, input, ask }) => {
    const type = typeIn(input);
    const initial = type === null ? '' : freeName(takenNames(inventory), texts.types[type]);
    ask({ kind: 'text', id: FIELD.name, label: texts.fields.name, initial });
    ask({ kind: 'text', id: FIELD.description, label: texts.fields.description, initial: '', optional: true });
    return {};
  },
};

function askNfs(context: StepContext): void {
  const { inventory, input, ask } = context;
  ask({
    kind: 'text',
    id: FIELD.server,
    label: texts.fields.server,
    initial: '',
    hint: texts.fields.serverHint,
    problem: (name) => (name.includes('/') ? texts.problems.server : isAddress(name) ? null : texts.problems.address),
  });
  const server = textInput(input, FIELD.server).trim();
  const question = server;
  const found = ask({
    kind: 'search',
    id: FIELD.exports,
    label: texts.fields.exports,
    initial: '',
    verb: texts.search.exports,
    question,
    reason: server === '' ? texts.reasons.addressFirst : null,
    // The driver of ISO libraries lists no exports; what a server exports is the same for both.
    search: (call) => findExports(call, { ...placeOf(inventory, input), driver: TYPES.nfs.driver, config: { server } }),
    nothing: texts.search.noExports,
    optional: true,
  });
  const chosen = typeof found === 'string' && found.startsWith(`${question}\n`) ? found.slice(question.length + 1) : '';
  askPath(context, chosen);
  ask({
    kind: 'choice',
    id: FIELD.version,
    label: texts.fields.version,
    initial: '3',
    choices: ['3', '4'].map((key) => ({ key, label: texts.versions[key] ?? key, detail: '', reason: null })),
    checksServers: false,
    folds: true,
  });
  ask({ kind: 'text', id: FIELD.options, label: texts.fields.options, initial: '', optional: true });
}

function askPath({ ask }: StepContext, initial: string): void {
  ask({
    kind: 'text',
    id: FIELD.path,
    label: texts.fields.path,
    initial,
    problem: (path) => (path.trim().startsWith('/') ? null : texts.problems.path),
  });
}

function askSmb({ ask }: StepContext): void {
  ask({
    kind: 'text',
    id: FIELD.share,
    label: texts.fields.share,
    initial: '',
    hint: texts.fields.shareHint,
    problem: (share) => (/^[\\/]{2}[^\\/]+[\\/][^\\/]/.test(share.trim()) ? null : texts.problems.share),
  });
  ask({ kind: 'text', id: FIELD.user, label: texts.fields.user, initial: '', optional: true });
  ask({ kind: 'text', id: FIELD.password, label: texts.fields.password, initial: '', optional: true, secret: true });
}

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;

function askIscsi(context: StepContext): void {
  const { inventory, input, ask } = context;
  ask({
    kind: 'text',
    id: FIELD.target,
    label: texts.fields.target,
    initial: '',
    hint: texts.fields.targetHint,
    problem: (targets) => (targets.split(',').every(isAddress) ? null : texts.problems.address),
  });
  ask({
    kind: 'text',
    id: FIELD.port,
    label: texts.fields.port,
    initial: USUAL_PORT,
    problem: (port) => (isPort(port.trim()) ? null : texts.problems.port),
  });
  ask({
    kind: 'text',
    id: FIELD.chapUser,
    label: texts.fields.chapUser,
    initial: '',
    optional: true,
    problem: (user, answers) =>
      (user.trim() === '') === !filled(answers, FIELD.chapPassword) ? null : texts.problems.chap,
  });
  ask({
    kind: 'text',
    id: FIELD.chapPassword,
    label: texts.fields.chapPassword,
    initial: '',
    optional: true,
    secret: true,
  });
  ask({
    kind: 'search',
    id: FIELD.iqn,
    label: texts.fields.iqn,
    initial: '',
    verb: texts.search.targets,
    question: iqnQuestion(input),
    reason: filled(input, FIELD.target) ? null : texts.reasons.addressFirst,
    search: (call) => {
      const { targetIQN, SCSIid, ...config } = placeOf(inventory, input).config;
      return findTargets(call, { ...placeOf(inventory, input), config });
    },
    nothing: texts.search.noTargets,
  });
  askLun(context, iqnIn(input) === '' ? texts.reasons.targetFirst : null);
}

function askLun({ inventory, input, ask }: StepContext, reason: string | null): void {
  ask({
    kind: 'search',
    id: FIELD.lun,
    label: texts.fields.lun,
    initial: '',
    verb: texts.search.luns,
    question: lunQuestion(input),
    reason,
    search: (call) => {
      const { SCSIid, ...config } = placeOf(inventory, input).config;
      return findLuns(call, { ...placeOf(inventory, input), config });
    },
    nothing: texts.search.noLuns,
  });
}

function askLocal({ inventory, target, ask }: StepContext): StepRemarks {
  const choices = [...rows(inventory, 'host')]
    .map(([key, host]): Choice => {
      const reason = hostIsLive(inventory, host) ? null : texts.reasons.serverDown;
      return { key, label: labelOr(host.name_label), detail: '', reason };
    })
    .sort((a, b) => compareNatural(a.label, b.label));
  const wanted = target.kind === 'host' ? target.ref : '';
  ask({
    kind: 'choice',
    id: FIELD.host,
    label: texts.fields.host,
    initial: (choices.find(({ key }) => key === wanted) ?? choices.find(({ reason }) => reason === null))?.key ?? '',
    choices,
    checksServers: false,
  });
  ask({
    kind: 'text',
    id: FIELD.device,
    label: texts.fields.device,
    initial: '',
    hint: texts.fields.deviceHint,
    problem: (device) => (device.trim().startsWith('/dev/') ? null : texts.problems.device),
  });
  return { notes: [{ tone: 'warning', text: texts.notes.formatsDevice }] };
}

const locationStep: WizardStep = {
  id: 'location',
  title: texts.steps.location,
  make: (context) => {
    switch (typeIn(context.input)) {
      case 'nfs':
      case 'isoNfs':
        askNfs(context);
        return {};
      case 'smb':
      case 'isoSmb':
        askSmb(context);
        return {};
      case 'iscsi':
        askIscsi(context);
        return {};
      case 'hba':
        askLun(context, null);
        return {};
      case 'ext':
      case 'lvm':
        return askLocal(context);
      case null:
        return {};
    }
  },
};

const existingStep: WizardStep = {
  id: 'existing',
  title: texts.steps.existing,
  make: ({ inventory, input, ask }) => {
    const type = typeIn(input);
    if (type === null || !TYPES[type].isFound) return { skipped: texts.reasons.nothingToFind };
    const isLun = type === 'iscsi' || type === 'hba';
    ask({
      kind: 'search',
      id: FIELD.existing,
      label: texts.fields.existing,
      initial: '',
      verb: texts.search.repositories,
      question: existingQuestion(input),
      reason: isLun && lunIn(input) === '' ? texts.reasons.lunFirst : null,
      search: (call) => findRepositories(call, placeOf(inventory, input), inventory),
      nothing: texts.search.noRepositories,
      named: repositoryLabel,
      // What is there must not be missed: on a LUN a new repository formats it.
      atOnce: true,
      ...(isLun ? {} : { optional: true }),
    });
    if (existingIn(input) !== '') return { notes: [{ tone: 'info', text: texts.notes.keeps }] };
    return isLun ? { notes: [{ tone: 'warning', text: texts.notes.formats }] } : {};
  },
};

const finishStep: WizardStep = {
  id: 'summary',
  title: texts.steps.finish,
  make: ({ input, ask }) => {
    const type = typeIn(input);
    if (type === null || !TYPES[type].isShared || TYPES[type].driver === 'iso') return {};
    ask({ kind: 'check', id: FIELD.isDefault, label: texts.fields.isDefault, initial: false });
    return {};
  },
};

export const steps: readonly WizardStep[] = [typeStep, nameStep, locationStep, existingStep, finishStep];
