import { classTable } from '../../../xapi/datamodel/classes.gen';
import type { ClassName } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { defaultRow, parseFieldType } from '../../engine/defaults';
import { Fault } from '../fault';
import { isObject, readValue } from '../value';
import { VTPM_PREFIX } from './export-objects';

/** A TPM of an export and what it keeps. */
export interface ImportedVtpm extends Pick<Records['VTPM'], 'VM' | 'uuid' | 'is_unique' | 'is_protected'> {
  readonly content: string;
}

/** Objects of an export by class, with the fields that this pool knows; others are left out, missing ones have their defaults. */
export class ImportedObjects {
  readonly #vtpms: ImportedVtpm[] = [];
  readonly #rows = new Map<string, { readonly class: ClassName; readonly row: Records[ClassName] }>();

  /** @throws Fault IMPORT_ERROR when the list is none */
  constructor(objects: unknown) {
    if (!Array.isArray(objects)) throw new Fault('IMPORT_ERROR', 'The export lists no objects.');
    for (const object of objects as readonly unknown[]) {
      if (!isObject(object)) throw new Fault('IMPORT_ERROR', 'An object of the export is no record.');
      const { class: cls, id, snapshot } = object;
      if (typeof cls !== 'string' || typeof id !== 'string' || !isObject(snapshot)) {
        throw new Fault('IMPORT_ERROR', 'An object of the export has no class, no identifier or no record.');
      }
      if (!Object.hasOwn(classTable, cls)) continue;
      if (cls === 'VTPM') {
        this.#vtpms.push(readVtpm(snapshot));
        continue;
      }
      this.#rows.set(id, { class: cls as ClassName, row: readRow(cls as ClassName, snapshot) });
    }
  }

  all<C extends ClassName>(cls: C): readonly (readonly [id: string, row: Records[C]])[] {
    return [...this.#rows].flatMap(([id, entry]) =>
      entry.class === cls ? [[id, entry.row as Records[C]] as const] : [],
    );
  }

  get<C extends ClassName>(cls: C, id: string): Records[C] | undefined {
    const entry = this.#rows.get(id);
    return entry?.class === cls ? (entry.row as Records[C]) : undefined;
  }

  vtpms(): readonly ImportedVtpm[] {
    return this.#vtpms;
  }

  /** @throws Fault IMPORT_ERROR_FAILED_TO_FIND_OBJECT */
  need<C extends ClassName>(cls: C, id: string): Records[C] {
    const row = this.get(cls, id);
    if (row === undefined) throw new Fault('IMPORT_ERROR_FAILED_TO_FIND_OBJECT', id);
    return row;
  }
}

/** Values that another release wrote and that cannot be read here count as missing. */
function readRow<C extends ClassName>(cls: C, snapshot: Readonly<Record<string, unknown>>): Records[C] {
  const row: Record<string, unknown> = { ...defaultRow(cls) };
  for (const [name, { type }] of Object.entries(classTable[cls].fields)) {
    if (!Object.hasOwn(snapshot, name)) continue;
    try {
      row[name] = readValue(parseFieldType(type), name, snapshot[name]);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
    }
  }
  return row as unknown as Records[C];
}

function readVtpm(snapshot: Readonly<Record<string, unknown>>): ImportedVtpm {
  const text = (name: string): string => {
    const value = snapshot[VTPM_PREFIX + name];
    return typeof value === 'string' ? value : '';
  };
  const flag = (name: string): boolean => snapshot[VTPM_PREFIX + name] === true;
  const flags = { is_unique: flag('is_unique'), is_protected: flag('is_protected') };
  return { VM: text('VM'), uuid: text('uuid'), content: text('content'), ...flags };
}
