import { bytesOf } from './bytes';
import { written } from './disk-image';
import type { DiskImage } from './disk-image';
import type { Source } from './source';

const PIECE_BYTES = 4 * 1024 * 1024;

/** The first `virtualBytes` of a file as they are: a raw disk, or a fixed one whose last sector describes it. */
export function rawImage(file: Source, format: DiskImage['format'] = 'raw', virtualBytes = file.size): DiskImage {
  return {
    format,
    virtualBytes,
    fileBytes: file.size,
    async *extents() {
      for (let at = 0; at < virtualBytes; at += PIECE_BYTES) {
        const bytes = await bytesOf(file, at, Math.min(PIECE_BYTES, virtualBytes - at));
        yield* written(at, bytes, at + bytes.length);
      }
    },
  };
}
