/** Takes a file as it arrives. */
export interface Sink {
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The file is whole. */
  close(): Promise<void>;
  /** It is not, and leaves nothing behind. */
  abort(): Promise<void>;
}

/** A place that a person chose for a file. */
export interface Destination {
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

const pickers = (): Pickers => globalThis as Pickers;

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
      return [{ name: handle.name, open: () => written(handle) }];
    }
    if (names.length > 1 && showDirectoryPicker) {
      const folder = await showDirectoryPicker.call(globalThis, { mode: 'readwrite' });
      return names.map((name) => ({
        name,
        open: async () => written(await folder.getFileHandle(name, { create: true })),
      }));
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
  return names.map((name) => ({ name, open: () => Promise.resolve(held(name)) }));
}

async function written(handle: FileSystemFileHandle): Promise<Sink> {
  const stream = await handle.createWritable();
  return {
    write: (bytes) => stream.write(bytes),
    close: () => stream.close(),
    async abort() {
      await stream.abort().catch(() => undefined);
      // The browser made an empty file when the place was chosen.
      await (handle as Removable).remove?.().catch(() => undefined);
    },
  };
}

function held(name: string): Sink {
  let parts: Blob[] = [];
  let length = 0;
  return {
    write(bytes) {
      length += bytes.length;
      if (length > MOST_HELD_BYTES) return Promise.reject(new TooLongToHold());
      // A browser may move blobs out of memory.
      parts.push(new Blob([bytes]));
      return Promise.resolve();
    },
    async close() {
      const { saveFile } = await import('./save-file');
      saveFile(name, new Blob(parts));
    },
    abort() {
      parts = [];
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
