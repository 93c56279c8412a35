import { useEffect, useState } from 'react';
import type { Connection } from '../../xapi/client/contract';
import { toXapiError } from '../../xapi/client/xapi-error';
import { explainIn } from '../commands';
import { usePools } from '../connections';
import type { PoolEntry } from '../connections';
import { readSmallFile } from '../transfer';
import { formatTimeWithZone } from '../values';
import { keptStates, onKept } from './kept-states';
import type { KeptState } from './kept-states';
import { texts } from './texts';

/** A state that can be chosen. */
export interface Source {
  /** Stands in the address. */
  readonly key: string;
  readonly label: string;
  /** Of the pool, for names of files. */
  readonly pool: string;
  /** Its dump or file; asked for when it is compared. */
  readonly content: (signal: AbortSignal) => Promise<Blob>;
  /** The pool goes on: asked again, it may tell something else. */
  readonly isNow: boolean;
  readonly kept: KeptState | null;
}

const LONGEST_DUMP_BYTES = 1024 ** 3;

/** The database of a pool as it is now. Rejects as transfers do. */
export function takeDump(connection: Pick<Connection, 'openTransfer'>, signal: AbortSignal): Promise<Blob> {
  return readSmallFile(connection, '/pool/xmldbdump', LONGEST_DUMP_BYTES, signal);
}

/** The same; rejects with a sentence for people. */
export async function takeNow(connection: Pick<Connection, 'openTransfer'>, signal: AbortSignal): Promise<Blob> {
  try {
    return await takeDump(connection, signal);
  } catch (thrown) {
    throw new Error((await explainIn(toXapiError(thrown), [])).sentence, { cause: thrown });
  }
}

/** Files of this visit; an address does not bring them back. */
const files: Source[] = [];

export function addFile(file: File): Source {
  const source: Source = {
    key: `file-${files.length + 1}`,
    label: texts.file(file.name),
    pool: file.name,
    content: () => Promise.resolve(file),
    isNow: false,
    kept: null,
  };
  files.push(source);
  return source;
}

/** All states that can be chosen: pools as they are, kept ones, files. */
export function useSources(): readonly Source[] {
  const pools = usePools();
  const kept = useKept();
  return [
    ...pools.filter(({ state }) => state === 'connected').map(nowOf),
    ...kept.map((state): Source => ({
      key: `kept-${state.id}`,
      label: texts.kept(state.pool, formatTimeWithZone(state.takenMs)),
      pool: state.pool,
      content: () => Promise.resolve(state.content),
      isNow: false,
      kept: state,
    })),
    ...files,
  ];
}

function nowOf({ id, name, hint, connection }: PoolEntry): Source {
  const label = hint === '' ? name : `${name} (${hint})`;
  return {
    key: `now-${id.replaceAll(/[^A-Za-z0-9]/g, '_')}`,
    label: texts.now(label),
    pool: name,
    content: (signal) => takeNow(connection, signal),
    isNow: true,
    kept: null,
  };
}

function useKept(): readonly KeptState[] {
  const [kept, setKept] = useState<readonly KeptState[]>([]);
  useEffect(() => {
    let isOver = false;
    const read = (): void => {
      void keptStates().then((states) => {
        if (!isOver) setKept(states);
      });
    };
    const off = onKept(read);
    read();
    return () => {
      isOver = true;
      off();
    };
  }, []);
  return kept;
}
