import { isNullRef, type AnyRecord, type ClassName, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { defaultRow } from '../../engine/defaults';
import { hashText } from '../../engine/hash';
import { tableClasses } from './columns';
import { Notices } from './notices';

/** A record under construction: the fields of the model, internal ones too. */
export type DraftRow = Record<string, unknown>;

interface DraftEntry {
  row: AnyRecord;
  created: number;
  modified: number;
}

type Patch<C extends ClassName> = Partial<Records[C]> & Readonly<Record<string, unknown>>;

/**
 * A database while it is being opened. Rows may be changed in place here, because nobody else holds them yet; every
 * repair is noted.
 */
export class Draft {
  readonly notices = new Notices();
  readonly #tables = new Map<ClassName, Map<Ref, DraftEntry>>(tableClasses.map((cls) => [cls, new Map()]));
  readonly #classes = new Map<Ref, ClassName>();

  table<C extends ClassName>(cls: C): ReadonlyMap<Ref<C>, { readonly row: Records[C] }> {
    return (this.#tables.get(cls) ?? new Map()) as ReadonlyMap<Ref<C>, { readonly row: Records[C] }>;
  }

  *rows<C extends ClassName>(cls: C): IterableIterator<[Ref<C>, Records[C]]> {
    for (const [ref, entry] of this.table(cls)) yield [ref, entry.row];
  }

  /** Rows as bags of fields, for rules that come from the datamodel rather than from one class. */
  *drafts(cls: ClassName): IterableIterator<[Ref, DraftRow]> {
    for (const [ref, entry] of this.#tables.get(cls) ?? []) yield [ref, entry.row as unknown as DraftRow];
  }

  draft(cls: ClassName, ref: Ref): DraftRow | undefined {
    return this.#tables.get(cls)?.get(ref)?.row as unknown as DraftRow | undefined;
  }

  get<C extends ClassName>(cls: C, ref: Ref<C>): Records[C] | undefined {
    return this.table(cls).get(ref)?.row;
  }

  has(cls: ClassName, ref: Ref): boolean {
    return this.#classes.get(ref) === cls;
  }

  /** The class of the row with this reference, if any. */
  classOf(ref: Ref): ClassName | undefined {
    return this.#classes.get(ref);
  }

  add(cls: ClassName, ref: Ref, row: DraftRow, created: number, modified: number): void {
    this.#classes.set(ref, cls);
    this.#tables.get(cls)?.set(ref, { row: row as unknown as AnyRecord, created, modified });
  }

  /** A row that the file lacks: the defaults of its class with `values`, and a uuid that follows from its reference. */
  create<C extends ClassName>(cls: C, ref: Ref<C>, values: Patch<C>): void {
    this.add(cls, ref, { ...defaultRow(cls), uuid: derivedUuid(`uuid/${cls}`, ref), ...values }, 0, 0);
  }

  patch<C extends ClassName>(cls: C, ref: Ref<C>, values: Patch<C>): void {
    const row = this.draft(cls, ref);
    if (row !== undefined) Object.assign(row, values);
  }

  remove(cls: ClassName, ref: Ref): void {
    this.#tables.get(cls)?.delete(ref);
    this.#classes.delete(ref);
  }

  /** A reference that nothing has yet; the same one for the same owner and purpose in every reading of a file. */
  freeRef<C extends ClassName>(purpose: string, owner: string): Ref<C> {
    let ref = `OpaqueRef:${derivedUuid(purpose, owner)}`;
    while (this.#classes.has(ref)) ref = `OpaqueRef:${derivedUuid(purpose, ref)}`;
    return ref;
  }

  /**
   * The reference under which a missing row should be created: the one that its owner names already, so that the
   * owner keeps the value that the file gives it, unless that is not to be had.
   */
  refFor<C extends ClassName>(cls: C, named: Ref<C>, owner: string): Ref<C> {
    const isUsable = !isNullRef(named) && named.startsWith('OpaqueRef:') && !this.#classes.has(named);
    return isUsable ? named : this.freeRef(cls, owner);
  }

  tables(): ReadonlyMap<ClassName, ReadonlyMap<Ref, DraftEntry>> {
    return this.#tables;
  }
}

/** 128 bits of the purpose and the owner in the form of a uuid; version 8 marks uuids that follow from other data. */
export function derivedUuid(purpose: string, owner: string): string {
  const hex = hashText(`${purpose}/${owner}`)
    .map((word) => word.toString(16).padStart(8, '0'))
    .join('');
  const variant = ((parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
