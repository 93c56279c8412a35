import type { Tone } from '../../ui/display/badge';
import type { GlyphSpec } from '../../ui/glyphs/kinds';
import type { ObjectId } from '../navigation';
import { texts } from './texts';

/** A reference to another object that a person can follow. */
export interface ObjectLink {
  readonly id: ObjectId;
  readonly label: string;
  readonly glyph?: GlyphSpec;
  /** After the link, such as the device a disk is. */
  readonly detail?: string;
}

export interface MeterPart {
  readonly label: string;
  readonly value: number;
  readonly tone?: Tone | 'accent';
}

/** The value of one row as plain data; sections are built and compared without React. */
export type Value =
  | { readonly kind: 'text'; readonly text: string; readonly monospace?: true }
  | { readonly kind: 'lines'; readonly lines: readonly string[]; readonly monospace?: true }
  | { readonly kind: 'links'; readonly links: readonly ObjectLink[] }
  | { readonly kind: 'tags'; readonly tags: readonly string[] }
  | { readonly kind: 'status'; readonly tone: Tone; readonly text: string }
  | { readonly kind: 'meter'; readonly max: number; readonly parts: readonly MeterPart[]; readonly text: string }
  /** A moment of pool time, shown with how long ago it was. */
  | { readonly kind: 'since'; readonly timeMs: number };

export type RowName = keyof typeof texts.rows;

export interface Row {
  readonly id: string;
  readonly name: string;
  readonly value: Value;
}

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly Row[];
}

/** Collects the rows of one section; what is empty is left out, so that a section shows what is known. */
export class SectionBuilder {
  private readonly rows: Row[] = [];

  constructor(private readonly id: keyof typeof texts.sections) {}

  /** A row with a name of the object's own, such as a custom field. */
  named(id: string, name: string, value: Value): this {
    this.rows.push({ id, name, value });
    return this;
  }

  rowsOf(rows: readonly Row[]): this {
    this.rows.push(...rows);
    return this;
  }

  value(name: RowName, value: Value | null): this {
    if (value !== null) this.rows.push({ id: name, name: texts.rows[name], value });
    return this;
  }

  text(name: RowName, text: string | null | undefined): this {
    return this.value(name, text === null || text === undefined || text.trim() === '' ? null : { kind: 'text', text });
  }

  /** An identifier: monospaced, and copied as it is. */
  code(name: RowName, text: string | null | undefined): this {
    return this.value(
      name,
      text === null || text === undefined || text.trim() === '' ? null : { kind: 'text', text, monospace: true },
    );
  }

  lines(name: RowName, lines: readonly string[], monospace?: true): this {
    return this.value(name, lines.length === 0 ? null : { kind: 'lines', lines, ...(monospace ? { monospace } : {}) });
  }

  links(name: RowName, links: readonly (ObjectLink | null)[]): this {
    const present = links.filter((link) => link !== null);
    return this.value(name, present.length === 0 ? null : { kind: 'links', links: present });
  }

  yesNo(name: RowName, value: boolean | undefined): this {
    return this.text(name, value === undefined ? null : value ? texts.yes : texts.no);
  }

  since(name: RowName, timeMs: number | null): this {
    return this.value(name, timeMs === null ? null : { kind: 'since', timeMs });
  }

  /** Null when the section would be empty. */
  build(): Section | null {
    return this.rows.length === 0 ? null : { id: this.id, title: texts.sections[this.id], rows: this.rows };
  }
}

/** What the copy button of a row puts on the clipboard. */
export function copyText(value: Value, formatSince: (timeMs: number) => string): string {
  switch (value.kind) {
    case 'text':
    case 'status':
    case 'meter':
      return value.text;
    case 'lines':
      return value.lines.join('\n');
    case 'links':
      return value.links.map((link) => link.label).join('\n');
    case 'tags':
      return value.tags.join('\n');
    case 'since':
      return formatSince(value.timeMs);
  }
}
