import { isAddressPattern } from './addresses';
import { isDay, isDayWord } from './days';
import type { Operand } from './model';
import type { Option, Property } from './property';
import { parseBytes, parseCount, parseDuration, parsePercent, printBytes, printDuration } from './units';

const YES = new Set(['yes', 'true', 'on', '1']);
const NO = new Set(['no', 'false', 'off', '0']);

/** What a written value means for a property; null: nothing. */
export function parseOperand(property: Property, text: string): Operand | null {
  switch (property.type) {
    case 'choice':
      return optionNamed(property, text)?.id ?? null;
    case 'yesNo': {
      const word = text.toLowerCase();
      return YES.has(word) ? true : NO.has(word) ? false : null;
    }
    case 'bytes':
    case 'rate':
      return parseBytes(text);
    case 'since':
      return parseDuration(text);
    case 'percent':
      return parsePercent(text);
    case 'count':
      return parseCount(text);
    case 'day':
      return isDay(text) || isDayWord(text.toLowerCase()) ? text.toLowerCase() : null;
    case 'address':
      return text === '' || (/^[\d.*/]+$/.test(text) && !isAddressPattern(text)) ? null : text;
    case 'mac':
      return /^[0-9a-f:-]+$/i.test(text) ? text.toLowerCase() : null;
    default:
      return text;
  }
}

/** The inverse of `parseOperand`. */
export function printOperand(property: Property, value: Operand): string {
  switch (property.type) {
    case 'choice':
      return property.options?.find(({ id }) => id === value)?.names[0] ?? String(value);
    case 'yesNo':
      return value === true ? 'yes' : 'no';
    case 'bytes':
      return printBytes(Number(value));
    case 'rate':
      return `${printBytes(Number(value))}/s`.replace(/^0\/s$/, '0');
    case 'since':
      return printDuration(Number(value));
    case 'percent':
      return `${value}%`;
    default:
      return String(value);
  }
}

function optionNamed(property: Property, text: string): Option | undefined {
  const name = text.toLowerCase();
  return property.options?.find((option) => option.names.includes(name) || option.label.toLowerCase() === name);
}

/** A value that shows how values of the property are written. */
export function exampleOf(property: Property): string {
  switch (property.type) {
    case 'choice':
      return property.options?.[0]?.names[0] ?? '';
    case 'yesNo':
      return 'yes';
    case 'bytes':
      return '8GiB';
    case 'rate':
      return '10MiB/s';
    case 'since':
      return '2d';
    case 'percent':
      return '80%';
    case 'count':
      return '4';
    case 'day':
      return 'today';
    case 'address':
      return '10.0.*';
    case 'mac':
      return '00:16:3e';
    default:
      return 'web';
  }
}
