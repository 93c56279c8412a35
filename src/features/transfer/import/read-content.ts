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
import type { Source } from '../formats/source';
import { WrongFile } from '../formats/wrong-file';
import { readXva } from '../formats/xva';
import type { Content } from './content';

const stem = (name: string): string => name.replace(/\.[^.]*$/, '');

/** Looks into what a person chose: an export, a package or a disk, told by what is in the files. */
export async function readContent(files: readonly File[]): Promise<Content> {
  const described = files.find((file) => /\.ovf$/i.test(file.name));
  if (described !== undefined) {
    return packageOf(described.name, filesOf(files));
  }
  const [file] = files;
  if (file === undefined) throw new WrongFile(wrong.unknownFile);
  const kind = await kindOf(file);
  if (kind === 'gzip') return { kind: 'xva', file, facts: await readXva(file, true) };
  // Packed with zstd, which browsers cannot unpack.
  if (kind === 'zstd') return { kind: 'xva', file, facts: null };
  if (kind === 'tar') return archiveOf(file);
  if (kind === 'xml') return packageOf(file.name, filesOf([file]));
  return diskOf(file.name, file, kind);
}

/** Gives a file of a package by its name, without a path; undefined: there is none. */
type Give = (name: string) => Promise<Source | undefined>;

/** Names are found whatever their case where they are not found as they are: descriptions of older tools differ from their files. */
const filesOf =
  (files: readonly File[]): Give =>
  (name) =>
    Promise.resolve(
      files.find((file) => file.name === name) ?? files.find((file) => file.name.toLowerCase() === name.toLowerCase()),
    );

/** A disk by itself. */
export async function diskOf(name: string, file: Source, kind: FileKind): Promise<Content> {
  const isRaw = /\.(?:raw|img|bin|dd|hdd?)$/i.test(name);
  return { kind: 'disk', name: stem(name), image: await imageOf(file, kind, isRaw) };
}

async function imageOf(file: Source, kind: FileKind, isRaw: boolean): Promise<DiskImage> {
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
      if (file.size === 0 || !isRaw) throw new WrongFile(wrong.unknownFile);
      return rawImage(file);
  }
}

/** Whether a tar is an export, which begins with its description. */
export async function isExport(file: Source): Promise<boolean> {
  return new TextDecoder().decode(await file.slice(0, 16).arrayBuffer()).startsWith('ova.xml\0');
}

/** An export, or a package. */
async function archiveOf(file: File): Promise<Content> {
  if (await isExport(file)) return { kind: 'xva', file, facts: await readXva(file, false) };
  return archivedPackage(file);
}

/** The package in a tar. */
export async function archivedPackage(file: Source): Promise<Content> {
  const files = await tarIndex(file);
  const described = files.find(({ name }) => /\.ovf$/i.test(name));
  if (described === undefined) throw new WrongFile(wrong.noOvf);
  const contents = new Map(files.map(({ name, content }) => [baseName(name), content]));
  const small = new Map([...contents].map(([name, content]) => [name.toLowerCase(), content]));
  return packageOf(described.name, (name) => Promise.resolve(contents.get(name) ?? small.get(name.toLowerCase())));
}

/** A package by its description. */
export async function packageOf(path: string, give: Give): Promise<Content> {
  const name = baseName(path);
  const files = new Map<string, Source>();
  const take = async (each: string): Promise<Source | undefined> => {
    const file = files.get(each) ?? (await give(each));
    if (file !== undefined) files.set(each, file);
    return file;
  };
  const ovf = await readOvf((await take(name)) ?? new Blob());
  const images = new Map<string, DiskImage>();
  for (const disk of ovf.machines.flatMap((machine) => machine.disks)) {
    if (disk.file === null || images.has(disk.file)) continue;
    const file = await take(disk.file);
    if (file === undefined) throw new WrongFile(wrong.missing(disk.file));
    const kind = await kindOf(file);
    if (disk.isPacked || kind === 'gzip') throw new WrongFile(wrong.packed(disk.file));
    images.set(disk.file, await imageOf(file, kind, true));
  }
  const list = await give(`${stem(name)}.mf`);
  const manifest = list === undefined ? [] : await readManifest(list);
  for (const each of manifest) await take(baseName(each.name));
  return { kind: 'ovf', name: stem(name), ovf, package: { files, images, manifest } };
}
