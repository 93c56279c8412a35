/**
 * What a file may cost before it is refused. A pool of 20,000 VMs needs about half of the bytes and of the rows; its
 * longest single values, snapshot metadata, stay below 200 KB.
 */

/** Bytes, or characters of a text, after decompression. */
export const MAX_TOTAL_LENGTH = 256 * 1024 * 1024;
/** Characters of one attribute value. Anything else without an end in sight (a name, a comment) is held to it too. */
export const MAX_VALUE_LENGTH = 4 * 1024 * 1024;
/** Characters of all names and values of one row. */
export const MAX_ROW_LENGTH = 16 * 1024 * 1024;
/** The widest class of the datamodel has 110 columns. */
export const MAX_ROW_ATTRIBUTES = 1000;
/** Rows of all tables together. A row of three characters becomes a complete record, so this bounds memory too. */
export const MAX_ROWS = 500_000;
export const MAX_TABLES = 1000;
export const MAX_MANIFEST_PAIRS = 1000;
/** Characters kept verbatim of tables and columns that the model does not know. */
export const MAX_UNKNOWN_LENGTH = 64 * 1024 * 1024;
/** Lists within lists of one value; the datamodel needs two. */
export const MAX_EXPRESSION_DEPTH = 8;
/** How much text the XML parser gets at a time; between two pieces the limits above are checked. */
export const PIECE_LENGTH = 64 * 1024;

export function mebibytes(length: number): string {
  return `${Math.round(length / 1024 / 1024)} MiB`;
}
