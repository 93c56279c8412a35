/**
 * The port of one transfer: the page starts it, asks for each chunk of the answer, and hears how much of a body has gone.
 * Nothing comes unasked, so that a page that writes slowly, or holds the transfer, holds the server too.
 */
export interface TransferRequest {
  readonly method: 'GET' | 'PUT';
  /** Path and query without a session. */
  readonly path: string;
  /** Address of the server that is asked; null: the one that answers calls. */
  readonly server: string | null;
  readonly body: Blob | null;
}

/** Page to client. */
export type ToTransfer =
  | { readonly type: 'start'; readonly request: TransferRequest }
  | { readonly type: 'pull' }
  | { readonly type: 'abort' };

/** Client to page. */
export type FromTransfer =
  /** Length of the answer; null: nobody knows. */
  | { readonly type: 'head'; readonly totalBytes: number | null }
  | { readonly type: 'chunk'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'sent'; readonly bytes: number }
  | { readonly type: 'end' }
  | { readonly type: 'failed'; readonly code: string; readonly params: readonly string[] };
