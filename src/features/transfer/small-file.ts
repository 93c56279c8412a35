import type { Connection } from '../../xapi/client/contract';
import { transferErrorCodes } from '../../xapi/client/transfer/transfer-error';
import { XapiError } from '../../xapi/client/xapi-error';
import { startTransfer } from '../../xapi/client/transfer/transfer';

/** A file of the pool that is short enough to be held, such as a picture; rejects where it is longer. */
export async function readSmallFile(
  connection: Pick<Connection, 'openTransfer'>,
  path: string,
  mostBytes: number,
  signal: AbortSignal,
): Promise<Blob> {
  const request = { method: 'GET', path, server: null, body: null } as const;
  const { chunks } = await startTransfer(connection.openTransfer(), request, { signal });
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > mostBytes) throw new XapiError(transferErrorCodes.fileTooLong, [String(mostBytes)]);
    parts.push(chunk);
  }
  return new Blob(parts);
}
