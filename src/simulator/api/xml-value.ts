import { classTable } from '../../xapi/datamodel/classes.gen';
import type { ClassName, EventBatch, XapiEvent } from '../../xapi/datamodel/ref';
import { parseFieldType, type FieldType } from '../engine/defaults';

/**
 * A result as an XML-RPC value, the form of the XML wire and of `task.result`. Integers and texts carry no tag, floats,
 * booleans and dates do. Source: ocaml-rpc xmlrpc.ml, the rpc_of functions of xapi's datamodel.
 */
export function toXmlValue(typeText: string | undefined, value: unknown): string {
  if (typeText?.startsWith('event batch') === true) return eventBatch(value as EventBatch);
  return element(parseFieldType(typeText), value);
}

function element(type: FieldType, value: unknown): string {
  return `<value>${inner(type, value)}</value>`;
}

function inner(type: FieldType, value: unknown): string {
  switch (type.kind) {
    case 'bool':
      return `<boolean>${value === true ? 1 : 0}</boolean>`;
    case 'float':
      return `<double>${float(value as number)}</double>`;
    case 'datetime':
      return `<dateTime.iso8601>${escapeXml(String(value))}</dateTime.iso8601>`;
    case 'set':
      return array((value as readonly unknown[]).map((item) => element(type.of, item)));
    case 'map':
      return struct(Object.entries(value as object).map(([key, item]) => [key, element(type.value, item)]));
    case 'record':
      return record(type.name, value as Readonly<Record<string, unknown>>);
    case 'option':
      return inner(type.of, value);
    case 'void':
      return '';
    default:
      return escapeXml(String(value ?? ''));
  }
}

/** OCaml prints 16 significant digits, and infinity as `inf`. */
function float(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return String(value);
}

function array(items: readonly string[]): string {
  return `<array><data>${items.join('')}</data></array>`;
}

/** A struct of values that are written already, as an element of its own. */
export function xmlStruct(members: readonly (readonly [name: string, value: string])[]): string {
  return `<value>${struct(members)}</value>`;
}

export function xmlText(text: string): string {
  return `<value>${escapeXml(text)}</value>`;
}

export function xmlRecord(cls: ClassName, value: Readonly<Record<string, unknown>>): string {
  return `<value>${record(cls, value)}</value>`;
}

function struct(members: readonly (readonly [name: string, value: string])[]): string {
  return `<struct>${members.map(([name, value]) => `<member><name>${escapeXml(name)}</name>${value}</member>`).join('')}</struct>`;
}

/** Members without a value, such as optional ones and those that the wire hides, are left out. */
function record(name: string, value: Readonly<Record<string, unknown>>): string {
  if (name.includes('event')) return event(value as unknown as XapiEvent);
  const fields = Object.hasOwn(classTable, name) ? classTable[name as ClassName].fields : {};
  const members = Object.entries(value).filter(([, item]) => item !== undefined);
  return struct(members.map(([key, item]) => [key, element(parseFieldType(fields[key]?.type ?? guess(item)), item)]));
}

/** The type of a member that no class describes. */
function guess(value: unknown): string {
  if (typeof value === 'boolean') return 'bool';
  if (Array.isArray(value)) return 'string set';
  return typeof value === 'object' ? '(string -> string) map' : 'string';
}

const CLASSES = new Map(Object.keys(classTable).map((cls) => [cls.toLowerCase(), cls]));

/** The only integers with a tag are the counts of rows. */
function eventBatch(batch: EventBatch): string {
  const counts = Object.entries(batch.valid_ref_counts).map(
    ([cls, count]) => [cls, `<value><i4>${count}</i4></value>`] as const,
  );
  return `<value>${struct([
    ['events', `<value>${array(batch.events.map((item) => `<value>${event(item)}</value>`))}</value>`],
    ['valid_ref_counts', `<value>${struct(counts)}</value>`],
    ['token', `<value>${escapeXml(batch.token)}</value>`],
  ])}</value>`;
}

function event({ snapshot, ...texts }: XapiEvent): string {
  const members = Object.entries(texts).map(([name, item]) => [name, `<value>${escapeXml(item)}</value>`] as const);
  if (snapshot === undefined) return struct(members);
  const fields = record(CLASSES.get(texts.class) ?? '', snapshot as unknown as Readonly<Record<string, unknown>>);
  return struct([...members, ['snapshot', `<value>${fields}</value>`]]);
}

const [AND, QUOTE, LESS, MORE] = [0x26, 0x22, 0x3c, 0x3e];

/** By a loop: most are references, which this is done with before an expression would have begun. */
function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code > 0xfffd || code === AND || code === QUOTE || code === LESS || code === MORE) return false;
  }
  return true;
}

/** Escapes as ocaml-rpc does: the four characters of markup; control characters other than tab and line ends go. */
export function escapeXml(text: string): string {
  // Nearly all texts of a pool need nothing.
  if (isPlain(text)) return text;
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
}
