import { Comparer } from './engine/compare';
import { readState } from './engine/read-state';
import type { FromComparer, ToComparer } from './messages';

/** Answers messages one after another, about the two states that were read last. */
export function answerer(): (message: ToComparer) => Promise<FromComparer> {
  let comparer: Comparer | null = null;
  return async (message) => {
    try {
      if (message.type === 'read') {
        comparer = new Comparer(await readState(message.before), await readState(message.after));
      }
      if (comparer === null) return { type: 'wrong', words: '' };
      if (message.type !== 'fields') return { type: 'comparison', comparison: comparer.compare(message.all) };
      return { type: 'fields', fields: comparer.fields(message.cls, message.uuid, message.kind) };
    } catch (thrown) {
      return { type: 'wrong', words: thrown instanceof Error ? thrown.message : String(thrown) };
    }
  };
}
