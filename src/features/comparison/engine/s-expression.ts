/** A list or an atom. Sets are lists of atoms, maps are lists of lists of two atoms. */
export type Expression = string | readonly Expression[];

const DEEPEST = 64;

/**
 * Reads one S-expression as a pool database writes sets and maps (xapi: sExprLexer.mll): atoms in quotes or bare, lists in
 * parentheses. Undefined: it is none.
 */
export function parseExpression(text: string): Expression | undefined {
  const open: Expression[][] = [];
  let result: Expression | undefined;
  let at = 0;
  while (at < text.length) {
    const letter = text.charAt(at);
    if (letter === ' ' || letter === '\n' || letter === '\t' || letter === '\r') {
      at += 1;
      continue;
    }
    if (result !== undefined || open.length > DEEPEST) return undefined;
    let item: Expression | undefined;
    if (letter === '(') {
      open.push([]);
      at += 1;
      continue;
    } else if (letter === ')') {
      item = open.pop();
      at += 1;
    } else if (letter === "'" || letter === '"') {
      const end = endOfQuoted(text, at + 1, letter);
      if (end < 0) return undefined;
      item = text.slice(at + 1, end).replace(/\\([\s\S])/g, '$1');
      at = end + 1;
    } else {
      const [bare = ''] = /^[^\s()"]+/.exec(text.slice(at)) ?? [];
      item = bare;
      at += bare.length;
    }
    if (item === undefined || item === '' ? letter !== "'" && letter !== '"' : false) return undefined;
    const parent = open.at(-1);
    if (parent === undefined) result = item;
    else if (item !== undefined) parent.push(item);
  }
  return open.length > 0 ? undefined : result;
}

function endOfQuoted(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    if (text.charAt(at) === '\\') at += 1;
    else if (text.charAt(at) === quote) return at;
  }
  return -1;
}

const READ: Readonly<Record<string, string>> = { '.': ' ', _: '  ', t: '\t', n: '\n', r: '\r', '%': '%' };

/** The text behind an attribute, whose white space the database writes in two characters (xapi: xml_spaces.ml). */
export function unprotect(text: string): string {
  return text.includes('%') ? text.replace(/%([._tnr%])/g, (_, code: string) => READ[code] ?? '') : text;
}
