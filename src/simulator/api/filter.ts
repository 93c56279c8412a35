import { classTable } from '../../xapi/datamodel/classes.gen';
import type { ClassName, Ref } from '../../xapi/datamodel/ref';
import { Fault } from './fault';

type Of<T> = (row: Readonly<Record<string, unknown>>, ref: Ref) => T;
type Test = Of<boolean>;
type Operand = Of<string>;
type Token = readonly ['word' | 'text' | 'sign' | 'end', string];

/** Every row of the database has its own reference as a column (xapi: db_names.ml). */
const REF_COLUMN = '_ref';

/** Deeper nesting than any client writes; keeps hostile input off the stack. */
const DEEPEST = 200;

/**
 * Compiles the expression of `get_all_where` and `get_all_records_where`.
 * Grammar (xapi: db_filter_parse.mly): true | false | (e) | not e | e and e | e or e | v = v, with v a "literal" or
 * field "name". Values compare as database strings. `and` and `or` are of one rank, from left to right, and `not` means
 * all that follows it: its precedence there is below theirs.
 */
export function compileFilter(cls: ClassName, expression: string): Test {
  const tokens = tokenize(expression);
  let at = 0;
  const fail = (why: string): Fault => new Fault('INVALID_VALUE', expression, why);
  const peek = (): Token => tokens[at] ?? ['end', ''];
  const accept = (kind: Token[0], text: string): boolean => {
    if (peek()[0] !== kind || peek()[1] !== text) return false;
    at += 1;
    return true;
  };

  const chain = (depth: number): Test => {
    let left = single(depth);
    for (;;) {
      const [a, isAnd] = [left, accept('word', 'and')];
      if (!isAnd && !accept('word', 'or')) return left;
      const b = single(depth);
      left = isAnd ? (row, ref) => a(row, ref) && b(row, ref) : (row, ref) => a(row, ref) || b(row, ref);
    }
  };
  const single = (depth: number): Test => {
    if (depth > DEEPEST) throw fail('nested too deeply');
    if (accept('word', 'not')) {
      const test = chain(depth + 1);
      return (row, ref) => !test(row, ref);
    }
    if (accept('sign', '(')) {
      const test = chain(depth + 1);
      if (!accept('sign', ')')) throw fail('a closing parenthesis is missing');
      return test;
    }
    if (accept('word', 'true')) return () => true;
    if (accept('word', 'false')) return () => false;
    const left = operand();
    if (!accept('sign', '=')) throw fail('an equals sign is missing');
    const right = operand();
    return (row, ref) => left(row, ref) === right(row, ref);
  };
  const operand = (): Operand => {
    const isField = accept('word', 'field');
    const [kind, text] = peek();
    if (kind !== 'text') throw fail('a quoted text is missing');
    at += 1;
    if (!isField) return () => text;
    if (text === REF_COLUMN) return (_row, ref) => ref;
    const field = fieldOf(cls, text);
    if (field === undefined) throw fail(`there is no field ${text}`);
    return (row) => databaseText(row[field]);
  };

  const test = chain(0);
  if (peek()[0] !== 'end') throw fail(`unexpected ${peek()[1]}`);
  return test;
}

/** As xapi reads it (db_filter_lex.mll): a text ends at the next quote, a backslash is a character like others. */
const PLAIN = /\s*(?:"([^"]*)"|([A-Za-z]+)|([()=]))/y;
/** What clients expect who quote: `\"` stands for a quote, and single quotes may be used. */
const QUOTING = /\s*(?:"((?:[^"\\]|\\[^])*)"|([A-Za-z]+)|([()=])|'((?:[^'\\]|\\[^])*)')/y;

function tokenize(expression: string): Token[] {
  return tokensOf(expression, PLAIN) ?? tokensOf(expression, QUOTING, /\\(["'\\])/g) ?? fail(expression);
}

function fail(expression: string): never {
  throw new Fault('INVALID_VALUE', expression, 'it holds something that is no text, word or sign');
}

function tokensOf(expression: string, pattern: RegExp, escapes?: RegExp): Token[] | null {
  const found: Token[] = [];
  const trimmed = expression.trimEnd();
  pattern.lastIndex = 0;
  while (pattern.lastIndex < trimmed.length) {
    const match = pattern.exec(trimmed);
    if (match === null) return null;
    const [, double, word, sign, single] = match;
    const text = double ?? single;
    if (text !== undefined) found.push(['text', escapes === undefined ? text : text.replace(escapes, '$1')]);
    else if (word !== undefined) found.push(['word', word]);
    else found.push(['sign', sign ?? '']);
  }
  return found;
}

/** A field by its API name or its database column (`name__label`), `__` and `_` alike. */
function fieldOf(cls: ClassName, name: string): string | undefined {
  const fields = classTable[cls].fields;
  if (Object.hasOwn(fields, name)) return name;
  const wanted = name.replaceAll('__', '_');
  return Object.keys(fields).find((field) => field === wanted || fields[field]?.column === name);
}

/** A value as the database writes it: text, or an S-expression for sets and maps. */
function databaseText(value: unknown): string {
  if (Array.isArray(value)) return `(${value.map((item) => quote(String(item))).join(' ')})`;
  if (typeof value === 'object' && value !== null) {
    return `(${Object.entries(value)
      .map(([key, item]) => `(${quote(key)} ${quote(String(item))})`)
      .join(' ')})`;
  }
  return String(value);
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
