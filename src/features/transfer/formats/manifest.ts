import { sha1, sha256 } from './sha';
import type { Hash } from './sha';
import type { Source } from './source';

/** What a file of a package is to hash to. */
export interface Digest {
  readonly name: string;
  readonly algorithm: string;
  readonly hex: string;
  /** Whether this console knows its algorithm. */
  readonly canCheck: boolean;
}

const MOST_BYTES = 1024 * 1024;
const PIECE_BYTES = 4 * 1024 * 1024;

const HASHES: Readonly<Record<string, () => Hash>> = { SHA1: sha1, SHA256: sha256 };

/** The lines of a manifest: `SHA256(disk.vmdk)= 0f…` (DSP0243, 5.1). Others are left out. */
export async function readManifest(file: Source): Promise<readonly Digest[]> {
  const text = await file.slice(0, MOST_BYTES).text();
  return text.split(/\r?\n/).flatMap((line): readonly Digest[] => {
    const [, algorithm, name, hex] = /^(SHA\d+)\s*\((.+)\)\s*=\s*([0-9a-f]{40,128})\s*$/i.exec(line) ?? [];
    if (algorithm === undefined || name === undefined || hex === undefined) return [];
    const known = algorithm.toUpperCase();
    return [{ algorithm: known, name, hex: hex.toLowerCase(), canCheck: Object.hasOwn(HASHES, known) }];
  });
}

/** Whether a file is what its manifest says. `onRead` hears of each piece. */
export async function matches(
  file: Source,
  digest: Digest,
  onRead: (bytes: number) => Promise<void>,
): Promise<boolean> {
  const hash = HASHES[digest.algorithm]?.();
  if (hash === undefined) return true;
  for (let at = 0; at < file.size; at += PIECE_BYTES) {
    const bytes = new Uint8Array(await file.slice(at, at + PIECE_BYTES).arrayBuffer());
    hash.update(bytes);
    await onRead(bytes.length);
  }
  return hash.hex() === digest.hex;
}
