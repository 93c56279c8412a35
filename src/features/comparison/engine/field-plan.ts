import { classTable, relations } from '../../../xapi/datamodel/classes.gen';
import type { ClassName } from '../../../xapi/datamodel/ref';
import type { ClassModel } from '../../../xapi/datamodel/model';
import { keysOf } from './cells';
import type { State } from './model';

type Shape = 'scalar' | 'set' | 'map';

/** A field, where each of two states has it, and how its values are read. */
export interface PlannedField {
  readonly field: string;
  readonly before: string;
  readonly after: string;
  readonly shape: Shape;
  /** Whether keys and values hold references; values of what is no map are values. */
  readonly keysAreRefs: boolean;
  readonly isRef: boolean;
  readonly isSecret: boolean;
}

/** What measures, or comes and goes with what runs. */
const QUIET_CLASSES: ReadonlySet<string> = new Set([
  ...[
    'VM_metrics',
    'host_metrics',
    'PIF_metrics',
    'VIF_metrics',
    'VBD_metrics',
    'sr_stat',
    'console',
    'blob',
    'secret',
  ],
  ...[
    'session',
    'task',
    'event',
    'message',
    'data_source',
    'auth',
    'probe_result',
    'vdi_nbd_server_info',
    'Diagnostics',
  ],
]);

/** What changes all the time, by itself or together with something that is told anyway. */
const QUIET_FIELDS: ReadonlySet<string> = new Set([
  ...['allowed_operations', 'current_operations', 'metrics', 'guest_metrics', 'domid', 'last_booted_record'],
  ...['snapshot_metadata', 'memory_target', 'memory_overhead', 'scheduled_to_be_resident_on', 'last_updated'],
  ...['physical_utilisation', 'physical_size', 'virtual_allocation', 'boot_free_mem', 'last_boot_CPU_flags'],
  ...['last_active', 'ha_network_peers', 'runtime_properties', 'status_code', 'status_detail', 'generation_id'],
  ...['utilisation', 'memory', 'disks', 'other', 'PV_drivers_detected', 'latest_synced_updates_applied'],
]);

/** Ends of relations that follow from the other end: VMs of a server from the server of each VM. */
const FOLLOWS: ReadonlySet<string> = new Set(
  relations.flatMap(([, , cls, field, kind]) => (kind === '1:n' ? [`${cls}.${field}`] : [])),
);

/** Attributes of every row of a dump. */
const BOOKKEEPING: ReadonlySet<string> = new Set(['ref', '_ref', '__ctime', '__mtime', 'uuid']);

export const isQuietClass = (cls: string): boolean => QUIET_CLASSES.has(cls);

const models = classTable as Readonly<Record<string, ClassModel | undefined>>;

const asClass = (name: string): name is ClassName => Object.hasOwn(classTable, name);

/**
 * The fields that two states both tell of a class. A field that one of them lacks is of another version, and no change.
 * @param all also what changes by itself
 */
export function fieldsOf(cls: string, before: State, after: State, all: boolean): readonly PlannedField[] {
  const [a] = before.tables.get(cls)?.values() ?? [];
  const [b] = after.tables.get(cls)?.values() ?? [];
  if (a === undefined || b === undefined) return [];
  const [keysOfA, keysOfB] = [new Set(keysOf(a)), new Set(keysOf(b))];
  const model = asClass(cls) ? models[cls]?.fields : undefined;
  const known = Object.entries(model ?? {}).map(([field, { type, column = field, volatile, secret }]) => ({
    field,
    column,
    type,
    isQuiet: volatile === true || QUIET_FIELDS.has(field) || FOLLOWS.has(`${cls}.${field}`),
    isSecret: secret === true,
  }));
  const columns = new Set(known.map(({ column }) => column));
  // What the model does not know compares by its text.
  const unknown = before.isText && after.isText ? [...keysOfB].filter((key) => !columns.has(key)) : [];
  const found = [
    ...known,
    ...unknown.map((column) => ({ field: column, column, type: 'string', isQuiet: false, isSecret: false })),
  ];
  return found.flatMap(({ field, column, type, isQuiet, isSecret }): PlannedField[] => {
    const keys = { before: before.isText ? column : field, after: after.isText ? column : field };
    if ((isQuiet && !all) || BOOKKEEPING.has(field) || !keysOfA.has(keys.before) || !keysOfB.has(keys.after)) return [];
    return [{ field, ...keys, ...shapeOf(type), isSecret }];
  });
}

/** All fields of one state. */
export const ownFields = (cls: string, state: State): readonly PlannedField[] => fieldsOf(cls, state, state, false);

function shapeOf(type: string): Pick<PlannedField, 'shape' | 'keysAreRefs' | 'isRef'> {
  const map = /^\((.+) -> (.+)\) map$/.exec(type);
  if (map)
    return { shape: 'map', keysAreRefs: map[1]?.endsWith(' ref') === true, isRef: map[2]?.endsWith(' ref') === true };
  if (type.endsWith(' set')) return { shape: 'set', keysAreRefs: false, isRef: type.endsWith(' ref set') };
  return { shape: 'scalar', keysAreRefs: false, isRef: type.endsWith(' ref') };
}
