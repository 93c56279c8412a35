import { startTransfer } from '../client/transfer/transfer';
import { parseDump } from './dump';
import type { Question } from './messages';
import { WrongReadings } from './readings';
import type { Readings } from './readings';
import { parseUpdates } from './updates';

/** Far more than a year of a large server with its VMs. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Asks a server on a port of `Connection.openTransfer`. Rejects as transfers do, or with WrongReadings. */
export async function readAnswer(
  port: MessagePort,
  { request, wanted, dumpOf }: Question,
  signal: AbortSignal,
): Promise<readonly Readings[]> {
  const { chunks } = await startTransfer(port, request, { signal });
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MOST_BYTES) throw new WrongReadings('The server sends more statistics than were asked for.');
  }
  text += decoder.decode();
  return dumpOf === null ? [parseUpdates(text, wanted)] : parseDump(text, dumpOf.subject, dumpOf.uuid, wanted);
}
