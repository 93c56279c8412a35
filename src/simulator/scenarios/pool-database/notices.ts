import { clip } from './pool-database-error';

const EXAMPLES_SHOWN = 3;

/**
 * Collects what was kept, repaired or left out. The same finding in many rows becomes one notice with a count and
 * the first few places, so that a damaged file of any size yields a list that a person reads.
 */
export class Notices {
  readonly #findings = new Map<string, { count: number; readonly examples: string[] }>();

  /** `finding` is a clause such as `VBD.VDI names an object that is not in the file`; `example` says which row and value. */
  add(finding: string, example?: string): void {
    let entry = this.#findings.get(finding);
    if (entry === undefined) {
      entry = { count: 0, examples: [] };
      this.#findings.set(finding, entry);
    }
    entry.count += 1;
    if (example !== undefined && entry.examples.length < EXAMPLES_SHOWN) entry.examples.push(example);
  }

  sentences(): readonly string[] {
    return [...this.#findings].map(([finding, { count, examples }]) => {
      if (examples.length === 0) return count > 1 ? `${finding} (${count} times).` : `${finding}.`;
      const more = count - examples.length;
      const list = more > 0 ? [...examples, `and ${more} more`] : examples;
      return count > 1 ? `${finding}, ${count} times: ${list.join('; ')}.` : `${finding}: ${list.join('; ')}.`;
    });
  }
}

/** A row as notices name it: its label where it has one, and its reference. */
export function nameOf(ref: string, row: Readonly<Record<string, unknown>>): string {
  const label = row['name_label'];
  return typeof label === 'string' && label !== '' ? `"${clip(label, 40)}" (${clip(ref)})` : clip(ref);
}
