import { textInput } from '../../commands';
import type { Input } from '../../commands';
import type { DiskImage } from '../formats/disk-image';
import type { Digest } from '../formats/manifest';
import type { Ovf } from '../formats/ovf';
import type { Source } from '../formats/source';
import type { Xva } from '../formats/xva';
import { FIELD, FIRMWARE, MAKES, poolAddressIn, USUAL_MEMORY_BYTES, USUAL_VCPUS, whatIn } from './answers';

/** What was chosen to be imported, looked into. */
export type Content =
  /** `facts`: null where it is packed so that only a server can look into it. */
  | { readonly kind: 'xva'; readonly file: File; readonly facts: Xva | null }
  /** The pool reads it: nothing of it is known here. */
  | { readonly kind: 'address'; readonly url: string }
  /** `disk`: no package, but a disk that a new VM is made around. */
  | {
      readonly kind: 'ovf';
      readonly name: string;
      readonly ovf: Ovf;
      readonly package: Package;
      readonly disk?: DiskImage;
    }
  | { readonly kind: 'disk'; readonly name: string; readonly image: DiskImage };

/** The files of an OVF, by their names without a path. */
export interface Package {
  readonly files: ReadonlyMap<string, Source>;
  readonly images: ReadonlyMap<string, DiskImage>;
  readonly manifest: readonly Digest[];
}

const known = new Map<string, Content>();

/** What an answer of the wizard means; undefined: nothing was chosen yet, or the page was loaded anew. */
export function contentIn(input: Input): Content | undefined {
  const url = poolAddressIn(input);
  if (url !== '') return { kind: 'address', url };
  const content = known.get(whatIn(input));
  return content?.kind === 'disk' && textInput(input, FIELD.makes) === MAKES.vm ? vmAround(content, input) : content;
}

/** A VM as it was answered, described as a package would. */
function vmAround(
  { name, image }: Extract<Content, { kind: 'disk' }>,
  input: Input,
): Extract<Content, { kind: 'ovf' }> {
  const machine = {
    name,
    description: '',
    vcpus: Number(textInput(input, FIELD.vcpus)) || USUAL_VCPUS,
    memoryBytes: Number(textInput(input, FIELD.memory)) || USUAL_MEMORY_BYTES,
    isUefi: textInput(input, FIELD.firmware) === FIRMWARE.uefi,
    hasCdDrive: input[FIELD.drive] !== false,
    disks: [{ name, file: name, isPacked: false, capacityBytes: image.virtualBytes }],
    nics: input[FIELD.nic] === false ? [] : [{ network: '', mac: '' }],
  };
  return {
    kind: 'ovf',
    name,
    ovf: { machines: [machine], licences: [] },
    package: { files: new Map(), images: new Map([[name, image]]), manifest: [] },
    disk: image,
  };
}

type Disk = Ovf['machines'][number]['disks'][number];

/** What is on a disk of a package; undefined: nothing, it begins empty. */
export const imageFor = (content: Extract<Content, { kind: 'ovf' }>, { file }: Disk): DiskImage | undefined =>
  file === null ? undefined : content.package.images.get(file);

/** How large such a disk becomes: as its description says, and no smaller than what is written on it. */
export const bytesFor = (content: Extract<Content, { kind: 'ovf' }>, disk: Disk): number =>
  Math.max(disk.capacityBytes, imageFor(content, disk)?.virtualBytes ?? 0);

export const bytesTogether = (content: Extract<Content, { kind: 'ovf' }>, disks: readonly Disk[]): number =>
  disks.reduce((sum, disk) => sum + bytesFor(content, disk), 0);

/** Looks into what is at an address, under the name of the answer. Rejects with a sentence. */
export async function inspectAddress(name: string, address: string): Promise<void> {
  const { readAddress } = await import('./read-address');
  known.set(name, await readAddress(address));
}

/** Looks into files as soon as they are chosen. Rejects with a sentence. */
export async function inspect(name: string, files: readonly File[]): Promise<void> {
  // The readers come when there is something to read.
  const { readContent } = await import('./read-content');
  known.set(name, await readContent(files));
}
