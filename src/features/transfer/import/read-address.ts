import { NothingThere, openRemote } from '../formats/remote';
import { kindOf } from '../formats/sniff';
import type { Source } from '../formats/source';
import { texts as wrong } from '../formats/texts';
import { WrongFile } from '../formats/wrong-file';
import { nameAt } from './answers';
import type { Content } from './content';
import { archivedPackage, diskOf, isExport, packageOf } from './read-content';

/** Who looks at something else waits for this no more. */
let looking: AbortController | null = null;

/** Looks into a package or a disk at an address, as this browser reads it. */
export async function readAddress(address: string): Promise<Content> {
  looking?.abort();
  const mine = new AbortController();
  looking = mine;
  try {
    return await contentAt(address, mine.signal);
  } finally {
    // What was found is read again when it is imported.
    if (looking === mine) looking = null;
  }
}

async function contentAt(address: string, signal: AbortSignal): Promise<Content> {
  const file = await openRemote(address, signal);
  const name = nameAt(address);
  const kind = await kindOf(file);
  if (kind === 'gzip' || kind === 'zstd') throw new WrongFile(wrong.xvaThere);
  if (kind === 'tar') {
    if (await isExport(file)) throw new WrongFile(wrong.xvaThere);
    return archivedPackage(file);
  }
  if (kind === 'xml') return packageOf(name, besides(address, name, file, signal));
  return diskOf(name, file, kind);
}

/** Files of a package stand beside its description. */
function besides(address: string, own: string, description: Source, signal: AbortSignal) {
  const folder = new URL('.', address);
  return async (name: string): Promise<Source | undefined> => {
    if (name === own) return description;
    const url = new URL(encodeURIComponent(name), folder);
    try {
      return await openRemote(url.href, signal);
    } catch (thrown) {
      if (thrown instanceof NothingThere) return undefined;
      throw thrown;
    }
  };
}
