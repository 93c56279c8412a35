import { apiVersion } from '../../xapi/datamodel/classes.gen';
import { isNullRef, type Ref } from '../../xapi/datamodel/ref';
import { Fault } from '../api/fault';
import {
  DEVICE_TYPES,
  exportObjects,
  type DeviceType,
  type Export,
  type ExportOptions,
} from '../api/transfer/export-objects';
import { onTheWire } from '../api/transfer/parts';
import { TransferPace, type Compression } from '../api/transfer/pace';
import { contentOf, BLOCK_BYTES, type DiskContent } from '../api/vdi/content';
import { assertOperationValid } from '../api/vm/operation-check';
import { holdFor } from '../api/operations';
import { need, toXapiDate, type World } from '../api/world';
import { xmlRecord, xmlStruct, xmlText } from '../api/xml-value';
import { defineHandler, type HandlerResponse, type HttpCall } from './handlers';
import { redirectToReach } from './reach';
import { gzipped } from './streams';
import { tarOf, type TarFile } from './tar';
import { allocated, attachToControlDomain } from './vdi-transfer';
import { xxHash64 } from './xxhash64';
import { zstdStored } from './zstd-writer';

/** Disks travel in pieces of this size (xapi: stream_vdi.ml chunk_size). */
export const CHUNK_BYTES = 1024 * 1024;

/** The description of an export, which lies before its disks. */
export const DESCRIPTION = 'ova.xml';

/** The version of the format that this pool writes and reads (xapi: xapi_globs.ml export_vsn). */
export const EXPORT_VERSION = 2;

defineHandler('get_export', (call) => {
  const { world, query } = call;
  const vm = vmOf(call);
  const elsewhere = redirectToReach(call, repositoriesOf(world, vm));
  if (elsewhere !== null) return elsewhere;
  const options: ExportOptions = {
    preservesPowerState: query.get('preserve_power_state') === 'true',
    withSnapshots: false,
  };
  assertOperationValid(world.db, vm, 'export');
  const exported = exportObjects(world, [vm], options);
  const compression = compressionOf(query.get('use_compression'));
  const ends: (() => void)[] = [];
  const ended = (): void => ends.forEach((end) => end());
  try {
    ends.push(holdFor(world, ['VM', vm, 'export'], call.task));
    for (const { vdi } of exported.disks) ends.push(attachToControlDomain(world, call.host, vdi, 'RO'));
  } catch (error) {
    ended();
    throw error;
  }
  const disks = exported.disks.map(({ vdi }) => onTheWire(allocated(world, vdi), compression !== 'none'));
  const pace = new TransferPace(world, call.task, {
    host: call.host,
    direction: 'read',
    what: 'vm',
    compression,
    disks,
  });
  ends.push(() => pace.end());
  const files = filesOf(call, exported, pace);
  const body = compressed(tarOf(files, world.engine.nowMs), compression);
  return { ...archive(body), ended, cancellable: true };
});

defineHandler('get_export_metadata', (call) => {
  const { world, query } = call;
  const { db } = world;
  const isAll = query.get('all') === 'true';
  const vms = isAll
    ? db.refs('VM').filter((ref) => isOfAPool(world, ref, query.get('include_dom0') !== 'false'))
    : [vmOf(call)];
  if (!isAll && vms.some((vm) => db.row('VM', vm).is_a_snapshot)) {
    throw new Fault('OPERATION_NOT_ALLOWED', 'Exporting metadata of a snapshot is not allowed');
  }
  if (!isAll) for (const vm of vms) assertOperationValid(db, vm, 'metadata_export');
  // What the client does not say is to be there (export.ml metadata_handler).
  const options: ExportOptions = {
    preservesPowerState: true,
    withSnapshots: query.get('export_snapshots') !== 'false',
    withParents: query.get('include_vhd_parents') === 'true',
    without: deviceTypes(query.get('excluded_device_types') ?? ''),
  };
  const { objects } = exportObjects(world, vms, options);
  return archive(tarOf([description(world, objects)], world.engine.nowMs));
});

function deviceTypes(text: string): ReadonlySet<DeviceType> {
  const types = text === '' ? [] : text.split(',');
  return new Set(
    types.map((name) => {
      const type = DEVICE_TYPES.find((each) => each === name.toUpperCase());
      if (type !== undefined) return type;
      throw new Fault('INTERNAL_ERROR', `excluded_device_types: ${name} is none of ${DEVICE_TYPES.join(', ')}`);
    }),
  );
}

function archive(body: AsyncIterable<Uint8Array>): HandlerResponse {
  const headers = {
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment; filename="export.xva"',
  };
  return { status: 200, headers, body };
}

function vmOf({ world, query }: HttpCall): Ref<'VM'> {
  const uuid = query.get('uuid');
  const ref = query.get('ref') ?? (uuid === null ? undefined : world.db.byUuid('VM', uuid));
  if (ref === undefined) {
    throw uuid === null ? new Fault('HANDLE_INVALID', 'VM', '') : new Fault('UUID_INVALID', 'VM', uuid);
  }
  need(world.db, 'VM', ref);
  return ref;
}

/** What an export of all VMs holds: no templates of the product, and control domains unless they are not wanted. */
function isOfAPool({ db }: World, ref: Ref<'VM'>, withControlDomains: boolean): boolean {
  const vm = db.row('VM', ref);
  if (vm.is_control_domain) return withControlDomains;
  return !vm.is_default_template;
}

/** The repositories of the disks and discs of a VM. */
function repositoriesOf({ db }: World, ref: Ref<'VM'>): ReadonlySet<Ref<'SR'>> {
  const srs = new Set<Ref<'SR'>>();
  for (const vbd of db.row('VM', ref).VBDs) {
    const { VDI } = db.row('VBD', vbd);
    if (!isNullRef(VDI)) srs.add(db.row('VDI', VDI).SR);
  }
  return srs;
}

/** What the toolstack does not know is no compression (export.ml handler). */
function compressionOf(asked: string | null): Compression {
  if (asked === 'true' || asked === 'gzip') return 'gzip';
  return asked === 'zstd' ? 'zstd' : 'none';
}

/** zstd packs nothing but runs of one byte. */
function compressed(chunks: AsyncIterable<Uint8Array>, compression: Compression): AsyncIterable<Uint8Array> {
  if (compression === 'gzip') return gzipped(chunks);
  return compression === 'zstd' ? zstdStored(chunks) : chunks;
}

/** The files of an export: the description, and those of each disk. */
async function* filesOf({ world }: HttpCall, { objects, disks }: Export, pace: TransferPace): AsyncIterable<TarFile> {
  yield description(world, objects);
  for (const [at, { id, vdi }] of disks.entries()) {
    const content = contentOf(world, vdi);
    yield* chunkFilesOf(content, id, (share) => pace.moved(at, share));
  }
}

/**
 * The chunks of a disk that hold something, with its first and last one, each followed by its checksum.
 * @param moved is waited for with the share of them that has gone
 */
export async function* chunkFilesOf(
  content: DiskContent,
  directory: string,
  moved: (share: number) => Promise<void>,
): AsyncIterable<TarFile> {
  const last = Math.max(0, Math.ceil(content.sizeBytes / CHUNK_BYTES) - 1);
  const filled = content.blocks.map((block) => Math.floor((block * BLOCK_BYTES) / CHUNK_BYTES));
  const chunks = [...new Set([0, ...filled, last])].sort((a, b) => a - b);
  for (const [at, chunk] of chunks.entries()) {
    const bytes = content.read(chunk * CHUNK_BYTES, CHUNK_BYTES);
    const name = `${directory}/${String(chunk).padStart(8, '0')}`;
    yield { name, bytes };
    yield { name: `${name}.xxhash`, bytes: encoder.encode(xxHash64(bytes)) };
    await moved((at + 1) / chunks.length);
  }
}

const encoder = new TextEncoder();

function description(world: World, objects: Export['objects']): TarFile {
  const { db, engine } = world;
  const host = db.row('host', db.refs('host')[0] ?? '');
  const software = host.software_version;
  const [major = '2', minor = '0'] = apiVersion.split('.');
  const version = xmlStruct([
    ['hostname', xmlText(host.hostname)],
    ['date', xmlText(toXapiDate(engine.nowMs))],
    ['product_version', xmlText(software['product_version'] ?? '')],
    ['product_brand', xmlText(software['product_brand'] ?? '')],
    ['build_number', xmlText(software['build_number'] ?? '')],
    ['xapi_major', xmlText(major)],
    ['xapi_minor', xmlText(minor)],
    ['export_vsn', xmlText(String(EXPORT_VERSION))],
  ]);
  const items = objects.map(({ class: cls, id, snapshot }) =>
    xmlStruct([
      ['class', xmlText(cls)],
      ['id', xmlText(id)],
      ['snapshot', xmlRecord(cls, snapshot)],
    ]),
  );
  const list = `<value><array><data>${items.join('')}</data></array></value>`;
  const text = xmlStruct([
    ['version', version],
    ['objects', list],
  ]);
  return { name: DESCRIPTION, bytes: encoder.encode(text) };
}
