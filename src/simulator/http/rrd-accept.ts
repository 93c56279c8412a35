export const JSON_TYPE = 'application/json';
export const XML_TYPE = 'text/xml';

interface Range {
  readonly type: string;
  readonly weight: number;
  /** How much of the type is said: 0 for all types, 2 for one. */
  readonly precision: number;
}

const RANGE = /^([a-z0-9!#$&^_.+-]+|\*)\/([a-z0-9!#$&^_.+-]+|\*)$/i;

/** The media types of an Accept header, the most wanted first; null when it cannot be read. */
function ranges(header: string): readonly Range[] | null {
  const read: Range[] = [];
  for (const part of header.split(',')) {
    const [name = '', ...parameters] = part.split(';').map((each) => each.trim());
    if (!RANGE.test(name)) return null;
    const quality = parameters.find((each) => each.startsWith('q='));
    const weight = quality === undefined ? 1 : Number(quality.slice(2));
    if (Number.isNaN(weight)) return null;
    const precision = name === '*/*' ? 0 : name.endsWith('/*') ? 1 : 2;
    read.push({ type: name.toLowerCase(), weight, precision });
  }
  return read.sort((a, b) => b.weight - a.weight || b.precision - a.precision);
}

function covers({ type }: Range, name: string): boolean {
  return type === '*/*' || type === name || (type.endsWith('/*') && name.startsWith(type.slice(0, -1)));
}

/**
 * Whether a client wants statistics as JSON: what it accepts decides, and `json` in the query only where that names
 * neither form. Source: rrdd_http_handler.ml client_prefers_json.
 */
export function prefersJson(accept: string | undefined, query: URLSearchParams): boolean {
  const wanted = accept === undefined ? null : ranges(accept);
  for (const range of wanted ?? []) {
    if (covers(range, JSON_TYPE)) return true;
    if (covers(range, XML_TYPE)) return false;
  }
  return query.has('json');
}
