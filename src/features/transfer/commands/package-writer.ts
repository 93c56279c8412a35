import type { Destination, Sink } from '../../../ui/files/destinations';
import type { Job } from '../../commands';
import { ovfText } from '../formats/ovf-text';
import type { DiskFormat } from '../formats/ovf-text';
import { sha256 } from '../formats/sha';
import { VhdStream } from '../formats/vhd-stream';
import { VmdkWriter } from '../formats/vmdk-writer';
import { WrongFile } from '../formats/wrong-file';
import { download, writeFailure } from '../move';
import type { Part } from '../move';
import { diskFileRequest, wireFormatOf } from './package';
import type { PackageDisk, VmPackage, WireFormat } from './package';
import type { PackageFiles } from './package-files';

export interface PackageOrder {
  readonly name: string;
  /** Names the tasks. */
  readonly label: string;
  readonly format: DiskFormat;
  readonly hasManifest: boolean;
}

/** Writes a package, its description first (DMTF: DSP0243, 5). Nothing is left when it fails; answers its length. */
export async function writePackage(
  job: Job,
  content: VmPackage,
  { name, label, format, hasManifest }: PackageOrder,
  open: () => Promise<PackageFiles>,
): Promise<number> {
  const { base, machines, disks } = content;
  const files = await open().catch(writeFailure);
  const digests = new Map<string, string>();
  const lines = (): Uint8Array<ArrayBuffer> =>
    encoded(
      [`${base}.ovf`, ...disks.map(({ file }) => file)]
        .map(
          // A digest that is not known yet is as long as one that is.
          (file) => `SHA256(${file})= ${digests.get(file) ?? '0'.repeat(64)}\n`,
        )
        .join(''),
    );
  try {
    const description = encoded(ovfText(name, machines, disks, format));
    await files.put(`${base}.ovf`, description).catch(writeFailure);
    const hash = sha256();
    hash.update(description);
    digests.set(`${base}.ovf`, hash.hex());
    const manifest = hasManifest ? await files.reserve(`${base}.mf`, lines().length).catch(writeFailure) : null;
    let bytes = 0;
    for (const [at, disk] of disks.entries()) {
      const into = new DiskFile(files, disk, format, hasManifest);
      const part = partOf(disks, at, bytes);
      const bring = (wire: WireFormat): Promise<number> => {
        const request = { ...diskFileRequest(disk.vdi, wire), label, endsWithTask: true } as const;
        return download(job, request, into.from(wire), part);
      };
      const wire = wireFormatOf(disk, format);
      bytes += await bring(wire).catch((thrown: unknown) => {
        if (!into.wantsRaw) throw thrown;
        return bring('raw');
      });
      digests.set(disk.file, into.hex());
    }
    await manifest?.(lines()).catch(writeFailure);
    await files.close().catch(writeFailure);
    return files.length;
  } catch (thrown) {
    await files.abort();
    throw thrown;
  }
}

/** Where a disk stands in its package, by what all of them hold; the only one is the whole. */
function partOf(disks: readonly PackageDisk[], at: number, beforeBytes: number): Part | undefined {
  if (disks.length === 1) return undefined;
  const wireBytes = (some: readonly PackageDisk[]): number => some.reduce((sum, disk) => sum + disk.wireBytes, 0);
  const total = Math.max(1, wireBytes(disks));
  return { beforeBytes, from: wireBytes(disks.slice(0, at)) / total, to: wireBytes(disks.slice(0, at + 1)) / total };
}

const encoded = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** Where one disk of a package goes. */
class DiskFile {
  readonly #files: PackageFiles;
  readonly #disk: PackageDisk;
  readonly #format: DiskFormat;
  readonly #hash = sha256();
  readonly #isHashed: boolean;
  /** Nothing of it is written, because its VHD cannot be read on its way: it is to come raw. */
  wantsRaw = false;

  constructor(files: PackageFiles, disk: PackageDisk, format: DiskFormat, isHashed: boolean) {
    this.#files = files;
    this.#disk = disk;
    this.#format = format;
    this.#isHashed = isHashed;
  }

  /** What takes the disk as it comes. */
  from(wire: WireFormat): Pick<Destination, 'open'> {
    return { open: () => (this.#format === 'vhd' ? this.#asItIs() : this.#asVmdk(wire)) };
  }

  hex(): string {
    return this.#hash.hex();
  }

  async #asItIs(): Promise<Sink> {
    const { put, end } = await this.#begin();
    return sinkOf(put, end);
  }

  async #asVmdk(wire: WireFormat): Promise<Sink> {
    const { file, capacityBytes } = this.#disk;
    let vmdk: VmdkWriter | null = null;
    let end = (): Promise<void> => Promise.resolve();
    let at = 0;
    const begin = async (): Promise<void> => {
      const growing = await this.#begin();
      end = growing.end;
      vmdk = new VmdkWriter(growing.put, file, capacityBytes);
      await vmdk.begin();
    };
    const extent = async (offset: number, bytes: Uint8Array): Promise<void> => {
      const part = bytes.subarray(0, Math.max(0, capacityBytes - offset));
      await vmdk?.skip(offset - at);
      await vmdk?.take(part);
      at = offset + part.length;
    };
    const close = async (): Promise<void> => {
      await vmdk?.skip(capacityBytes - at);
      await vmdk?.end();
      await end();
    };
    if (wire === 'raw') {
      await begin();
      return sinkOf((bytes) => extent(at, bytes), close);
    }
    const stream = new VhdStream({ begin, extent });
    return sinkOf(
      async (bytes) => {
        try {
          await stream.take(bytes);
        } catch (thrown) {
          this.wantsRaw = thrown instanceof WrongFile && vmdk === null;
          throw thrown;
        }
      },
      async () => {
        stream.assertWhole();
        await close();
      },
    );
  }

  async #begin() {
    const growing = await this.#files.begin(this.#disk.file);
    return {
      put: async (bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
        if (this.#isHashed) this.#hash.update(bytes);
        await growing.put(bytes);
      },
      end: () => growing.end(),
    };
  }
}

/** When it fails, the whole package goes. */
const sinkOf = (write: Sink['write'], close: Sink['close']): Sink => ({
  write,
  close,
  rewrite: () => Promise.reject(new Error('A disk is written from its beginning to its end.')),
  abort: () => Promise.resolve(),
});
