import { serverChoices, textInput } from '../../commands';
import type { Choice, Input, StepContext, StepNote, StepRemarks, WizardStep } from '../../commands';
import { networkChoices } from '../../networks';
import { mayCall, row, rows } from '../../objects';
import { storageChoices } from '../../storage';
import { freeName } from '../../values';
import { NULL_REF } from '../../../xapi/datamodel/ref';
import type { FileRequest } from '../move';
import { addressIn, FIELD, FIRMWARE, MAKES, NONE, USUAL_MEMORY_BYTES, USUAL_VCPUS } from './answers';
import { bytesFor, bytesTogether, contentIn } from './content';
import type { Content } from './content';
import { fileStep } from './file-step';
import { texts } from './texts';

const LONGEST_LICENCE = 2000;

const info = (text: string): StepNote => ({ tone: 'info', text });

/** Bytes that the disks of a file take. */
function bytesOf(content: Content | undefined): number {
  switch (content?.kind) {
    case 'xva':
      return content.facts?.diskBytes ?? content.file.size;
    case 'ovf':
      return bytesTogether(
        content,
        content.ovf.machines.flatMap(({ disks }) => disks),
      );
    case 'disk':
      return content.image.virtualBytes;
    default:
      return 0;
  }
}

/** Names of the networks that interfaces of a file are on; null: nobody can tell. */
function networksOf(content: Content): readonly string[] | null {
  if (content.kind === 'address') return null;
  if (content.kind === 'disk') return [];
  if (content.kind === 'xva') return content.facts?.networks ?? null;
  return [...new Set(content.ovf.machines.flatMap(({ nics }) => nics.map(({ network }) => network)))];
}

const machinesStep: WizardStep = {
  id: 'machines',
  title: texts.steps.machines,
  make: ({ inventory, input, ask }) => {
    const content = contentIn(input);
    if (content === undefined) return { skipped: texts.skipped.noFile };
    if (content.kind === 'xva' || content.kind === 'address') return { skipped: texts.skipped.names };
    const taken = new Set([...rows(inventory, 'VM').values()].map((vm) => vm.name_label));
    if (content.kind === 'disk' || content.disk) return askDisk(ask, content.name, freeName(taken, content.name));
    const notes: StepNote[] = [];
    content.ovf.machines.forEach((machine, at) => {
      const initial = freeName(taken, machine.name);
      ask({ kind: 'text', id: FIELD.machine(at), label: texts.fields.nameOf(machine.name), initial });
      taken.add(initial);
      const bytes = bytesTogether(content, machine.disks);
      const words = [
        `${texts.notes.machine(machine.name, machine.vcpus, machine.memoryBytes)};`,
        texts.notes.devices(machine.disks.length, bytes, machine.nics.length),
        ...(machine.isUefi ? [texts.notes.uefi] : []),
      ];
      notes.push(info(words.join(' ')));
    });
    return { notes: [...notes, info(texts.notes.firmware)] };
  },
};

const MOST_VCPUS = 64;
const LEAST_MEMORY_BYTES = 128 * 2 ** 20;

/** What a disk becomes, under the name of its file, or as a VM under one that is free. */
function askDisk(ask: StepContext['ask'], disk: string, vm: string): StepRemarks {
  const { fields, choices, problems } = texts;
  const plain = { detail: '', reason: null };
  const makes = ask({
    kind: 'choice',
    id: FIELD.makes,
    label: fields.makes,
    initial: MAKES.disk,
    choices: [
      { ...plain, key: MAKES.disk, label: choices.disk },
      { ...plain, key: MAKES.vm, label: choices.vm, detail: choices.vmDetail },
    ],
    checksServers: false,
  });
  if (makes !== MAKES.vm) {
    ask({ kind: 'text', id: FIELD.name, label: fields.name, initial: disk });
    return {};
  }
  ask({ kind: 'text', id: FIELD.machine(0), label: fields.name, initial: vm });
  ask({ kind: 'number', id: FIELD.vcpus, label: fields.vcpus, initial: USUAL_VCPUS, min: 1, max: MOST_VCPUS });
  ask({
    kind: 'size',
    id: FIELD.memory,
    label: fields.memory,
    initialBytes: USUAL_MEMORY_BYTES,
    problem: (bytes) => (bytes < LEAST_MEMORY_BYTES ? problems.memory : null),
  });
  ask({
    kind: 'choice',
    id: FIELD.firmware,
    label: fields.firmware,
    initial: FIRMWARE.bios,
    choices: [
      { ...plain, key: FIRMWARE.bios, label: choices.bios },
      { ...plain, key: FIRMWARE.uefi, label: choices.uefi },
    ],
    checksServers: false,
    folds: true,
  });
  ask({ kind: 'check', id: FIELD.nic, label: fields.nic, initial: true });
  ask({ kind: 'check', id: FIELD.drive, label: fields.drive, initial: true });
  return { notes: [info(texts.notes.firmwareOfDisk), info(texts.notes.firmware)] };
}

const storageStep: WizardStep = {
  id: 'storage',
  title: texts.steps.storage,
  make: ({ inventory, target, input, ask }) => {
    const content = contentIn(input);
    const host = target.kind === 'host' ? target.ref : NULL_REF;
    const choices = storageChoices(inventory, { host, bytes: bytesOf(content) });
    const wanted = target.kind === 'sr' ? target.ref : '';
    const usable = choices.filter(({ reason }) => reason === null);
    ask({
      kind: 'choice',
      id: FIELD.storage,
      label: texts.fields.storage,
      initial: (usable.find(({ key }) => key === wanted) ?? usable[0])?.key ?? '',
      choices,
      checksServers: false,
    });
    if (content?.kind === 'ovf') askDisks(ask, content, choices, storageIn(input));
    return {};
  },
};

/** Few disks may each go somewhere else; many go together. */
const MOST_ASKED = 8;

function askDisks(
  ask: StepContext['ask'],
  content: Extract<Content, { kind: 'ovf' }>,
  choices: readonly Choice[],
  initial: string,
): void {
  const disks = content.ovf.machines.flatMap((machine, at) =>
    machine.disks.map((disk, place) => ({ id: FIELD.disk(at, place), machine, disk, place })),
  );
  if (disks.length < 2 || disks.length > MOST_ASKED) return;
  for (const { id, machine, disk, place } of disks) {
    const label = texts.fields.diskOf(machine.name, place, bytesFor(content, disk));
    ask({ kind: 'choice', id, label, initial, choices, checksServers: false, folds: true });
  }
}

const networksStep: WizardStep = {
  id: 'networks',
  title: texts.steps.networks,
  make: ({ inventory, input, ask }) => {
    const content = contentIn(input);
    if (content === undefined) return { skipped: texts.skipped.noFile };
    if (content.kind === 'disk') return { skipped: texts.skipped.disk };
    const names = networksOf(content);
    if (names === null) return { skipped: texts.skipped.closedNetworks };
    if (names.length === 0) return { skipped: texts.skipped.noNetworks };
    const choices = networkChoices(inventory);
    const asInFile = { key: NONE, label: texts.choices.asInFile, detail: texts.choices.asInFileDetail, reason: null };
    for (const name of names) {
      const same = choices.find(({ key }) => row(inventory, 'network', key)?.name_label === name);
      const fallback = content.kind === 'xva' ? NONE : (choices.find(({ reason }) => reason === null)?.key ?? '');
      ask({
        kind: 'choice',
        id: FIELD.network(name),
        label: content.kind === 'ovf' && content.disk ? texts.fields.ownNetwork : texts.fields.network(name),
        initial: same?.key ?? fallback,
        choices: content.kind === 'xva' ? [asInFile, ...choices] : choices,
        checksServers: false,
      });
    }
    return {};
  },
};

function askFinish(context: StepContext, content: Content): readonly StepNote[] {
  const { inventory, target, ask } = context;
  if (content.kind === 'disk') return [];
  if (mayCall(inventory, 'VM.set_affinity')) {
    const servers = serverChoices(inventory, []);
    const isUsable = servers.some(({ key, reason }) => key === target.ref && reason === null);
    ask({
      kind: 'choice',
      id: FIELD.home,
      label: texts.fields.home,
      initial: isUsable ? target.ref : NONE,
      choices: [{ key: NONE, label: texts.choices.anyServer, detail: '', reason: null, isNone: true }, ...servers],
      checksServers: false,
    });
  }
  if (content.kind === 'address') {
    ask({ kind: 'check', id: FIELD.start, label: texts.fields.startMany, initial: false });
    return [];
  }
  const isOne = content.kind === 'xva' ? content.facts?.machines.length === 1 : content.ovf.machines.length === 1;
  const label = isOne ? texts.fields.start : texts.fields.startMany;
  ask({ kind: 'check', id: FIELD.start, label, initial: false });
  return content.kind === 'xva' ? [info(texts.notes.onePiece)] : askPackage(context, content);
}

function askPackage({ input, ask }: StepContext, content: Extract<Content, { kind: 'ovf' }>): readonly StepNote[] {
  const { manifest } = content.package;
  const notes: StepNote[] = [];
  if (manifest.some(({ canCheck }) => canCheck)) {
    const isFar = addressIn(input) !== '';
    const hint = isFar && { hint: texts.hints.verifyFar };
    ask({ kind: 'check', id: FIELD.verify, label: texts.fields.verify, initial: !isFar, ...hint });
  }
  const others = manifest.filter(({ canCheck }) => !canCheck).map(({ name }) => name);
  if (others.length > 0) notes.push({ tone: 'warning', text: texts.notes.manifestUnknown(others.join(', ')) });
  if (manifest.length === 0 && !content.disk) notes.push(info(texts.notes.noManifest));
  const [licence] = content.ovf.licences;
  if (licence !== undefined) {
    notes.push(info(texts.notes.licence(licence.slice(0, LONGEST_LICENCE))));
    ask({
      kind: 'choice',
      id: FIELD.licence,
      label: texts.fields.licence,
      initial: '',
      choices: [{ key: 'accepted', label: texts.fields.accept, detail: '', reason: null }],
      checksServers: false,
    });
  }
  return notes;
}

const finishStep: WizardStep = {
  id: 'finish',
  title: texts.steps.finish,
  make: (context) => {
    const content = contentIn(context.input);
    if (content === undefined) return { skipped: texts.skipped.noFile };
    return { notes: askFinish(context, content) };
  },
};

export const steps: readonly WizardStep[] = [fileStep, machinesStep, storageStep, networksStep, finishStep];

export const xvaRequest = (input: Input): FileRequest => ({
  method: 'PUT',
  path: '/import',
  query: { sr_id: storageIn(input) },
});

/** Where a disk of a package goes. */
export const diskStorageIn = (input: Input, machine: number, at: number): string =>
  textInput(input, FIELD.disk(machine, at)) || storageIn(input);

export const storageIn = (input: Input): string => textInput(input, FIELD.storage);
