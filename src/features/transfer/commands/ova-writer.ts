import type { Destination, Sink } from '../../../ui/files/destinations';
import type { Job } from '../../commands';
import { ovfText } from '../formats/ovf-text';
import type { DiskFormat } from '../formats/ovf-text';
import { sha256 } from '../formats/sha';
import { tarEnd, tarHeader, tarPadding } from '../formats/tar-header';
import { VmdkWriter } from '../formats/vmdk-writer';
import { download, writeFailure } from '../move';
import { diskFileRequest } from './ova-package';
import type { OvaPackage, PackageDisk } from './ova-package';

/** A tar that grows: the length of a file stands before it, and is known when it has come. */
class Archive {
  readonly #sink: Sink;
  length = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  async put(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#sink.write(bytes);
    this.length += bytes.length;
  }

  /** Answers where its header is. */
  async begin(name: string, size: number): Promise<number> {
    const at = this.length;
    await this.put(tarHeader(name, size));
    return at;
  }

  async end(size: number): Promise<void> {
    const padding = tarPadding(size);
    if (padding > 0) await this.put(new Uint8Array(padding));
  }

  rewrite(at: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#sink.rewrite(at, bytes);
  }
}

export interface OvaOrder {
  readonly name: string;
  /** Names the tasks. */
  readonly label: string;
  readonly format: DiskFormat;
  readonly hasManifest: boolean;
}

/** Writes a package into one file, its description first (DMTF: DSP0243, 5). Nothing is left when it fails; answers its length. */
export async function writeOva(
  job: Job,
  content: OvaPackage,
  { name, label, format, hasManifest }: OvaOrder,
  place: Destination,
): Promise<number> {
  const { base, machines, disks } = content;
  const sink = await place.open().catch(writeFailure);
  const archive = new Archive(sink);
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
    await archive.begin(`${base}.ovf`, description.length).catch(writeFailure);
    await archive.put(description).catch(writeFailure);
    await archive.end(description.length).catch(writeFailure);
    const hash = sha256();
    hash.update(description);
    digests.set(`${base}.ovf`, hash.hex());
    const manifestAt = hasManifest
      ? (await archive.begin(`${base}.mf`, lines().length)) + tarHeader('', 0).length
      : null;
    if (manifestAt !== null) {
      await archive.put(lines());
      await archive.end(lines().length);
    }
    const totalBytes = format === 'vmdk' ? disks.reduce((sum, disk) => sum + disk.capacityBytes, 0) : null;
    let bytes = 0;
    for (const disk of disks) {
      const into = new DiskEntry(archive, disk, format, hasManifest);
      const request = { ...diskFileRequest(disk.vdi, format), label, endsWithTask: true } as const;
      bytes += await download(job, request, into, { bytes, totalBytes });
      digests.set(disk.file, into.hex());
    }
    if (manifestAt !== null) await archive.rewrite(manifestAt, lines()).catch(writeFailure);
    await archive.put(tarEnd()).catch(writeFailure);
    await sink.close().catch(writeFailure);
    return archive.length;
  } catch (thrown) {
    await sink.abort();
    throw thrown;
  }
}

const encoded = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** Where one disk of a package goes. */
class DiskEntry implements Pick<Destination, 'open'> {
  readonly #archive: Archive;
  readonly #disk: PackageDisk;
  readonly #format: DiskFormat;
  readonly #hash = sha256();
  readonly #isHashed: boolean;
  #size = 0;

  constructor(archive: Archive, disk: PackageDisk, format: DiskFormat, isHashed: boolean) {
    this.#archive = archive;
    this.#disk = disk;
    this.#format = format;
    this.#isHashed = isHashed;
  }

  async open(): Promise<Sink> {
    const { file, capacityBytes } = this.#disk;
    const at = await this.#archive.begin(file, 0);
    const put = async (bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
      if (this.#isHashed) this.#hash.update(bytes);
      this.#size += bytes.length;
      await this.#archive.put(bytes);
    };
    const writer = this.#format === 'vmdk' ? new VmdkWriter(put, file, capacityBytes) : null;
    await writer?.begin();
    return {
      write: (bytes) => writer?.take(bytes) ?? put(bytes),
      rewrite: () => Promise.reject(new Error('A disk is written from its beginning to its end.')),
      close: async () => {
        await writer?.end();
        await this.#archive.rewrite(at, tarHeader(file, this.#size));
        await this.#archive.end(this.#size);
      },
      // The whole package goes.
      abort: () => Promise.resolve(),
    };
  }

  hex(): string {
    return this.#hash.hex();
  }
}
