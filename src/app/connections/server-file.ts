import { saveFile } from '../../ui/files/save-file';
import { showToast } from '../../ui/feedback/toast-queue';
import type { ConsolePools } from './console-pools';
import { MOST_SERVERS, readServers } from './server-list';
import type { StoredServer } from './server-list';
import { texts } from './texts';

/** What the file says of itself. */
const FORMAT = 'xenia-servers';

const LONGEST_FILE = 512 * 1024;

/** The list as a file for another browser: names, addresses and accounts, no passwords. */
export function writeServerFile(servers: readonly StoredServer[]): string {
  return `${JSON.stringify({ format: FORMAT, version: 1, servers }, null, 2)}\n`;
}

/** The servers of such a file; null when it is something else. */
export function readServerFile(text: string): readonly StoredServer[] | null {
  if (text.length > LONGEST_FILE) return null;
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== 'object' || read === null || !('format' in read) || read.format !== FORMAT) return null;
    return 'servers' in read ? readServers(read.servers) : null;
  } catch {
    return null;
  }
}

export function exportServers(pools: ConsolePools): void {
  const servers = pools.servers();
  saveFile('xenia-servers.json', new Blob([writeServerFile(servers)], { type: 'application/json' }));
  showToast({ title: texts.file.exported(servers.length), key: 'server list' });
}

/** Adds what is in a file that a person chose; nothing is connected to. */
export async function importServers(pools: ConsolePools, file: File): Promise<void> {
  const servers = file.size > LONGEST_FILE ? null : readServerFile(await file.text());
  if (servers === null) {
    showToast({ tone: 'danger', title: texts.file.refused(file.name), detail: texts.file.refusedWhy });
    return;
  }
  const added = pools.addAll(servers);
  const isFull = pools.sessions().length >= MOST_SERVERS;
  const left = servers.length - added;
  showToast({
    title: texts.file.imported(added),
    ...(left > 0 && { detail: isFull ? texts.file.full(MOST_SERVERS) : texts.file.known(left) }),
    key: 'server list',
  });
}

/** Has a person choose the file of a list. */
export function chooseServerFile(pools: ConsolePools): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = 'application/json,.json';
  input.addEventListener('change', () => {
    const [file] = input.files ?? [];
    if (file) void importServers(pools, file);
  });
  input.click();
}
