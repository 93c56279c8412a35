import { classTable } from '../../../xapi/datamodel/classes.gen';
import { isNullRef, NULL_REF, type ClassName, type Ref } from '../../../xapi/datamodel/ref';
import { EMPTY_MAP, parseFieldType, type FieldType } from '../../engine/defaults';
import { linksOf } from '../../engine/relations';
import type { World } from '../world';

/** References of one world by those of another. */
export type RefMap = ReadonlyMap<Ref, Ref>;

type Fields = Readonly<Record<string, unknown>>;

interface RefField {
  readonly name: string;
  readonly type: FieldType;
}

function holdsRefs(type: FieldType): boolean {
  if (type.kind === 'ref') return true;
  if (type.kind === 'set' || type.kind === 'option') return holdsRefs(type.of);
  return type.kind === 'map' && (holdsRefs(type.key) || holdsRefs(type.value));
}

/** Fields of a class that hold references and are written by their owner. */
function refFields(cls: ClassName): readonly RefField[] {
  const derived = new Set(linksOf(cls).members.map((link) => link.field));
  return Object.entries(classTable[cls].fields)
    .map(([name, field]) => ({ name, type: parseFieldType(field.type) }))
    .filter(({ name, type }) => !derived.has(name) && holdsRefs(type));
}

const GONE = Symbol('gone');

/** A value with its references translated; sets and maps lose what has no translation. */
function translate(type: FieldType, value: unknown, map: RefMap): unknown {
  switch (type.kind) {
    case 'ref':
      return map.get(value as Ref) ?? GONE;
    case 'set':
      return (value as readonly unknown[]).map((each) => translate(type.of, each, map)).filter((each) => each !== GONE);
    case 'map': {
      const entries = Object.entries(value as Fields).map(
        ([key, each]) => [translate(type.key, key, map), translate(type.value, each, map)] as const,
      );
      return Object.fromEntries(entries.filter(([key, each]) => key !== GONE && each !== GONE));
    }
    default:
      return value;
  }
}

/**
 * Copies rows into another world under references of its own. What they refer to is translated, and points nowhere
 * when it stays behind; names that the other world has already are made anew.
 * @param rows of each class
 * @param known translations of what is there already
 */
export function copyRows(from: World, to: World, rows: ReadonlyMap<ClassName, readonly Ref[]>, known: RefMap): RefMap {
  const map = new Map(known);
  for (const [cls, refs] of rows) for (const ref of refs) map.set(ref, to.engine.newRef(cls));
  const each = function* (): Generator<[ClassName, Ref, Ref, Fields]> {
    for (const [cls, refs] of rows) {
      for (const ref of refs) yield [cls, map.get(ref) ?? NULL_REF, ref, from.db.row(cls, ref) as unknown as Fields];
    }
  };
  // Owners and what they own refer to each other: all rows come first, what joins them second.
  for (const [cls, copy, , row] of each()) {
    const uuid = row['uuid'] as string;
    const fresh = to.db.byUuid(cls, uuid) === undefined ? uuid : to.engine.newUuid(cls);
    const plain = Object.fromEntries(refFields(cls).map(({ name, type }) => [name, emptyOf(type)]));
    const idle = 'current_operations' in row ? { current_operations: EMPTY_MAP } : undefined;
    to.db.insert(cls, copy, { ...row, ...plain, ...idle, uuid: fresh } as never);
  }
  for (const [cls, copy, , row] of each()) {
    const fields = refFields(cls).filter(({ name }) => name !== 'current_operations');
    if (fields.length === 0) continue;
    const patch = fields.map(({ name, type }) => {
      const value = translate(type, row[name], map);
      return [name, value === GONE ? NULL_REF : value] as const;
    });
    to.db.update(cls, copy, Object.fromEntries(patch) as never);
  }
  return map;
}

function emptyOf(type: FieldType): unknown {
  if (type.kind === 'ref') return NULL_REF;
  return type.kind === 'set' ? [] : EMPTY_MAP;
}

/** Makes everything that refers to these objects point nowhere, before they go. */
export function forgetRefs({ db }: World, gone: ReadonlySet<Ref>): void {
  for (const cls of Object.keys(classTable) as ClassName[]) {
    const fields = refFields(cls).filter(({ type }) => type.kind === 'ref');
    if (fields.length === 0) continue;
    for (const [ref, row] of [...db.all(cls)]) {
      if (gone.has(ref)) continue;
      const lost = fields.filter(({ name }) => {
        const value = (row as unknown as Fields)[name] as Ref;
        return !isNullRef(value) && gone.has(value);
      });
      if (lost.length > 0) db.update(cls, ref, Object.fromEntries(lost.map(({ name }) => [name, NULL_REF])) as never);
    }
  }
}
