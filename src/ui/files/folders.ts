import { foldedName, heldFile, MOST_HELD_BYTES, pickers, TooLongToHold, written } from './destinations';
import type { Sink } from './destinations';

/** Files that belong together, and are there together or not at all. */
export interface FolderSink {
  file(name: string): Promise<Sink>;
  /** All of them are whole. */
  close(): Promise<void>;
  /** They are not, and leave nothing behind. */
  abort(): Promise<void>;
}

/** A place that a person chose for files that belong together. */
export interface FolderDestination {
  /** Known for good once it is open: what is in the way is not written over. */
  readonly name: string;
  open(): Promise<FolderSink>;
}

/** Whether a page can make folders; otherwise files that belong together are saved one after the other. */
export function makesFolders(): boolean {
  return pickers().showDirectoryPicker !== undefined;
}

/**
 * Has a person choose where new folders of these names go. Null: the person took it back. Has to be called in the moment
 * of a click. Browsers that let no page write save the files with their downloads when all of them are whole.
 */
export async function chooseFolders(names: readonly string[]): Promise<readonly FolderDestination[] | null> {
  const { showDirectoryPicker } = pickers();
  if (!showDirectoryPicker) return names.map((name) => ({ name, open: () => Promise.resolve(heldFolder()) }));
  try {
    const parent = await showDirectoryPicker.call(globalThis, { mode: 'readwrite' });
    const given = new Set<string>();
    return names.map((name) => new NewFolder(parent, given, name));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}

class NewFolder implements FolderDestination {
  readonly #parent: FileSystemDirectoryHandle;
  /** What was taken there already, so that two folders never go for one name. */
  readonly #given: Set<string>;
  name: string;

  constructor(parent: FileSystemDirectoryHandle, given: Set<string>, wanted: string) {
    this.#parent = parent;
    this.#given = given;
    this.name = wanted;
  }

  async open(): Promise<FolderSink> {
    const wanted = this.name;
    for (let number = 2; !(await this.#take(this.name)); number += 1) this.name = `${wanted} (${number})`;
    const folder = await this.#parent.getDirectoryHandle(this.name, { create: true });
    const files: Sink[] = [];
    return {
      file: async (name) => {
        const sink = await written(await folder.getFileHandle(name, { create: true }), () => Promise.resolve());
        files.push(sink);
        return sink;
      },
      close: () => Promise.resolve(),
      abort: async () => {
        // What is still written to would stay.
        for (const file of files) await file.abort();
        await this.#parent.removeEntry(this.name, { recursive: true }).catch(() => undefined);
        this.#given.delete(foldedName(this.name));
      },
    };
  }

  async #take(name: string): Promise<boolean> {
    if (this.#given.has(foldedName(name))) return false;
    this.#given.add(foldedName(name));
    try {
      await this.#parent.getDirectoryHandle(name);
      return false;
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotFoundError') return true;
      // A file of that name.
      if (error instanceof DOMException && error.name === 'TypeMismatchError') return false;
      throw error;
    }
  }
}

/** Holds all files until the last one is whole: so much together at most. */
function heldFolder(): FolderSink {
  const whole: (readonly [name: string, content: Blob])[] = [];
  let room = MOST_HELD_BYTES;
  return {
    file: (name) => {
      const sink = heldFile((content) => {
        whole.push([name, content]);
        return Promise.resolve();
      });
      return Promise.resolve({
        ...sink,
        write: (bytes) => {
          room -= bytes.length;
          return room < 0 ? Promise.reject(new TooLongToHold()) : sink.write(bytes);
        },
      });
    },
    close: async () => {
      const { saveFile } = await import('./save-file');
      for (const [name, content] of whole) saveFile(name, content);
    },
    abort: () => {
      whole.length = 0;
      return Promise.resolve();
    },
  };
}
