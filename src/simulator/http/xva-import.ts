import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { Fault } from '../api/fault';
import { setCancellable } from '../api/tasks';
import { importVms, PendingImport, withoutSnapshots, type ImportOptions } from '../api/transfer/import-objects';
import { onTheWire } from '../api/transfer/parts';
import { TransferPace } from '../api/transfer/pace';
import { ImportedObjects } from '../api/transfer/read-objects';
import { DiskWriter } from '../api/vdi/content-writer';
import { isObject } from '../api/value';
import { need, thePool, type World } from '../api/world';
import { EndOfBytes } from './byte-reader';
import { assertNotCancelled, untilCancelled } from './cancelling';
import { defineHandler, type HttpCall } from './handlers';
import { bodyChunks, ConnectionCut, type HttpRequest } from './plain';
import { gunzipped, peek } from './streams';
import { untar, type TarEntry } from './tar';
import { uploading } from './uploading';
import { CHUNK_BYTES, DESCRIPTION, EXPORT_VERSION } from './xva-export';
import { readXmlValue, XmlRpcError } from './xmlrpc-reader';
import { xxHash64 } from './xxhash64';
import { unzstd } from './zstd-reader';
import { ZSTD_MAGIC } from './zstd-writer';

/** A description of some thousand VMs; larger files are not exports. */
const LARGEST_DESCRIPTION = 256 * 1024 * 1024;
const RESULT_TYPE = 'VM ref set';

defineHandler('put_import', (call) => {
  const { world, request, task } = call;
  const options = fullImport(call);
  const source: Source = { body: '', upload: untilCancelled(world, task, bodyChunks(request)) };
  const read = (): Promise<unknown> => importFull(world, source, task, options, call.host);
  return { ...uploading(read, { type: RESULT_TYPE }), cancellable: true };
});

defineHandler('put_import_metadata', (call) => {
  const options = metadataImport(call);
  const isDryRun = call.query.get('dry_run') === 'true';
  return uploading(() => importMetadata(call.world, call.request, options, isDryRun), { type: RESULT_TYPE });
});

function fullImport({ world, query }: HttpCall): ImportOptions & { readonly sr: Ref<'SR'> } {
  const { db } = world;
  const uuid = query.get('sr_uuid');
  let sr = query.get('sr_id') ?? undefined;
  if (sr === undefined && uuid !== null) {
    sr = db.byUuid('SR', uuid);
    if (sr === undefined) throw new Fault('UUID_INVALID', 'SR', uuid);
  }
  if (sr === undefined || sr === '') {
    sr = thePool(db)[1].default_SR;
    if (!db.has('SR', sr)) throw new Fault('DEFAULT_SR_NOT_FOUND', sr);
  }
  need(db, 'SR', sr);
  return { sr, isRestore: query.get('restore') === 'true', isForced: query.get('force') === 'true' };
}

function metadataImport({ query }: HttpCall): ImportOptions {
  const given = [...query].filter(([name]) => name.startsWith('vdi:'));
  const disks = new Map(given.map(([name, value]) => [name.slice('vdi:'.length), value]));
  return { sr: null, isRestore: query.get('restore') === 'true', isForced: query.get('force') === 'true', disks };
}

/**
 * Imports VMs with their disks from an XVA, packed or not. Nothing stays when it is broken, damaged or cut off.
 * Faults: IMPORT_ERROR_PREMATURE_EOF, IMPORT_ERROR_UNEXPECTED_FILE [expected, found], IMPORT_ERROR_SOME_CHECKSUMS_FAILED,
 * IMPORT_INCOMPATIBLE_VERSION, IMPORT_ERROR [text], SR_FULL and others of disks. Source: xapi import.ml, stream_vdi.ml.
 */
export async function importFull(
  world: World,
  source: Source,
  task: Ref<'task'>,
  options: ImportOptions & { readonly sr: Ref<'SR'> },
  host: Ref<'host'>,
): Promise<readonly Ref<'VM'>[]> {
  const pending = new PendingImport(world, task);
  try {
    return await reading(source, async (objects, entries, isPacked) => {
      const disks = streamedDisks(objects);
      const made = pending.make(objects, disks, options);
      await pacing(world, task, host, options.sr, disks, isPacked, async (pace) => {
        for (const [at, [id, row]] of disks.entries()) {
          await readDisk(world, entries, id, made[at] ?? '', row.virtual_size, (share) => pace.moved(at, share));
        }
      });
      // From here on it cannot be cancelled (xapi: import.ml).
      assertNotCancelled(world, task);
      setCancellable(world, task, false);
      return pending.complete();
    });
  } catch (error) {
    pending.destroy();
    throw error;
  }
}

/** Disks arrive as fast as what they hold can be written. */
async function pacing(
  world: World,
  task: Ref<'task'>,
  host: Ref<'host'>,
  sr: Ref<'SR'>,
  rows: ReturnType<typeof streamedDisks>,
  isPacked: boolean,
  run: (pace: TransferPace) => Promise<void>,
): Promise<void> {
  const disks = rows.map(([, { virtual_size, physical_utilisation }]) => {
    return onTheWire({ sr, bytes: Math.max(0, Math.min(virtual_size, physical_utilisation)) }, isPacked);
  });
  const pace = new TransferPace(world, task, { host, direction: 'write', what: 'vm', compression: 'none', disks });
  try {
    await run(pace);
    pace.assertLive();
  } finally {
    pace.end();
  }
}

async function importMetadata(
  world: World,
  source: Source,
  options: ImportOptions,
  isDryRun: boolean,
): Promise<readonly Ref<'VM'>[]> {
  const objects = await reading(source, (described) => described);
  if (!isDryRun) return withoutSnapshots(world, importVms(world, objects, new Map(), options));
  // What would be made is made and taken back, so that everything is looked at.
  let vms: readonly Ref<'VM'>[] = [];
  try {
    world.db.transaction(() => {
      vms = importVms(world, objects, new Map(), options);
      throw new DryRun();
    });
  } catch (error) {
    if (!(error instanceof DryRun)) throw error;
  }
  return vms.filter((vm) => world.db.has('VM', vm));
}

class DryRun extends Error {}

/** What of an upload has been read; decides what a failure of the archive means. */
class Progress {
  /** The archive begins with a description, so this is an export. */
  isExport = false;
  /** The connection has nothing more to give. */
  isExhausted = false;

  async *follow(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    try {
      yield* chunks;
    } finally {
      this.isExhausted = true;
    }
  }

  /** Whatever a broken file or connection throws, as the failure that xapi has for it. */
  toFault(error: unknown): Fault {
    if (error instanceof Fault) return error;
    if (error instanceof ConnectionCut || error instanceof EndOfBytes || (this.isExport && this.isExhausted)) {
      return new Fault('IMPORT_ERROR_PREMATURE_EOF');
    }
    if (error instanceof RangeError) return new Fault('IMPORT_ERROR', error.message);
    return new Fault('IMPORT_ERROR', 'The file is not a readable export.');
  }
}

type Source = Pick<HttpRequest, 'body' | 'upload'>;

/** Reads the description of an upload, then what `body` wants of the rest. */
async function reading<T>(
  source: Source,
  body: (objects: ImportedObjects, entries: AsyncIterator<TarEntry>, isPacked: boolean) => Promise<T> | T,
): Promise<T> {
  const progress = new Progress();
  try {
    const { files, isPacked } = await unpacked(progress.follow(bodyChunks(source)));
    const entries = files[Symbol.asyncIterator]();
    try {
      const description = await nextEntry(entries);
      if (description.name !== DESCRIPTION) {
        throw new Fault('IMPORT_ERROR_UNEXPECTED_FILE', DESCRIPTION, description.name);
      }
      progress.isExport = true;
      return await body(await readDescription(description), entries, isPacked);
    } finally {
      await entries.return?.();
    }
  } catch (error) {
    throw progress.toFault(error);
  }
}

/** Reads a disk from a tar of nothing but its chunks. */
export async function readDiskTar(
  world: World,
  source: Source,
  directory: string,
  vdi: Ref<'VDI'>,
  sizeBytes: number,
  moved: (share: number) => Promise<void>,
): Promise<void> {
  const progress = new Progress();
  progress.isExport = true;
  try {
    const { files } = await unpacked(progress.follow(bodyChunks(source)));
    const entries = files[Symbol.asyncIterator]();
    try {
      await readDisk(world, entries, directory, vdi, sizeBytes, moved);
    } finally {
      await entries.return?.();
    }
  } catch (error) {
    throw progress.toFault(error);
  }
}

interface Archive {
  readonly files: AsyncIterable<TarEntry>;
  readonly isPacked: boolean;
}

async function unpacked(chunks: AsyncIterable<Uint8Array>): Promise<Archive> {
  const { start, all } = await peek(chunks, 4);
  if (start.length === 0) throw new Fault('IMPORT_ERROR_PREMATURE_EOF');
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  const isZstd = ZSTD_MAGIC.every((byte, at) => start[at] === byte);
  const plain = isGzip ? gunzipped(all) : isZstd ? unzstd(all) : all;
  return { files: untar(plain, LARGEST_DESCRIPTION), isPacked: isGzip || isZstd };
}

async function nextEntry(entries: AsyncIterator<TarEntry>): Promise<TarEntry> {
  const { done, value } = await entries.next();
  if (done === true) throw new Fault('IMPORT_ERROR_PREMATURE_EOF');
  return value;
}

async function readDescription(entry: TarEntry): Promise<ImportedObjects> {
  let document: unknown;
  try {
    document = readXmlValue(new TextDecoder().decode(await entry.bytes()));
  } catch (error) {
    if (error instanceof XmlRpcError) throw new Fault('IMPORT_ERROR', `${DESCRIPTION}: ${error.message}`);
    throw error;
  }
  if (!isObject(document) || !isObject(document['version'])) throw new Fault('IMPORT_INCOMPATIBLE_VERSION');
  const written = Number(document['version']['export_vsn'] ?? 0);
  if (!(written <= EXPORT_VERSION)) throw new Fault('IMPORT_INCOMPATIBLE_VERSION');
  return new ImportedObjects(document['objects']);
}

/** The disks whose contents follow, in their order: all but discs in drives (xapi: import.ml non_cdrom_vdis). */
function streamedDisks(objects: ImportedObjects): readonly (readonly [id: string, row: Records['VDI']])[] {
  return objects
    .all('VDI')
    .filter(([, row]) => objects.get('SR', row.SR)?.content_type !== 'iso')
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Reads the chunks of a disk; the last one always comes, however empty it is, and ends the disk. */
async function readDisk(
  world: World,
  entries: AsyncIterator<TarEntry>,
  id: string,
  vdi: Ref<'VDI'>,
  sizeBytes: number,
  moved: (share: number) => Promise<void>,
): Promise<void> {
  const writer = new DiskWriter(world, vdi);
  const last = Math.max(0, Math.ceil(sizeBytes / CHUNK_BYTES) - 1);
  let chunk = -1;
  while (chunk < last) {
    const entry = await nextEntry(entries);
    const expected = `${id}/${String(chunk + 1).padStart(8, '0')}`;
    const number = chunkNumber(entry.name, id);
    if (number === null || number <= chunk || number > last) {
      throw new Fault('IMPORT_ERROR_UNEXPECTED_FILE', expected, entry.name);
    }
    const bytes = await entry.bytes();
    if (number * CHUNK_BYTES + bytes.length > sizeBytes) {
      throw new Fault('IMPORT_ERROR', `The chunk ${entry.name} reaches beyond the end of its disk.`);
    }
    writer.write(number * CHUNK_BYTES, bytes);
    await check(await nextEntry(entries), entry.name, bytes);
    // An empty chunk in between only keeps the connection alive.
    if (bytes.length > 0 || number === last) chunk = number;
    await moved((chunk + 1) / (last + 1));
  }
  world.db.transaction(() => writer.commit());
}

function chunkNumber(name: string, id: string): number | null {
  const [, prefix, digits] = /^(.+)\/(\d{8,})$/.exec(name) ?? [];
  return prefix === id && digits !== undefined ? Number(digits) : null;
}

async function check(entry: TarEntry, name: string, bytes: Uint8Array): Promise<void> {
  const given = new TextDecoder()
    .decode(await entry.bytes())
    .trim()
    .toLowerCase();
  if (entry.name === `${name}.xxhash`) {
    if (given !== xxHash64(bytes).toLowerCase()) throw new Fault('IMPORT_ERROR_SOME_CHECKSUMS_FAILED');
  } else if (entry.name === `${name}.checksum`) {
    if (given !== (await sha1(bytes))) throw new Fault('IMPORT_ERROR_SOME_CHECKSUMS_FAILED');
  } else throw new Fault('IMPORT_ERROR_UNEXPECTED_FILE', `${name}.xxhash`, entry.name);
}

/** The checksum of older exports. Pages without HTTPS have no digest, so there it is taken on trust. */
async function sha1(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new Uint8Array(bytes));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
