import { Fault } from '../api/fault';
import { BLOCK_BYTES, contentOf, type DiskContent } from '../api/vdi/content';
import { LARGEST_VHD_BYTES } from '../api/vdi/vhd';
import { TransferPace } from '../api/transfer/pace';
import { need } from '../api/world';
import { defineHandler, type HandlerResponse, type HttpCall } from './handlers';
import { qcow2Of } from './qcow2-writer';
import { redirectToReach } from './reach';
import { tarOf } from './tar';
import {
  allocated,
  attachToControlDomain,
  DISK_FORMATS,
  formatOf,
  namedDisk,
  TAR_DIRECTORY,
  type DiskFormat,
} from './vdi-transfer';
import { vhdOf } from './vhd-writer';
import { chunkFilesOf } from './xva-export';

const PIECE_BYTES = 1024 * 1024;

/** xapi: export_raw_vdi.ml. A disk travels as it is when the transfer begins. */
defineHandler('get_export_raw_vdi', (call): HandlerResponse => {
  const { world, host } = call;
  const vdi = namedDisk(call, 'vdi');
  if (vdi === null) throw new Fault('INTERNAL_ERROR', 'Failure("Missing vdi query parameter")');
  const row = need(world.db, 'VDI', vdi);
  const elsewhere = redirectToReach(call, [row.SR]);
  if (elsewhere !== null) return elsewhere;
  const format = formatOf(call);
  if (typeof format !== 'string') return format;
  if (format === 'vhd' && row.virtual_size > LARGEST_VHD_BYTES) {
    throw new Fault('VDI_TOO_LARGE', vdi, String(LARGEST_VHD_BYTES));
  }
  const base = format === 'vhd' || format === 'qcow2' ? namedDisk(call, 'base') : null;
  const detach = attachToControlDomain(world, host, vdi, 'RO');
  let ended = detach;
  if (base !== null && base !== vdi) {
    try {
      const detachBase = attachToControlDomain(world, host, base, 'RO');
      ended = () => {
        detachBase();
        detach();
      };
    } catch (error) {
      detach();
      throw error;
    }
  }
  const moved = base === null ? allocated(world, vdi) : { sr: row.SR, vdi, bytes: row.physical_utilisation };
  const pace = new TransferPace(world, call.task, {
    host,
    direction: 'read',
    what: 'disk',
    compression: 'none',
    // Raw, everything goes over the wire that the disk does not hold.
    disks: [format === 'raw' ? { ...moved, wireBytes: row.virtual_size } : moved],
  });
  const { length, body } = bodyOf(call, format, vdi, base, (share) => pace.moved(0, share));
  const headers = {
    'content-type': DISK_FORMATS[format],
    'content-disposition': `attachment; filename="${row.uuid}.${format}"`,
    ...(length !== null && { 'content-length': String(length) }),
  };
  return {
    status: 200,
    headers,
    body,
    ended: () => {
      pace.end();
      ended();
    },
  };
});

interface Body {
  /** Null where nobody knows before the end. */
  readonly length: number | null;
  readonly body: AsyncIterable<Uint8Array>;
}

function bodyOf(
  { world }: HttpCall,
  format: DiskFormat,
  vdi: string,
  base: string | null,
  moved: (share: number) => Promise<void>,
): Body {
  const content = contentOf(world, vdi);
  if (format === 'raw') return { length: content.sizeBytes, body: rawBytes(content, moved) };
  if (format === 'tar') {
    return { length: null, body: tarOf(chunkFilesOf(content, TAR_DIRECTORY, moved), world.engine.nowMs) };
  }
  if (format === 'qcow2') {
    const file = qcow2Of(content, base === null ? null : contentOf(world, base));
    return { length: file.sizeBytes, body: file.bytes(moved) };
  }
  const timeMs = world.engine.nowMs;
  const parent =
    base === null ? null : { uuid: need(world.db, 'VDI', base).uuid, timeMs, content: contentOf(world, base) };
  const file = vhdOf(content, { uuid: need(world.db, 'VDI', vdi).uuid, timeMs }, parent);
  return { length: file.sizeBytes, body: file.bytes(moved) };
}

async function* rawBytes(content: DiskContent, moved: (share: number) => Promise<void>): AsyncIterable<Uint8Array> {
  const zeros = new Uint8Array(PIECE_BYTES);
  const filled = new Set(content.blocks.map((block) => Math.floor((block * BLOCK_BYTES) / PIECE_BYTES)));
  for (let at = 0; at < content.sizeBytes; at += PIECE_BYTES) {
    const length = Math.min(PIECE_BYTES, content.sizeBytes - at);
    yield filled.has(at / PIECE_BYTES) ? content.read(at, length) : zeros.subarray(0, length);
    await moved((at + length) / content.sizeBytes);
  }
}
