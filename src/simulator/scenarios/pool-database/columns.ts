import { classTable } from '../../../xapi/datamodel/classes.gen';
import type { ClassName } from '../../../xapi/datamodel/ref';
import { parseFieldType, type FieldType } from '../../engine/defaults';

/** A column of a table and the field that it fills. */
export interface Column {
  readonly name: string;
  readonly field: string;
  readonly type: FieldType;
  /** Says what is under way at the moment of the dump: always empty in a world that starts from it. */
  readonly momentary: boolean;
}

const CLASS_NAMES = Object.keys(classTable) as readonly ClassName[];

/** Classes with a table in the database, in the order in which a dump lists them. */
export const tableClasses: readonly ClassName[] = CLASS_NAMES.filter((cls) => classTable[cls].db).sort();

/** Classes whose rows a dump keeps. */
export function isKept(cls: ClassName): boolean {
  return classTable[cls].db && classTable[cls].persist;
}

/**
 * Classes whose rows exist without being in a dump: xapi keeps them in memory (persist: false) or builds them in
 * (roles: rbac_static). References to them are never dangling.
 */
export function livesElsewhere(cls: ClassName): boolean {
  return !isKept(cls) || cls === 'role';
}

/** Releases and hand-made files differ in upper and lower case (`Secret`); no two classes differ in that alone. */
const byLowerCase = new Map(CLASS_NAMES.map((cls) => [cls.toLowerCase(), cls]));

/** The class behind the name of a table; undefined for tables that the model does not know. */
export function classOfTable(name: string): ClassName | undefined {
  return byLowerCase.get(name.toLowerCase());
}

const MOMENTARY = /^(allowed|current)_operations$/;
const columns = new Map<ClassName, ReadonlyMap<string, Column>>();

/** The columns of a class by name. */
export function columnsOf(cls: ClassName): ReadonlyMap<string, Column> {
  let known = columns.get(cls);
  if (known === undefined) {
    known = new Map(
      Object.entries(classTable[cls].fields).map(([field, model]) => {
        const name = model.column ?? field;
        const momentary = model.volatile === true && MOMENTARY.test(field);
        return [name, { name, field, type: parseFieldType(model.type), momentary }];
      }),
    );
    columns.set(cls, known);
  }
  return known;
}
