import type { Records } from '../../xapi/datamodel/types.gen';
import { findCommand } from '../commands';
import { objectTexts } from '../objects';
import { texts } from './texts';

/** The command of the console that makes a call: tasks of other clients are named like those started here. */
const COMMAND_OF: Readonly<Record<string, string>> = {
  'VM.start': 'vm.start',
  'VM.start_on': 'vm.start',
  'VM.resume': 'vm.resume',
  'VM.resume_on': 'vm.resume',
  'VM.unpause': 'vm.unpause',
  'VM.pause': 'vm.pause',
  'VM.suspend': 'vm.suspend',
  'VM.shutdown': 'vm.shutdown',
  'VM.clean_shutdown': 'vm.shutdown',
  'VM.hard_shutdown': 'vm.forceShutdown',
  'VM.clean_reboot': 'vm.reboot',
  'VM.hard_reboot': 'vm.forceReboot',
  'VM.pool_migrate': 'vm.migrate',
  'VM.migrate_send': 'vm.migrate',
  'VM.clone': 'vm.clone',
  'VM.copy': 'vm.copy',
  'VM.snapshot': 'vm.snapshot',
  'VM.checkpoint': 'vm.checkpoint',
  'VM.destroy': 'vm.delete',
};

const KINDS: Readonly<Record<string, string>> = {
  VM: objectTexts.kinds.vm,
  VM_appliance: objectTexts.kinds.appliance,
  SR: objectTexts.kinds.sr,
  VDI: objectTexts.kinds.vdi,
  host: objectTexts.kinds.host,
  pool: objectTexts.kinds.pool,
  network: objectTexts.kinds.network,
};

/** What a task does, in words; `objectName` is what it works on, when that is known. */
export function taskTitle(task: Records['task'], objectName: string | undefined): string {
  const method = /^Async\.(\w+)\.(\w+)$/.exec(task.name_label);
  const [, cls, message] = method ?? [];
  if (cls === undefined || message === undefined) return task.name_label.trim() || texts.events.unnamed;
  const command = findCommand(COMMAND_OF[`${cls}.${message}`] ?? '');
  if (command?.type === 'pool' && objectName !== undefined) return command.title(objectName, {});
  return texts.events.calls(KINDS[cls] ?? cls, message.replaceAll('_', ' '), objectName);
}
