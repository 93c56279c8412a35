/** A search that cannot be read; the message says why, in a sentence. */
export class SearchFileError extends Error {}
