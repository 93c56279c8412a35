import { isNullRef, NULL_REF } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { rowsInput, textInput } from '../commands';
import type { Input, ListRow } from '../commands';
import { row } from '../objects';
import type { Inventory } from '../objects';

/** The fields of the wizard. Those that hang on the template have it in their name, so that each keeps its own answers. */
export const FIELD = {
  template: 'template',
  copy: 'copy',
  copyTo: 'copyTo',
  name: 'name',
  description: 'description',
  folder: 'folder',
  tags: 'tags',
  source: 'source',
  disc: 'disc',
  address: 'address',
  kernel: 'kernel',
  firmware: 'firmware',
  vtpm: 'vtpm',
  home: 'home',
  vcpus: 'vcpus',
  topology: 'topology',
  memoryKind: 'memoryKind',
  memory: 'memory',
  memoryLeast: 'memoryLeast',
  gpu: 'gpu',
  cloud: 'cloud',
  start: 'start',
  disks: (template: string) => `disks ${template}`,
  nics: (template: string) => `nics ${template}`,
} as const;

/** No home server, no GPU, nothing to install from. */
export const NONE = 'none';

export const templateOf = (inventory: Inventory, input: Input): Records['VM'] | undefined =>
  row(inventory, 'VM', textInput(input, FIELD.template));

/** The home server; the null reference: none. */
export function homeOf(input: Input): string {
  const home = textInput(input, FIELD.home);
  return home === '' || home === NONE ? NULL_REF : home;
}

export const diskRows = (input: Input): readonly ListRow[] =>
  rowsInput(input, FIELD.disks(textInput(input, FIELD.template)));

export const nicRows = (input: Input): readonly ListRow[] =>
  rowsInput(input, FIELD.nics(textInput(input, FIELD.template)));

/** The drives of a template that carry disks of its own, which its VMs get copies of. */
export function ownDisks(inventory: Inventory, template: Records['VM'] | undefined) {
  return (template?.VBDs ?? []).flatMap((ref) => {
    const vbd = row(inventory, 'VBD', ref);
    const vdi = vbd && row(inventory, 'VDI', vbd.VDI);
    return vbd && vdi && vbd.type === 'Disk' ? [{ vbd, vdi }] : [];
  });
}

export const hasCdDrive = (inventory: Inventory, template: Records['VM'] | undefined): boolean =>
  (template?.VBDs ?? []).some((ref) => row(inventory, 'VBD', ref)?.type === 'CD');

export const isSet = (ref: string): boolean => ref !== '' && ref !== NONE && !isNullRef(ref);
