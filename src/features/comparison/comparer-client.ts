import type { Comparison, FieldChange } from './engine/model';
import type { FromComparer, ToComparer } from './messages';

/** Two states, held where they do not hold the page up. */
export interface ComparerClient {
  /** Rejects with an error whose message is a sentence for people. */
  read(before: Blob, after: Blob, all: boolean): Promise<Comparison>;
  compare(all: boolean): Promise<Comparison>;
  fields(cls: string, uuid: string, kind: 'added' | 'removed'): Promise<readonly FieldChange[]>;
  close(): void;
}

export function openComparer(): ComparerClient {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'xenia-comparer' });
  const waiting: { resolve: (message: FromComparer) => void; reject: (reason: Error) => void }[] = [];
  worker.addEventListener('message', ({ data }: MessageEvent<FromComparer>) => waiting.shift()?.resolve(data));
  worker.addEventListener('error', (event) => {
    for (const each of waiting.splice(0)) each.reject(new Error(event.message));
  });
  const ask = async (message: ToComparer): Promise<FromComparer> => {
    const answer = await new Promise<FromComparer>((resolve, reject) => {
      waiting.push({ resolve, reject });
      worker.postMessage(message);
    });
    if (answer.type === 'wrong') throw new Error(answer.words);
    return answer;
  };
  const comparison = async (message: ToComparer): Promise<Comparison> => {
    const answer = await ask(message);
    if (answer.type !== 'comparison') throw new Error(answer.type);
    return answer.comparison;
  };
  return {
    read: (before, after, all) => comparison({ type: 'read', before, after, all }),
    compare: (all) => comparison({ type: 'compare', all }),
    async fields(cls, uuid, kind) {
      const answer = await ask({ type: 'fields', cls, uuid, kind });
      return answer.type === 'fields' ? answer.fields : [];
    },
    close: () => worker.terminate(),
  };
}
