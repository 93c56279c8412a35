import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ExpressionError, formatAtom, parseExpression, type Expression } from './s-expression';

describe('S-expressions of database columns', () => {
  test.each<[string, Expression]>([
    ['()', []],
    ["('a' 'b')", ['a', 'b']],
    [
      "(('k' 'v') ('k2' ''))",
      [
        ['k', 'v'],
        ['k2', ''],
      ],
    ],
    ["('it\\'s' 'c:\\\\temp' 'say \\\"hi\\\"')", ["it's", 'c:\\temp', 'say "hi"']],
    ['("double \' quoted" bare)', ["double ' quoted", 'bare']],
    ["( 'a'\t\r\n'b' ) ; a comment", ['a', 'b']],
    ["('a' ; one\n 'b')", ['a', 'b']],
    ["('(' ')' ';')", ['(', ')', ';']],
    ["'alone'", 'alone'],
    ["('a''b')", ['a', 'b']],
  ])('%s', (text, expected) => {
    expect(parseExpression(text)).toEqual(expected);
  });

  test.each([
    ['', 'It is empty'],
    ["('a'", 'A parenthesis is never closed'],
    ["('a", 'A quote is never closed'],
    ["('a\\'", 'A quote is never closed'],
    ["('a'))", 'There is more text after its end'],
    [')', 'A closing parenthesis has no opening one'],
    ["('a') 'b'", 'There is more text after its end'],
    ['('.repeat(100_000), 'Its lists are nested too deeply'],
  ])('refuse %.20s', (text, reason) => {
    expect(() => parseExpression(text)).toThrow(ExpressionError);
    expect(() => parseExpression(text)).toThrow(reason);
  });

  test('hold any text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (atoms) => {
        expect(parseExpression(`(${atoms.map(formatAtom).join(' ')})`)).toEqual(atoms);
      }),
    );
  });

  test('of a megabyte of quotes and backslashes are read in linear time', () => {
    const atoms = Array.from({ length: 100_000 }, (_, i) => (i % 2 === 0 ? "'\\'" : 'plain'));
    expect(parseExpression(`(${atoms.map(formatAtom).join(' ')})`)).toHaveLength(100_000);
  });
});
