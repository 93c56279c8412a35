import type { Enums } from '../../../xapi/datamodel/types.gen';
import { texts } from '../texts';

/** What is left to do after updates, in words. */
export function guidanceLines(guidances: readonly Enums['update_guidances'][]): readonly string[] {
  return guidances.map((guidance) => texts.guidances[guidance]);
}
