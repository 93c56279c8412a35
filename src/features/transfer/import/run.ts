import { transferErrorCodes } from '../../../xapi/client/transfer/transfer-error';
import { XapiError } from '../../../xapi/client/xapi-error';
import { NULL_REF } from '../../../xapi/datamodel/ref';
import type { Ref } from '../../../xapi/datamodel/ref';
import { textInput } from '../../commands';
import type { Input, Job, Target } from '../../commands';
import { matches } from '../formats/manifest';
import { baseName } from '../formats/base-name';
import type { OvfMachine } from '../formats/ovf';
import { texts as wrong } from '../formats/texts';
import { upload, wrongFile, tellMoved, OwnTask } from '../move';
import { sendDisk } from '../send-disk';
import { FIELD, networkFor, NONE, shownAddress } from './answers';
import { bytesFor, contentIn, imageFor } from './content';
import type { Content, Package } from './content';
import { destroyImported, diskArgs, driveArgs, homeIn, makeDisk, nicArgs, vmArgs } from './make';
import { diskStorageIn, storageIn, xvaRequest } from './steps';
import { texts } from './texts';

type Of<K extends Content['kind']> = Extract<Content, { kind: K }>;

/** Imports what was chosen. What fails leaves nothing, or says what it left. */
export async function importContent(job: Job, target: Target, input: Input): Promise<void> {
  const content = contentIn(input);
  switch (content?.kind) {
    case 'xva':
      return importXva(job, target, input, content);
    case 'ovf':
      return importPackage(job, target, input, content);
    case 'address':
      return importAddress(job, target, input, content);
    case 'disk':
      return importDisk(job, target, input, content);
    default:
      throw new XapiError(transferErrorCodes.fileNotRead);
  }
}

async function importXva(job: Job, target: Target, input: Input, { file }: Of<'xva'>): Promise<void> {
  const result = await upload(job, { ...xvaRequest(input), label: texts.taskLabel(file.name) }, file);
  const { vms, names } = await comeFrom(job, result, file.name);
  if (job.files.signal.aborted) throw new XapiError('TASK_CANCELLED');
  for (const vm of vms) await moveInterfaces(job, input, vm);
  await finish(job, target, input, vms, names);
}

/** The pool reads the export by itself; the page may go meanwhile. */
async function importAddress(job: Job, target: Target, input: Input, { url }: Of<'address'>): Promise<void> {
  job.hide(new URL(url).search.slice(1));
  const result = await job.task('VM.import', url, storageIn(input), false, false);
  const { vms, names } = await comeFrom(job, result, shownAddress(url));
  await finish(job, target, input, vms, names);
}

/** The VMs that an import has made, from the result of its task: known, all of them, before anything else can fail. */
async function comeFrom(job: Job, result: string, from: string) {
  const vms = result.match(/OpaqueRef:[\w-]+/g) ?? [];
  const names: string[] = [];
  for (const vm of vms) {
    // A VM whose name is not told is there all the same.
    const name = await job.call('VM.get_name_label', vm).catch(() => from);
    names.push(name);
    job.made({ label: texts.halfVm(name), undo: (again) => destroyImported(again, vm) });
  }
  return { vms, names };
}

/** The pool has put interfaces on the networks of the same names, and made those that it did not have. */
async function moveInterfaces(job: Job, input: Input, vm: Ref<'VM'>): Promise<void> {
  for (const vif of await job.call('VM.get_VIFs', vm)) {
    const present = await job.call('VIF.get_network', vif);
    const wanted = networkFor(input, await job.call('network.get_name_label', present));
    if (wanted !== '' && wanted !== NONE && wanted !== present) await job.task('VIF.move', vif, wanted);
  }
}

async function finish(
  job: Job,
  target: Target,
  input: Input,
  vms: readonly Ref<'VM'>[],
  names: readonly string[],
): Promise<void> {
  const home = homeIn(input);
  const content = contentIn(input);
  if (home !== NULL_REF && (content?.kind === 'xva' || content?.kind === 'address')) {
    for (const vm of vms) await job.call('VM.set_affinity', vm, home);
  }
  const [first] = vms;
  job.keep({
    words: names.length === 0 || names.length > 5 ? texts.keptCount(names.length) : texts.kept(names),
    object: first === undefined ? null : { ...target.id, class: 'VM', ref: first },
  });
  if (input[FIELD.start] === true) for (const vm of vms) await job.task('VM.start', vm, false, false);
}

async function importDisk(job: Job, target: Target, input: Input, { image }: Of<'disk'>): Promise<void> {
  const name = textInput(input, FIELD.name).trim();
  const vdi = await makeDisk(job, diskArgs(name, storageIn(input), image.virtualBytes));
  const task = await OwnTask.open(job, texts.taskLabel(name));
  try {
    await sendDisk(job, vdi, image, tellMoved(job, task, image.fileBytes));
    task.end('success');
  } catch (thrown) {
    task.end('failure');
    throw thrown;
  }
  job.keep({ words: texts.kept([name]), object: { ...target.id, class: 'VDI', ref: vdi } });
}

/** Bytes of the files that are read, once to be checked and once to be sent. */
function workOf({ files, manifest, images }: Package, isChecked: boolean): number {
  const checked = isChecked ? manifest.reduce((sum, { name }) => sum + (files.get(baseName(name))?.size ?? 0), 0) : 0;
  return checked + [...images.values()].reduce((sum, { fileBytes }) => sum + fileBytes, 0);
}

async function importPackage(job: Job, target: Target, input: Input, content: Of<'ovf'>): Promise<void> {
  const isChecked = input[FIELD.verify] === true;
  const task = await OwnTask.open(job, texts.taskLabel(content.name));
  const tell = tellMoved(job, task, workOf(content.package, isChecked));
  let done = 0;
  const vms: Ref<'VM'>[] = [];
  const names: string[] = [];
  try {
    if (isChecked) {
      await verify(job, content.package, (bytes) => {
        done += bytes;
        tell(done);
      });
    }
    for (const [at, machine] of content.ovf.machines.entries()) {
      const name = textInput(input, FIELD.machine(at)).trim() || machine.name;
      const vm = await makeMachine(job, machine, name, input);
      names.push(name);
      vms.push(vm);
      // Discs take the first place that is free then.
      const drives = machine.hasCdDrive ? [driveArgs(vm, NULL_REF, 0, true)] : [];
      for (const [place, disk] of machine.disks.entries()) {
        const image = imageFor(content, disk);
        const bytes = bytesFor(content, disk);
        const vdi = await makeDisk(job, diskArgs(texts.diskName(name, place), diskStorageIn(input, at, place), bytes));
        await job.task('VBD.create', driveArgs(vm, vdi, place, false));
        if (image === undefined) continue;
        const before = done;
        await sendDisk(job, vdi, image, (moved) => tell(before + moved));
        done += image.fileBytes;
      }
      for (const drive of drives) await job.task('VBD.create', drive);
    }
    task.end('success');
  } catch (thrown) {
    task.end('failure');
    throw thrown;
  }
  await finish(job, target, input, vms, names);
}

/** Before anything is made: a damaged package leaves nothing. */
async function verify(job: Job, { files, manifest }: Package, onRead: (bytes: number) => void): Promise<void> {
  for (const digest of manifest.filter(({ canCheck }) => canCheck)) {
    const name = baseName(digest.name);
    const file = files.get(name);
    if (file === undefined) throw wrongFile(wrong.missing(name));
    const isWhole = await matches(file, digest, async (bytes) => {
      await job.files.free();
      job.files.signal.throwIfAborted();
      onRead(bytes);
    });
    if (!isWhole) throw wrongFile(wrong.badDigest(name));
  }
}

async function makeMachine(job: Job, machine: OvfMachine, name: string, input: Input): Promise<Ref<'VM'>> {
  const vm = await job.task('VM.create', vmArgs(machine, name, input));
  job.made({
    label: texts.halfVm(name),
    undo: async (again) => {
      await again.task('VM.destroy', vm);
    },
  });
  for (const [at, nic] of machine.nics.entries()) await job.task('VIF.create', nicArgs(vm, nic, at, input));
  return vm;
}
