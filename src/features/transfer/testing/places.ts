import { vi } from 'vitest';

/** A file that a command has written, or begun to. */
export interface SavedFile {
  readonly name: string;
  readonly parts: Uint8Array[];
  state: 'open' | 'closed' | 'aborted';
}

/** A browser whose dialogs choose the name that is suggested, or are dismissed. `failure`: what writing ends with. */
export function stubPlaces({
  isDismissed = false,
  failure,
}: { readonly isDismissed?: boolean; readonly failure?: DOMException } = {}): readonly SavedFile[] {
  const files: SavedFile[] = [];
  const handleOf = (name: string) => ({
    name,
    getFile: () => Promise.resolve(new File([], name)),
    createWritable: () => {
      const file: SavedFile = { name, parts: [], state: 'open' };
      files.push(file);
      return Promise.resolve({
        write: (what: Uint8Array | { readonly position: number; readonly data: Uint8Array }) => {
          if (failure) return Promise.reject(failure);
          if (what instanceof Uint8Array) file.parts.push(what.slice());
          else overwrite(file.parts, what.position, what.data);
          return Promise.resolve();
        },
        seek: () => Promise.resolve(),
        close: () => {
          file.state = 'closed';
          return Promise.resolve();
        },
        abort: () => {
          file.state = 'aborted';
          return Promise.resolve();
        },
      });
    },
  });
  vi.stubGlobal('showSaveFilePicker', ({ suggestedName }: { readonly suggestedName: string }) =>
    isDismissed
      ? Promise.reject(new DOMException('dismissed', 'AbortError'))
      : Promise.resolve(handleOf(suggestedName)),
  );
  vi.stubGlobal('showDirectoryPicker', () =>
    Promise.resolve({
      getDirectoryHandle: (folder: string, { create = false }: { readonly create?: boolean } = {}) =>
        create
          ? Promise.resolve({ getFileHandle: (name: string) => Promise.resolve(handleOf(`${folder}/${name}`)) })
          : Promise.reject(new DOMException('none', 'NotFoundError')),
      removeEntry: (folder: string) => {
        files.splice(0, files.length, ...files.filter(({ name }) => !name.startsWith(`${folder}/`)));
        return Promise.resolve();
      },
      getFileHandle: (name: string, { create = false }: { readonly create?: boolean } = {}) =>
        create ? Promise.resolve(handleOf(name)) : Promise.reject(new DOMException('none', 'NotFoundError')),
    }),
  );
  return files;
}

function overwrite(parts: readonly Uint8Array[], position: number, data: Uint8Array): void {
  let at = 0;
  for (const part of parts) {
    const from = Math.max(0, position - at);
    const bytes = data.subarray(Math.max(0, at - position), at + part.length - position);
    if (from < part.length && at < position + data.length) part.set(bytes, from);
    at += part.length;
  }
}
