import { SaxesParser } from 'saxes';
import { texts } from './texts';
import { WrongFile } from './wrong-file';

/** An element by its local name; prefixes and namespaces are left out. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
  /** Its own text, without that of its children. */
  readonly text: string;
}

interface OpenNode extends XmlNode {
  readonly children: XmlNode[];
  text: string;
}

const MOST_DEPTH = 64;
const MOST_NODES = 400_000;

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Reads hostile XML: no document types, no entities of its own, limited in depth and number. WrongFile otherwise. */
export function readXml(text: string): XmlNode {
  const parser = new SaxesParser();
  const root: OpenNode = { name: '', attributes: {}, children: [], text: '' };
  const open: OpenNode[] = [root];
  let count = 0;
  parser.on('doctype', () => {
    throw new WrongFile(texts.doctype);
  });
  parser.on('error', (error) => {
    throw new WrongFile(texts.notXml(error.message.slice(0, 200)));
  });
  parser.on('opentag', (tag) => {
    count += 1;
    if (count > MOST_NODES || open.length > MOST_DEPTH) throw new WrongFile(texts.tooLarge);
    const attributes = Object.fromEntries(Object.entries(tag.attributes).map(([name, value]) => [local(name), value]));
    const node: OpenNode = { name: local(tag.name), attributes, children: [], text: '' };
    open.at(-1)?.children.push(node);
    open.push(node);
  });
  parser.on('text', (piece) => {
    const node = open.at(-1);
    if (node) node.text += piece;
  });
  parser.on('cdata', (piece) => {
    const node = open.at(-1);
    if (node) node.text += piece;
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(text).close();
  const [first] = root.children;
  if (!first) throw new WrongFile(texts.notXml(''));
  return first;
}

export function child(node: XmlNode | undefined, name: string): XmlNode | undefined {
  return node?.children.find((each) => each.name === name);
}

export function childrenOf(node: XmlNode | undefined, name: string): readonly XmlNode[] {
  return node?.children.filter((each) => each.name === name) ?? [];
}

export const textOf = (node: XmlNode | undefined, name: string): string => child(node, name)?.text.trim() ?? '';
