import type { Ref } from '../../xapi/datamodel/ref';
import { Fault } from '../api/fault';
import { assertSrOperation } from '../api/sr/operations';
import { TransferPace } from '../api/transfer/pace';
import { recordEmpty } from '../api/vdi/content';
import { DiskWriter } from '../api/vdi/content-writer';
import { createDisk, destroyDisk } from '../api/vdi/disks';
import { need, sameWorld } from '../api/world';
import { ByteReader, EndOfBytes } from './byte-reader';
import { defineHandler, type HandlerResponse, type HttpCall } from './handlers';
import { parameter } from './parameters';
import { bodyChunks, ConnectionCut } from './plain';
import { Qcow2Error } from './qcow2-format';
import { readQcow2 } from './qcow2-reader';
import { redirectToReach } from './reach';
import { announcedBytes, uploading } from './uploading';
import {
  attachToControlDomain,
  formatOf,
  ioError,
  namedDisk,
  refused,
  TAR_DIRECTORY,
  type DiskFormat,
} from './vdi-transfer';
import { VhdError } from './vhd-format';
import { readVhd } from './vhd-reader';
import { readDiskTar } from './xva-import';

/** What becomes of a disk that has arrived; the task ends with what `use` answers. */
export interface Arrival {
  /** Where disks are made when the query names nothing. */
  readonly sr?: Ref<'SR'>;
  readonly type: string;
  /** A Fault takes a disk away that was made for it. */
  readonly use: (vdi: Ref<'VDI'>) => unknown;
}

/** xapi: import_raw_vdi.ml. */
defineHandler('put_import_raw_vdi', (call) => receiveDisk(call, { type: 'VDI ref', use: (vdi) => vdi }));

export function receiveDisk(call: HttpCall, arrival: Arrival): HandlerResponse {
  const { world, request, query, host } = call;
  const given = namedDisk(call, 'vdi');
  const sr = given === null ? (namedRepository(call) ?? arrival.sr ?? null) : need(world.db, 'VDI', given).SR;
  if (sr === null) return refused(400, 'Bad Request', new Fault('VDI_MISSING'));
  const elsewhere = redirectToReach(call, [sr]);
  if (elsewhere !== null) return elsewhere;
  const isChunked = parameter(request, query, 'chunked') !== null;
  const format = formatOf(call);
  if (typeof format !== 'string') return format;
  if (isChunked && format !== 'raw') return unable(404, 'Not Found', `Cannot handle chunked ${format.toUpperCase()}`);
  const encoding = request.headers['transfer-encoding'];
  if (encoding !== undefined) return unable(404, 'Not Found', `Cannot handle encoding: ${encoding}`);
  const length = announcedBytes(request);
  const { type } = arrival;
  if (given !== null) {
    const detach = attachToControlDomain(world, host, given, 'RW');
    const read = async (): Promise<unknown> => {
      await receive(call, given, format, isChunked, length);
      detach();
      return arrival.use(given);
    };
    return uploading(read, { type, ended: detach });
  }
  if (format === 'vhd' || format === 'qcow2') {
    const name = format.toUpperCase();
    return unable(400, 'Bad Request', `Importing a ${name} directly into an SR not yet supported`);
  }
  if (format !== 'raw' || length === null) return unable(400, 'Bad Request', 'Not enough info supplied to import');
  assertSrOperation(world, sr, 'vdi_create');
  return uploading(() => receiveNew(call, sr, isChunked, length, arrival), { type });
}

function unable(status: number, title: string, text: string): HandlerResponse {
  return refused(status, title, new Fault('INTERNAL_ERROR', text));
}

function namedRepository({ world, request, query }: HttpCall): Ref<'SR'> | null {
  const ref = parameter(request, query, 'sr_id');
  if (ref !== null) {
    need(world.db, 'SR', ref);
    return ref;
  }
  const uuid = parameter(request, query, 'sr_uuid');
  if (uuid === null) return null;
  const found = world.db.byUuid('SR', uuid);
  if (found === undefined) throw new Fault('UUID_INVALID', 'SR', uuid);
  return found;
}

/** A disk for what arrives; it goes again when that breaks off. */
async function receiveNew(
  call: HttpCall,
  sr: Ref<'SR'>,
  isChunked: boolean,
  length: number,
  { use }: Arrival,
): Promise<unknown> {
  const { world, host } = call;
  const isSame = sameWorld(world);
  const vdi = world.db.transaction(() => {
    const made = createDisk(world, { sr, name: 'Imported VDI', sizeBytes: length });
    recordEmpty(world, made);
    return made;
  });
  const detach = attachToControlDomain(world, host, vdi, 'RW');
  try {
    await receive(call, vdi, 'raw', isChunked, length);
    detach();
    return use(vdi);
  } catch (error) {
    if (isSame()) {
      detach();
      destroyDisk(world, vdi);
    }
    throw error;
  }
}

/** To be waited for with the number of bytes that have come. */
type Arrived = (position: number) => Promise<void>;

/** Reads what arrives into a disk. What had come before a failure stays on it, as on any device. */
async function receive(
  call: HttpCall,
  vdi: Ref<'VDI'>,
  format: DiskFormat,
  isChunked: boolean,
  length: number | null,
): Promise<void> {
  const { world, request, host, task } = call;
  const { virtual_size, SR: sr } = need(world.db, 'VDI', vdi);
  // Nobody knows how much of a file is data before it has come; its length is as near as one gets.
  const bytes = Math.min(length ?? virtual_size, virtual_size);
  const disks = [{ sr, vdi, bytes }];
  const pace = new TransferPace(world, task, { host, direction: 'write', what: 'disk', compression: 'none', disks });
  const arrived = (position: number): Promise<void> => pace.moved(0, position / Math.max(1, bytes));
  try {
    if (format === 'tar') {
      await readDiskTar(world, request, TAR_DIRECTORY, vdi, virtual_size, (share) => pace.moved(0, share));
    } else await receiveInto(call, vdi, format, isChunked, length ?? virtual_size, arrived);
  } finally {
    pace.end();
  }
}

async function receiveInto(
  { world, request }: HttpCall,
  vdi: Ref<'VDI'>,
  format: Exclude<DiskFormat, 'tar'>,
  isChunked: boolean,
  length: number,
  arrived: Arrived,
): Promise<void> {
  const { virtual_size } = need(world.db, 'VDI', vdi);
  const isSame = sameWorld(world);
  const writer = new DiskWriter(world, vdi);
  const source = new ByteReader(bodyChunks(request));
  try {
    if (isChunked) await readChunks(source, writer, virtual_size, arrived);
    else if (format === 'vhd' || format === 'qcow2') await readFileInto(format, source, writer, arrived);
    else await readRaw(source, writer, virtual_size, length, arrived);
  } catch (error) {
    const isBroken = error instanceof ConnectionCut || error instanceof EndOfBytes || error instanceof RangeError;
    if (isBroken) throw ioError();
    if (error instanceof VhdError || error instanceof Qcow2Error) throw new Fault('VDI_IO_ERROR', error.message);
    throw error;
  } finally {
    if (isSame()) world.db.transaction(() => writer.commit());
  }
}

async function readFileInto(
  format: 'vhd' | 'qcow2',
  source: ByteReader,
  writer: DiskWriter,
  arrived: Arrived,
): Promise<void> {
  const read = format === 'vhd' ? readVhd : readQcow2;
  const write = (offset: number, bytes: Uint8Array): void => writer.write(offset, bytes);
  await read(source, write, () => arrived(source.position));
  await drain(source);
}

/** Takes what a client sends behind the end of a file. Many announce more than they have and then cut the connection. */
async function drain(source: ByteReader): Promise<void> {
  try {
    while ((await source.some()).length > 0);
  } catch (error) {
    if (!(error instanceof ConnectionCut)) throw error;
  }
}

/** Bytes from the beginning, as many as were announced: less is a device that fails, and so is more than it holds. */
async function readRaw(
  source: ByteReader,
  writer: DiskWriter,
  diskBytes: number,
  lengthBytes: number,
  arrived: Arrived,
): Promise<void> {
  for (;;) {
    const at = source.position;
    const bytes = await source.some();
    if (bytes.length === 0) break;
    writer.write(at, bytes.subarray(0, Math.max(0, diskBytes - at)));
    if (source.position > diskBytes) throw new RangeError('Beyond the end of the disk');
    await arrived(source.position);
  }
  if (source.position < lengthBytes) throw new EndOfBytes();
}

/** Offset and length of a chunk, little-endian, then its bytes; one of zeros ends them (vhd-tool chunked.ml). */
async function readChunks(source: ByteReader, writer: DiskWriter, diskBytes: number, arrived: Arrived): Promise<void> {
  for (;;) {
    const head = await source.take(12);
    const view = new DataView(head.buffer, head.byteOffset, head.length);
    const offset = Number(view.getBigUint64(0, true));
    const length = view.getUint32(8, true);
    if (offset === 0 && length === 0) break;
    if (offset + length > diskBytes) throw new RangeError('Beyond the end of the disk');
    for (let at = 0; at < length;) {
      const part = await source.some(length - at);
      if (part.length === 0) throw new EndOfBytes();
      writer.write(offset + at, part);
      at += part.length;
      await arrived(source.position);
    }
  }
  await drain(source);
}
