import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeXml } from '../api/xml-value';
import { readCall, XmlRpcError } from './xmlrpc-reader';

const call = (...params: readonly string[]): string =>
  `<?xml version="1.0"?>\n<methodCall>\n <methodName>VM.start</methodName>\n <params>${params
    .map((value) => `\n  <param>\n   <value>${value}</value>\n  </param>`)
    .join('')}\n </params>\n</methodCall>\n`;
const valueOf = (inner: string): unknown => readCall(call(inner)).params[0];

describe('values of a call', () => {
  test.each([
    ['plain text', 'plain text'],
    ['', ''],
    ['  kept  ', '  kept  '],
    ['<string>a &amp; b &lt;c&gt;</string>', 'a & b <c>'],
    ['\n<string>x</string>\n', 'x'],
    ['<string></string>', ''],
    ['<string><![CDATA[<raw>]]></string>', '<raw>'],
    ['<int>-7</int>', -7],
    ['<i4>7</i4>', 7],
    ['<i8>9223372036854775807</i8>', '9223372036854775807'],
    ['<boolean>1</boolean>', true],
    ['<boolean>0</boolean>', false],
    ['<double>60.1</double>', 60.1],
    ['<dateTime.iso8601>20260131T09:05:07Z</dateTime.iso8601>', '20260131T09:05:07Z'],
    ['<nil/>', null],
    ['<array><data></data></array>', []],
    ['<array><data>\n<value>a</value> <value><int>2</int></value></data></array>', ['a', 2]],
    ['<struct></struct>', {}],
    ['<struct>\n<member>\n<name>k</name>\n<value>v</value></member></struct>', { k: 'v' }],
    [
      '<struct><member><name>a</name><value><array><data><value><struct><member><name>b</name><value><boolean>1</boolean></value></member></struct></value></data></array></value></member></struct>',
      { a: [{ b: true }] },
    ],
  ])('%j', (inner, value) => {
    expect(valueOf(inner)).toEqual(value);
  });

  test('members have their own names and values, in whichever order these come', () => {
    const members = ['<value>1</value><name>a</name>', '<name>b</name><value><nil/></value>'];
    expect(valueOf(`<struct>${members.map((each) => `<member>${each}</member>`).join('\n')}</struct>`)).toEqual({
      a: '1',
      b: null,
    });
  });

  test('a member may have the name of a property that all objects have', () => {
    const read = valueOf('<struct><member><name>__proto__</name><value>x</value></member></struct>') as object;
    expect(Object.getOwnPropertyNames(read)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  test('any text comes through unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        // XML cannot carry control characters, and reads a carriage return as a line end.
        const clean = text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g, '');
        expect(valueOf(`<string>${escapeXml(clean)}</string>`)).toBe(clean);
      }),
    );
  });
});

describe('what is no call', () => {
  test.each([
    ['nothing', ''],
    ['a text', 'VM.start'],
    ['an open element', '<methodCall><methodName>VM.start</methodName>'],
    ['another document', '<html><body/></html>'],
    ['no method', '<methodCall><params/></methodCall>'],
    ['a word for a number', call('<int>seven</int>')],
    ['a word for a truth value', call('<boolean>true</boolean>')],
    ['a value without a name', call('<struct><member><value>1</value></member></struct>')],
    ['a name without a value', call('<struct><member><name>a</name></member></struct>')],
    ['an unknown entity', '<!DOCTYPE x [<!ENTITY e "e">]><methodCall><methodName>&e;</methodName></methodCall>'],
    ['values without end', call('<array><data><value>'.repeat(100) + '</value></data></array>'.repeat(100))],
  ])('%s is refused', (_, text) => {
    expect(() => readCall(text)).toThrow(XmlRpcError);
  });
});
