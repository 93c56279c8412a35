import { readInventory } from '../../xapi/cache/cache';
import type { Connection } from '../../xapi/client/contract';
import type { ErrorCatalogue, ErrorExplanation, ErrorLike } from '../../xapi/errors/load';
import { loadErrorCatalogue } from '../../xapi/errors/load';
import { nameOfRef } from '../objects';
import type { Inventory } from '../objects';
import { formatTimeWithZone, parseTime } from '../values';
import { texts } from './texts';

/** What went wrong, why, and what helps, with the names of the pool's objects. The words are fetched with the first error. */
export function explain(error: ErrorLike, connection: Connection): Promise<ErrorExplanation> {
  return explainIn(error, [readInventory(connection)]);
}

/** The same, where objects of several pools may be named. */
export async function explainIn(error: ErrorLike, inventories: readonly Inventory[]): Promise<ErrorExplanation> {
  let catalogue: ErrorCatalogue;
  try {
    catalogue = await loadErrorCatalogue();
  } catch {
    const details = [error.code, ...error.params].join('\n');
    return { code: error.code, sentence: texts.noWords(error.code), cause: '', remedy: texts.noWordsRemedy, details };
  }
  const nameIn = (ref: string, [first, ...rest]: readonly Inventory[]): string | undefined =>
    first && (nameOfRef(first, ref) ?? nameIn(ref, rest));
  const tellTime = (text: string): string | undefined => {
    const timeMs = parseTime(text);
    return timeMs === null ? undefined : formatTimeWithZone(timeMs);
  };
  return catalogue.explainError(error, { resolveName: (ref) => nameIn(ref, inventories), tellTime });
}

/** What went wrong, in one sentence for people. */
export async function errorSentence(error: ErrorLike, connection: Connection): Promise<string> {
  return (await explain(error, connection)).sentence;
}
