import type { ErrorTexts } from '../error-text';

/** What keeps a file from coming or going, before a pool has a word for it. */
export const transferErrors: ErrorTexts = {
  TRANSFERS_NOT_CARRIED: [
    'The way to this pool carries no files.',
    'The pool is one that only tests speak to.',
    'Open the simulated pool, or connect to a server.',
  ],
  TRANSFER_CUT: [
    'The connection ended before the file did[: {0:text}].',
    'The network or the server broke off, or the file is on another server of the pool, which this browser does not trust or may not read.',
    'Try again. If it fails at once, open https:// with the address of each server in a tab and accept its certificate, or open the console from the pool itself.',
  ],
  TRANSFER_REFUSED: [
    'The server refused the file[: {1:text}].',
    'It answered with the HTTP status {0:text}.',
    'The answer says why. The logs of the server may say more.',
  ],
  FILE_NOT_READ: [
    'The file could not be read to its end[: {0:text}].',
    'It was changed, moved or deleted since it was chosen, or its disk fails.',
    'Choose the file again.',
  ],
  FILE_NOT_WRITTEN: [
    'The file could not be written[: {0:text}].',
    'The browser was not allowed to, or the place is gone.',
    'Choose another place.',
  ],
  NO_ROOM_HERE: [
    'There is no room for the file on this computer.',
    'The disk is full, or the browser may not use more of it.',
    'Make room, or choose another disk.',
  ],
  FILE_TOO_LONG: [
    'The file is longer than this browser can hold.',
    'It cannot write files as they arrive, and holds at most {0:bytes} until they are whole.',
    'Use Chrome or Edge, which write as it arrives, or the xe line.',
  ],
  FILE_WRONG: [
    'The file is not what it should be[: {0:text}].',
    'It is damaged, incomplete, or of another kind.',
    'Copy the file again, or choose another one.',
  ],
};
