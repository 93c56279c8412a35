/** Takes a file as it arrives. */
export interface Sink {
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Writes over what is there already: what a file says of itself at its beginning is often known at its end. */
  rewrite(at: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The file is whole. */
  close(): Promise<void>;
  /** It is not, and leaves nothing behind. */
  abort(): Promise<void>;
}

/** A place that a person chose for a file. */
export interface Destination {
  /** Known for good once it is open: what is in the way is not written over. */
  readonly name: string;
  open(): Promise<Sink>;
}

/** Where a browser cannot write as it goes, it holds the file until it is whole: so much at most. */
export const MOST_HELD_BYTES = 2 * 2 ** 30;

/** A file that is longer than the browser can hold. */
export class TooLongToHold extends Error {}

/** The part of the File System Access API that is used here; not every browser has it. */
interface Pickers {
  readonly showSaveFilePicker?: (options: { readonly suggestedName: string }) => Promise<FileSystemFileHandle>;
  readonly showDirectoryPicker?: (options: { readonly mode: 'readwrite' }) => Promise<FileSystemDirectoryHandle>;
}

interface Removable {
  readonly remove?: () => Promise<void>;
}

export const pickers = (): Pickers => globalThis as Pickers;

/** Whether files go to the disk as they arrive, whatever their length. */
export function writesAsItGoes(): boolean {
  return pickers().showSaveFilePicker !== undefined;
}

/**
 * Has a person choose where files go: a place for one, a folder for several. Null: the person took it back. Has to be
 * called in the moment of a click. Browsers that let no page write save them with their downloads.
 */
export async function chooseDestinations(names: readonly string[]): Promise<readonly Destination[] | null> {
  const { showSaveFilePicker, showDirectoryPicker } = pickers();
  try {
    const [suggestedName] = names;
    if (names.length === 1 && suggestedName !== undefined && showSaveFilePicker) {
      const handle = await showSaveFilePicker.call(globalThis, { suggestedName });
      return [{ name: handle.name, open: () => openChosen(handle) }];
    }
    if (names.length > 1 && showDirectoryPicker) {
      const folder = await showDirectoryPicker.call(globalThis, { mode: 'readwrite' });
      const given = new Set<string>();
      return names.map((name) => new FolderPlace(folder, given, name));
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
  return names.map((name) => ({ name, open: () => Promise.resolve(heldFile(save(name))) }));
}

/** A new file in a folder: files that are there stay as they are. */
class FolderPlace implements Destination {
  readonly #folder: FileSystemDirectoryHandle;
  /** What this export has taken in the folder, so that two files never go for one name. */
  readonly #given: Set<string>;
  readonly #wanted: string;
  name: string;

  constructor(folder: FileSystemDirectoryHandle, given: Set<string>, wanted: string) {
    this.#folder = folder;
    this.#given = given;
    this.#wanted = wanted;
    this.name = wanted;
  }

  async open(): Promise<Sink> {
    let number = 1;
    while (!(await this.#take(numberedName(this.#wanted, number)))) number += 1;
    this.name = numberedName(this.#wanted, number);
    const handle = await this.#folder.getFileHandle(this.name, { create: true });
    return written(handle, async () => {
      await remove(handle);
      this.#given.delete(foldedName(this.name));
    });
  }

  async #take(name: string): Promise<boolean> {
    if (this.#given.has(foldedName(name))) return false;
    this.#given.add(foldedName(name));
    return !(await isThere(this.#folder, name));
  }
}

async function isThere(folder: FileSystemDirectoryHandle, name: string): Promise<boolean> {
  try {
    await folder.getFileHandle(name);
    return true;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return false;
    // A folder of that name.
    if (error instanceof DOMException && error.name === 'TypeMismatchError') return true;
    throw error;
  }
}

/** The browser makes an empty file when a place is chosen; one with something in it was there before. */
async function openChosen(handle: FileSystemFileHandle): Promise<Sink> {
  const { size } = await handle.getFile();
  return written(handle, () => (size === 0 ? remove(handle) : Promise.resolve()));
}

async function remove(handle: FileSystemFileHandle): Promise<void> {
  await (handle as Removable).remove?.().catch(() => undefined);
}

/** Writes to a file as it arrives. */
export async function written(handle: FileSystemFileHandle, takeAway: () => Promise<void>): Promise<Sink> {
  const stream = await handle.createWritable();
  let length = 0;
  return {
    async write(bytes) {
      await stream.write(bytes);
      length += bytes.length;
    },
    async rewrite(at, data) {
      await stream.write({ type: 'write', position: at, data });
      await stream.seek(length);
    },
    close: () => stream.close(),
    async abort() {
      await stream.abort().catch(() => undefined);
      await takeAway();
    },
  };
}

const save =
  (name: string) =>
  async (content: Blob): Promise<void> => {
    const { saveFile } = await import('./save-file');
    saveFile(name, content);
  };

/** Holds a file until it is whole. */
export function heldFile(onWhole: (content: Blob) => Promise<void>): Sink {
  let parts: Blob[] = [];
  let patches: (readonly [at: number, bytes: Uint8Array<ArrayBuffer>])[] = [];
  let length = 0;
  return {
    write(bytes) {
      length += bytes.length;
      if (length > MOST_HELD_BYTES) return Promise.reject(new TooLongToHold());
      // A browser may move blobs out of memory.
      parts.push(new Blob([bytes]));
      return Promise.resolve();
    },
    rewrite(at, bytes) {
      patches.push([at, bytes]);
      return Promise.resolve();
    },
    close() {
      return onWhole(
        patches.reduce(
          (whole, [at, bytes]) => new Blob([whole.slice(0, at), bytes, whole.slice(at + bytes.length)]),
          new Blob(parts),
        ),
      );
    },
    abort() {
      parts = [];
      patches = [];
      return Promise.resolve();
    },
  };
}

/** A text as the name of a file: without what file systems refuse. */
export function fileName(text: string, ending: string): string {
  const safe = text
    .replace(/[\p{Cc}<>:"/\\|?*]+/gu, '-')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .slice(0, 120);
  return `${safe === '' ? 'file' : safe}${ending}`;
}

/** A name of a file with a number before its ending: "web-01 (2).xva". The first has none. */
export function numberedName(name: string, number: number): string {
  return number === 1 ? name : name.replace(/(\.[^.]*)?$/, ` (${number})$1`);
}

/** File systems of many computers hold names apart by more than their case. */
export const foldedName = (name: string): string => name.normalize('NFC').toLowerCase();
