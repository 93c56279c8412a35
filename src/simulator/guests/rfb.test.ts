import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Ref } from '../../xapi/datamodel/ref';
import { testPool, testVm, type TestPool } from '../api/testing';
import { glyphOf } from './font';
import { screenOf } from './guest-screen';
import { NO_ACCOUNTS } from './keyboard';
import { paint, PALETTE, WHOLE_SCREEN, type Area } from './picture';
import { openTestConsole, type TestSocket } from './testing';

let pool: TestPool;
let vm: Ref<'VM'>;

beforeEach(async () => {
  pool = testPool({ clockMode: 'instant', hosts: 1 });
  vm = await testVm(pool);
  await pool.sim.call('VM.start', vm, false, true);
  pool.sim.idle();
});

const open = (): Promise<TestSocket> => openTestConsole(pool.sim, `ref=${vm}`);
const u16 = (value: number): Uint8Array => Uint8Array.of(value >> 8, value);
const u32 = (value: number): Uint8Array => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
const area = (at: Partial<Area> = {}): readonly Uint8Array[] => {
  const { x, y, width, height } = { ...WHOLE_SCREEN, ...at };
  return [x, y, width, height].map(u16);
};
const request = (incremental: 0 | 1, at: Partial<Area> = {}): readonly (number | Uint8Array)[] => [
  3,
  incremental,
  ...area(at),
];
const key = (keysym: number, down = 1): readonly (number | Uint8Array)[] => [4, down, 0, 0, u32(keysym)];
const encodings = (...list: readonly number[]): readonly (number | Uint8Array)[] => [
  2,
  0,
  u16(list.length),
  ...list.map(u32),
];
/** 8 bits: 3 red, 3 green, 2 blue; 16 bits: 5, 6, 5, big endian. */
const format8 = [0, 0, 0, 0, 8, 8, 0, 1, 0, 7, 0, 7, 0, 3, 0, 3, 6, 0, 0, 0];
const format16 = [0, 0, 0, 0, 16, 16, 1, 1, 0, 31, 0, 63, 0, 31, 11, 5, 0, 0, 0, 0];

async function shaken(): Promise<TestSocket> {
  const client = await open();
  client.send('RFB 003.008\n').send(1).send(1);
  client.take();
  return client;
}

/** Reads an update and answers where it draws, and what: the bytes of each pixel as a number. */
function drawn(bytes: Uint8Array, pixelBytes = 4): { areas: readonly Area[]; pixels: Float64Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pixels = new Float64Array(WHOLE_SCREEN.width * WHOLE_SCREEN.height).fill(NaN);
  const areas: Area[] = [];
  let at = 4;
  const pixel = (): number => {
    let value = 0;
    for (let byte = 0; byte < pixelBytes; byte++) value = value * 256 + (bytes[at++] ?? NaN);
    return value;
  };
  const fill = (x: number, y: number, width: number, height: number, value: number): void => {
    for (let row = y; row < y + height; row++) {
      const start = row * WHOLE_SCREEN.width + x;
      pixels.fill(value, start, start + width);
    }
  };
  expect(bytes[0]).toBe(0);
  for (let count = view.getUint16(2); count > 0; count--) {
    const [x = 0, y = 0, width = 0, height = 0] = [0, 2, 4, 6].map((offset) => view.getUint16(at + offset));
    const encoding = view.getInt32(at + 8);
    areas.push({ x, y, width, height });
    at += 12;
    if (encoding === 0) {
      for (let dy = 0; dy < height; dy++) for (let dx = 0; dx < width; dx++) fill(x + dx, y + dy, 1, 1, pixel());
      continue;
    }
    expect(encoding).toBe(5);
    for (let ty = 0; ty < height; ty += 16) {
      for (let tx = 0; tx < width; tx += 16) {
        const kind = bytes[at++] ?? 0;
        fill(x + tx, y + ty, Math.min(16, width - tx), Math.min(16, height - ty), pixel());
        const ink = (kind & 4) === 0 ? 0 : pixel();
        for (let runs = (kind & 8) === 0 ? 0 : (bytes[at++] ?? 0); runs > 0; runs--) {
          const value = (kind & 16) === 0 ? ink : pixel();
          const [place = 0, size = 0] = [bytes[at++], bytes[at++]];
          fill(x + tx + (place >> 4), y + ty + (place & 15), (size >> 4) + 1, (size & 15) + 1, value);
        }
      }
    }
  }
  expect(at).toBe(bytes.length);
  return { areas, pixels };
}

/** Holds little-endian pixels of 32 bits, read byte by byte, to what the screen shows. */
function expectWholeScreen(pixels: Float64Array): void {
  const values = PALETTE.map(([red, green, blue]) => blue * 2 ** 24 + green * 2 ** 16 + red * 2 ** 8);
  const indices = paint(screenOf(pool.sim.world, vm).lines(pool.sim.nowMs), WHOLE_SCREEN);
  expect(indices.findIndex((index, at) => values[index] !== pixels[at])).toBe(-1);
}
const screenText = (): string =>
  screenOf(pool.sim.world, vm)
    .lines(pool.sim.nowMs)
    .map(({ spans }) => spans.map(([text]) => text).join(''))
    .join('\n');

describe('handshake', () => {
  test('of version 3.8 says None, OK, the size, the format and the name of the VM', async () => {
    const client = await open();
    expect(client.text()).toBe('RFB 003.008\n');
    client.send('RFB 003').send('.008\n');
    expect([...client.take()]).toEqual([1, 1]);
    expect([...client.send(1).take()]).toEqual([0, 0, 0, 0]);
    const init = client.send(1).take();
    expect([...init.subarray(0, 20)]).toEqual([3, 32, 2, 88, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0]);
    expect(new TextDecoder().decode(init.subarray(24))).toBe('web-1');
  });

  test('of version 3.7 has no result, of 3.3 no choice', async () => {
    const seven = await open();
    seven.take();
    expect([...seven.send('RFB 003.007\n').take()]).toEqual([1, 1]);
    expect(seven.send(1).send(1).take().length).toBe(29);
    const three = await open();
    three.take();
    expect([...three.send('RFB 003.003\n').take()]).toEqual([0, 0, 0, 1]);
    expect(three.send(0).take().length).toBe(29);
  });

  test('all at once is as good as byte by byte', async () => {
    const bytes = ['RFB 003.008\n', 1, 1, ...encodings(7, 16, 0), ...request(0, { width: 9, height: 9 })];
    const [whole, split] = [await open(), await open()];
    whole.send(...bytes);
    for (const part of bytes) {
      const some = typeof part === 'number' ? [part] : typeof part === 'string' ? new TextEncoder().encode(part) : part;
      for (const byte of some) split.send(byte);
    }
    const heard = whole.take();
    expect(heard.length).toBe(12 + 2 + 4 + 29 + 16 + 9 * 9 * 4);
    expect(split.take()).toEqual(heard);
  });
});

describe('updates', () => {
  test('raw shows the whole screen, pixel by pixel', async () => {
    const client = await shaken();
    // What noVNC offers first, such as Tight and ZRLE, is not there; Raw always is.
    const { areas, pixels } = drawn(client.send(...encodings(1, 7, -260, 16, 0, -223), ...request(0)).take());
    expect(areas).toEqual([WHOLE_SCREEN]);
    expectWholeScreen(pixels);
  });

  test('hextile shows the same in a tenth of the bytes', async () => {
    const client = await shaken();
    const bytes = client.send(...encodings(5, 0), ...request(0)).take();
    expect(bytes.length).toBeLessThan(192_000);
    expectWholeScreen(drawn(bytes).pixels);
  });

  test('come in the pixels that the client asked for', async () => {
    const client = await shaken();
    const at = { x: 0, y: 0, width: 1, height: 1 };
    expect([
      ...client
        .send(...format8, ...request(0, at))
        .take()
        .subarray(16),
    ]).toEqual([1 + (2 << 3) + (1 << 6)]);
    const blue = (4 << 11) | (19 << 5) | 15;
    expect([
      ...client
        .send(...format16, ...request(0, at))
        .take()
        .subarray(16),
    ]).toEqual([blue >> 8, blue & 255]);
    const mapped = client.send(0, 0, 0, 0, 8, 8, 0, 0, ...new Uint8Array(12), ...request(0, at)).take();
    expect([...mapped.subarray(0, 6)]).toEqual([1, 0, 0, 0, 0, PALETTE.length]);
    expect(mapped[mapped.length - 1]).toBe(PALETTE.length - 1);
  });

  test('wait until something changes, and then show the changed rows alone', async () => {
    const client = await shaken();
    client.send(...request(0)).take();
    expect(client.send(...request(1)).take().length).toBe(0);
    client.send(...key(0x61));
    const { areas } = drawn(client.take());
    expect(areas).toEqual([{ x: 0, y: 200, width: 800, height: 20 }]);
    expect(screenText()).toContain('web-1 login: a_');
    client.send(...key(0x62));
    expect(client.take().length).toBe(0);
    expect(drawn(client.send(...request(1)).take()).areas).toHaveLength(1);
  });

  test('tick with the clock, once a second', async () => {
    const client = await shaken();
    client.send(...request(0)).take();
    let count = 0;
    for (let tenth = 0; tenth < 100; tenth++) {
      client.send(...request(1));
      pool.sim.advance(100);
      if (client.take().length > 0) count++;
    }
    expect(count).toBeGreaterThanOrEqual(9);
    expect(count).toBeLessThanOrEqual(11);
  });

  test('of a corner leave the rest for later and come once', async () => {
    const client = await shaken();
    const corner = { x: 3, y: 5, width: 40, height: 30 };
    expect(drawn(client.send(...request(1, corner)).take()).areas).toEqual([corner]);
    expect(client.send(...request(1, corner)).take().length).toBe(0);
    const rest = drawn(client.send(...request(1)).take());
    expect(rest.pixels.filter((value) => !Number.isNaN(value)).length).toBe(800 * 600 - 40 * 30);
  });

  test('cost nothing when nobody asks', async () => {
    const client = await shaken();
    client.send(...request(0)).take();
    pool.sim.advance(5000);
    client.end?.closed();
    expect(plannedIn(pool)).toEqual(plannedIn(await quietPool()));
    expect(client.take().length).toBe(0);
  });
});

/** What is planned, but for the end of idle sessions. */
function plannedIn({ sim }: TestPool): readonly string[] {
  const kinds = sim.world.engine.agenda().map(({ kind }) => kind);
  return kinds.filter((kind) => kind !== 'session collection');
}

async function quietPool(): Promise<TestPool> {
  const other = testPool({ clockMode: 'instant', hosts: 1 });
  await other.sim.call('VM.start', await testVm(other), false, true);
  other.sim.idle();
  other.sim.advance(5000);
  return other;
}

describe('keys', () => {
  const type = (client: TestSocket, ...keysyms: readonly number[]): void => {
    for (const keysym of keysyms) client.send(...key(keysym), ...key(keysym, 0));
  };
  const letters = (text: string): readonly number[] => [...text].map((letter) => letter.charCodeAt(0));

  test('make a line that asks for a name and a password, and lets nobody in', async () => {
    const [client, other] = [await shaken(), await shaken()];
    type(client, ...letters('root'), 0xff08, 0xff08);
    expect(screenText()).toContain('web-1 login: ro_');
    type(other, 0xff0d, ...letters('secret'));
    expect(screenText()).not.toContain('secret');
    type(client, 0xff0d);
    expect(screenText()).toContain(NO_ACCOUNTS);
  });

  test('of QEMU clients are keys as well', async () => {
    (await shaken()).send(255, 0, 0, 1, u32(0x78), u32(45));
    expect(screenText()).toContain('login: x_');
  });

  test('Ctrl-Alt-Del says how to restart', async () => {
    const client = await shaken();
    client.send(...key(0xffe3), ...key(0xffe9), ...key(0xffff));
    expect(screenText()).toContain('Ctrl-Alt-Del arrived');
  });

  test('do nothing while the VM is paused', async () => {
    const client = await shaken();
    await pool.sim.call('VM.pause', vm);
    type(client, ...letters('abc'));
    expect(screenText()).toContain('Paused');
    expect(screenText()).not.toContain('abc');
    expect(client.isClosed).toBe(false);
  });
});

describe('hostile clients', () => {
  test.each([
    ['no version', ['GET / HTTP/1.1\r\n']],
    ['another security type', ['RFB 003.008\n', 2]],
    ['an unknown message', ['RFB 003.008\n', 1, 1, 99]],
    ['a format of 24 bits', ['RFB 003.008\n', 1, 1, 0, 0, 0, 0, 24, ...new Uint8Array(15)]],
    ['65,535 encodings', ['RFB 003.008\n', 1, 1, 2, 0, 255, 255]],
    ['a text of 2 GiB', ['RFB 003.008\n', 1, 1, 6, 0, 0, 0, 127, 255, 255, 255]],
  ])('%s ends the connection', async (_name, bytes) => {
    const client = await open();
    client.send(...bytes);
    expect(client.isClosed).toBe(true);
  });

  test('texts, fences and sizes are passed over', async () => {
    const client = await shaken();
    client.send(6, 0, 0, 0, u32(100_000)).send(new Uint8Array(60_000)).send(new Uint8Array(40_000));
    client.send(6, 0, 0, 0, u32(-5), 1, 2, 3, 4, 5).send(248, 0, 0, 0, 0, 0, 0, 0, 2, 9, 9);
    client.send(251, 0, 3, 32, 2, 88, 1, 0, ...new Uint8Array(16)).send(150, 1, ...new Uint8Array(8));
    client.send(255, 1, 0, 2, 0, 1, 0, 0, 0, 0).send(255, 1, 0, 0).send(5, 0, 0, 1, 0, 1);
    client.send(3, 0, u16(700), u16(500), u16(65535), u16(65535));
    expect(drawn(client.take()).areas).toEqual([{ x: 700, y: 500, width: 100, height: 100 }]);
    expect(client.isClosed).toBe(false);
  });

  test('no bytes make it throw, or answer more than was asked for', async () => {
    const type = fc.constantFrom(0, 2, 3, 4, 5, 6, 150, 248, 250, 251, 255);
    const message = fc.tuple(type, fc.uint8Array({ maxLength: 40 })).map(([first, rest]) => [first, ...rest]);
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 10 }), async (messages) => {
        const client = await shaken();
        for (const bytes of messages) client.send(...bytes);
        expect(client.take().length).toBeLessThan(messages.length * 2_000_000 + 1);
        client.end?.closed();
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  test('a name of any characters is shown, with a box for what the font lacks', async () => {
    await pool.sim.call('VM.set_name_label', vm, '名\x1b[31m😀 <b>'.repeat(40));
    const client = await shaken();
    expectWholeScreen(drawn(client.send(...request(0)).take()).pixels);
    expect(glyphOf('名')).toEqual(glyphOf('\x1b'));
    expect(glyphOf('~')).not.toEqual(glyphOf('\x7f'));
  });
});

describe('the connection ends', () => {
  test('when the VM stops', async () => {
    const client = await shaken();
    await pool.sim.call('VM.hard_shutdown', vm);
    expect(client.isClosed).toBe(true);
  });

  test('when it reboots into another domain', async () => {
    const client = await shaken();
    await pool.sim.call('VM.hard_reboot', vm);
    expect(client.isClosed).toBe(true);
  });

  test('when a world is restored that does not have it', async () => {
    const client = await shaken();
    client.send(...request(0), ...request(1));
    const other = testPool({ hosts: 1 });
    pool.sim.restore(other.sim.snapshot());
    client.send(...key(0x61));
    expect(client.isClosed).toBe(true);
  });

  test('not when the session does', async () => {
    const client = await shaken();
    pool.sim.endSessions();
    expect(client.isClosed).toBe(false);
  });
});
