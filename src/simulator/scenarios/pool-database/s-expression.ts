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

const QUOTE = "'";
const BLANK = /[ \t\r\n]/;

/**
 * Reads one S-expression (xapi: sExprLexer.mll): atoms in single or double quotes or bare, lists in parentheses, blanks
 * between them, comments from `;` to the end of the line. Within quotes a backslash takes the next character as it is.
 */
export function parseExpression(text: string): Expression {
  const open: Expression[][] = [];
  let result: Expression | undefined;
  let i = 0;
  while (i < text.length) {
    const character = text[i] ?? '';
    if (BLANK.test(character)) {
      i += 1;
      continue;
    }
    if (character === ';') {
      const end = text.indexOf('\n', i);
      i = end === -1 ? text.length : end + 1;
      continue;
    }
    if (result !== undefined) throw new ExpressionError('There is more text after the closing parenthesis', i);
    let item: Expression;
    if (character === '(') {
      if (open.length === MAX_EXPRESSION_DEPTH) throw new ExpressionError('Its lists are nested too deeply', i);
      open.push([]);
      i += 1;
      continue;
    }
    if (character === ')') {
      const closed = open.pop();
      if (closed === undefined) throw new ExpressionError('A closing parenthesis has no opening one', i);
      item = closed;
      i += 1;
    } else if (character === QUOTE || character === '"') {
      const end = endOfQuoted(text, i, character);
      item = unescape(text.slice(i + 1, end));
      i = end + 1;
    } else {
      const end = endOfBare(text, i);
      item = text.slice(i, end);
      i = end;
    }
    const parent = open.at(-1);
    if (parent === undefined) result = item;
    else parent.push(item);
  }
  if (open.length > 0) throw new ExpressionError('A parenthesis is never closed', text.length);
  if (result === undefined) throw new ExpressionError('It is empty', 0);
  return result;
}

function endOfQuoted(text: string, start: number, quote: string): number {
  let end = text.indexOf(quote, start + 1);
  let backslash = text.indexOf('\\', start + 1);
  while (end !== -1 && backslash !== -1 && backslash < end) {
    // The escaped character may be the quote found: look on behind it.
    if (backslash + 1 >= end) end = text.indexOf(quote, backslash + 2);
    backslash = text.indexOf('\\', backslash + 2);
  }
  if (end === -1) throw new ExpressionError('A quote is never closed', start);
  return end;
}

function endOfBare(text: string, start: number): number {
  let end = start;
  while (end < text.length && !/[" \t\r\n()]/.test(text[end] ?? '')) end += 1;
  return end;
}

function unescape(text: string): string {
  return text.includes('\\') ? text.replace(/\\([\s\S])/g, '$1') : text;
}

/** An atom as xapi writes it (sExpr.ml): in single quotes, with backslashes before backslashes and both quotes. */
export function formatAtom(text: string): string {
  return /[\\'"]/.test(text) ? `'${text.replace(/[\\'"]/g, '\\$&')}'` : `'${text}'`;
}
