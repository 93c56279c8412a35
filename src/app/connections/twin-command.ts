import { Copy } from 'lucide-react';
import { apiLine } from '../../features/commands';
import type { PoolCommand, Target } from '../../features/commands';
import { standInId } from '../../features/connections';
import type { Inventory } from '../../features/objects';
import type { Destination } from '../../ui/files/destinations';
import { transferErrorCodes } from '../../xapi/client/transfer/transfer-error';
import { XapiError } from '../../xapi/client/xapi-error';
import { commandTexts } from './command-texts';
import type { ConsolePools } from './console-pools';
import type { PoolSession } from './pool-session';

const texts = commandTexts.twin;

const REQUEST = { method: 'GET', path: '/pool/xmldbdump', query: {} } as const;

/** Holds what arrives until it is whole. */
class Held implements Pick<Destination, 'open'> {
  content = new Blob();

  open() {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    return Promise.resolve({
      write: (bytes: Uint8Array<ArrayBuffer>) => Promise.resolve(void parts.push(bytes)),
      close: () => Promise.resolve(void (this.content = new Blob(parts))),
      rewrite: () => Promise.reject(new Error('A dump says nothing twice.')),
      abort: () => Promise.resolve(),
    });
  }
}

/** The name of one more twin of a pool. */
function nameFor(pools: ConsolePools, pool: string): string {
  const taken = new Set(pools.sessions().map(({ twin }) => twin?.name));
  let number = 1;
  while (taken.has(texts.name(pool, number))) number += 1;
  return texts.name(pool, number);
}

/** Resolves when the world is open; rejects with the simulator's sentence when it refuses the file. */
function opened({ store }: PoolSession, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const { phase } = store.getState();
      if (phase.kind === 'starting' && !signal.aborted) return;
      off();
      signal.removeEventListener('abort', look);
      if (signal.aborted) reject(new XapiError('TASK_CANCELLED', ['']));
      else if (phase.kind === 'stopped') reject(new XapiError(transferErrorCodes.fileWrong, [phase.stop.message]));
      else resolve();
    };
    const off = store.subscribe(look);
    signal.addEventListener('abort', look);
    look();
  });
}

interface TwinSurroundings {
  /** Null while there are none. */
  readonly pools: () => ConsolePools | null;
  /** Whether an object is the topmost row of a pool. */
  readonly isRoot: (inventory: Inventory, target: Target) => boolean;
  /** Brings a pool to the front. */
  readonly show: (id: string) => void;
}

/** Copies the database of a live pool and opens it beside the pool, as a simulated one. */
export function twinCommand({ pools: poolsOfPage, isRoot, show }: TwinSurroundings): PoolCommand {
  return {
    type: 'pool',
    id: 'pool.twin',
    label: texts.label,
    verb: texts.verb,
    title: (name) => texts.title(name),
    question: (name) => texts.title(name),
    icon: Copy,
    group: 'connection',
    kinds: ['pool', 'host'],
    single: true,
    calls: ['task.create', 'task.destroy', 'http/get_pool_xml_db_sync'],
    isOffered: (inventory, target) =>
      poolsOfPage()?.session(target.id.connection)?.kind === 'live' && isRoot(inventory, target),
    reason: () => null,
    confirm: () => ({ consequence: texts.consequence, losses: [] }),
    script: (_inventory, { name }) => ({
      api: [apiLine('task.create', texts.title(name), ''), `${REQUEST.method} ${REQUEST.path}`],
      xe: ['xe pool-dump-database file-name=pool.xml'],
    }),
    async run(job, { name }) {
      const pools = poolsOfPage();
      if (pools === null) return;
      const { download } = await import('../../features/transfer');
      const dump = new Held();
      await download(job, { ...REQUEST, label: texts.title(name), endsWithTask: false }, dump);
      const twin = { name: nameFor(pools, name), of: name, takenMs: Date.now() };
      const session = pools.openTwin(twin, dump.content);
      if (session === null) throw new XapiError(transferErrorCodes.fileWrong, [texts.none]);
      try {
        await opened(session, job.files.signal);
      } catch (thrown) {
        pools.remove(session.id);
        throw thrown;
      }
      job.keep({ words: texts.opened(twin.name), object: standInId(session.id) });
      show(session.id);
    },
  };
}
