import { textInput } from '../../commands';
import type { Field, Input } from '../../commands';
import type { Connection } from '../../../xapi/client/contract';
import { texts } from '../texts';

const MOST = 'most';

/**
 * Has the pool work out how many of its servers may fail.
 * @param question what it depends on: another answer is another question
 */
export function mostField(question: string, compute: (call: Connection['call']) => Promise<number>): Field {
  return {
    kind: 'search',
    id: MOST,
    label: texts.fields.most,
    initial: '',
    verb: texts.fields.compute,
    question,
    reason: null,
    search: async (call) => {
      const count = await compute(call);
      return [
        { key: String(count), label: texts.fields.canStand(count), detail: texts.fields.canStandHint, reason: null },
      ];
    },
    nothing: texts.fields.nothing,
    optional: true,
  };
}

/** What was worked out last, to this question; null: nothing. */
export function mostIn(input: Input, question: string): number | null {
  const [asked, answer] = textInput(input, MOST).split('\n');
  return asked === question && answer !== undefined ? Number(answer) : null;
}
