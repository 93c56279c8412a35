import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dynamicVhd,
  GRAIN,
  gzipped,
  joined,
  OVF,
  qcow2,
  QCOW_CLUSTER,
  streamVmdk,
  tar,
  VHD_BLOCK,
  vhdFooter,
} from '../testing/images';
import type { DiskImage } from './disk-image';
import { matches, readManifest } from './manifest';
import { readOvf } from './ovf';
import { qcow2Image } from './qcow2';
import { rawImage } from './raw';
import { sha1, sha256 } from './sha';
import { kindOf } from './sniff';
import { tarIndex } from './tar-index';
import { vhdImage } from './vhd';
import { VhdStream } from './vhd-stream';
import { vmdkImage } from './vmdk';
import { WrongFile } from './wrong-file';
import { readXml } from './xml-tree';
import { readXva } from './xva';

const blob = (...parts: readonly BlobPart[]): Blob => new Blob([...parts]);

/** Megabytes are compared by what they hash to: a difference is not for reading. */
const digest = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');

/** The disk as a VM sees it, and how it was read. */
async function read(image: DiskImage): Promise<string> {
  const disk = new Uint8Array(image.virtualBytes);
  let before = 0;
  for await (const { offset, bytes, readBytes } of image.extents()) {
    expect(readBytes).toBeGreaterThanOrEqual(before);
    expect(readBytes).toBeLessThanOrEqual(image.fileBytes);
    before = readBytes;
    disk.set(bytes, offset);
  }
  return digest(disk);
}

/** What reads a VHD on its way into a disk, and whether its headers made sense. */
function streamInto(disk: Uint8Array): readonly [VhdStream, () => boolean] {
  let isBegun = false;
  const stream = new VhdStream({
    begin: () => {
      isBegun = true;
      return Promise.resolve();
    },
    extent: (offset, bytes) => {
      disk.set(bytes, offset);
      return Promise.resolve();
    },
  });
  return [stream, () => isBegun];
}

const filled = (block: number, bytes: readonly (number | null)[]): Uint8Array =>
  joined(bytes.map((byte) => new Uint8Array(block).fill(byte ?? 0)));

const pattern = fc.array(fc.option(fc.integer({ min: 0, max: 255 }), { nil: null }), { minLength: 1, maxLength: 9 });

/** Bytes of a file that were changed on their way, or the end of it that never came. */
interface Damage {
  readonly cut: number;
  readonly at: readonly (readonly [where: number, byte: number])[];
  readonly inHead: boolean;
}

const share = fc.double({ min: 0, max: 1, noNaN: true });
const damage: fc.Arbitrary<Damage> = fc.record({
  cut: share,
  at: fc.array(fc.tuple(share, fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
  inHead: fc.boolean(),
});

function damaged(file: Uint8Array<ArrayBuffer>, { cut, at, inHead }: Damage): Blob {
  const bytes = file.slice(0, inHead ? file.length : Math.ceil(file.length * cut));
  // Headers are where it hurts.
  const length = inHead ? Math.min(2048, bytes.length) : bytes.length;
  for (const [where, byte] of at) bytes[Math.floor(where * Math.max(0, length - 1))] = byte;
  return blob(bytes);
}

/** A reader answers, or says what is wrong in a sentence; nothing else ever comes of a file. */
async function answers(run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof WrongFile)) throw error;
    expect(error.message).toMatch(/ .*[.:]/);
  }
}

describe('a disk in a file', () => {
  it('that is raw is read as it is, without its zeros', async () => {
    const bytes = filled(64 * 1024, [null, 7, null, null, 9]);
    const image = rawImage(blob(bytes as Uint8Array<ArrayBuffer>));
    expect(await read(image)).toBe(digest(bytes));
    const extents: number[] = [];
    for await (const { offset, bytes: piece } of image.extents()) extents.push(offset, piece.length);
    expect(extents).toEqual([64 * 1024, 64 * 1024, 4 * 64 * 1024, 64 * 1024]);
  });

  it('that is a VHD is what was written on it', async () => {
    await fc.assert(
      fc.asyncProperty(pattern, async (blocks) => {
        expect(await read(await vhdImage(blob(dynamicVhd(blocks))))).toBe(digest(filled(VHD_BLOCK, blocks)));
      }),
      { numRuns: 30 },
    );
    const bytes = new Uint8Array(1000).fill(3);
    const fixed = await vhdImage(blob(bytes, vhdFooter(1000, 2)));
    expect([fixed.format, await read(fixed)]).toEqual(['VHD', digest(bytes)]);
  });

  it('that is a VHD is read as it comes, however it is cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(pattern, fc.integer({ min: 100, max: 200_000 }), async (blocks, pieceBytes) => {
        const disk = new Uint8Array(blocks.length * VHD_BLOCK);
        const [stream, isBegun] = streamInto(disk);
        const file = dynamicVhd(blocks);
        for (let at = 0; at < file.length; at += pieceBytes) await stream.take(file.subarray(at, at + pieceBytes));
        stream.assertWhole();
        expect(isBegun()).toBe(true);
        expect(digest(disk)).toBe(digest(filled(VHD_BLOCK, blocks)));
      }),
      { numRuns: 30 },
    );
  });

  it('that is a VHD with its blocks out of order, or none, is refused before anything was taken of it', async () => {
    const swapped = dynamicVhd([1, 2]);
    swapped.copyWithin(1536 + 8, 1536, 1536 + 4);
    swapped.copyWithin(1536, 1536 + 4, 1536 + 8);
    swapped.copyWithin(1536 + 4, 1536 + 8, 1536 + 12);
    for (const file of [swapped, vhdFooter(VHD_BLOCK, 2), dynamicVhd([1], 4), new Uint8Array(4096)]) {
      const [stream, isBegun] = streamInto(new Uint8Array(2 * VHD_BLOCK));
      await expect(stream.take(file)).rejects.toThrow(WrongFile);
      expect(isBegun()).toBe(false);
    }
    const [stream] = streamInto(new Uint8Array(VHD_BLOCK));
    await stream.take(dynamicVhd([1]).subarray(0, 4096));
    expect(() => stream.assertWhole()).toThrow('shorter than it says');
  });

  it('that is a VMDK is what was written on it', async () => {
    await fc.assert(
      fc.asyncProperty(pattern, async (grains) => {
        expect(await read(await vmdkImage(blob(await streamVmdk(grains))))).toBe(digest(filled(GRAIN, grains)));
      }),
      { numRuns: 20 },
    );
  });

  it('that is damaged is refused in words, whatever is wrong with it', async () => {
    const vhd = dynamicVhd([1, null, 3]);
    const vmdk = await streamVmdk([1, null, 3, 4, 5]);
    await fc.assert(
      fc.asyncProperty(damage, async (how) => {
        await answers(async () => {
          for await (const extent of (await vhdImage(damaged(vhd, how))).extents()) void extent;
        });
        await answers(async () => {
          for await (const extent of (await vmdkImage(damaged(vmdk, how))).extents()) void extent;
        });
      }),
      { numRuns: 300 },
    );
  });

  it('that only differs from another one is refused', async () => {
    await expect(vhdImage(blob(dynamicVhd([1], 4)))).rejects.toThrow('Merge it with its parent');
    const wrong = dynamicVhd([1]);
    wrong[wrong.length - 500] = 1;
    await expect(vhdImage(blob(wrong))).rejects.toThrow('checksum');
  });
});

describe('a package', () => {
  it('is found by the headers of its archive', async () => {
    const long = `${'folder/'.repeat(12)}name`;
    const archive = tar([
      ['shop.ovf', OVF],
      [long, new Uint8Array(1000).fill(5)],
      ['empty', ''],
    ]);
    const files = await tarIndex(blob(archive));
    expect(files.map(({ name, content }) => [name, content.size])).toEqual([
      ['shop.ovf', OVF.length],
      [long, 1000],
      ['empty', 0],
    ]);
    expect(await files[0]?.content.text()).toBe(OVF);
    await expect(tarIndex(blob(archive.slice(0, 2000)))).rejects.toThrow('cut off');
    await fc.assert(
      fc.asyncProperty(damage, (how) => answers(() => tarIndex(damaged(archive, how)))),
      { numRuns: 200 },
    );
  });

  it('is read for what it makes', async () => {
    const { machines, licences } = await readOvf(blob(OVF));
    expect(licences).toEqual(['Be kind.']);
    expect(machines).toEqual([
      {
        name: 'Shop',
        description: 'Sells things',
        vcpus: 2,
        memoryBytes: 2 ** 31,
        isUefi: true,
        hasCdDrive: true,
        disks: [
          { name: 'vmdisk1', file: 'shop-disk1.vmdk', isPacked: false, capacityBytes: 4 * 2 ** 20 },
          { name: 'vmdisk2', file: null, isPacked: false, capacityBytes: 2 ** 30 },
        ],
        nics: [
          { network: 'VM Network', mac: '00:16:3e:00:00:01' },
          { network: 'Lab', mac: '' },
        ],
      },
    ]);
  });

  it.each([
    ['no XML at all', 'PK', 'no valid XML'],
    ['another kind of XML', '<a/>', 'no OVF description'],
    ['a document type', '<!DOCTYPE x [<!ENTITY a "b">]><Envelope/>', 'document type'],
    ['an entity', '<Envelope>&a;</Envelope>', 'no valid XML'],
    ['no machine', '<Envelope/>', 'no virtual machines'],
    ['an encrypted part', '<Envelope><EncryptedData/></Envelope>', 'encrypted'],
    ['a disk that is nowhere', OVF.replace('disk/vmdisk2', 'disk/x'), 'does not describe: x'],
    ['a size that is none', OVF.replace('ovf:capacity="4"', 'ovf:capacity="-4"'), 'makes no sense'],
    [
      'disks without end',
      OVF.replace('<Item>', `${'<Item><rasd:ResourceType>17</rasd:ResourceType></Item>'.repeat(300)}<Item>`),
      'more disks',
    ],
    ['elements without end', `<Envelope>${'<a>'.repeat(100)}`, 'too large'],
  ])('with %s is refused', async (_what, text, words) => {
    await expect(readOvf(blob(text))).rejects.toThrow(words);
  });

  it('names files without a way out of it', async () => {
    const { machines } = await readOvf(blob(OVF.replace('shop-disk1.vmdk', '../../etc/passwd')));
    expect(machines[0]?.disks[0]?.file).toBe('passwd');
  });

  it('that is broken anywhere is refused in words', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: OVF.length }), fc.string({ maxLength: 5 }), (at, text) =>
        answers(() => readOvf(blob(OVF.slice(0, at), text, OVF.slice(at + 3)))),
      ),
      { numRuns: 300 },
    );
    expect(() => readXml('')).toThrow(WrongFile);
  });
});

describe('a manifest', () => {
  it('is checked with the hashes that everybody computes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 6 }), async (parts) => {
        const [one, two] = [sha1(), sha256()];
        const [first, second] = [createHash('sha1'), createHash('sha256')];
        for (const part of parts) {
          one.update(part);
          two.update(part);
          first.update(part);
          second.update(part);
        }
        expect([one.hex(), two.hex()]).toEqual([first.digest('hex'), second.digest('hex')]);
        await Promise.resolve();
      }),
    );
  });

  it('tells a file that was changed', async () => {
    const hex = createHash('sha256').update(OVF).digest('hex');
    const text = `SHA256(shop.ovf)= ${hex}\r\nSHA512(other) = ${'0'.repeat(128)}\nnonsense\n`;
    const digests = await readManifest(blob(text));
    expect(digests.map(({ name, algorithm }) => [name, algorithm])).toEqual([
      ['shop.ovf', 'SHA256'],
      ['other', 'SHA512'],
    ]);
    const [first, second] = digests;
    if (!first || !second) throw new Error('no digests');
    const heard: number[] = [];
    const note = (bytes: number): Promise<void> => Promise.resolve(void heard.push(bytes));
    expect([first.canCheck, second.canCheck]).toEqual([true, false]);
    expect(await matches(blob(OVF), first, note)).toBe(true);
    expect(await matches(blob(`${OVF} `), first, note)).toBe(false);
    expect(heard).toEqual([OVF.length, OVF.length + 1]);
  });
});

describe('an export', () => {
  const value = (fields: Readonly<Record<string, string>>): string =>
    `<value><struct>${Object.entries(fields)
      .map(([name, text]) => `<member><name>${name}</name><value>${text}</value></member>`)
      .join('')}</struct></value>`;
  const object = (cls: string, id: string, snapshot: Readonly<Record<string, string>>): string =>
    value({ class: cls, id, snapshot: value(snapshot).slice(7, -8) });
  const description = value({
    version: '<struct/>',
    objects: `<array><data>${[
      object('VM', 'Ref:0', {
        name_label: 'shop',
        VCPUs_max: '2',
        memory_static_max: '1024',
        is_a_snapshot: '<boolean>0</boolean>',
      }),
      object('VBD', 'Ref:1', { type: 'Disk', VDI: 'Ref:2' }),
      object('VDI', 'Ref:2', { virtual_size: '4096' }),
      object('VIF', 'Ref:3', { network: 'Ref:4' }),
      object('network', 'Ref:4', { name_label: 'Lab' }),
    ].join('')}</data></array>`,
  });
  const archive = tar([['ova.xml', description]]);

  it('says what is in it before it goes anywhere', async () => {
    const expected = {
      machines: [{ name: 'shop', vcpus: 2, memoryBytes: 1024 }],
      networks: ['Lab'],
      diskBytes: 4096,
      disks: 1,
    };
    expect(await readXva(blob(archive), false)).toEqual(expected);
    expect(await readXva(await gzipped(archive), true)).toEqual(expected);
  });

  it('that is something else, or broken, is refused in words', async () => {
    await expect(readXva(blob(tar([['x', 'y']])), false)).rejects.toThrow(WrongFile);
    await expect(readXva(blob('\x1f\x8bnonsense'), true)).rejects.toThrow(WrongFile);
    await fc.assert(
      fc.asyncProperty(damage, (how) => answers(() => readXva(damaged(archive, how), false))),
      { numRuns: 200 },
    );
  });
});

describe('a QCOW2 disk', () => {
  const clusters = fc.array(fc.option(fc.integer({ min: 0, max: 255 }), { nil: null }), { minLength: 1, maxLength: 9 });
  const content = (bytes: readonly (number | null | 'zero')[]): Uint8Array =>
    joined(
      bytes.map((byte) =>
        typeof byte === 'number'
          ? new Uint8Array(QCOW_CLUSTER).map((_, place) => byte ^ (place % 251))
          : new Uint8Array(QCOW_CLUSTER),
      ),
    );

  it('is read as a VM sees it, plain or packed', async () => {
    await fc.assert(
      fc.asyncProperty(clusters, fc.constantFrom('plain', 'packed', 'apart'), async (bytes, packing) => {
        const image = await qcow2Image(blob(await qcow2(bytes, packing)));
        expect(image).toMatchObject({ format: 'QCOW2', virtualBytes: bytes.length * QCOW_CLUSTER });
        expect(await read(image)).toBe(digest(content(bytes)));
      }),
      { numRuns: 30 },
    );
  });

  it('has nothing where it is known to be zero, and nothing behind its end', async () => {
    const bytes = [1, 'zero', 3] as const;
    const image = await qcow2Image(blob(await qcow2(bytes, 'plain', 3 * QCOW_CLUSTER - 1024)));
    expect(await read(image)).toBe(digest(content(bytes).subarray(0, 3 * QCOW_CLUSTER - 1024)));
  });

  it('says what keeps it from being read', async () => {
    const with32 = async (at: number, value: number): Promise<Blob> => {
      const bytes = await qcow2([1]);
      new DataView(bytes.buffer).setUint32(at, value);
      return blob(bytes);
    };
    const refusal = async (file: Promise<Blob>): Promise<string> =>
      qcow2Image(await file).then(
        () => 'read',
        (error: unknown) => (error instanceof WrongFile ? error.message : String(error)),
      );
    expect(await refusal(with32(4, 1))).toContain('not known');
    expect(await refusal(with32(12, 4096))).toContain('Merge it with its parent');
    expect(await refusal(with32(32, 2))).toContain('encrypted');
    expect(await refusal(with32(76, 2))).toContain('corrupt');
    expect(await refusal(with32(76, 4))).toContain('another file');
    expect(await refusal(with32(76, 16))).toContain('not known');
    expect(await refusal(with32(76, 1))).toBe('read');
    expect(await refusal(with32(20, 40))).toContain('damaged');
    expect(await refusal(with32(36, 0))).toContain('damaged');
  });

  it('that is damaged ends with what is wrong', async () => {
    const whole = await qcow2([1, null, 2, 3], 'packed');
    await fc.assert(
      fc.asyncProperty(damage, (how) =>
        answers(async () => {
          for await (const extent of (await qcow2Image(damaged(whole, how))).extents()) void extent;
        }),
      ),
      { numRuns: 200 },
    );
  });
});

describe('what a file is', () => {
  it('is told by its content, whatever its name', async () => {
    const kinds = await Promise.all(
      [
        blob(tar([['a', 'b']])),
        await gzipped(new Uint8Array(3)),
        blob(new Uint8Array([0x28, 0xb5, 0x2f, 0xfd])),
        blob(dynamicVhd([1])),
        blob(new Uint8Array(600), vhdFooter(600, 2)),
        blob(await streamVmdk([1])),
        blob('# Disk DescriptorFile\n'),
        blob(new Uint8Array([0x51, 0x46, 0x49, 0xfb])),
        blob(OVF),
        blob(new Uint8Array(0x8001), 'CD001'),
        blob(''),
        blob('anything'),
      ].map(kindOf),
    );
    expect(kinds).toEqual([
      'tar',
      'gzip',
      'zstd',
      'vhd',
      'vhd',
      'vmdk',
      'vmdk-text',
      'qcow2',
      'xml',
      'iso',
      'unknown',
      'unknown',
    ]);
  });
});
