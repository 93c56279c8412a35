import { texts } from './texts';
import { WrongFile } from './wrong-file';

/** Bytes behind the end of what is packed, at most, where its length is only known in sectors. */
const MOST_BEHIND = 512;

/**
 * Unpacks raw deflate to exactly so many bytes. WrongFile where it is damaged.
 * @param isExact nothing follows the packed bytes. Otherwise the end is felt for byte by byte: a browser throws away
 * what it has unpacked when it meets bytes behind the end.
 */
export async function inflateRaw(
  packed: Uint8Array<ArrayBuffer>,
  length: number,
  isExact: boolean,
): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new DecompressionStream('deflate-raw');
  const writer = stream.writable.getWriter();
  const reader = stream.readable.getReader();
  void feed(writer, packed, isExact);
  const whole = new Uint8Array(length);
  let at = 0;
  try {
    while (at < length) {
      const { done, value } = await reader.read();
      if (done || at + value.length > length) throw new WrongFile(texts.damaged);
      whole.set(value, at);
      at += value.length;
    }
    return whole;
  } catch {
    throw new WrongFile(texts.damaged);
  } finally {
    writer.abort().catch(() => undefined);
    reader.cancel().catch(() => undefined);
  }
}

async function feed(
  writer: WritableStreamDefaultWriter<BufferSource>,
  packed: Uint8Array<ArrayBuffer>,
  isExact: boolean,
): Promise<void> {
  const sure = isExact ? packed.length : Math.max(0, packed.length - MOST_BEHIND);
  try {
    if (sure > 0) await writer.write(packed.subarray(0, sure));
    for (let at = sure; at < packed.length; at += 1) await writer.write(packed.subarray(at, at + 1));
    await writer.close();
  } catch {
    // Whoever reads hears of it, or has all that there was.
  }
}
