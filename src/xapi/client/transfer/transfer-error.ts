/** Codes of ours for files, as `clientErrorCodes` are for calls; apart, because no page needs them at first sight. */
export const transferErrorCodes = {
  /** The way to this pool carries no files. */
  noTransfers: 'TRANSFERS_NOT_CARRIED',
  /** The connection ended before the file did. Parameter: what the browser says. */
  transferCut: 'TRANSFER_CUT',
  /** A server refused a file. Parameters: HTTP status, what it said. */
  transferRefused: 'TRANSFER_REFUSED',
  /** A file of this computer could not be read to its end. Parameter: what the browser says. */
  fileNotRead: 'FILE_NOT_READ',
  /** A file could not be written. Parameter: what the browser says. */
  fileNotWritten: 'FILE_NOT_WRITTEN',
  /** There is no room for a file on this computer. */
  noRoomHere: 'NO_ROOM_HERE',
  /** The browser cannot hold so long a file. Parameter: the limit in bytes. */
  fileTooLong: 'FILE_TOO_LONG',
  /** A file is not what it should be. Parameter: what is wrong with it. */
  fileWrong: 'FILE_WRONG',
} as const;
