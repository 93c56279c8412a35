import { isAddressPattern, looksLikeV6 } from './addresses';
import { readHead } from './heads';
import type { Head } from './heads';
import { normalize } from './model';
import type { Comparison, Filter, RelationId } from './model';
import { operatorsOf } from './operators';
import type { Operator } from './operators';
import { fail, QueryError } from './problem';
import type { Problem } from './problem';
import { findProperty, propertyNamed } from './properties';
import type { Property } from './property';
import { readHas, readOperand } from './read-operand';
import { relationNamed } from './read-relations';
import type { Relation } from './read-relations';
import { texts } from './texts';

export type Parsed =
  | { readonly ok: true; readonly filter: Filter | null }
  /** `filter`: null; a text with a mistake asks for nothing. */
  | { readonly ok: false; readonly problem: Problem };

const MOST_LETTERS = 4000;
const DEEPEST = 40;

/** Reads the text of a query; null: it is empty and restricts nothing. */
export function parseQuery(text: string): Parsed {
  try {
    if (text.length > MOST_LETTERS) fail(MOST_LETTERS, text.length, texts.problems.tooLong(MOST_LETTERS));
    const filter = new Parser(text).whole();
    return { ok: true, filter: filter && normalize(filter) };
  } catch (error) {
    if (error instanceof QueryError) return { ok: false, problem: error.problem };
    throw error;
  }
}

const SPACE = /\s*/y;
const KEYWORD = /(?:and|or|not)(?=[\s()]|$)/iy;
const NAME = /[\p{L}_][\p{L}\p{N}_-]*(?:\.(?:[\p{L}\p{N}_-]+|"(?:[^"\\]|\\.)*"))*/uy;
const SIGN = /\s*(!==|!\*==|!\*=|\*==|\*=|!::|!=|!:|\^==|\^=|\$==|\$=|::|:|==|=|<=|>=|<|>)/y;
const RUN = /[^\s()]+/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;
/** What has colons and is no field: references, hardware addresses, addresses of the web. */
const LITERAL = /OpaqueRef:\S*|[0-9a-f]{2}(?::[0-9a-f]{2}){1,5}:?(?=[\s()]|$)|https?:\/\/[^\s()]+/iy;

/** What a bare value is compared with, inside the parentheses of `power:(running or paused)`. */
interface Subject {
  readonly head: Head;
  readonly property: Property;
  readonly operator: Operator;
}

class Parser {
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  whole(): Filter | null {
    this.skip();
    if (this.at === this.text.length) return null;
    const filter = this.alternatives(null);
    if (this.at < this.text.length) {
      fail(this.at, this.at + 1, texts.problems.strayParenthesis, [{ label: texts.fixes.remove, text: '' }]);
    }
    return filter;
  }

  private alternatives(subject: Subject | null): Filter {
    const of = [this.conjunction(subject)];
    while (this.keyword() === 'or') {
      const from = this.at;
      this.at += 2;
      this.skip();
      if (this.isAtEnd()) fail(from, from + 2, texts.problems.nothingAfter('or'));
      of.push(this.conjunction(subject));
    }
    const [only] = of;
    return of.length === 1 && only ? only : { kind: 'any', of };
  }

  private conjunction(subject: Subject | null): Filter {
    const of: Filter[] = [];
    for (;;) {
      this.skip();
      const word = this.keyword();
      if (this.isAtEnd() || word === 'or') break;
      if (word === 'and') {
        const from = this.at;
        if (of.length === 0) fail(from, from + 3, texts.problems.nothingBefore('and'));
        this.at += 3;
        this.skip();
        if (this.isAtEnd() || this.keyword() === 'or') fail(from, from + 3, texts.problems.nothingAfter('and'));
        if (this.keyword() === 'and') fail(this.at, this.at + 3, texts.problems.nothingBefore('and'));
      }
      of.push(this.negation(subject));
    }
    const [only] = of;
    if (only === undefined) {
      const word = this.keyword();
      if (word) fail(this.at, this.at + word.length, texts.problems.nothingBefore(word));
      fail(this.at, this.at + 1, texts.problems.strayParenthesis, [{ label: texts.fixes.remove, text: '' }]);
    }
    return of.length === 1 ? only : { kind: 'all', of };
  }

  private negation(subject: Subject | null): Filter {
    const from = this.at;
    const isWord = this.keyword() === 'not';
    if (!isWord && !/^-[^\s)]/.test(this.text.slice(from, from + 2))) return this.term(subject);
    if (++this.depth > DEEPEST) fail(from, this.text.length, texts.problems.tooDeep);
    this.at += isWord ? 3 : 1;
    this.skip();
    if (this.isAtEnd() || this.keyword() === 'or' || this.keyword() === 'and') {
      fail(from, from + 3, texts.problems.nothingAfter('not'));
    }
    const filter = this.negation(subject);
    this.depth--;
    return { kind: 'none', of: [filter] };
  }

  private term(subject: Subject | null): Filter {
    if (this.text[this.at] === '(') return this.parenthesis(() => this.alternatives(subject));
    if (subject) return this.value(subject);
    const from = this.at;
    const literal = this.take(LITERAL);
    if (literal) return { kind: 'words', text: literal[0] };
    const run = this.peek(RUN)?.[0] ?? '';
    if (looksLikeV6(run)) {
      this.at += run.length;
      return { kind: 'words', text: run };
    }
    const head = this.head();
    if (head) return this.asked(head.head, head.sign, head.signAt);
    const quoted = this.quoted();
    if (quoted !== null) return { kind: 'words', text: quoted };
    this.at = from + run.length;
    if (/^[:=<>^$!*]+$/.test(run) || /^[:=<>]/.test(run)) {
      fail(from, this.at, texts.problems.noName(run), [{ label: texts.fixes.quote(`"${run}"`), text: `"${run}"` }]);
    }
    if (/[*/]/.test(run) && isAddressPattern(run)) return { kind: 'compare', property: 'ip', is: 'is', value: run };
    return { kind: 'words', text: run };
  }

  private parenthesis<T>(inside: () => T): T {
    const from = this.at;
    if (++this.depth > DEEPEST) fail(from, this.text.length, texts.problems.tooDeep);
    this.at++;
    this.skip();
    if (this.text[this.at] === ')') fail(from, this.at + 1, texts.problems.emptyParenthesis);
    if (this.at === this.text.length) fail(from, from + 1, texts.problems.openParenthesis);
    const result = inside();
    if (this.text[this.at] !== ')') fail(from, from + 1, texts.problems.openParenthesis);
    this.at++;
    this.depth--;
    return result;
  }

  /** A name with a sign behind it. With a space between them, the name has to be known. */
  private head(): { readonly head: Head; readonly sign: string; readonly signAt: number } | null {
    const name = this.peek(NAME)?.[0];
    if (name === undefined) return null;
    const from = this.at;
    this.at += name.length;
    const sign = this.peek(SIGN);
    const isApart = sign !== null && /^\s/.test(sign[0]);
    if (sign?.[1] === undefined || (isApart && !isKnown(name))) {
      this.at = from;
      return null;
    }
    const head = readHead(name, from);
    this.at += sign[0].length;
    return { head, sign: sign[1], signAt: this.at - sign[1].length };
  }

  private asked(head: Head, sign: string, signAt: number): Filter {
    const { asked, path } = head;
    if (asked.kind === 'has') {
      if (sign !== ':' && sign !== '=') wrongSign(sign, signAt, head.name, [':']);
      const { text, from } = this.written(head.name);
      return along(path, { kind: 'has', what: readHas(text, from, this.at), yes: asked.yes });
    }
    if (asked.kind === 'relation') return along(path, this.related(asked.relation, head.name, sign, signAt));
    const { property } = asked;
    const operator = operatorsOf(property.type)[sign];
    if (operator === undefined) return wrongSign(sign, signAt, head.name, Object.keys(operatorsOf(property.type)));
    const subject: Subject = { head, property, operator };
    this.skip();
    if (this.text[this.at] === '(') return this.parenthesis(() => this.alternatives(subject));
    return this.value(subject);
  }

  private related(relation: Relation, name: string, sign: string, signAt: number): Filter {
    const signs = operatorsOf('text');
    const operator = signs[sign];
    if (operator === undefined) return wrongSign(sign, signAt, name, Object.keys(signs));
    const negative = operator.is === 'isNot' || operator.is === 'lacks';
    const negated = negative ? ({ negated: true } as const) : {};
    this.skip();
    if (this.text[this.at] === '(') {
      if (sign !== ':' && sign !== '!:') fail(signAt, signAt + sign.length, texts.problems.badGroup(name));
      const of = this.parenthesis(() => this.alternatives(null));
      return { kind: 'related', relation: relation.id, of, ...negated };
    }
    const { text } = this.written(name);
    const is: Comparison = operator.is === 'isNot' ? 'is' : operator.is === 'lacks' ? 'contains' : operator.is;
    const exactCase = operator.exactCase ? ({ exactCase: true } as const) : {};
    // A folder goes by its path: what is written as one is the whole of it, not a part of a name.
    const isPath = relation.to === 'folder' && text.startsWith('/');
    const whole = isPath && is === 'contains' ? 'is' : is;
    const of: Filter = { kind: 'compare', property: isPath ? 'uuid' : 'name', is: whole, value: text, ...exactCase };
    return { kind: 'related', relation: relation.id, of, ...negated };
  }

  private value({ head, property, operator }: Subject): Filter {
    const { text, from } = this.written(head.name, property);
    const { id, value } = readOperand(property, head.name, text, { from, to: this.at });
    return along(head.path, { kind: 'compare', property: id, value, ...operator });
  }

  /** The value at this place, as it is written, without its quotation marks. */
  private written(name: string, property?: Property): { readonly text: string; readonly from: number } {
    this.skip();
    const from = this.at;
    const quoted = this.quoted();
    if (quoted !== null) return { text: quoted, from };
    const run = this.take(RUN)?.[0];
    if (run === undefined) return fail(Math.max(0, from - 1), from, texts.problems.noValue(name));
    const unit = property && /^\d+(?:\.\d+)?$/.test(run) ? unitAfter(property, this.text.slice(this.at)) : null;
    if (unit === null) return { text: run, from };
    this.at += unit.length;
    return { text: run + unit.trim(), from };
  }

  private quoted(): string | null {
    if (this.text[this.at] !== '"') return null;
    const match = this.take(QUOTED);
    if (!match) return fail(this.at, this.text.length, texts.problems.openQuote);
    return (match[1] ?? '').replaceAll(/\\(.)/g, '$1');
  }

  private keyword(): 'and' | 'or' | 'not' | null {
    const word = this.peek(KEYWORD)?.[0].toLowerCase();
    return word === 'and' || word === 'or' || word === 'not' ? word : null;
  }

  private isAtEnd(): boolean {
    return this.at >= this.text.length || this.text[this.at] === ')';
  }

  private skip(): void {
    this.take(SPACE);
  }

  private peek(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text);
  }

  private take(pattern: RegExp): RegExpExecArray | null {
    const match = this.peek(pattern);
    if (match) this.at += match[0].length;
    return match;
  }
}

function along(path: readonly RelationId[], filter: Filter): Filter {
  return path.reduceRight<Filter>((of, relation) => ({ kind: 'related', relation, of }), filter);
}

function isKnown(name: string): boolean {
  const [first = ''] = name.toLowerCase().split('.');
  return (
    propertyNamed(first) !== undefined ||
    relationNamed(first) !== undefined ||
    ['has', 'no', 'field', 'date'].includes(first) ||
    findProperty(name) !== undefined
  );
}

function unitAfter(property: Property, rest: string): string | null {
  const pattern =
    property.type === 'bytes' || property.type === 'rate'
      ? /^\s+(?:[kmgtp]i?b?(?:\/s)?|b(?:\/s)?|%)(?=[\s()]|$)/i
      : property.type === 'since'
        ? /^\s+(?:ms|min|[ywdhms])(?=[\s()]|$)/i
        : /^\s+%(?=[\s()]|$)/;
  return pattern.exec(rest)?.[0] ?? null;
}

function wrongSign(sign: string, at: number, name: string, signs: readonly string[]): never {
  const [first = ':'] = signs;
  return fail(at, at + sign.length, texts.problems.noOperator(sign, name, signs.join(' ')), [
    { label: texts.fixes.replace(name + first), text: first },
  ]);
}
