import { classNoun, parameterNoun } from './nouns';

/** The name of the object that a reference points to. */
export type ResolveName = (ref: string) => string | undefined;

export interface FillContext {
  readonly params: readonly string[];
  /** Names of the parameters in the datamodel. */
  readonly names: readonly string[];
  readonly resolveName: ResolveName;
}

/** Servers put whole logs into parameters; a sentence takes only their beginning. */
const longestText = 240;

const placeholder = /\{(\d+)(\+)?(?::(\w+))?\}/g;
const reference = /OpaqueRef:[\w-]+/g;

/** Fills the parameters of an error into a text of the catalogue. See ErrorText for the notation. */
export function fill(template: string, context: FillContext): string {
  const filled = template
    .split(/(\[[^\]]*\])/)
    .map((part) => (part.startsWith('[') ? fillOptional(part.slice(1, -1), context) : fillPart(part, context)))
    .join('')
    // Texts of servers often bring their own full stop.
    .replace(/([.!?…])\.$/u, '$1');
  // A text that begins with an object may begin with "the server".
  return /^\{\d+\+?\}/.test(template) ? filled.charAt(0).toUpperCase() + filled.slice(1) : filled;
}

function fillOptional(part: string, context: FillContext): string {
  for (const [, index] of part.matchAll(placeholder)) {
    const value = context.params[Number(index)] ?? '';
    if (value.trim() === '') return '';
  }
  return fillPart(part, context);
}

function fillPart(part: string, context: FillContext): string {
  return part.replace(placeholder, (_all, digits: string, rest: string | undefined, format: string | undefined) => {
    const index = Number(digits);
    if (rest !== undefined) return list(context.params.slice(index), index, context);
    return show(context.params[index] ?? '', index, format, context);
  });
}

function show(value: string, index: number, format: string | undefined, context: FillContext): string {
  const text = clean(named(value, context));
  switch (format) {
    case 'text':
      return text || 'unknown';
    case 'class':
      return classNoun(clean(value));
    case 'bytes':
      return bytes(text);
    case 'seconds':
      return seconds(text);
    case 'states':
      return states(text);
    default:
      return object(value, index, context);
  }
}

function list(values: readonly string[], index: number, context: FillContext): string {
  return values.map((value) => object(value, index, context)).join(', ') || object('', index, context);
}

/** The name in quotation marks, or what kind of object it is. Several references in one parameter become a list. */
function object(value: string, index: number, context: FillContext): string {
  const noun = parameterNoun(context.names[index] ?? '');
  const refs = value.match(reference);
  if (refs) {
    const names = refs.flatMap((ref) => context.resolveName(ref) ?? []);
    return names.length === 0 ? noun : names.map((name) => `“${clean(name)}”`).join(', ');
  }
  return clean(value) === '' ? noun : `“${clean(context.resolveName(value) ?? value)}”`;
}

function named(value: string, { resolveName }: FillContext): string {
  return value.replace(reference, (ref) => {
    const name = resolveName(ref);
    return name === undefined ? 'an object' : `“${name}”`;
  });
}

/** On one line, without characters that steer the display, and not too long. */
export function clean(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return plain.length > longestText ? `${plain.slice(0, longestText)}…` : plain;
}

const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

function bytes(value: string): string {
  let amount = Number(value);
  if (value === '' || !Number.isFinite(amount)) return value || 'an unknown amount';
  let unit = 0;
  while (Math.abs(amount) >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return `${Number(amount.toFixed(1))} ${units[unit] ?? ''}`;
}

function seconds(value: string): string {
  const amount = Number(value);
  if (value === '' || !Number.isFinite(amount)) return value || 'some time';
  return amount === 1 ? '1 second' : `${Number(amount.toFixed(1))} seconds`;
}

function states(value: string): string {
  const names = value
    .split(/[,;]/)
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const last = names.pop();
  if (last === undefined) return 'in another state';
  return names.length === 0 ? last : `${names.join(', ')} or ${last}`;
}
