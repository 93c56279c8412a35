/** What ids of twins begin with; no server has such an address. */
export const TWIN_PREFIX = 'twin ';

/** Whether an id was that of a twin, of this visit or of an earlier one. Its objects have the uuids of the real ones. */
export function isTwinId(id: string): boolean {
  return id.startsWith(TWIN_PREFIX);
}
