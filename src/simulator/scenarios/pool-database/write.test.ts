import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parsePoolDatabase } from './read';
import { dump } from './testing';
import { poolDatabaseChunks, writePoolDatabase } from './write';

const text = writePoolDatabase(
  parsePoolDatabase(readFileSync(new URL('fixtures/new-quoting.xml', import.meta.url), 'utf8')),
);
const row = (ref: string): string => new RegExp(`<row ref="${ref}"[^>]*/>`).exec(text)?.[0] ?? '';

describe('A written dump', () => {
  test('begins with the manifest in the current schema', () => {
    expect(text).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<database><manifest><pair key="schema_major_vsn" value="5"\/><pair key="schema_minor_vsn" value="909"\/><pair key="generation_count" value="72945"\/><\/manifest>/,
    );
  });

  test('keeps the other pairs of the manifest', () => {
    const source = dump().replace('</manifest>', '<pair key="pool_token" value="a&amp;b"/></manifest>');
    expect(writePoolDatabase(parsePoolDatabase(source))).toContain('<pair key="pool_token" value="a&amp;b"/>');
  });

  test('has every table of the model, without rows where they do not outlive a restart', () => {
    for (const table of ['session', 'task', 'VBD_metrics', 'VIF_metrics'])
      expect(text).toContain(`<table name="${table}"/>`);
    expect(text.match(/<table name=/g)).toHaveLength(66);
  });

  test('writes columns sorted and values as xapi does', () => {
    const vm = row('OpaqueRef:vm-1');
    expect(vm).toMatch(/^<row ref="OpaqueRef:vm-1" __ctime="30" __mtime="72900" HVM__boot_params="\(\)"/);
    expect(vm).toContain(' allowed_operations="()"');
    expect(vm).toContain(` tags="('a%.b'%.'%%'%.'\\\\'%.'(')"`);
    expect(vm).toContain(' name__label="it\\\'s%.%%n%.a%ttab%nand%ra%.return%.&lt;b&gt;&amp;amp;&quot;"');
    expect(vm).toContain(' is_a_template="false"');
    const names = [...vm.matchAll(/ ([\w]+)="/g)].map((match) => match[1]).slice(3, -2);
    expect(names).toEqual([...names].sort());
  });

  test('writes unknown tables and columns as they came', () => {
    expect(row('OpaqueRef:vm-1')).toMatch(/ is_vendor_prototype="yes" vendor__extra="\(\('k'%\.'v'\)\)"\/>$/);
    expect(text).toContain(
      `<table name="xostor_volume"><row ref="OpaqueRef:volume-1" __ctime="2" __mtime="4" _ref="OpaqueRef:volume-1" layout="(('a'%.'b%%'))"`,
    );
  });

  test('comes in pieces for large worlds', () => {
    const vms = Array.from({ length: 300 }, (_, i) => `<row ref="OpaqueRef:v${i}" uuid="v${i}"/>`);
    const database = parsePoolDatabase(dump({ vm: vms.join('') }));
    const chunks = [...poolDatabaseChunks(database)];
    expect(chunks.length).toBeGreaterThan(2);
    expect(chunks.join('')).toBe(writePoolDatabase(database));
  });
});
