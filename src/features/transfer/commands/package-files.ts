import type { Destination, Sink } from '../../../ui/files/destinations';
import type { FolderDestination, FolderSink } from '../../../ui/files/folders';
import { tarEnd, tarHeader, tarPadding } from '../formats/tar-header';

/** A file that comes piece by piece; how long it is shows at its end. */
export interface GrowingFile {
  put(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  end(): Promise<void>;
}

/** Where the files of a package go, in the order in which they stand there. */
export interface PackageFiles {
  /** Bytes of all that was written. */
  readonly length: number;
  put(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** A file of so many bytes, which are known later: answers what takes them. */
  reserve(name: string, size: number): Promise<(bytes: Uint8Array<ArrayBuffer>) => Promise<void>>;
  begin(name: string): Promise<GrowingFile>;
  /** The package is whole. */
  close(): Promise<void>;
  /** It is not, and leaves nothing behind. */
  abort(): Promise<void>;
}

/** One archive: the length of a file stands before it (DMTF: DSP0243, 5.4). */
class Archive implements PackageFiles {
  readonly #sink: Sink;
  length = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  async put(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#write(tarHeader(name, bytes.length));
    await this.#write(bytes);
    await this.#pad(bytes.length);
  }

  async reserve(name: string, size: number) {
    const at = this.length + tarHeader('', 0).length;
    await this.put(name, new Uint8Array(size));
    return (bytes: Uint8Array<ArrayBuffer>) => this.#sink.rewrite(at, bytes);
  }

  async begin(name: string): Promise<GrowingFile> {
    const at = this.length;
    let size = 0;
    await this.#write(tarHeader(name, 0));
    return {
      put: (bytes) => {
        size += bytes.length;
        return this.#write(bytes);
      },
      end: async () => {
        await this.#sink.rewrite(at, tarHeader(name, size));
        await this.#pad(size);
      },
    };
  }

  async close(): Promise<void> {
    await this.#write(tarEnd());
    await this.#sink.close();
  }

  abort(): Promise<void> {
    return this.#sink.abort();
  }

  async #write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#sink.write(bytes);
    this.length += bytes.length;
  }

  async #pad(size: number): Promise<void> {
    const padding = tarPadding(size);
    if (padding > 0) await this.#write(new Uint8Array(padding));
  }
}

/** Files beside each other. */
class Loose implements PackageFiles {
  readonly #folder: FolderSink;
  length = 0;

  constructor(folder: FolderSink) {
    this.#folder = folder;
  }

  async put(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const file = await this.begin(name);
    await file.put(bytes);
    await file.end();
  }

  reserve(name: string) {
    return Promise.resolve((bytes: Uint8Array<ArrayBuffer>) => this.put(name, bytes));
  }

  async begin(name: string): Promise<GrowingFile> {
    const sink = await this.#folder.file(name);
    return {
      put: async (bytes) => {
        await sink.write(bytes);
        this.length += bytes.length;
      },
      end: () => sink.close(),
    };
  }

  close(): Promise<void> {
    return this.#folder.close();
  }

  abort(): Promise<void> {
    return this.#folder.abort();
  }
}

export const archiveAt = async (place: Destination): Promise<PackageFiles> => new Archive(await place.open());

export const looseAt = async (place: FolderDestination): Promise<PackageFiles> => new Loose(await place.open());
