/** What ids of twins begin with; no server has such an address. */
export const TWIN_PREFIX = 'twin ';

/** How rows of lists and trees mark what is of a twin. */
export const SIMULATED_TWIN = 'simulated twin';

/** The remark on a row, by the connection that it is of. */
export const twinNote = (connection: string): string => (isTwinId(connection) ? SIMULATED_TWIN : '');

/** Whether an id was that of a twin, of this visit or of an earlier one. Its objects have the uuids of the real ones. */
export function isTwinId(id: string): boolean {
  return id.startsWith(TWIN_PREFIX);
}
