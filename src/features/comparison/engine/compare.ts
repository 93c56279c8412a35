import { formatBytes } from '../../values';
import { texts } from '../texts';
import { decoded, differing } from './attributes';
import { cellOf } from './cells';
import { fieldsOf, isQuietClass, ownFields } from './field-plan';
import type { PlannedField } from './field-plan';
import type { Change, Comparison, FieldChange, Row, State } from './model';
import { Names } from './names';
import { isList, isSame, meaning, meaningOf, valueOf } from './values';
import type { Value } from './values';

/** Longer values end in dots: nobody reads a certificate in a table. */
const LONGEST = 200;

/** The fields to compare, also by the column that holds them. */
interface Plan {
  readonly fields: readonly PlannedField[];
  readonly byColumn: ReadonlyMap<string, PlannedField>;
}

const planFor = (fields: readonly PlannedField[]): Plan => ({
  fields,
  byColumn: new Map(fields.map((field) => [field.before, field])),
});

/** Two states, and the differences between them. */
export class Comparer {
  readonly #names: { readonly before: Names; readonly after: Names };
  /** References that lead to one object before and to another one after: equal texts do not mean the same. */
  readonly #moved = new Set<string>();

  constructor(
    readonly before: State,
    readonly after: State,
  ) {
    this.#names = { before: new Names(before), after: new Names(after) };
    for (const [ref, uuid] of before.uuids) {
      const now = after.uuids.get(ref);
      if (now !== undefined && now !== uuid) this.#moved.add(ref);
    }
  }

  /** @param all also what changes by itself: measures, ends of relations */
  compare(all: boolean): Comparison {
    const { before, after } = this;
    const changes: Change[] = [];
    let same = 0;
    for (const cls of new Set([...before.tables.keys(), ...after.tables.keys()])) {
      if (isQuietClass(cls) && !all) continue;
      const plan = planFor(fieldsOf(cls, before, after, all));
      const left = before.tables.get(cls);
      const right = after.tables.get(cls) ?? new Map<string, Row>();
      const matched = new Set<string>();
      for (const [ref, row] of left ?? []) {
        const uuid = before.uuids.get(ref) ?? ref;
        const other = this.#counterpart(cls, ref, uuid);
        const now = other === undefined ? undefined : right.get(other);
        if (other === undefined || now === undefined) {
          changes.push(this.#change('removed', cls, ref, uuid, []));
          continue;
        }
        matched.add(other);
        const fields = this.#differences(plan, row, now);
        if (fields.length > 0) changes.push(this.#change('changed', cls, other, uuid, fields));
        else same += 1;
      }
      if (matched.size === right.size) continue;
      for (const ref of right.keys()) {
        if (!matched.has(ref)) changes.push(this.#change('added', cls, ref, after.uuids.get(ref) ?? ref, []));
      }
    }
    return { before: before.name, after: after.name, changes, same };
  }

  /** All that is known of an object that only one of the states has. */
  fields(cls: string, uuid: string, kind: 'added' | 'removed'): readonly FieldChange[] {
    const [state, names] = kind === 'added' ? [this.after, this.#names.after] : [this.before, this.#names.before];
    const table = state.tables.get(cls);
    const ref = [...(table?.keys() ?? [])].find((each) => state.uuids.get(each) === uuid);
    const row = ref === undefined ? undefined : table?.get(ref);
    if (row === undefined) return [];
    return ownFields(cls, state).flatMap((field): FieldChange[] => {
      const value = shown(valueOf(cellOf(row, field.after), field, state.isText), field, names);
      if (value === '') return [];
      return [{ field: field.field, before: kind === 'removed' ? value : '', after: kind === 'added' ? value : '' }];
    });
  }

  readonly #byUuid = new Map<string, ReadonlyMap<string, string>>();

  /** The same object after: by its reference, unless that leads elsewhere, else by its uuid. */
  #counterpart(cls: string, ref: string, uuid: string): string | undefined {
    if (this.after.uuids.get(ref) === uuid && this.after.classes.get(ref) === cls) return ref;
    let index = this.#byUuid.get(cls);
    if (!index) {
      const refs = [...(this.after.tables.get(cls)?.keys() ?? [])];
      index = new Map(refs.map((each) => [this.after.uuids.get(each) ?? each, each]));
      this.#byUuid.set(cls, index);
    }
    return index.get(uuid);
  }

  #change(kind: Change['kind'], cls: string, ref: string, uuid: string, fields: readonly FieldChange[]): Change {
    const names = kind === 'removed' ? this.#names.before : this.#names.after;
    const [ownerClass, owner] = names.owner(cls, ref);
    return {
      ...{ kind, cls, uuid, fields },
      name: names.name(cls, ref),
      owner: { cls: ownerClass, uuid: names.state.uuids.get(owner) ?? owner, name: names.name(ownerClass, owner) },
    };
  }

  #differences(plan: Plan, before: Row, after: Row): readonly FieldChange[] {
    // What is written alike means the same, as long as references lead to the same.
    if (this.#moved.size === 0 && typeof before === 'string' && typeof after === 'string') {
      if (before === after) return [];
      const cells = differing(before, after);
      if (cells) {
        return cells.flatMap(([column, was, is]) => {
          const field = plan.byColumn.get(column);
          return field ? this.#difference(field, decoded(was), decoded(is)) : [];
        });
      }
    }
    return plan.fields.flatMap((field) =>
      this.#difference(field, cellOf(before, field.before), cellOf(after, field.after)),
    );
  }

  #difference(field: PlannedField, was: unknown, is: unknown): readonly FieldChange[] {
    const isOneKind = this.before.isText === this.after.isText;
    const mayHaveMoved = this.#moved.size > 0 && (field.isRef || field.keysAreRefs);
    if (isOneKind && !mayHaveMoved && isPlainlySame(was, is)) return [];
    // Where references differ everywhere, most of what differs is these.
    if (field.isRef && field.shape === 'scalar' && typeof was === 'string' && typeof is === 'string') {
      if (meaning(was, true, this.before) === meaning(is, true, this.after)) return [];
    }
    const [old, now] = [valueOf(was, field, this.before.isText), valueOf(is, field, this.after.isText)];
    if (isSame(meaningOf(old, field, this.before), meaningOf(now, field, this.after))) return [];
    return this.#told(field, old, now);
  }

  /** A change in words: of sets what came and went, of maps each key by itself. */
  #told(field: PlannedField, old: Value, now: Value): readonly FieldChange[] {
    const { before, after } = this.#names;
    if (field.isSecret) return [{ field: field.field, before: texts.secret, after: texts.secret }];
    if (isList(old) && isList(now)) {
      const gone = without(old, now, field.isRef, this.before, this.after).map((item) =>
        texts.went(word(item, field.isRef, before)),
      );
      const come = without(now, old, field.isRef, this.after, this.before).map((item) =>
        texts.came(word(item, field.isRef, after)),
      );
      return [{ field: field.field, before: '', after: cut([...come, ...gone].join(', ')) }];
    }
    if (typeof old !== 'string' && typeof now !== 'string' && !isList(old) && !isList(now)) {
      const keys = new Set([...old.keys(), ...now.keys()]);
      return [...keys].flatMap((key): FieldChange[] => {
        const [was, is] = [old.get(key), now.get(key)];
        const isEqual =
          was !== undefined &&
          is !== undefined &&
          meaning(was, field.isRef, this.before) === meaning(is, field.isRef, this.after);
        if (isEqual) return [];
        const name = field.keysAreRefs ? (is === undefined ? before : after).of(key) : key;
        const text = (value: string | undefined, names: Names): string =>
          value === undefined ? '' : cut(word(value, field.isRef, names));
        return [{ field: `${field.field}: ${name}`, before: text(was, before), after: text(is, after) }];
      });
    }
    const told = { field: field.field, before: shown(old, field, before), after: shown(now, field, after) };
    // Rounded to one figure they would tell nothing.
    if (told.before === told.after) return [{ field: field.field, before: String(old), after: String(now) }];
    return [told];
  }
}

/** Whether two cells are equal letter by letter; sets in another order are for those who look closer. */
function isPlainlySame(a: unknown, b: unknown): boolean {
  if (a === b || typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [left, right] = [Object.entries(a), b as Readonly<Record<string, unknown>>];
  return left.length === Object.keys(b).length && left.every(([key, item]) => right[key] === item);
}

/** Items that the other state has no equal of. */
function without(items: readonly string[], others: readonly string[], isRef: boolean, own: State, other: State) {
  const known = new Set(others.map((item) => meaning(item, isRef, other)));
  return items.filter((item) => !known.has(meaning(item, isRef, own)));
}

function word(text: string, isRef: boolean, names: Names): string {
  if (!isRef) return text;
  return meaning(text, true, names.state) === '' ? '' : names.of(text);
}

/** Fields that hold amounts of bytes. */
const BYTES = /^(memory_|virtual_size$|physical_size$|physical_utilisation$|virtual_allocation$|framebuffer_size$)/;

function shown(value: Value, { field, isRef, keysAreRefs }: PlannedField, names: Names): string {
  if (typeof value === 'string') {
    return BYTES.test(field) && /^\d{4,}$/.test(value) ? formatBytes(Number(value)) : cut(word(value, isRef, names));
  }
  if (isList(value)) return cut(value.map((item) => word(item, isRef, names)).join(', '));
  return cut(
    [...value].map(([key, item]) => `${word(key, keysAreRefs, names)}: ${word(item, isRef, names)}`).join(', '),
  );
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
