import { showToast } from '../../ui/feedback/toast-queue';
import type { Connection } from '../../xapi/client/contract';
import { errorSentence } from '../commands';
import { formatCount } from '../values';
import type { Refusal } from './dismissing';

/** Tells what the pool refused: one sentence a reason, with how many it concerns when there are several. */
export async function tellRefusals(connection: Connection, title: string, refusals: readonly Refusal[]): Promise<void> {
  const sentences = await Promise.all(refusals.map(({ error }) => errorSentence(error, connection)));
  const detail = sentences
    .map((sentence, at) =>
      sentences.length === 1 ? sentence : `${formatCount(refusals[at]?.count ?? 0)}: ${sentence}`,
    )
    .join(' ');
  showToast({ tone: 'danger', title, detail });
}
