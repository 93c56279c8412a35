import { afterEach, expect, it, vi } from 'vitest';
import { chooseDestinations } from './destinations';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A folder of files by name, as browsers show one to a page. */
function stubFolder(before: Readonly<Record<string, string>>): Map<string, string> {
  const files = new Map(Object.entries(before));
  const handleOf = (name: string) => ({
    name,
    getFile: () => Promise.resolve(new File([files.get(name) ?? ''], name)),
    createWritable: () => {
      let text = '';
      let cursor = 0;
      const put = (at: number, bytes: Uint8Array): number => {
        const end = at + bytes.length;
        text = text.slice(0, at) + new TextDecoder().decode(bytes) + text.slice(end);
        return end;
      };
      return Promise.resolve({
        write: (what: Uint8Array | { readonly position: number; readonly data: Uint8Array }) => {
          if (what instanceof Uint8Array) cursor = put(cursor, what);
          else cursor = put(what.position, what.data);
          return Promise.resolve();
        },
        seek: (at: number) => {
          cursor = at;
          return Promise.resolve();
        },
        close: () => Promise.resolve(files.set(name, text)),
        abort: () => Promise.resolve(),
      });
    },
    remove: () => Promise.resolve(files.delete(name)),
  });
  vi.stubGlobal('showDirectoryPicker', () =>
    Promise.resolve({
      getFileHandle: (name: string, { create = false }: { readonly create?: boolean } = {}) => {
        if (!files.has(name) && !create) return Promise.reject(new DOMException('none', 'NotFoundError'));
        if (!files.has(name)) files.set(name, '');
        return Promise.resolve(handleOf(name));
      },
    }),
  );
  vi.stubGlobal('showSaveFilePicker', ({ suggestedName }: { readonly suggestedName: string }) => {
    if (!files.has(suggestedName)) files.set(suggestedName, '');
    return Promise.resolve(handleOf(suggestedName));
  });
  return files;
}

async function open(...names: readonly string[]) {
  const places = (await chooseDestinations(names)) ?? [];
  return Promise.all(places.map(async (place) => ({ place, sink: await place.open() })));
}

const bytes = new TextEncoder().encode('new');

it('writes beside what is in a folder, and says under which name', async () => {
  const files = stubFolder({ 'web-01.xva': 'old' });
  for (const { sink } of await open('web-01.xva', 'web-02.xva')) {
    await sink.write(bytes);
    await sink.close();
  }
  expect(Object.fromEntries(files)).toEqual({ 'web-01.xva': 'old', 'web-01 (2).xva': 'new', 'web-02.xva': 'new' });
});

it('takes away only what it has made', async () => {
  const files = stubFolder({ 'web-01.xva': 'old' });
  const opened = await open('web-01.xva', 'web-01 (2).xva');
  expect(opened.map(({ place }) => place.name)).toEqual(['web-01 (3).xva', 'web-01 (2).xva']);
  for (const { sink } of opened) await sink.abort();
  expect(Object.fromEntries(files)).toEqual({ 'web-01.xva': 'old' });
});

it('leaves a single file that was there as it was, and takes an empty one away', async () => {
  const files = stubFolder({ 'a.xva': 'old' });
  for (const name of ['a.xva', 'b.xva']) {
    const [opened] = await open(name);
    await opened?.sink.abort();
  }
  expect(Object.fromEntries(files)).toEqual({ 'a.xva': 'old' });
});

it('writes over what is there already, and goes on behind it', async () => {
  const files = stubFolder({});
  const [file] = await open('package.ova');
  await file?.sink.write(new TextEncoder().encode('size ???, '));
  await file?.sink.write(new TextEncoder().encode('body'));
  await file?.sink.rewrite(5, new TextEncoder().encode('042'));
  await file?.sink.write(new TextEncoder().encode('.'));
  await file?.sink.close();
  expect(files.get('package.ova')).toBe('size 042, body.');
});

it('does so in browsers that hold the file until it is whole', async () => {
  const saved: Blob[] = [];
  vi.doMock('./save-file', () => ({ saveFile: (_name: string, content: Blob) => saved.push(content) }));
  const [file] = await open('package.ova');
  await file?.sink.write(new TextEncoder().encode('size ???, '));
  await file?.sink.rewrite(5, new TextEncoder().encode('042'));
  await file?.sink.write(new TextEncoder().encode('body'));
  await file?.sink.close();
  expect(await saved[0]?.text()).toBe('size 042, body');
});
