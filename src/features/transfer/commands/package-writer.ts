import type { Destination, Sink } from '../../../ui/files/destinations';
import type { Job } from '../../commands';
import { ovfText } from '../formats/ovf-text';
import type { DiskFormat } from '../formats/ovf-text';
import { sha256 } from '../formats/sha';
import { VmdkWriter } from '../formats/vmdk-writer';
import { download, writeFailure } from '../move';
import { diskFileRequest } from './package';
import type { PackageDisk, VmPackage } from './package';
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
    const totalBytes = format === 'vmdk' ? disks.reduce((sum, disk) => sum + disk.capacityBytes, 0) : null;
    let bytes = 0;
    for (const disk of disks) {
      const into = new DiskFile(files, disk, format, hasManifest);
      const request = { ...diskFileRequest(disk.vdi, format), label, endsWithTask: true } as const;
      bytes += await download(job, request, into, { bytes, totalBytes });
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

const encoded = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** Where one disk of a package goes. */
class DiskFile implements Pick<Destination, 'open'> {
  readonly #files: PackageFiles;
  readonly #disk: PackageDisk;
  readonly #format: DiskFormat;
  readonly #hash = sha256();
  readonly #isHashed: boolean;

  constructor(files: PackageFiles, disk: PackageDisk, format: DiskFormat, isHashed: boolean) {
    this.#files = files;
    this.#disk = disk;
    this.#format = format;
    this.#isHashed = isHashed;
  }

  async open(): Promise<Sink> {
    const { file, capacityBytes } = this.#disk;
    const growing = await this.#files.begin(file);
    const put = async (bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
      if (this.#isHashed) this.#hash.update(bytes);
      await growing.put(bytes);
    };
    const writer = this.#format === 'vmdk' ? new VmdkWriter(put, file, capacityBytes) : null;
    await writer?.begin();
    return {
      write: (bytes) => writer?.take(bytes) ?? put(bytes),
      rewrite: () => Promise.reject(new Error('A disk is written from its beginning to its end.')),
      close: async () => {
        await writer?.end();
        await growing.end();
      },
      // The whole package goes.
      abort: () => Promise.resolve(),
    };
  }

  hex(): string {
    return this.#hash.hex();
  }
}
