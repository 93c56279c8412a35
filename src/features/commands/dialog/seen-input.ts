import type { Input, ListRow } from '../command';
import { rowsInput } from '../table/vm-call';

/** The cell of the first row of a `look` that holds its question. */
export const ASKED = ' asked';

/** What the pool has answered to this question of a `look`; null: nothing yet. */
export function seenInput(input: Input, field: string, question: string): readonly ListRow[] | null {
  const [asked, ...rows] = rowsInput(input, field);
  return asked?.[ASKED] === question ? rows : null;
}
