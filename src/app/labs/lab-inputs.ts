import type { Lab, LabInput, LabValues } from '../../control/labs/lab';

/**
 * The answers to a lab's inputs, and how an address writes them: `guests:4,release:6.2~6.5`, only those that are not
 * as they were given. Addresses come from anywhere: what does not fit is left out, and named.
 */

type LabValue = LabValues[string];

export function initialValues(lab: Lab): LabValues {
  return Object.fromEntries(lab.inputs.map(({ key, initial }) => [key, initial]));
}

export interface ReadInputs {
  readonly values: LabValues;
  /** What the address asked for and the lab does not have. */
  readonly unknown: readonly string[];
}

export function readInputs(lab: Lab, text: string): ReadInputs {
  const values: Record<string, LabValue> = { ...initialValues(lab) };
  const unknown: string[] = [];
  for (const word of text.split(',').filter((each) => each !== '')) {
    const at = word.indexOf(':');
    const input = lab.inputs.find(({ key }) => key === word.slice(0, at));
    const value = input === undefined ? null : readValue(input, word.slice(at + 1));
    if (input === undefined || value === null) unknown.push(word);
    else values[input.key] = value;
  }
  return { values, unknown };
}

function readValue(input: LabInput, text: string): LabValue | null {
  switch (input.kind) {
    case 'number': {
      const value = Number(text);
      return /^-?\d+(\.\d+)?$/.test(text) && value >= input.min && value <= input.max ? value : null;
    }
    case 'choice':
      return input.options.find(({ value }) => value === unescape(text))?.value ?? null;
    case 'choices': {
      const wanted = text.split('~').map(unescape);
      const known = input.options.map(({ value }) => value).filter((value) => wanted.includes(value));
      return known.length === wanted.length ? known : null;
    }
  }
}

export function writeInputs(lab: Lab, values: LabValues): string {
  return changedInputs(lab, values)
    .map(({ key }) => `${key}:${[values[key] ?? ''].flat().map(String).map(escape).join('~')}`)
    .join(',');
}

/** The inputs whose answers are not those that the lab begins with. */
export function changedInputs(lab: Lab, values: LabValues): readonly LabInput[] {
  return lab.inputs.filter(({ key, initial }) => String(values[key]) !== String(initial));
}

/** An answer in words: `XenServer 6.2 (tapdisk2), XenServer 6.5 (tapdisk3)`, `10 MB/s`. */
export function valueText(input: LabInput, value: LabValue | undefined): string {
  if (input.kind === 'number') return input.unit === undefined ? String(value) : `${String(value)} ${input.unit}`;
  const chosen = [value ?? []].flat().map(String);
  return input.options
    .filter((option) => chosen.includes(option.value))
    .map(({ label }) => label)
    .join(', ');
}

/** How many decimals a number needs, by its steps: none for 1, two for 0.25. */
export function decimalsOf(step: number): number {
  return String(step).split('.')[1]?.length ?? 0;
}

/** The separators of the address, and what would be taken for an escape. */
const escape = (value: string): string =>
  value.replaceAll(/[%,:~]/g, (sign) => encodeURIComponent(sign).replace('~', '%7E'));

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
