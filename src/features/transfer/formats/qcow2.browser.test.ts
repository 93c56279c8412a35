import { expect, it } from 'vitest';
import { qcow2, QCOW_CLUSTER } from '../testing/images';
import type { QcowPacking } from '../testing/images';
import { qcow2Image } from './qcow2';

/** Node passes over what lies behind the end of packed bytes; browsers do not. */
it.each<QcowPacking>(['plain', 'packed', 'apart'])('a browser reads a QCOW2 disk that is %s', async (packing) => {
  const bytes = [7, null, 9, 200, 0];
  const image = await qcow2Image(new Blob([await qcow2(bytes, packing)]));
  const disk = new Uint8Array(image.virtualBytes);
  for await (const extent of image.extents()) disk.set(extent.bytes, extent.offset);
  const wrong = disk.findIndex((byte, at) => {
    const cluster = bytes[Math.floor(at / QCOW_CLUSTER)] ?? null;
    return byte !== (cluster === null ? 0 : cluster ^ ((at % QCOW_CLUSTER) % 251));
  });
  expect(wrong).toBe(-1);
});
