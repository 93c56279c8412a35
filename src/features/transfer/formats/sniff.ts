import type { Source } from './source';

/** What a file is by its first bytes, and its last, whatever its name says. */
export type FileKind = 'tar' | 'gzip' | 'zstd' | 'vhd' | 'vmdk' | 'vmdk-text' | 'qcow2' | 'iso' | 'xml' | 'unknown';

const FOOTER_BYTES = 512;
const HEAD_BYTES = 1024;
const ISO_AT = 0x8001;

const latin = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

async function bytesOf(file: Source, from: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.slice(from, from + length).arrayBuffer());
}

export async function kindOf(file: Source): Promise<FileKind> {
  const head = await bytesOf(file, 0, HEAD_BYTES);
  const text = latin(head);
  if (text.startsWith('conectix')) return 'vhd';
  if (text.startsWith('KDMV')) return 'vmdk';
  if (text.startsWith('# Disk DescriptorFile')) return 'vmdk-text';
  if (text.startsWith('QFI\u00fb')) return 'qcow2';
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return 'zstd';
  if (text.slice(257, 262) === 'ustar') return 'tar';
  if (/^(?:\u00ef\u00bb\u00bf)?\s*<[?!\w]/.test(text)) return 'xml';
  if (latin(await bytesOf(file, ISO_AT, 5)) === 'CD001') return 'iso';
  // A fixed disk is raw up to its last sector.
  const tail = await bytesOf(file, Math.max(0, file.size - FOOTER_BYTES), FOOTER_BYTES);
  return file.size >= FOOTER_BYTES && latin(tail).startsWith('conectix') ? 'vhd' : 'unknown';
}
