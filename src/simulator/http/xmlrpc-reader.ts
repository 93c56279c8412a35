import { xmlParser } from '../api/xml-parser';
import type { ParsedCall } from './rpc';

/** A call whose XML cannot be read; the message says what is wrong with it. */
export class XmlRpcError extends Error {}

/** Calls are shallow; a hostile one must not exhaust the stack of whoever reads its values. */
const DEEPEST = 64;

/** A value while its element is open. */
interface Open {
  /** Tag of the typed element inside, such as `int`; a bare text has none. */
  type: string | null;
  text: string;
  members: Record<string, unknown> | null;
  items: unknown[] | null;
  /** Name and value of the member that is being read, in whichever order they come. */
  name: string | null;
  value: unknown;
}

const INTEGERS = new Set(['int', 'i4', 'i8']);
const SCALARS = new Set([...INTEGERS, 'string', 'boolean', 'double', 'dateTime.iso8601', 'base64', 'nil', 'ex:nil']);
const FRAME = new Set(['methodCall', 'methodName', 'params', 'param', 'member', 'name', 'data']);

/**
 * Reads an XML-RPC call. Integers that a number cannot hold stay decimal texts, which parameters accept as well.
 * @throws XmlRpcError when the text is not well-formed or no call
 */
export function readCall(text: string): ParsedCall {
  const { method, values } = read(text);
  if (method === null || method === '') throw new XmlRpcError('there is no methodName');
  return { method, params: values };
}

/**
 * Reads a document that is a value alone, as the description of an export is.
 * @throws XmlRpcError when the text is not well-formed or no value
 */
export function readXmlValue(text: string): unknown {
  const { method, values } = read(text);
  if (method !== null || values.length !== 1) throw new XmlRpcError('the document is no value');
  return values[0];
}

function read(text: string): { readonly method: string | null; readonly values: readonly unknown[] } {
  const params: unknown[] = [];
  const open: Open[] = [];
  let method: string | null = null;
  let chars = '';

  const settle = (top: Open): unknown => {
    if (top.items !== null) return top.items;
    if (top.members !== null) return top.members;
    return scalar(top.type ?? 'string', top.text);
  };
  const parser = xmlParser({
    error: (error) => {
      throw new XmlRpcError(error.message);
    },
    text: (part) => (chars += part),
    cdata: (part) => (chars += part),
    opentag: ({ name }) => {
      const top = open.at(-1);
      if (name === 'value') {
        if (open.length >= DEEPEST) throw new XmlRpcError(`values are nested more than ${DEEPEST} deep`);
        open.push({ type: null, text: '', members: null, items: null, name: null, value: undefined });
      } else if (top !== undefined && name === 'struct') top.members = {};
      else if (top !== undefined && name === 'array') top.items = [];
      else if (top !== undefined && SCALARS.has(name)) top.type = name;
      else if (!FRAME.has(name)) throw new XmlRpcError(`unexpected element ${name}`);
      chars = '';
    },
    closetag: ({ name }) => {
      const top = open.at(-1);
      if (name === 'methodName') method = chars.trim();
      else if (name === 'name' && top !== undefined) top.name = chars;
      else if (top !== undefined && SCALARS.has(name)) top.text = chars;
      else if (name === 'value' && top !== undefined) {
        if (top.type === null) top.text = chars;
        open.pop();
        const value = settle(top);
        const outer = open.at(-1);
        if (outer === undefined) params.push(value);
        else if (outer.members !== null) outer.value = value;
        else outer.items?.push(value);
      } else if (name === 'member' && top !== undefined && top.members !== null) {
        if (top.name === null || top.value === undefined) throw new XmlRpcError('a member lacks its name or its value');
        define(top.members, top.name, top.value);
        top.name = null;
        top.value = undefined;
      }
      chars = '';
    },
  });
  parser.write(text).close();
  return { method, values: params };
}

/** A member named like a property of all objects is data as well. */
function define(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

function scalar(type: string, text: string): unknown {
  if (INTEGERS.has(type)) {
    const number = Number(text);
    if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new XmlRpcError(`${text} is no integer`);
    return Number.isSafeInteger(number) ? number : text.trim();
  }
  switch (type) {
    case 'boolean':
      if (text.trim() !== '0' && text.trim() !== '1') throw new XmlRpcError(`${text} is no boolean`);
      return text.trim() === '1';
    case 'double':
      return double(text.trim());
    case 'nil':
    case 'ex:nil':
      return null;
    default:
      return text;
  }
}

function double(text: string): number {
  const number = text === 'inf' ? Infinity : text === '-inf' ? -Infinity : Number(text);
  if (text === '' || Number.isNaN(number)) throw new XmlRpcError(`${text} is no double`);
  return number;
}
