/** A second, plain reading of database dumps, good for well-formed files: nothing of the reader under test is in it. */
export interface DumpRow {
  readonly table: string;
  readonly ref: string;
  /** Values as the file means them, white space restored; by column. */
  readonly columns: ReadonlyMap<string, string>;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const BLANKS: Readonly<Record<string, string>> = { '.': ' ', _: '  ', t: '\t', n: '\n', r: '\r', '%': '%' };

function plain(value: string): string {
  return value
    .replace(/&(\w+);/g, (_, name: string) => ENTITIES[name] ?? '?')
    .replace(/%([._tnr%])/g, (_, code: string) => BLANKS[code] ?? '?');
}

export function dumpRows(xml: string): readonly DumpRow[] {
  return [...xml.matchAll(/<table name="(\w+)">([\s\S]*?)<\/table>/g)].flatMap(([, table = '', body = '']) =>
    [...body.matchAll(/<row ([^>]*)\/>/g)].map(([, attributes = '']) => {
      const pairs = [...attributes.matchAll(/(\w+)="([^"]*)"/g)];
      const columns = new Map(pairs.map(([, name = '', value = '']) => [name, plain(value)]));
      return { table, ref: columns.get('ref') ?? '', columns };
    }),
  );
}

/** The texts between quotes, in order. */
function atoms(list: string): string[] {
  return [...list.matchAll(/'((?:[^'\\]|\\[^])*)'/g)].map(([, atom = '']) => atom.replace(/\\([^])/g, '$1'));
}

/** A column's text as a record of the API shows it, by the type text of its field. */
export function shownAs(type: string, text: string): unknown {
  if (type.endsWith(' set')) return atoms(text).map((atom) => shownAs(type.slice(0, -' set'.length), atom));
  const map = /^\((.*) -> (.*)\) map$/.exec(type);
  if (map !== null) {
    const flat = atoms(text);
    const pairs = flat.flatMap((key, at) => (at % 2 === 0 ? [[key, shownAs(map[2] ?? '', flat[at + 1] ?? '')]] : []));
    return Object.fromEntries(pairs);
  }
  if (type === 'int' || type === 'float') return Number(text);
  if (type === 'bool') return text === 'true';
  return type.endsWith(' ref') && text === '' ? 'OpaqueRef:NULL' : text;
}
