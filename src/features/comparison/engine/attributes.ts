/**
 * The attributes of a row of a dump, as the file writes them: ` ref="…" uuid="…"`. They stay one text until somebody asks:
 * of ten thousand VMs most are the same in two states, which is seen without reading a single field.
 */
export type Attributes = string;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The text that an attribute's value stands for. */
export function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (typeof name === 'string') return ENTITIES[name] ?? whole;
    const code = typeof hex === 'string' ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}

const ONE = /\s([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** In the one form that the functions here read: double quotes, one blank before each. */
export function inOneForm(text: string): Attributes {
  if (/^(?: [\w:.-]+="[^"\n\r\t]*")*$/.test(text)) return text;
  return [...text.matchAll(ONE)]
    .map(([, name = '', double, single = '']) => ` ${name}="${double ?? single.replaceAll('"', '&quot;')}"`)
    .join('');
}

/** One attribute; undefined when there is none of the name. */
export function attribute(row: Attributes, name: string): string | undefined {
  // Values hold no quotation marks, so this is no part of one.
  const start = row.indexOf(` ${name}="`);
  if (start < 0) return undefined;
  const from = start + name.length + 3;
  return decoded(row.slice(from, row.indexOf('"', from)));
}

export function names(row: Attributes): readonly string[] {
  return [...row.matchAll(ONE)].map(([, name = '']) => name);
}

/** So many letters are compared at once before one looks at each. */
const BLOCK = 96;

/**
 * The attributes that differ between two rows, as they are written, by a walk through both texts; null: they have not the
 * same attributes in the same order, and are to be read one by one.
 */
export function differing(
  a: Attributes,
  b: Attributes,
): readonly (readonly [name: string, a: string, b: string])[] | null {
  const found: (readonly [string, string, string])[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a.slice(i, i + BLOCK) === b.slice(j, j + BLOCK)) {
      i += BLOCK;
      j += BLOCK;
      continue;
    }
    while (i < a.length && j < b.length && a.charCodeAt(i) === b.charCodeAt(j)) {
      i += 1;
      j += 1;
    }
    if (i >= a.length || j >= b.length) break;
    const start = a.lastIndexOf('="', i);
    const end = a.indexOf('"', start + 2);
    // They differ in a name.
    if (start < 0 || end < i) return null;
    const from = start - i + j + 2;
    const to = b.indexOf('"', from);
    found.push([a.slice(a.lastIndexOf(' ', start) + 1, start), a.slice(start + 2, end), b.slice(from, to)]);
    i = end + 1;
    j = to + 1;
  }
  // Blocks that are equal go beyond the ends of both by as much.
  return a.length - i === b.length - j ? found : null;
}
