import type { Lab, LabInput, LabValues } from '../../control/labs/lab';

/** Answers to a lab's inputs that are of its kinds and within its bounds; what is missing or wrong is as it begins. */
export class Answers {
  readonly #inputs: ReadonlyMap<string, LabInput>;
  readonly #values: LabValues;

  constructor(lab: Lab, values: LabValues) {
    this.#inputs = new Map(lab.inputs.map((input) => [input.key, input]));
    this.#values = values;
  }

  choice(key: string): string {
    const input = this.#input(key, 'choice');
    const value = this.#values[key];
    return input.options.some((option) => option.value === value) ? String(value) : input.initial;
  }

  /** In the order of the options. */
  choices(key: string): readonly string[] {
    const input = this.#input(key, 'choices');
    const value = this.#values[key];
    const chosen = Array.isArray(value) ? input.options.filter((option) => value.includes(option.value)) : [];
    return chosen.length === 0 ? input.initial : chosen.map((option) => option.value);
  }

  number(key: string): number {
    const { min, max, initial } = this.#input(key, 'number');
    const value = this.#values[key];
    return typeof value === 'number' && Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : initial;
  }

  #input<K extends LabInput['kind']>(key: string, kind: K): Extract<LabInput, { kind: K }> {
    const input = this.#inputs.get(key);
    if (input?.kind !== kind) throw new Error(`The lab has no input ${key} that is a ${kind}`);
    return input as Extract<LabInput, { kind: K }>;
  }
}
