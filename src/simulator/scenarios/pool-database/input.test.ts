import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { PoolDatabaseInput } from './input';
import { parsePoolDatabase, readPoolDatabase } from './read';
import { dump, record } from './testing';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NAME = 'Žluťoučký 😀 %%';
const text = dump({ pool: `name_label="${NAME}"` });
const bytes = new TextEncoder().encode(text);

async function nameIn(input: PoolDatabaseInput): Promise<string> {
  return record(await readPoolDatabase(input), 'pool', 'OpaqueRef:p').name_label;
}

async function* inPieces(whole: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size);
}

function utf16(source: string, isBigEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(source.length * 2));
  for (let i = 0; i < source.length; i++) view.setUint16(i * 2, source.charCodeAt(i), !isBigEndian);
  return new Uint8Array(view.buffer);
}

describe('A dump opens', () => {
  test.each<[string, PoolDatabaseInput]>([
    ['a text', text],
    ['a text with a byte order mark', `\ufeff${DECLARATION}${text}`],
    ['a text with blank lines before it', `\n\n  ${DECLARATION}${text}`],
    ['a text with other line ends', (DECLARATION + text).replaceAll('\n', '\r\n')],
    ['a text with lower-case encoding', DECLARATION.replace('UTF-8', 'utf-8') + text],
    ['bytes', bytes],
    ['bytes with a byte order mark', new Uint8Array([0xef, 0xbb, 0xbf, ...bytes])],
    ['UTF-16', utf16(`\ufeff${text}`, false)],
    ['UTF-16 of the other order', utf16(`\ufeff${text}`, true)],
    ['UTF-16 without a byte order mark', utf16(text, true)],
    ['a file', new Blob([bytes])],
    ['a stream', new Blob([bytes]).stream()],
    ['pieces of one byte', inPieces(bytes, 1)],
    ['pieces of seven bytes', inPieces(bytes, 7)],
    ['gzip', gzipSync(bytes)],
    ['a gzip file', new Blob([gzipSync(bytes)])],
    ['gzip in pieces of one byte', inPieces(gzipSync(bytes), 1)],
  ])('from %s', async (_, input) => {
    expect(await nameIn(input)).toBe('Žluťoučký 😀 %');
  });

  test('in the encoding that it declares', async () => {
    const latin = dump({ pool: 'name_label="Zürich"' });
    const declared = `<?xml version="1.0" encoding="ISO-8859-1"?>${latin}`;
    expect(await nameIn(Uint8Array.from(declared, (character) => character.charCodeAt(0)))).toBe('Zürich');
  });
});

describe('A dump is refused', () => {
  test.each<[string, PoolDatabaseInput, RegExp]>([
    ['nothing', new Uint8Array(0), /^The file is empty/],
    ['an empty file', new Blob([]), /^The file is empty/],
    ['an empty stream', inPieces(new Uint8Array(0), 1), /^The file is empty/],
    [
      'bytes that are not UTF-8',
      new Uint8Array([...bytes.subarray(0, 580), 0xff, ...bytes.subarray(580)]),
      /^Line 7: There are bytes that are not UTF-8/,
    ],
    [
      'a character cut at the end',
      new TextEncoder().encode(`${text}é`).subarray(0, -1),
      /^Line 9: There are bytes that are not UTF-8/,
    ],
    [
      'an encoding nobody knows',
      new TextEncoder().encode('<?xml version="1.0" encoding="KLINGON-1"?><database/>'),
      /encoding "klingon-1"/,
    ],
    ['a ZIP archive', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]), /^This is a ZIP archive/],
    ['an XZ archive', new Uint8Array([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), /^This is a XZ archive/],
    ['gzip that ends early', gzipSync(bytes).subarray(0, -200), /gzip file is damaged or ends early/],
    ['gzip that is damaged', gzipSync(bytes).fill(0x55, 100, 300), /gzip file is damaged|not well-formed|XML|UTF-8/],
    ['gzip of something else', gzipSync('hello'), /it is not XML \(it begins with "hello"\)/],
    ['a gzip bomb', gzipSync(`${text.slice(0, -11)}<!--${' '.repeat(50_000_000)}-->`), /4 MiB/],
  ])('for %s', async (_, input, message) => {
    await expect(readPoolDatabase(input)).rejects.toMatchObject({
      name: 'PoolDatabaseError',
      message: expect.stringMatching(message),
    });
  });

  test('for gzip where there is no time to unpack it', () => {
    expect(() => parsePoolDatabase(gzipSync(bytes))).toThrow('The file is compressed with gzip. Unpack it');
  });

  test('for a source that fails, with its reason', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 500);
      throw new Error('The disk was pulled');
    }
    await expect(readPoolDatabase(failing())).rejects.toMatchObject({
      name: 'PoolDatabaseError',
      message: expect.stringContaining('could not be read to its end (The disk was pulled)'),
    });
  });

  test('for a bad piece, and the rest is not asked for', async () => {
    let asked = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        asked += 1;
        yield new TextEncoder().encode('not a dump, '.repeat(100));
      }
    }
    await expect(readPoolDatabase(endless())).rejects.toThrow('it is not XML');
    expect(asked).toBe(1);
  });
});
