import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFieldType } from '../../engine/defaults';
import { NO_VALUE, readValue, ValueError, writeValue } from './values';
import { escapeAttribute, protect, unprotect } from './white-space';

const silent = (): void => {};
const read = (type: string, text: string): unknown => readValue(parseFieldType(type), text, silent);

const date = fc
  .date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('2199-12-31T23:59:59Z'), noInvalidDate: true })
  .map((value) => `${value.toISOString().slice(0, 19).replaceAll('-', '')}Z`);
const text = fc.string({ unit: 'binary' });
const ref = fc.uuid().map((uuid) => `OpaqueRef:${uuid}`);
const record = (value: fc.Arbitrary<unknown>, key = text): fc.Arbitrary<unknown> =>
  fc.array(fc.tuple(key, value)).map((entries) => Object.fromEntries(entries));

describe('Values of columns', () => {
  test.each<[string, fc.Arbitrary<unknown>]>([
    ['string', text],
    ['int', fc.maxSafeInteger()],
    ['float', fc.double()],
    ['bool', fc.boolean()],
    ['datetime', date],
    ['VM ref', ref],
    ['enum vm_power_state', fc.constantFrom('Halted', 'Paused', 'Running', 'Suspended')],
    ['string set', fc.array(text)],
    ['int set', fc.array(fc.maxSafeInteger())],
    ['VM ref set', fc.array(ref)],
    ['(string -> string) map', record(text)],
    ['(string -> int) map', record(fc.maxSafeInteger())],
    ['(int -> float) map', record(fc.double(), fc.nat().map(String))],
    ['(string -> blob ref) map', record(ref)],
    ['(host ref -> string set) map', record(fc.array(text), ref)],
  ])('of the type %s come back as they were written', (type, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (value) => {
        const fieldType = parseFieldType(type);
        expect(readValue(fieldType, unprotect(protect(writeValue(fieldType, value))), silent)).toEqual(value);
      }),
    );
  });

  test.each([
    ['float', '0.', 0],
    ['float', '1e-05', 0.00001],
    ['float', '-inf', -Infinity],
    ['float', 'nan', NaN],
    ['int', '-0', 0],
    ['int', '9223372036854775807', 2 ** 63],
    ['bool', 'True', true],
    ['datetime', '2026-01-31T09:05:07Z', '20260131T09:05:07Z'],
    ['datetime', '20260131T09:05:07', '20260131T09:05:07Z'],
    ['datetime', '20260131T09:05:07.250Z', '20260131T09:05:07Z'],
    ['enum vm_power_state', 'running', 'Running'],
    ['VM ref', '', 'OpaqueRef:NULL'],
    ['VM ref', 'Null', 'OpaqueRef:NULL'],
    ['VM ref', 'NULL', 'OpaqueRef:NULL'],
    ['string set', '', []],
  ])('of the type %s include %s', (type, written, value) => {
    expect(read(type, written)).toEqual(value);
  });

  test.each([
    ['int', 'ten'],
    ['int', '1.5'],
    ['int', '9223372036854775808'],
    ['int', '1'.repeat(100_000)],
    ['float', '1,5'],
    ['bool', 'yes'],
    ['datetime', 'yesterday'],
    ['datetime', '20261332T25:61:00Z'],
    ['string set', "('a'"],
    ['string set', "(('a'))"],
    ['string set', "'a'"],
    ['(string -> string) map', "('a' 'b')"],
    ['(string -> string) map', "(('a'))"],
    ['(string -> int) map', "(('a' 'b'))"],
    ['(int -> string set) map', "(('1' '(('))"],
  ])('of the type %s are refused when they say %.30s', (type, written) => {
    expect(() => read(type, written)).toThrow(ValueError);
  });

  test.each(['int', 'float', 'bool', 'datetime', 'enum vbd_mode'])('of the type %s may be empty', (type) => {
    expect(read(type, '')).toBe(NO_VALUE);
  });

  test('keep the first of two equal keys', () => {
    expect(read('(string -> string) map', "(('a' '1') ('a' '2'))")).toEqual({ a: '1' });
  });

  test('beyond 64 bits are written as the largest that xapi reads', () => {
    expect(writeValue(parseFieldType('int'), 2 ** 63)).toBe('9223372036854775807');
    expect(writeValue(parseFieldType('int'), -(2 ** 63))).toBe('-9223372036854775808');
  });

  test('that a number cannot hold exactly are kept to the nearest one, which is said', () => {
    const told: string[] = [];
    const type = parseFieldType('int');
    expect(readValue(type, '9007199254740993', (problem) => told.push(problem))).toBe(9007199254740992);
    expect(told).toEqual(['holds a number too large to be kept to the last digit']);
  });

  test('leave out members of enumerations that the model does not know, and say so', () => {
    const told: string[] = [];
    const type = parseFieldType('enum vm_operations set');
    expect(readValue(type, "('start' 'levitate')", (problem, value) => told.push(`${problem}: ${value}`))).toEqual([
      'start',
    ]);
    expect(told).toEqual(['holds a value that the model does not know, which was left out: levitate']);
  });
});

describe('White space in attributes', () => {
  test('is protected in the present form', () => {
    expect(protect("('a b' 'c')\t\n\r100%")).toBe("('a%.b'%.'c')%t%n%r100%%");
  });

  test('is read in the present and in the older form', () => {
    expect(unprotect('CPU%_%_%_%_%_ X3450%_@ 2.67GHz')).toBe('CPU           X3450  @ 2.67GHz');
    expect(unprotect('%%n%n%.%x%')).toBe('%n\n %x%');
  });

  test('escapes what markup would take for its own, and drops what XML cannot hold', () => {
    expect(escapeAttribute('<a b="c">&\u0000\u0007\ud800\ufffe 😀')).toBe('&lt;a b=&quot;c&quot;&gt;&amp; 😀');
    expect(escapeAttribute('\t\n\r')).toBe('&#9;&#10;&#13;');
  });
});
