import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_ROW_ATTRIBUTES, MAX_ROWS, MAX_TOTAL_LENGTH, MAX_VALUE_LENGTH } from './limits';
import { PoolDatabaseError } from './pool-database-error';
import { parsePoolDatabase } from './read';
import { dump } from './testing';
import { writePoolDatabase } from './write';

const fixture = readFileSync(new URL('fixtures/new-quoting.xml', import.meta.url), 'utf8');

function refusal(input: string | Uint8Array): PoolDatabaseError {
  try {
    parsePoolDatabase(input);
  } catch (error) {
    if (error instanceof PoolDatabaseError) return error;
    throw error;
  }
  throw new Error('It was opened');
}

const vm = (attributes: string): string => dump({ vm: `<row ref="OpaqueRef:v" uuid="v" ${attributes}/>` });

describe('Refused, with where and what:', () => {
  test.each<[string, string, RegExp]>([
    ['an empty file', '', /^The file is empty\. Take the dump again/],
    ['blank lines', ' \n\n ', /^The file is empty\./],
    ['other text', '{"jsonrpc":"2.0"}', /it is not XML \(it begins with "\{"jsonrpc/],
    ['a web page', '<!DOCTYPE html>\n<html><body>Log in</body></html>', /^This is a web page, not a pool database/],
    ['a web page without a declaration', '<HTML><body/></HTML>', /^This is a web page/],
    ['another root', '<methodResponse><params/></methodResponse>', /root element is <methodResponse>, not <database>/],
    ['a document type', `<!DOCTYPE database [<!ENTITY a "b">]>${dump()}`, /^Line 1, .*declares a document type/],
    ['a cut-off file', fixture.slice(0, fixture.length - 4000), /the file ends in the middle: it was cut off/i],
    ['a cut-off first element', '<data', /cut off/],
    [
      'an unknown entity',
      vm('name__label="&boom;"'),
      /^Line 7, .*table VM: It uses an entity that XML does not define/,
    ],
    ['a NUL', vm('name__label="a\u0000b"'), /^Line 7, .*There is a NUL byte\./],
    ['a NUL by number', vm('name__label="a&#0;b"'), /not well-formed XML|entity/],
    ['a control character', vm('name__label="a\u0007b"'), /U\+0007/],
    ['a stray bracket', vm('name__label="a<b"'), /There is a "<" inside a value\./],
    ['an unquoted value', vm('name__label=a'), /not well-formed XML \(unquoted attribute value\)/],
    ['a repeated column', vm('order="1" order="2"'), /duplicate attribute: order/],
    ['crossed elements', '<database><manifest></database></manifest>', /not well-formed XML/],
    ['a strange element', dump({ tables: '<view name="x"/>' }), /<view> does not belong inside <database>/],
    [
      'a row within a row',
      dump({ vm: '<row ref="OpaqueRef:a"><row ref="OpaqueRef:b"/></row>' }),
      /<row> does not belong inside <row>/,
    ],
    ['text between elements', dump({ tables: 'hello' }), /There is text between the elements: "hello"/],
    ['CDATA', dump({ tables: '<![CDATA[ ]]>' }), /There is text between the elements/],
    ['a second root', `${dump()}<database/>`, /only one root/],
    ['no manifest', dump().replace(/<manifest>.*<\/manifest>/s, ''), /has no manifest/],
    [
      'no schema version',
      dump().replace(/<pair key="schema_minor_vsn"[^>]*>/, ''),
      /manifest lacks "schema_minor_vsn"/,
    ],
    [
      'a strange schema version',
      dump().replace('value="909"', 'value="new"'),
      /"schema_minor_vsn" is "new", not a whole number/,
    ],
    [
      'a pair without its value',
      dump().replace(' value="909"', ''),
      /A pair of the manifest lacks its key or its value/,
    ],
    ['a table without a name', dump({ tables: '<table/>' }), /A table has no name/],
    ['no pool', dump().replace(/<row ref="OpaqueRef:p"[^>]*>/, ''), /has no pool: the table "pool" has no row/],
    ['no server', dump().replace(/<row ref="OpaqueRef:h"[^>]*>/, ''), /has no servers: the table "host" has no row/],
    ['a row without a reference', dump({ vm: '<row uuid="v"/>' }), /table VM: A row has no reference/],
    ['a row whose reference means none', dump({ vm: '<row ref="OpaqueRef:NULL"/>' }), /which means none/],
    [
      'a broken list',
      vm(`tags="('a' 'b"`),
      /^Line 7, position \d+, table VM, row OpaqueRef:v, column tags: .*A quote is never closed/,
    ],
    ['a broken map', vm(`other_config="(('a'))"`), /column other_config: It holds something that is not a pair/],
    ['a wrong number', vm('VCPUs__max="two"'), /column VCPUs__max: "two" is not a whole number/],
    ['a wrong truth', vm('is_a_template="maybe"'), /column is_a_template: "maybe" is neither "true" nor "false"/],
    ['a wrong date', vm('snapshot_time="today"'), /column snapshot_time: "today" is not a date/],
  ])('%s', (_, input, message) => {
    expect(refusal(input).message).toMatch(message);
  });

  test('the place is there for programs too', () => {
    expect(refusal(vm('VCPUs__max="two"')).place).toMatchObject({
      line: 7,
      table: 'VM',
      row: 'OpaqueRef:v',
      attribute: 'VCPUs__max',
    });
  });

  test('messages stay short and on one line, however long and odd the names in the file', () => {
    const { message } = refusal(
      dump({ vm: `<row ref="OpaqueRef:${'x'.repeat(10_000)}%n" VCPUs__max="${'9\u202e'.repeat(500)}"/>` }),
    );
    expect(message.length).toBeLessThan(400);
    expect(message).not.toContain('\n');
  });
});

describe('What would cost too much is refused before it does:', () => {
  test('two hundred megabytes of attributes in one row', () => {
    const attributes = ` a${'0123456789'.repeat(2)}="x"`.repeat(8_000_000);
    expect(refusal(dump({ vm: `<row ref="OpaqueRef:v"${attributes}/>` })).message).toMatch(
      /not well-formed|more than 1000 columns/,
    );
    const distinct = Array.from({ length: 2000 }, (_, i) => ` a${i}="x"`).join('');
    expect(refusal(dump({ vm: `<row ref="OpaqueRef:v"${distinct}/>` })).message).toContain(
      `more than ${MAX_ROW_ATTRIBUTES} columns`,
    );
  });

  test('two hundred megabytes in one value', () => {
    expect(refusal(vm(`name__label="${'x'.repeat(200_000_000)}"`)).message).toContain('4 MiB');
    expect(refusal(vm(`name__label="${'x'.repeat(MAX_VALUE_LENGTH + 1)}"`)).message).toContain(
      '"name__label" is longer than 4 MiB',
    );
  });

  test('a name, comment, instruction, white space or document type without end', () => {
    const long = 'x'.repeat(20_000_000);
    for (const part of [
      `<${long}/>`,
      `<!--${long}-->`,
      `<?${long}?>`,
      `<table name="a"/>${' '.repeat(20_000_000)}<x/>`,
    ]) {
      expect(refusal(dump({ tables: part })).message).toMatch(/4 MiB/);
    }
    expect(refusal(`<!DOCTYPE database [<!ENTITY a "${long}">]>${dump()}`).message).toMatch(/4 MiB|document type/);
  });

  test('a row of many long values', () => {
    const attributes = Array.from({ length: 20 }, (_, i) => `a${i}="${'x'.repeat(1_000_000)}"`).join(' ');
    expect(refusal(vm(attributes)).message).toContain('A single row is longer than 16 MiB');
  });

  test('much that no release has', () => {
    const rows = Array.from({ length: 70 }, (_, i) => `<row ref="r${i}" a="${'x'.repeat(1_000_000)}"/>`).join('');
    expect(refusal(dump({ tables: `<table name="strange">${rows}</table>` })).message).toContain('More than 64 MiB');
  });

  test('more bytes than any pool has', () => {
    expect(refusal(new Uint8Array(MAX_TOTAL_LENGTH + 1)).message).toContain('larger than 256 MiB');
    expect(refusal(' '.repeat(MAX_TOTAL_LENGTH + 1)).message).toContain('larger than 256 MiB');
  });

  test('more rows than any pool has', () => {
    expect(
      refusal(dump({ tables: `<table name="task">${'<row ref="r"/>'.repeat(MAX_ROWS + 1)}</table>` })).message,
    ).toContain('more than 500,000 rows');
  });

  test('more tables and pairs than any pool has', () => {
    expect(refusal(dump({ tables: '<table name="x"/>'.repeat(1001) })).message).toContain('more than 1000 tables');
    const pairs = '<pair key="a" value="b"/>'.repeat(1001);
    expect(refusal(dump().replace('</manifest>', `${pairs}</manifest>`)).message).toContain('more than 1000 pairs');
  });

  test('elements nested without end', () => {
    expect(refusal(`<database>${'<table name="a">'.repeat(1_000_000)}`).message).toContain(
      '<table> does not belong inside <table>',
    );
  });

  test('servers and VMs without number are read in linear time', () => {
    const many = (name: string): string =>
      Array.from({ length: 5000 }, (_, i) => `<row ref="${name}${i}" uuid="${name}${i}"/>`).join('');
    const tables = `<table name="host">${many('h')}</table><table name="VM">${many('v')}</table>`;
    expect(parsePoolDatabase(dump({ tables })).tables.get('VM')?.entries.size).toBe(10_001);
  });

  test('lists nested without end', () => {
    expect(refusal(vm(`tags="${'('.repeat(1_000_000)}"`)).message).toContain('nested too deeply');
  });
});

describe('Whatever happens to a file,', () => {
  const source = new TextEncoder().encode(fixture);

  /** Opens damaged bytes; anything but a database or a PoolDatabaseError fails the test. */
  function survives(bytes: Uint8Array): void {
    try {
      const database = parsePoolDatabase(bytes);
      const again = parsePoolDatabase(writePoolDatabase(database));
      expect(again.tables).toEqual(database.tables);
    } catch (error) {
      if (!(error instanceof PoolDatabaseError)) throw error;
      expect(error.message).toMatch(/[.…]$/);
    }
  }

  test('bytes changed at random give a database or a refusal', () => {
    const change = fc.tuple(fc.nat(source.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
        const bytes = source.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        survives(bytes);
      }),
      { numRuns: 300 },
    );
  });

  test('pieces cut out, doubled or moved give a database or a refusal', () => {
    fc.assert(
      fc.property(fc.nat(fixture.length), fc.nat(400), fc.nat(fixture.length), (from, length, to) => {
        const piece = fixture.slice(from, from + length);
        const rest = fixture.slice(0, from) + fixture.slice(from + length);
        survives(new TextEncoder().encode(rest));
        survives(new TextEncoder().encode(fixture.slice(0, to) + piece + fixture.slice(to)));
        survives(new TextEncoder().encode(rest.slice(0, to) + piece + rest.slice(to)));
      }),
      { numRuns: 50 },
    );
  });

  test('values exchanged between columns and references between rows give a database or a refusal', () => {
    const values = [...fixture.matchAll(/="([^"]*)"/g)];
    const value = fc.nat(values.length - 1).map((i) => values[i]!);
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 4 }), (pairs) => {
        let text = fixture;
        for (const [a, b] of pairs) text = text.replace(a[0], () => b[0]);
        survives(new TextEncoder().encode(text));
      }),
      { numRuns: 300 },
    );
  });

  test.each([0, 1, 2, 3, 4, 5])('random values in every column give a database or a refusal (part %d of 6)', (part) => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '',
        'NULL',
        '()',
        '(',
        "'",
        '%',
        '-1',
        'true',
        '0.',
        'OpaqueRef:host-1',
        "('OpaqueRef:vm-1')",
        '\u0000',
      ),
    );
    const names = new Set([...fixture.matchAll(/ ([A-Za-z_]+)="/g)].map((match) => match[0]));
    const columns = [...names].filter((_, at) => at % 6 === part);
    fc.assert(
      fc.property(fc.constantFrom(...columns), nasty, (column, value) => {
        const escaped = value.replace(/[&<"]/g, (character) => `&#${character.charCodeAt(0)};`);
        survives(
          new TextEncoder().encode(
            fixture.replaceAll(new RegExp(`${column}[^"]*"`, 'g'), () => `${column}${escaped}"`),
          ),
        );
      }),
      { numRuns: 50 },
    );
  });
});
