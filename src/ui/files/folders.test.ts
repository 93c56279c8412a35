import { afterEach, expect, it, vi } from 'vitest';
import { chooseFolders, makesFolders } from './folders';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A folder with folders in it, and files named as paths. */
function stubFolder(...before: readonly string[]): Set<string> {
  const paths = new Set(before);
  const fileAt = (path: string) => ({
    createWritable: () =>
      Promise.resolve({
        write: () => Promise.resolve(paths.add(path)),
        close: () => Promise.resolve(),
        abort: () => Promise.resolve(),
      }),
  });
  vi.stubGlobal('showDirectoryPicker', () =>
    Promise.resolve({
      getDirectoryHandle: (name: string, { create = false }: { readonly create?: boolean } = {}) => {
        if (paths.has(name)) return Promise.reject(new DOMException('a file', 'TypeMismatchError'));
        if (!create && !paths.has(`${name}/`)) return Promise.reject(new DOMException('none', 'NotFoundError'));
        paths.add(`${name}/`);
        return Promise.resolve({ getFileHandle: (file: string) => Promise.resolve(fileAt(`${name}/${file}`)) });
      },
      removeEntry: (name: string) => {
        for (const path of paths) if (path.startsWith(`${name}/`)) paths.delete(path);
        return Promise.resolve();
      },
    }),
  );
  return paths;
}

it('makes folders beside those that are there, and says under which names', async () => {
  const paths = stubFolder('shop/', 'shop (2)');
  const places = (await chooseFolders(['shop', 'web'])) ?? [];
  for (const place of places) {
    const folder = await place.open();
    const file = await folder.file('a.ovf');
    await file.write(new Uint8Array(1));
    await file.close();
    await folder.close();
  }
  expect(places.map(({ name }) => name)).toEqual(['shop (3)', 'web']);
  expect([...paths]).toEqual(['shop/', 'shop (2)', 'shop (3)/', 'shop (3)/a.ovf', 'web/', 'web/a.ovf']);
});

it('takes a folder away whose files are not whole, and no other', async () => {
  const paths = stubFolder('shop/');
  const [place] = (await chooseFolders(['shop'])) ?? [];
  const folder = await place?.open();
  const file = await folder?.file('a.ovf');
  await file?.write(new Uint8Array(1));
  await folder?.abort();
  expect([...paths]).toEqual(['shop/']);
});

it('takes back what a person takes back', async () => {
  vi.stubGlobal('showDirectoryPicker', () => Promise.reject(new DOMException('dismissed', 'AbortError')));
  expect(makesFolders()).toBe(true);
  expect(await chooseFolders(['shop'])).toBeNull();
});
