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
        write: (bytes: Uint8Array) => {
          if (failure) return Promise.reject(failure);
          file.parts.push(bytes.slice());
          return Promise.resolve();
        },
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
      getFileHandle: (name: string, { create = false }: { readonly create?: boolean } = {}) =>
        create ? Promise.resolve(handleOf(name)) : Promise.reject(new DOMException('none', 'NotFoundError')),
    }),
  );
  return files;
}
