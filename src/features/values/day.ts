/** The day that a text begins with, in one of the ways in which toolstacks write days: `2025-12-08`. Others stay as they are. */
export function formatDay(text: string | undefined): string | undefined {
  return text?.trim().replace(/^(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?$/, '$1-$2-$3');
}
