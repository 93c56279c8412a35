import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { contentOf, digestOf } from '../api/vdi/content';
import { DiskWriter } from '../api/vdi/content-writer';
import { problemsOf } from '../scenarios/testing/invariants';
import { disk, nfs, twoServers } from '../scenarios/testing/pool';
import type { Simulator } from '../simulator';
import { collect, ConnectionCut, type HttpRequest, type HttpResponse } from './plain';

const MIB = 1024 ** 2;
let simulator: Simulator;
let alder: Ref<'host'>;
let birch: Ref<'host'>;
let sr: Ref<'SR'>;
let session: string;

beforeEach(async () => {
  ({ simulator, alder, birch } = twoServers());
  sr = await nfs(simulator, alder, 'NFS', 100 * 1024 * MIB);
  session = await simulator.call('session.login_with_password', 'root', 'password');
});

const db = () => simulator.world.db;
const digest = (ref: Ref<'VDI'>) => digestOf(contentOf(simulator.world, ref));
const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.from(one).equals(other);
const withQuery = (path: string, more: string) => `${path}${path.includes('?') ? '&' : '?'}${more}`;

async function request(method: string, path: string, more: Partial<HttpRequest> = {}): Promise<HttpResponse> {
  const whole = withQuery(path, `session_id=${session}`);
  return simulator.handlePlain({ method, path: whole, headers: {}, body: '', ...more });
}

async function download(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const { status, body } = await request('GET', path);
  expect(status).toBe(200);
  return (await collect(body)) as Uint8Array<ArrayBuffer>;
}

/** Uploads, and answers the status of the answer and what the task ended with. */
async function upload(
  path: string,
  body: Uint8Array | string,
  more: Partial<HttpRequest> = {},
): Promise<Records['task'] & { readonly httpStatus: number }> {
  const task = await simulator.call('task.create', 'import', '');
  const answer = await request('PUT', withQuery(path, `task_id=${task}`), {
    body: typeof body === 'string' ? body : new Uint8Array(body),
    ...more,
  });
  await collect(answer.body).catch(() => undefined);
  const ended = db().row('task', task);
  await simulator.call('task.destroy', task);
  return { ...ended, httpStatus: answer.status };
}

/** A body that comes in pieces, after which the client cuts the connection or ends it properly. */
function pieces(bytes: Uint8Array, isCut: boolean, announced = bytes.length): Partial<HttpRequest> {
  async function* parts(): AsyncIterable<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 100_003) yield bytes.subarray(at, at + 100_003);
    if (isCut) throw new ConnectionCut();
  }
  return { body: '', upload: parts(), headers: { 'content-length': String(announced) } };
}

async function newDisk(
  sizeBytes: number,
  writes: readonly (readonly [number, Uint8Array])[] = [],
): Promise<Ref<'VDI'>> {
  const ref = await disk(simulator, sr, sizeBytes);
  const writer = new DiskWriter(simulator.world, ref);
  for (const [offset, bytes] of writes) writer.write(offset, bytes);
  writer.commit();
  return ref;
}
const noise = (length: number, salt = 1): Uint8Array => {
  const bytes = new Uint8Array(length);
  for (let at = 0, state = salt; at < length; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[at] = state >>> 16;
  }
  return bytes;
};

const uint32 = (bytes: Uint8Array, at: number): number => new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
const blocksIn = (vhd: Uint8Array): number[] =>
  Array.from({ length: uint32(vhd, 512 + 28) }, (_, block) => block).filter(
    (block) => uint32(vhd, 2048 + 4 * block) !== 0xffffffff,
  );

describe('an export of a disk', () => {
  test('is all of its bytes, with their number, the zeros included', async () => {
    const text = new TextEncoder().encode('what the guest wrote');
    const ref = await newDisk(5 * MIB, [[3_000_000, text]]);
    const { uuid, virtual_size } = db().row('VDI', ref);
    const { headers, body } = await request('GET', `/export_raw_vdi?vdi=${uuid}`);
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': String(virtual_size),
      'content-disposition': `attachment; filename="${uuid}.raw"`,
    });
    const bytes = (await collect(body)) as Uint8Array;
    expect(bytes).toHaveLength(virtual_size);
    expect(same(bytes.subarray(3_000_000, 3_000_000 + text.length), text)).toBe(true);
    expect(bytes.filter((byte) => byte !== 0)).toHaveLength(text.length);
  });

  test('as VHD has the blocks that hold something, between footers that vouch for themselves', async () => {
    const ref = await newDisk(10 * 1024 * MIB, [
      [5 * MIB, noise(100)],
      [9000 * MIB + 2 * MIB - 10, noise(20)],
    ]);
    const { headers } = await request('GET', `/export_raw_vdi?vdi=${ref}&format=VHD`);
    const vhd = await download(`/export_raw_vdi?vdi=${ref}&format=vhd`);
    expect(headers).toMatchObject({ 'content-type': 'application/vhd', 'content-length': String(vhd.length) });
    const footer = vhd.subarray(0, 512);
    expect(same(footer, vhd.subarray(vhd.length - 512))).toBe(true);
    expect(Buffer.from(footer.subarray(0, 8)).toString()).toBe('conectix');
    expect(Buffer.from(footer).readBigUInt64BE(48)).toBe(BigInt(10 * 1024 * MIB));
    // 10 GiB: 20805 cylinders, 16 heads, 63 sectors, as the appendix of the format's specification works them out.
    expect(uint32(footer, 56)).toBe((20_805 << 16) | (16 << 8) | 63);
    expect(uint32(footer, 60)).toBe(3);
    const sum = footer.reduce((total, byte, at) => total + (at >= 64 && at < 68 ? 0 : byte), 0);
    expect(uint32(footer, 64)).toBe(~sum >>> 0);
    expect(blocksIn(vhd)).toEqual([2, 4500, 4501]);
    expect(vhd).toHaveLength(2048 + 5120 * 4 + 3 * (512 + 2 * MIB) + 512);
  });

  test('against a base has the blocks that differ, and names the base', async () => {
    const base = await newDisk(20 * MIB, [
      [3 * MIB - 50, noise(100)],
      [7 * MIB, noise(70_000)],
    ]);
    const clone = await simulator.call('VDI.clone', base);
    const writer = new DiskWriter(simulator.world, clone);
    writer.write(3 * MIB, noise(10, 7));
    writer.write(6 * MIB, new Uint8Array(2 * MIB));
    writer.write(15 * MIB, noise(10, 9));
    writer.commit();
    const vhd = await download(`/export_raw_vdi?vdi=${clone}&format=vhd&base=${db().row('VDI', base).uuid}`);
    expect([uint32(vhd, 60), blocksIn(vhd)]).toEqual([4, [1, 3, 7]]);
    const parent = Buffer.from(vhd.subarray(512 + 40, 512 + 56)).toString('hex');
    expect(parent).toBe(db().row('VDI', base).uuid.replaceAll('-', ''));
    // What a backup does: the difference onto a copy of the base gives the disk.
    const copy = await simulator.call('VDI.copy', base, sr);
    expect(await upload(`/import_raw_vdi?vdi=${copy}&format=vhd`, vhd)).toMatchObject({ status: 'success' });
    expect(digest(copy)).toBe(digest(clone));
  });

  test('keeps its disk in use while it runs, and lets it go when the client leaves', async () => {
    const ref = await newDisk(4 * MIB);
    const task = await simulator.call('task.create', 'export', '');
    const { body } = await request('GET', `/export_raw_vdi?vdi=${ref}&task_id=${task}`);
    await expect(simulator.call('VDI.destroy', ref)).rejects.toMatchObject({
      code: 'VDI_IN_USE',
      params: [ref, 'destroy'],
    });
    expect((await request('GET', `/export_raw_vdi?vdi=${ref}`)).status).toBe(200);
    await (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]().return?.();
    expect(db().row('task', task).status).toBe('failure');
  });

  test('is refused for what cannot be read', async () => {
    const ref = await newDisk(4 * MIB);
    const refusal = async (query: string): Promise<readonly [number, readonly string[]]> => {
      const task = await simulator.call('task.create', 'export', '');
      const { status } = await request('GET', `/export_raw_vdi?${query}&task_id=${task}`);
      return [status, db().row('task', task).error_info];
    };
    expect(await refusal(`vdi=${ref}&format=vmdk`)).toEqual([404, ['INTERNAL_ERROR', 'Unknown format vmdk']]);
    await simulator.call('VDI.enable_cbt', ref);
    const metadata = await simulator.call('VDI.snapshot', ref);
    await simulator.call('VDI.data_destroy', metadata);
    expect(await refusal(`vdi=${metadata}`)).toEqual([500, ['VDI_INCOMPATIBLE_TYPE', metadata, 'cbt_metadata']]);
    expect(await refusal('vdi=none')).toEqual([500, ['UUID_INVALID', 'VDI', 'none']]);
    expect(await refusal('format=raw')).toEqual([500, ['INTERNAL_ERROR', 'Failure("Missing vdi query parameter")']]);
    db().transaction(() => db().update('VDI', ref, { virtual_size: 2041 * 1024 * MIB }));
    expect(await refusal(`vdi=${ref}&format=vhd`)).toEqual([500, ['VDI_TOO_LARGE', ref, String(2040 * 1024 * MIB)]]);
  });

  test('goes to a server that has the repository', async () => {
    const local =
      db()
        .refs('SR')
        .find((ref) => db().row('SR', ref).type === 'lvm') ?? '';
    const ref = await disk(simulator, local, 4 * MIB);
    const { status, headers } = await request('GET', `/export_raw_vdi?vdi=${ref}`, { host: alder });
    expect(status).toBe(302);
    expect(headers['location']).toBe(
      `https://${db().row('host', birch).address}/export_raw_vdi?vdi=${ref}&session_id=${session}`,
    );
    expect((await request('PUT', `/import_raw_vdi?vdi=${ref}`, { host: alder })).status).toBe(302);
  });
});

describe('an import into a disk', () => {
  test.each(['raw', 'vhd', 'tar', 'qcow2'])('of an export as %s gives the same bytes', async (format) => {
    const write = fc.tuple(fc.nat(9 * MIB), fc.integer({ min: 1, max: 150_000 }), fc.nat());
    await fc.assert(
      fc.asyncProperty(fc.array(write, { maxLength: 4 }), async (writes) => {
        const from = await newDisk(
          10 * MIB,
          writes.map(([at, length, salt]) => [at, noise(length, salt)]),
        );
        const into = await newDisk(10 * MIB);
        const bytes = await download(`/export_raw_vdi?vdi=${from}&format=${format}`);
        const task = await upload(`/import_raw_vdi?vdi=${into}&format=${format}`, '', pieces(bytes, false));
        expect(task).toMatchObject({ httpStatus: 200, status: 'success', result: `<value>${into}</value>` });
        expect(digest(into)).toBe(digest(from));
        expect(same(await download(`/export_raw_vdi?vdi=${into}&format=${format}`), bytes)).toBe(format !== 'vhd');
        for (const ref of [from, into]) await simulator.call('VDI.destroy', ref);
      }),
      { numRuns: 4, seed: 7 },
    );
    expect(problemsOf(simulator.world)).toEqual([]);
  });

  test('of VHD succeeds though the client announced a pebibyte and cuts the connection at its end', async () => {
    const from = await newDisk(10 * MIB, [[3 * MIB, noise(200_000)]]);
    const into = await newDisk(10 * MIB);
    const vhd = await download(`/export_raw_vdi?vdi=${from}&format=vhd`);
    const task = await upload(`/import_raw_vdi?vdi=${into}&format=vhd`, '', pieces(vhd, true, 2 ** 50));
    expect(task.status).toBe('success');
    expect(digest(into)).toBe(digest(from));
  });

  test('leaves what its VHD does not mention', async () => {
    const into = await newDisk(10 * MIB, [[0, noise(MIB)]]);
    const from = await newDisk(10 * MIB, [[5 * MIB, noise(10)]]);
    const vhd = await download(`/export_raw_vdi?vdi=${from}&format=vhd`);
    // Of the one block, only its first eight sectors count as written.
    vhd.fill(0, 2048 + 512 + 1, 2048 + 512 + 512);
    await upload(`/import_raw_vdi?vdi=${into}&format=vhd`, vhd);
    const content = contentOf(simulator.world, into);
    expect(same(content.read(0, MIB), noise(MIB))).toBe(true);
    expect(content.blocks).not.toContain((5 * MIB) / 65_536);
  });

  test('of raw bytes that end early fails, and what had come stays', async () => {
    const bytes = noise(MIB);
    for (const announced of [2 ** 50, 10 * MIB]) {
      const into = await newDisk(10 * MIB);
      const task = await upload(`/import_raw_vdi?vdi=${into}`, '', pieces(bytes, true, announced));
      expect(task).toMatchObject({ status: 'failure', error_info: ['VDI_IO_ERROR', 'Device I/O errors'] });
      expect(same(contentOf(simulator.world, into).read(0, bytes.length), bytes)).toBe(true);
      await simulator.call('VDI.destroy', into);
    }
  });

  test('of more than it holds fails; of less that was announced so is fine', async () => {
    const into = await newDisk(4 * MIB);
    expect((await upload(`/import_raw_vdi?vdi=${into}`, new Uint8Array(4 * MIB + 1))).error_info[0]).toBe(
      'VDI_IO_ERROR',
    );
    expect((await upload(`/import_raw_vdi?vdi=${into}`, noise(MIB, 5))).status).toBe('success');
    expect(same(contentOf(simulator.world, into).read(0, MIB), noise(MIB, 5))).toBe(true);
  });

  test('of chunks takes each where it belongs', async () => {
    const into = await newDisk(10 * MIB);
    const chunk = (offset: number, bytes: Uint8Array): Uint8Array => {
      const head = Buffer.alloc(12);
      head.writeBigUInt64LE(BigInt(offset));
      head.writeUInt32LE(bytes.length, 8);
      return Buffer.concat([head, bytes]);
    };
    const parts = [chunk(7 * MIB, noise(1000)), chunk(0, noise(MIB))];
    const whole = Buffer.concat([...parts, Buffer.alloc(12)]);
    expect((await upload(`/import_raw_vdi?vdi=${into}&chunked`, '', pieces(whole, true))).status).toBe('success');
    const content = contentOf(simulator.world, into);
    expect(same(content.read(7 * MIB, 1000), noise(1000))).toBe(true);
    expect(same(content.read(0, MIB), noise(MIB))).toBe(true);
    for (const bad of [Buffer.concat(parts), chunk(10 * MIB - 1, noise(2))]) {
      expect((await upload(`/import_raw_vdi?vdi=${into}&chunked`, bad)).error_info[0]).toBe('VDI_IO_ERROR');
    }
    const vhd = await upload(`/import_raw_vdi?vdi=${into}&chunked=true&format=vhd`, '');
    expect([vhd.httpStatus, vhd.error_info]).toEqual([404, ['INTERNAL_ERROR', 'Cannot handle chunked VHD']]);
  });

  test('of a damaged VHD says what is wrong with it', async () => {
    const from = await newDisk(10 * MIB, [[3 * MIB, noise(200_000)]]);
    const into = await newDisk(10 * MIB);
    const vhd = await download(`/export_raw_vdi?vdi=${from}&format=vhd`);
    const changed = (at: number): Uint8Array => {
      const copy = vhd.slice();
      copy[at] = (copy[at] ?? 0) ^ 1;
      return copy;
    };
    const errorOf = async (bytes: Uint8Array) =>
      (await upload(`/import_raw_vdi?vdi=${into}&format=vhd`, bytes)).error_info;
    expect(await errorOf(noise(5000))).toEqual(['VDI_IO_ERROR', 'The file does not begin as a VHD']);
    expect(await errorOf(changed(50))).toEqual(['VDI_IO_ERROR', 'The checksum of the VHD footer is wrong']);
    expect(await errorOf(changed(600))).toEqual(['VDI_IO_ERROR', 'The checksum of the VHD header is wrong']);
    expect(await errorOf(changed(2048 + 4))).toEqual(['VDI_IO_ERROR', 'Device I/O errors']);
    expect(await errorOf(vhd.subarray(0, MIB))).toEqual(['VDI_IO_ERROR', 'Device I/O errors']);
    expect(await errorOf(vhd.subarray(0, 100))).toEqual(['VDI_IO_ERROR', 'Device I/O errors']);
  });

  test('of a qcow2 takes it however its tables lie, and says what cannot be read', async () => {
    const from = await newDisk(1200 * MIB, [
      [100, noise(70_000)],
      [1100 * MIB, noise(10)],
    ]);
    const into = await newDisk(1200 * MIB);
    const file = await download(`/export_raw_vdi?vdi=${from}&format=qcow2`);
    // The first table goes to the end of the file.
    const cluster = 65_536;
    const moved = new Uint8Array(file.length + cluster);
    moved.set(file);
    moved.copyWithin(file.length, cluster, 2 * cluster);
    moved.fill(0, cluster, 2 * cluster);
    new DataView(moved.buffer).setBigUint64(40, BigInt(file.length));
    expect(await upload(`/import_raw_vdi?vdi=${into}&format=qcow2`, moved)).toMatchObject({ status: 'success' });
    expect(digest(into)).toBe(digest(from));
    const errorOf = async (change: (view: DataView) => void): Promise<readonly string[]> => {
      const bytes = file.slice();
      change(new DataView(bytes.buffer));
      return (await upload(`/import_raw_vdi?vdi=${into}&format=qcow2`, bytes)).error_info;
    };
    expect(await errorOf((view) => view.setUint8(3, 0))).toEqual([
      'VDI_IO_ERROR',
      'The file does not begin as a qcow2',
    ]);
    expect(await errorOf((view) => view.setUint32(32, 1))).toEqual(['VDI_IO_ERROR', 'The qcow2 is encrypted']);
    expect(await errorOf((view) => view.setUint8(2 * cluster, 0x40))).toEqual([
      'VDI_IO_ERROR',
      'The qcow2 has compressed clusters',
    ]);
    expect(await errorOf((view) => view.setBigUint64(24, 2n ** 45n))).toEqual([
      'VDI_IO_ERROR',
      'The table of the qcow2 has 3 entries',
    ]);
    expect(await errorOf((view) => view.setUint8(2 * cluster + 7 - 2, 0x7f))).toEqual([
      'VDI_IO_ERROR',
      'Device I/O errors',
    ]);
  });

  test('of a qcow2 against a base gives the disk', async () => {
    const base = await newDisk(20 * MIB, [[3 * MIB - 50, noise(200_000)]]);
    const clone = await simulator.call('VDI.clone', base);
    const writer = new DiskWriter(simulator.world, clone);
    writer.write(3 * MIB, new Uint8Array(MIB));
    writer.write(15 * MIB, noise(10, 9));
    writer.commit();
    const file = await download(`/export_raw_vdi?vdi=${clone}&format=qcow2&base=${db().row('VDI', base).uuid}`);
    const copy = await simulator.call('VDI.copy', base, sr);
    expect(await upload(`/import_raw_vdi?vdi=${copy}&format=qcow2`, file)).toMatchObject({ status: 'success' });
    expect(digest(copy)).toBe(digest(clone));
  });

  test('is refused while somebody uses the disk', async () => {
    const ref = await newDisk(4 * MIB);
    const { body } = await request('GET', `/export_raw_vdi?vdi=${ref}`);
    const task = await upload(`/import_raw_vdi?vdi=${ref}`, noise(10));
    expect([task.httpStatus, task.error_info]).toEqual([500, ['VDI_IN_USE', ref, 'attach']]);
    await collect(body);
    db().transaction(() => db().update('VDI', ref, { read_only: true }));
    expect((await upload(`/import_raw_vdi?vdi=${ref}`, noise(10))).error_info).toEqual(['VDI_READONLY', ref]);
    // A VM that runs and writes it keeps readers away as well.
    db().transaction(() =>
      db().insert('VBD', 'OpaqueRef:vbd', {
        uuid: 'vbd',
        VDI: ref,
        mode: 'RW',
        type: 'Disk',
        currently_attached: true,
      }),
    );
    expect((await request('GET', `/export_raw_vdi?vdi=${ref}`)).status).toBe(500);
  });
});

describe('an import into a repository', () => {
  const counts = () => [db().count('VDI'), db().count('VBD'), db().row('SR', sr).virtual_allocation];

  test('makes a disk of the announced size', async () => {
    const bytes = noise(5 * MIB).fill(7, MIB);
    const { uuid } = db().row('SR', sr);
    const task = await upload(`/import_raw_vdi?sr_uuid=${uuid}`, '', pieces(bytes, false));
    const ref = /OpaqueRef:[0-9a-f-]+/.exec(task.result)?.[0] ?? '';
    expect(db().row('VDI', ref)).toMatchObject({ name_label: 'Imported VDI', SR: sr, virtual_size: 6 * MIB });
    expect(same((await download(`/export_raw_vdi?vdi=${ref}`)).subarray(0, bytes.length), bytes)).toBe(true);
    expect(problemsOf(simulator.world)).toEqual([]);
  });

  test('that breaks off leaves no disk', async () => {
    const before = counts();
    const cut = await upload(`/import_raw_vdi?sr_id=${sr}`, '', pieces(noise(MIB), true, 10 * MIB));
    expect(cut).toMatchObject({ status: 'failure', error_info: ['VDI_IO_ERROR', 'Device I/O errors'] });
    const absurd = await upload(`/import_raw_vdi?sr_id=${sr}`, '', pieces(noise(MIB), true, 2 ** 50));
    expect(absurd.error_info[0]).toBe('SR_BACKEND_FAILURE_79');
    expect((await request('PUT', `/import_raw_vdi?sr_id=${sr}`)).status).toBe(200);
    expect(counts()).toEqual(before);
  });

  test('needs to know where to, how much, and raw bytes', async () => {
    const answer = async (query: string, more: Partial<HttpRequest> = {}) => {
      const { httpStatus, error_info } = await upload(`/import_raw_vdi?${query}`, '', more);
      return [httpStatus, ...error_info];
    };
    expect(await answer('format=raw')).toEqual([400, 'VDI_MISSING']);
    expect(await answer(`sr_id=${sr}&format=vhd`)).toEqual([
      400,
      'INTERNAL_ERROR',
      'Importing a VHD directly into an SR not yet supported',
    ]);
    const unknown = { ...pieces(noise(10), false), headers: {} };
    expect(await answer(`sr_id=${sr}`, unknown)).toEqual([400, 'INTERNAL_ERROR', 'Not enough info supplied to import']);
    expect(await answer(`sr_id=${sr}`, { headers: { 'transfer-encoding': 'chunked' } })).toEqual([
      404,
      'INTERNAL_ERROR',
      'Cannot handle encoding: chunked',
    ]);
    expect(await answer('sr_id=none')).toEqual([500, 'HANDLE_INVALID', 'SR', 'none']);
  });

  test('is refused to those who may not', async () => {
    const before = counts();
    const answer = await simulator.handlePlain({
      method: 'PUT',
      path: `/import_raw_vdi?sr_id=${sr}`,
      headers: {},
      body: noise(10) as Uint8Array<ArrayBuffer>,
    });
    expect(answer.status).toBe(401);
    expect(counts()).toEqual(before);
  });
});
