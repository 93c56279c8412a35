import { baseName } from '../formats/base-name';
import type { DiskImage } from '../formats/disk-image';
import { readManifest } from '../formats/manifest';
import { readOvf } from '../formats/ovf';
import { qcow2Image } from '../formats/qcow2';
import { rawImage } from '../formats/raw';
import { kindOf } from '../formats/sniff';
import type { FileKind } from '../formats/sniff';
import { tarIndex } from '../formats/tar-index';
import { texts as wrong } from '../formats/texts';
import { vhdImage } from '../formats/vhd';
import { vmdkImage } from '../formats/vmdk';
import { WrongFile } from '../formats/wrong-file';
import { readXva } from '../formats/xva';
import type { Content } from './content';

const stem = (name: string): string => name.replace(/\.[^.]*$/, '');

/** Looks into what a person chose: an export, a package or a disk, told by what is in the files. */
export async function readContent(files: readonly File[]): Promise<Content> {
  const described = files.find((file) => /\.ovf$/i.test(file.name));
  if (described !== undefined) {
    const all = new Map<string, Blob>(files.map((file) => [file.name, file]));
    return packageOf(described.name, all);
  }
  const [file] = files;
  if (file === undefined) throw new WrongFile(wrong.unknownFile);
  const kind = await kindOf(file);
  if (kind === 'gzip') return { kind: 'xva', file, facts: await readXva(file, true) };
  // Packed with zstd, which browsers cannot unpack.
  if (kind === 'zstd') return { kind: 'xva', file, facts: null };
  if (kind === 'tar') return archiveOf(file);
  if (kind === 'xml') return packageOf(file.name, new Map([[file.name, file]]));
  const image = await imageOf(file, kind);
  return { kind: 'disk', name: stem(file.name), image };
}

async function imageOf(file: Blob, kind: FileKind, isRaw = false): Promise<DiskImage> {
  switch (kind) {
    case 'vhd':
      return vhdImage(file);
    case 'vmdk':
      return vmdkImage(file);
    case 'vmdk-text':
      throw new WrongFile(wrong.vmdkText);
    case 'qcow2':
      return qcow2Image(file);
    case 'iso':
      throw new WrongFile(wrong.iso);
    default:
      if (file.size === 0) throw new WrongFile(wrong.unknownFile);
      if (!isRaw && file instanceof File && !/\.(?:raw|img|bin|dd|hdd?)$/i.test(file.name)) {
        throw new WrongFile(wrong.unknownFile);
      }
      return rawImage(file);
  }
}

/** An export begins with its description; everything else in a tar is a package. */
async function archiveOf(file: File): Promise<Content> {
  const first = new TextDecoder().decode(await file.slice(0, 16).arrayBuffer());
  if (first.startsWith('ova.xml\0')) return { kind: 'xva', file, facts: await readXva(file, false) };
  const files = await tarIndex(file);
  const described = files.find(({ name }) => /\.ovf$/i.test(name));
  if (described === undefined) throw new WrongFile(wrong.noOvf);
  return packageOf(described.name, new Map(files.map(({ name, content }) => [baseName(name), content])));
}

async function packageOf(path: string, files: ReadonlyMap<string, Blob>): Promise<Content> {
  const name = baseName(path);
  const ovf = await readOvf(files.get(name) ?? new Blob());
  const images = new Map<string, DiskImage>();
  for (const disk of ovf.machines.flatMap((machine) => machine.disks)) {
    if (disk.file === null || images.has(disk.file)) continue;
    const file = files.get(disk.file);
    if (file === undefined) throw new WrongFile(wrong.missing(disk.file));
    const kind = await kindOf(file);
    if (disk.isPacked || kind === 'gzip') throw new WrongFile(wrong.packed(disk.file));
    images.set(disk.file, await imageOf(file, kind, true));
  }
  const list = [...files].find(([each]) => each.toLowerCase() === `${stem(name).toLowerCase()}.mf`)?.[1];
  const manifest = list === undefined ? [] : await readManifest(list);
  return { kind: 'ovf', name: stem(name), ovf, package: { files, images, manifest } };
}
