import { describe, expect, test } from 'vitest';
import { parseFieldType } from '../engine/defaults';
import { Fault } from './fault';
import { readValue } from './value';
import { toXmlValue } from './xml-value';

function read(type: string, value: unknown): unknown {
  try {
    return readValue(parseFieldType(type), 'field', value);
  } catch (error) {
    if (error instanceof Fault) return error.toList();
    throw error;
  }
}

describe('a parameter', () => {
  test.each([
    ['20260131T09:05:07Z', '20260131T09:05:07Z'],
    ['2026-01-31T09:05:07Z', '20260131T09:05:07Z'],
    ['20260131T09:05:07', '20260131T09:05:07Z'],
    ['20260131T09:05:07.250Z', '20260131T09:05:07Z'],
    ['2026-01-31T09:05:07+02:00', '20260131T07:05:07Z'],
    ['20260131T23:05:07-0130', '20260201T00:35:07Z'],
  ])('may spell a date %s', (given, meant) => {
    expect(read('datetime', given)).toBe(meant);
  });

  test('that is no date, or not one of the words of its type, is named', () => {
    expect(read('datetime', 'tomorrow')).toEqual(['INVALID_VALUE', 'tomorrow']);
    expect(read('datetime', '20261301T00:00:00Z')).toEqual(['INVALID_VALUE', '20261301T00:00:00Z']);
    expect(read('datetime', '20260230T00:00:00Z')).toEqual(['INVALID_VALUE', '20260230T00:00:00Z']);
    expect(read('datetime', '20280229T00:00:00Z')).toBe('20280229T00:00:00Z');
    expect(read('enum vm_power_state', 'Sleeping')).toEqual(['INVALID_VALUE', 'Sleeping']);
  });

  test('may spell the words of its type in any case', () => {
    expect(read('enum vbd_type', 'disk')).toBe('Disk');
    expect(read('enum vbd_type', 'cd')).toBe('CD');
    expect(read('enum vdi_type', 'User')).toBe('user');
    expect(read('enum vm_operations set', ['Start', 'CLEAN_REBOOT'])).toEqual(['start', 'clean_reboot']);
  });

  test('of another type names its field', () => {
    expect(read('bool', 'true')).toEqual(['FIELD_TYPE_ERROR', 'field']);
    expect(read('int', 1.5)).toEqual(['FIELD_TYPE_ERROR', 'field']);
    expect(read('int', 1e300)).toEqual(['FIELD_TYPE_ERROR', 'field']);
    expect(read('string set', 'x')).toEqual(['FIELD_TYPE_ERROR', 'field']);
    expect(read('(string -> string) map', [])).toEqual(['FIELD_TYPE_ERROR', 'field']);
    expect(read('datetime', 5)).toEqual(['FIELD_TYPE_ERROR', 'field']);
  });

  test('has 64 bits if it is an integer, and comes back as one that has', () => {
    for (const text of ['9223372036854775807', '-9223372036854775808']) {
      const digits = BigInt(JSON.stringify(read('int', text)));
      expect(BigInt.asIntN(64, digits)).toBe(digits);
    }
    for (const text of ['9223372036854775808', '-9223372036854775809', '99999999999999999999']) {
      expect(read('int', text)).toEqual(['FIELD_TYPE_ERROR', 'field']);
    }
    expect(read('int', '9007199254740991')).toBe(9007199254740991);
  });

  test('may give a number as text', () => {
    expect(read('int', '-12')).toBe(-12);
    expect(read('float', '0.5')).toBe(0.5);
    expect(read('float', 3)).toBe(3);
  });
});

test('a result is the text of an XML-RPC value', () => {
  expect(toXmlValue('VM ref', 'OpaqueRef:a')).toBe('<value>OpaqueRef:a</value>');
  expect(toXmlValue('VM ref set', ['OpaqueRef:a'])).toBe(
    '<value><array><data><value>OpaqueRef:a</value></data></array></value>',
  );
  expect(toXmlValue(undefined, undefined)).toBe('<value></value>');
  expect(toXmlValue('bool', true)).toBe('<value><boolean>1</boolean></value>');
  expect(toXmlValue('string', '<a> & "b"')).toBe('<value>&lt;a&gt; &amp; &quot;b&quot;</value>');
});
