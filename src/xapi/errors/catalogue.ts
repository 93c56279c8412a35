import { errorTable } from '../datamodel/errors.gen';
import type { ErrorText, ErrorTexts } from './error-text';
import { accessErrors } from './families/access';
import { availabilityErrors } from './families/availability';
import { callErrors } from './families/calls';
import { deviceErrors } from './families/devices';
import { hostErrors } from './families/hosts';
import { networkErrors } from './families/network';
import { storageErrors } from './families/storage';
import { transferErrors } from './families/transfer';
import { trustErrors } from './families/trust';
import { updateErrors } from './families/updates';
import { vmDefinitionErrors } from './families/vm-definition';
import { vmRunningErrors } from './families/vm-running';
import { clean, fill, type ResolveName } from './fill';
import type { Teller } from './load';

export const errorTexts: ErrorTexts = {
  ...callErrors,
  ...accessErrors,
  ...vmRunningErrors,
  ...vmDefinitionErrors,
  ...hostErrors,
  ...storageErrors,
  ...networkErrors,
  ...availabilityErrors,
  ...deviceErrors,
  ...updateErrors,
  ...trustErrors,
  ...transferErrors,
};

/** Also what a failed task holds: `error_info` is the code followed by the parameters. */
export interface ErrorLike {
  readonly code: string;
  readonly params: readonly string[];
}

export interface ErrorExplanation {
  readonly code: string;
  /** What happened. */
  readonly sentence: string;
  readonly cause: string;
  readonly remedy: string;
  /** Code and parameters as they came, a line each, for copying. */
  readonly details: string;
}

const unknownText: ErrorText = [
  'The pool refused with the code {0:text}[: {1+}].',
  'Xenia does not know this code. It comes from a newer server, a storage driver or a plug-in.',
  'The details show what the server said.',
];

/** Parameters that the datamodel leaves out, and those of our own codes. */
const moreParameters: Readonly<Record<string, readonly string[]>> = {
  SESSION_AUTHENTICATION_FAILED: ['user name', 'message'],
  VM_IS_SNAPSHOT: ['vm', 'operation'],
  CONNECTION_LOST: ['reason'],
  NOT_XENAPI: ['answer'],
  ANSWER_TOO_LARGE: ['received', 'allowed'],
  CLIENT_CRASHED: ['message'],
  PART_MISSING: ['reason'],
  DUMP_NOT_SENT: ['address', 'answer'],
  CONSOLES_NOT_CARRIED: [],
  SOCKET_REFUSED: ['status', 'answer'],
  SOCKET_FAILED: ['server'],
  TRANSFERS_NOT_CARRIED: [],
  TRANSFER_CUT: ['reason'],
  TRANSFER_REFUSED: ['status', 'answer'],
  FILE_NOT_READ: ['reason'],
  FILE_NOT_WRITTEN: ['reason'],
  NO_ROOM_HERE: [],
  FILE_TOO_LONG: ['limit'],
  FILE_WRONG: ['reason'],
};

/** The names of the parameters of a code. */
export function parametersOf(code: string): readonly string[] {
  if (Object.hasOwn(moreParameters, code)) return moreParameters[code] ?? [];
  return Object.hasOwn(errorTable, code) ? (errorTable[code] ?? []) : [];
}

/** Dates as XenAPI writes them, with or without dashes. */
const moment = /\b\d{4}-?\d{2}-?\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?/g;

/** Storage drivers number their failures: SR_BACKEND_FAILURE_47 ["", "message", ""]. */
const storageFailure = /^SR_BACKEND_FAILURE_(\d+)$/;

export function explainError(error: ErrorLike, teller: Teller): ErrorExplanation {
  const { code, params } = error;
  const { resolveName, tellTime } = teller;
  const number = storageFailure.exec(code)?.[1];
  if (number !== undefined) {
    const message = params.find((param) => param.trim() !== '') ?? '';
    const like = { code: 'SR_BACKEND_FAILURE', params: [`code ${number}`, '', message] };
    return { ...explainError(like, teller), code, details: detailsOf(code, params, [], resolveName) };
  }
  const names = parametersOf(code);
  const known = Object.hasOwn(errorTexts, code) ? errorTexts[code] : undefined;
  const [sentence, cause, remedy] = known ?? unknownText;
  const told = params.map((param) => param.replace(moment, (text) => tellTime(text) ?? text));
  const shown = known ? told : [code, ...told.filter((param) => param.trim() !== '')];
  const context = { params: shown, names, resolveName };
  return {
    code,
    sentence: fill(sentence, context),
    cause: fill(cause, context),
    remedy: fill(remedy, context),
    details: detailsOf(code, params, names, resolveName),
  };
}

function detailsOf(
  code: string,
  params: readonly string[],
  names: readonly string[],
  resolveName: ResolveName,
): string {
  const lines = params.map((param, index) => {
    const name = resolveName(param);
    return `${names[index]?.trim() ?? index + 1}: ${param}${name === undefined ? '' : ` (${clean(name)})`}`;
  });
  return [code, ...lines].join('\n');
}
