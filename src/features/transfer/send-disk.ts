import { transferErrorCodes } from '../../xapi/client/transfer/transfer-error';
import { isXapiError } from '../../xapi/client/xapi-error';
import type { Job } from '../commands';
import { WrongFile } from './formats/wrong-file';
import type { DiskImage } from './formats/disk-image';
import { diskRequest, requestLine, uploadPart, wrongFile } from './move';

/** So much of a disk goes in one request: it is what a pause waits for, and what is sent again after an outage. */
const PART_BYTES = 8 * 1024 * 1024;

const HEAD_BYTES = 12;

/**
 * Writes an image to a new disk, in parts that do not hang on each other: so it can wait, and go on after an outage.
 * Zeros are not sent: a new disk has nothing else. `moved` hears how much of the file is on the disk.
 */
export async function sendDisk(job: Job, vdi: string, image: DiskImage, moved: (bytes: number) => void): Promise<void> {
  let parts: BlobPart[] = [];
  let length = 0;
  const flush = async (readBytes: number): Promise<void> => {
    // An empty chunk ends the list.
    const part = new Blob([...parts, new Uint8Array(HEAD_BYTES)]);
    parts = [];
    length = 0;
    await send(job, vdi, part);
    moved(readBytes);
  };
  job.files.tell(requestLine(diskRequest(vdi)));
  let readBytes = 0;
  try {
    for await (const extent of image.extents()) {
      parts.push(headOf(extent.offset, extent.bytes.length), extent.bytes);
      length += extent.bytes.length;
      ({ readBytes } = extent);
      if (length >= PART_BYTES) await flush(readBytes);
    }
  } catch (thrown) {
    if (thrown instanceof WrongFile) throw wrongFile(thrown.message);
    throw thrown;
  }
  if (parts.length > 0) await flush(image.fileBytes);
  else moved(image.fileBytes);
}

/** Offset and length, little-endian (vhd-tool: chunked.ml). */
function headOf(offset: number, length: number): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(HEAD_BYTES);
  const view = new DataView(head.buffer);
  view.setBigUint64(0, BigInt(offset), true);
  view.setUint32(8, length, true);
  return head;
}

/**
 * Sends a part. A server that loses its client in the middle calls that an error of the disk, so that one failure says
 * little: it is tried again, and where the way to the pool is still broken, a person says when to go on.
 */
async function send(job: Job, vdi: string, part: Blob): Promise<void> {
  for (let failures = 0; ;) {
    await job.files.free();
    try {
      await uploadPart(job, diskRequest(vdi), part);
      return;
    } catch (thrown) {
      failures += 1;
      const isCut = isXapiError(thrown, transferErrorCodes.transferCut);
      if (job.files.signal.aborted || (failures > 1 && !isCut)) throw thrown;
      if (failures > 1) job.files.hold();
    }
  }
}
