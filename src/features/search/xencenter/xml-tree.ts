import { SaxesParser } from 'saxes';
import { SearchFileError } from './search-file-error';
import { texts } from '../texts';

/** An element; text between elements means nothing in these files. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
}

interface OpenNode extends XmlNode {
  readonly children: XmlNode[];
}

const MOST_DEPTH = 100;
const MOST_NODES = 20_000;

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Reads hostile XML. A document type is passed over: XenCenter writes one, and nothing in it is looked up. */
export function readXml(text: string): XmlNode {
  const parser = new SaxesParser();
  const root: OpenNode = { name: '', attributes: {}, children: [] };
  const open: OpenNode[] = [root];
  let count = 0;
  parser.on('error', (error) => {
    throw new SearchFileError(texts.file.notXml(error.message.slice(0, 200)));
  });
  parser.on('opentag', (tag) => {
    count++;
    if (count > MOST_NODES || open.length > MOST_DEPTH) throw new SearchFileError(texts.file.tooLarge);
    const node: OpenNode = { name: local(tag.name), attributes: tag.attributes, children: [] };
    open.at(-1)?.children.push(node);
    open.push(node);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(text).close();
  const [first] = root.children;
  if (!first) throw new SearchFileError(texts.file.notXml(''));
  return first;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** What XML cannot hold at all, and halves of letters. */
const FORBIDDEN =
  /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** An element as text, indented when `indent` says how far. */
export function writeXml({ name, attributes, children }: XmlNode, indent: string | null = null): string {
  const written = Object.entries(attributes)
    .map(
      ([key, value]) =>
        ` ${key}="${value.replace(FORBIDDEN, '').replaceAll(/[&<>"\t\n\r]/g, (letter) => ESCAPES[letter] ?? '')}"`,
    )
    .join('');
  const start = indent === null ? '' : `\n${indent}`;
  if (children.length === 0) return `${start}<${name}${written} />`;
  const inner = children.map((child) => writeXml(child, indent === null ? null : `${indent}    `)).join('');
  return `${start}<${name}${written}>${inner}${start}</${name}>`;
}
