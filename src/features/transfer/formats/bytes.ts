import type { Source } from './source';
import { texts } from './texts';
import { WrongFile } from './wrong-file';

/** So many bytes of a file. Ends with WrongFile where there are fewer. */
export async function bytesOf(file: Source, from: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  if (!Number.isSafeInteger(from) || from < 0 || from + length > file.size) throw new WrongFile(texts.cutOff);
  return new Uint8Array(await file.slice(from, from + length).arrayBuffer());
}

export const latin = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A 64-bit number as one that counts exactly; WrongFile where it is too large to mean anything. */
export function wide(view: DataView, at: number, isLittle: boolean): number {
  const value = view.getBigUint64(at, isLittle);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new WrongFile(texts.damaged);
  return Number(value);
}
