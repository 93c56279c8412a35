import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { classTable, relations } from '../../../xapi/datamodel/classes.gen';
import type { ClassName } from '../../../xapi/datamodel/ref';
import { Database } from '../../engine/database';
import type { PoolDatabase } from './pool-database';
import { parsePoolDatabase } from './read';
import { content } from './testing';
import { writePoolDatabase } from './write';

const folder = new URL('../../../../../shared/pools/', import.meta.url);
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.xml')) : [];

interface Row {
  readonly table: string;
  readonly ref: string;
  readonly columns: Readonly<Record<string, string>>;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const CODES: Readonly<Record<string, string>> = { '.': ' ', _: '  ', t: '\t', n: '\n', r: '\r', '%': '%' };

/** Rows by plain pattern matching: good for these files, and nothing of the reader under test is in it. */
function rowsOf(xml: string): Row[] {
  const rows: Row[] = [];
  for (const [, table, body] of xml.matchAll(/<table name="(\w+)">([\s\S]*?)<\/table>/g)) {
    for (const [, attributes] of (body ?? '').matchAll(/<row ([^>]*)\/>/g)) {
      const pairs = [...(attributes ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [
        name,
        plain(value ?? ''),
      ]);
      const columns = Object.fromEntries(pairs) as Record<string, string>;
      rows.push({ table: table ?? '', ref: columns['ref'] ?? '', columns });
    }
  }
  return rows;
}

function plain(value: string): string {
  return value
    .replace(/&(\w+);/g, (_, name: string) => ENTITIES[name] ?? '?')
    .replace(/%([._tnr%])/g, (_, code: string) => CODES[code] ?? '?');
}

/** The texts between quotes, in order. */
function atoms(list: string): string[] {
  return [...list.matchAll(/'((?:[^'\\]|\\[^])*)'/g)].map(([, atom]) => (atom ?? '').replace(/\\([^])/g, '$1'));
}

/** A column's text as it should appear in the API, by the type text of its field. */
function expected(type: string, text: string): unknown {
  if (type.endsWith(' set')) return atoms(text).map((atom) => expected(type.slice(0, -4), atom));
  const map = /^\((.*) -> (.*)\) map$/.exec(type);
  if (map !== null) {
    const flat = atoms(text);
    const pairs = flat.flatMap((key, i) => (i % 2 === 0 ? [[key, expected(map[2] ?? '', flat[i + 1] ?? '')]] : []));
    return Object.fromEntries(pairs);
  }
  if (type === 'int' || type === 'float') return Number(text);
  if (type === 'bool') return text === 'true';
  if (type.endsWith(' ref') && text === '') return 'OpaqueRef:NULL';
  return text;
}

const derivedEnds = new Set(
  relations.filter(([, , , , kind]) => kind === '1:n').map(([, , cls, field]) => `${cls}.${field}`),
);
const MOMENTARY = /_operations$/;
const classNames = Object.keys(classTable) as ClassName[];

/** Every value of the file that the database does not give as it is, as `VM.domid 3 -> -1`. */
function differences(rows: readonly Row[], database: PoolDatabase): string[] {
  const found: string[] = [];
  for (const { table, ref, columns } of rows) {
    const cls = classNames.find((name) => name.toLowerCase() === table.toLowerCase());
    if (cls === undefined) {
      found.push(`table ${table}`);
      continue;
    }
    const record = database.tables.get(cls)?.entries.get(ref)?.row as unknown as Record<string, unknown> | undefined;
    if (record === undefined) {
      found.push(`row ${cls} ${ref}`);
      continue;
    }
    const fields = Object.entries(classTable[cls].fields);
    for (const [name, text] of Object.entries(columns)) {
      if (/^_?ref$|^__[cm]time$/.test(name)) continue;
      const [field, model] = fields.find(([key, { column }]) => (column ?? key) === name) ?? [];
      if (field === undefined || model === undefined) {
        const kept = database.unknown.columns[cls]?.[ref]?.[name];
        if (kept === undefined) found.push(`column ${cls}.${name}`);
        continue;
      }
      if (MOMENTARY.test(field) || derivedEnds.has(`${cls}.${field}`)) continue;
      const wanted = expected(model.type, text);
      if (JSON.stringify(record[field]) !== JSON.stringify(wanted))
        found.push(`${cls}.${field} ${text} -> ${String(record[field])}`);
    }
  }
  return found;
}

describe.skipIf(files.length === 0)('The databases of real pools (XenServer 5.5 to 6.1)', () => {
  test('are eight', () => {
    expect(files).toHaveLength(8);
  });

  /** What may differ: references to objects that the file does not have, and what xapi resets when it starts. */
  const mayDiffer = (rows: readonly Row[]) => {
    const refs = new Set(rows.map(({ ref }) => ref));
    return (difference: string): boolean => {
      const [, what, text, value] = /^(\S+) (.*) -> (.*)$/.exec(difference) ?? [];
      if (value === 'OpaqueRef:NULL') return !refs.has(text ?? '');
      if (what === 'pool.wlb_password') return text === 'REMOVED';
      return false;
    };
  };

  describe.each(files)('%s', (file) => {
    const xml = readFileSync(new URL(file, folder), 'utf8');
    const rows = rowsOf(xml);
    const database = parsePoolDatabase(xml);

    test('gives every value of every row as the file has it, but for repairs that it names', () => {
      expect(rows.length).toBeGreaterThan(150);
      const found = differences(rows, database);
      const allowed = mayDiffer(rows);
      expect(found.filter((difference) => !allowed(difference))).toEqual([]);
      expect(found.length).toBeLessThan(25);
      const said = database.notices.join('\n');
      for (const difference of found) {
        const [what] = difference.split(' ');
        const isNamed = said.includes(what ?? '') || /wlb_password/.test(difference);
        expect(isNamed, difference).toBe(true);
      }
    });

    test('has derived sets that hold exactly the rows that point back', () => {
      for (const [cls, field, other, otherField, kind] of relations) {
        if (kind !== '1:n' || !classTable[cls].persist || !classTable[other].persist) continue;
        for (const [ref, { row }] of database.tables.get(other)?.entries ?? []) {
          const pointing = [...(database.tables.get(cls)?.entries ?? [])].filter(
            ([, entry]) => (entry.row as unknown as Record<string, unknown>)[field] === ref,
          );
          const members = (row as unknown as Record<string, readonly string[]>)[otherField] ?? [];
          expect([...members].sort()).toEqual(pointing.map(([member]) => member).sort());
        }
      }
    });

    test('has a control domain and metrics on every server, and metrics for every VM', () => {
      const engine = new Database();
      engine.restore(database);
      for (const [ref, host] of engine.all('host')) {
        expect(engine.row('VM', host.control_domain)).toMatchObject({ is_control_domain: true, resident_on: ref });
        expect(engine.row('host_metrics', host.metrics).memory_total).toBeGreaterThan(2 ** 31);
      }
      for (const [, vm] of engine.all('VM')) {
        const metrics = engine.row('VM_metrics', vm.metrics);
        if (vm.power_state === 'Running') expect(metrics.memory_actual).toBeGreaterThan(0);
      }
    });

    test('is the same after writing and reading it again', () => {
      const again = parsePoolDatabase(writePoolDatabase(database));
      expect(content(again)).toEqual(content(database));
      expect(JSON.stringify([...again.tables].map(([, { entries }]) => [...entries]))).toBe(
        JSON.stringify([...database.tables].map(([, { entries }]) => [...entries])),
      );
    });
  });
});
