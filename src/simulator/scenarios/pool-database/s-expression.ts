import { MAX_EXPRESSION_DEPTH } from './limits';

/** A list or an atom. Sets are lists of atoms, maps are lists of lists of two atoms. */
export type Expression = string | readonly Expression[];

/** A text that is no S-expression; `at` counts characters from 0. */
export class ExpressionError extends Error {
  readonly at: number;
  constructor(reason: string, at: number) {
    super(reason);
    this.at = at;
  }
}

const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const BLANK = 32;
const DOUBLE_QUOTE = 34;
const QUOTE = 39;
const OPEN = 40;
const CLOSE = 41;
const SEMICOLON = 59;
const BACKSLASH = 92;

/**
 * Reads one S-expression (xapi: sExprLexer.mll): atoms in single or double quotes or bare, lists in parentheses, blanks
 * between them, comments from `;` to the end of the line. Within quotes a backslash takes the next character as it is.
 */
export function parseExpression(text: string): Expression {
  const open: Expression[][] = [];
  let result: Expression | undefined;
  let i = 0;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (isBlank(code)) {
      i += 1;
      continue;
    }
    if (code === SEMICOLON) {
      const end = text.indexOf('\n', i);
      i = end === -1 ? text.length : end + 1;
      continue;
    }
    if (result !== undefined) throw new ExpressionError('There is more text after its end', i);
    if (code === OPEN) {
      if (open.length === MAX_EXPRESSION_DEPTH) throw new ExpressionError('Its lists are nested too deeply', i);
      open.push([]);
      i += 1;
      continue;
    }
    let item: Expression;
    if (code === CLOSE) {
      const closed = open.pop();
      if (closed === undefined) throw new ExpressionError('A closing parenthesis has no opening one', i);
      item = closed;
      i += 1;
    } else {
      const isQuoted = code === QUOTE || code === DOUBLE_QUOTE;
      const end = isQuoted ? endOfQuoted(text, i, code) : endOfBare(text, i);
      item = isQuoted ? unescape(text.slice(i + 1, end)) : text.slice(i, end);
      i = isQuoted ? end + 1 : end;
    }
    const parent = open.at(-1);
    if (parent === undefined) result = item;
    else parent.push(item);
  }
  if (open.length > 0) throw new ExpressionError('A parenthesis is never closed', text.length);
  if (result === undefined) throw new ExpressionError('It is empty', 0);
  return result;
}

function isBlank(code: number): boolean {
  return code === BLANK || code === NEWLINE || code === RETURN || code === TAB;
}

function endOfQuoted(text: string, start: number, quote: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) return i;
    if (code === BACKSLASH) i += 1;
  }
  throw new ExpressionError('A quote is never closed', start);
}

function endOfBare(text: string, start: number): number {
  let end = start;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (isBlank(code) || code === DOUBLE_QUOTE || code === OPEN || code === CLOSE) break;
  }
  return end;
}

function unescape(text: string): string {
  return text.includes('\\') ? text.replace(/\\([\s\S])/g, '$1') : text;
}

/** An atom as xapi writes it (sExpr.ml): in single quotes, with a backslash before backslashes and both quotes. */
export function formatAtom(text: string): string {
  return /[\\'"]/.test(text) ? `'${text.replace(/[\\'"]/g, '\\$&')}'` : `'${text}'`;
}
