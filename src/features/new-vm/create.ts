import { isNullRef, NULL_REF } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { textInput } from '../commands';
import type { Input, Job, Target } from '../commands';
import { labelOr, only } from '../objects';
import type { Inventory } from '../objects';
import { diskRows, FIELD, hasCdDrive, isSet, templateOf } from './answers';
import { task } from './calls';
import type { Call } from './calls';
import { deviceCalls, nicCalls, settingCalls } from './settings';
import { CD_DEVICE, isOwn } from './steps/disks';
import { isHvm } from './template-facts';
import { texts } from './texts';

/** The first call: a copy of the template, which stays one until it is provisioned. */
export function copyCall(input: Input): Call {
  const template = textInput(input, FIELD.template);
  const name = textInput(input, FIELD.name).trim();
  return textInput(input, FIELD.copy) === 'full'
    ? task('VM.copy', template, name, textInput(input, FIELD.copyTo))
    : task('VM.clone', template, name);
}

export const discOf = (input: Input): string =>
  textInput(input, FIELD.source) === 'disc' ? textInput(input, FIELD.disc) : '';

/** A CD drive that the template does not have: systems with firmware always get one, others with a disc. */
export function driveCall(inventory: Inventory, input: Input, vm: string): Call | null {
  const template = templateOf(inventory, input);
  const disc = discOf(input);
  if (hasCdDrive(inventory, template) || (!isHvm(template) && disc === '')) return null;
  const isTaken = diskRows(input).some((disk) => disk['device'] === CD_DEVICE);
  return task('VBD.create', {
    VM: vm,
    VDI: disc === '' ? NULL_REF : disc,
    userdevice: isTaken ? 'autodetect' : CD_DEVICE,
    bootable: true,
    mode: 'RO',
    type: 'CD',
    unpluggable: false,
    empty: disc === '',
    other_config: {},
    qos_algorithm_type: '',
    qos_algorithm_params: {},
  });
}

/** Makes the VM. What goes wrong before it is whole takes it away again, with its disks; a start that fails does not. */
export async function createVm(job: Job, target: Target, input: Input): Promise<void> {
  const { inventory } = job;
  const name = textInput(input, FIELD.name).trim();
  const vm = String(await copyCall(input).run(job));
  job.made({ label: texts.halfMade(name), undo: (again) => destroyVm(again, vm) });
  for (const each of settingCalls(inventory, input, vm)) await each.run(job);
  const nics = nicCalls(inventory, input, vm);
  if (nics !== null) {
    for (const vif of await job.call('VM.get_VIFs', vm)) await job.task('VIF.destroy', vif);
    for (const each of nics) await each.run(job);
  }
  await job.task('VM.provision', vm);
  await nameDisks(job, input, vm);
  await driveCall(inventory, input, vm)?.run(job);
  const disc = discOf(input);
  if (disc !== '' && hasCdDrive(inventory, templateOf(inventory, input))) await insertDisc(job, vm, disc);
  for (const each of deviceCalls(input, vm)) await each.run(job);
  await giveCloudConfig(job, input, vm);
  job.keep({ words: texts.kept(name), object: { connection: target.id.connection, class: 'VM', ref: vm } });
  if (input[FIELD.start] === true) await job.task('VM.start', vm, false, false);
}

async function drivesOf(job: Job, vm: string): Promise<readonly (readonly [string, Records['VBD']])[]> {
  const drives: (readonly [string, Records['VBD']])[] = [];
  for (const ref of await job.call('VM.get_VBDs', vm)) drives.push([ref, await job.call('VBD.get_record', ref)]);
  return drives;
}

/** The pool names disks after their place. */
async function nameDisks(job: Job, input: Input, vm: string): Promise<void> {
  const fresh = diskRows(input).filter((disk) => !isOwn(disk));
  if (fresh.length === 0) return;
  const drives = await drivesOf(job, vm);
  for (const disk of fresh) {
    const vdi = drives.find(([, drive]) => drive.userdevice === disk['device'] && drive.type === 'Disk')?.[1].VDI;
    if (vdi === undefined) continue;
    await job.call('VDI.set_name_label', vdi, (disk['name'] ?? '').trim());
    await job.call('VDI.set_name_description', vdi, texts.newDiskDescription);
  }
}

async function insertDisc(job: Job, vm: string, disc: string): Promise<void> {
  const drive = (await drivesOf(job, vm)).find(([, { type }]) => type === 'CD');
  if (!drive) return;
  const [ref, { empty }] = drive;
  if (!empty) await job.task('VBD.eject', ref);
  await job.task('VBD.insert', ref, disc);
}

async function giveCloudConfig(job: Job, input: Input, vm: string): Promise<void> {
  if (textInput(input, FIELD.cloud).trim() === '') return;
  const args = cloudArgs(job.inventory, input, await job.call('VM.get_uuid', vm));
  if (args !== null) await job.call('host.call_plugin', ...args);
}

/** What the plug-in that makes config drives is asked, by uuids (XenCenter: xscontainer, create_config_drive). */
export function cloudArgs(inventory: Inventory, input: Input, vmuuid: string) {
  const configuration = textInput(input, FIELD.cloud);
  const pool = only(inventory, 'pool')?.[1];
  if (configuration.trim() === '' || !pool) return null;
  const sruuid = storageForConfig(inventory, input) ?? '';
  return [pool.master, 'xscontainer', 'create_config_drive', { vmuuid, sruuid, configuration }] as const;
}

const storageForConfig = (inventory: Inventory, input: Input): string | undefined => {
  const [disk] = diskRows(input);
  const sr = disk?.['storage'] ?? only(inventory, 'pool')?.[1].default_SR ?? '';
  return isSet(sr) ? inventory.SR?.get(sr)?.uuid : undefined;
};

/** The VM first, because its disks are in use as long as it has them. A disk that stays is told by its own name. */
export async function destroyVm(job: Job, vm: string): Promise<void> {
  const disks: { readonly ref: string; readonly name: string }[] = [];
  for (const [, drive] of await drivesOf(job, vm)) {
    if (drive.type !== 'Disk' || isNullRef(drive.VDI)) continue;
    disks.push({ ref: drive.VDI, name: labelOr(await job.call('VDI.get_name_label', drive.VDI)) });
  }
  await job.task('VM.destroy', vm);
  for (const { ref, name } of disks) {
    const destroy = async (again: Job): Promise<void> => {
      await again.task('VDI.destroy', ref);
    };
    await destroy(job).catch(() => job.made({ label: texts.halfMadeDisk(name), undo: destroy }));
  }
}
