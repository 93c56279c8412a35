import type { TransferRequest } from '../client/transfer/messages';
import type { Readings, Subject, Wanted } from './readings';

/** What is asked of a server, and how its answer is read. */
export interface Question {
  readonly request: TransferRequest;
  readonly wanted: Wanted;
  /** Null: rows of several objects (`rrd_updates`); else all archives of this one. */
  readonly dumpOf: { readonly subject: Subject; readonly uuid: string } | null;
}

/** Page to reader. The port is one of `Connection.openTransfer`. */
export type ToReader =
  | { readonly type: 'read'; readonly id: number; readonly port: MessagePort; readonly question: Question }
  | { readonly type: 'abort'; readonly id: number };

/** Reader to page. */
export type FromReader =
  | { readonly type: 'readings'; readonly id: number; readonly readings: readonly Readings[] }
  | { readonly type: 'failed'; readonly id: number; readonly code: string; readonly params: readonly string[] }
  | { readonly type: 'wrong'; readonly id: number; readonly words: string };
