import { classTable } from '../../xapi/datamodel/classes.gen';
import type { FieldModel, MessageModel } from '../../xapi/datamodel/model';
import { isNullRef, type AnyRecord, type ClassName, type Ref } from '../../xapi/datamodel/ref';
import type { Database } from '../engine/database';
import { defaultRow, parseFieldType, type FieldType } from '../engine/defaults';
import { Fault } from './fault';
import { compileFilter } from './filter';
import { JsonText } from './json-text';
import { project, projectField, projectJson } from './project';
import type { AnyHandler } from './registry';
import { isObject, readValue } from './value';
import { need, type Call, type World } from './world';

type Generic = (call: Call, ...args: never[]) => unknown;

/**
 * The handler of a message that exists for every class: getters, setters, queries, generic constructors.
 * Undefined for custom messages. Source: xapi gen_db_actions.ml.
 */
export function genericHandler(cls: ClassName, message: string, model: MessageModel): AnyHandler | undefined {
  return make(cls, message, model) as AnyHandler | undefined;
}

function make(cls: ClassName, message: string, model: MessageModel): Generic | undefined {
  switch (model.kind) {
    case 'get_record':
      return (call, self: Ref) => project(call.world, cls, self, need(call.db, cls, self));
    case 'get_all':
      return (call) => call.db.refs(cls);
    case 'get_all_records':
      return (call) => records(call.world, cls, () => true);
    case 'get_all_where':
      return (call, expression: string) => {
        const test = compileFilter(cls, expression);
        return Object.keys(records(call.world, cls, test));
      };
    case 'get_all_records_where':
      return (call, expression: string) => records(call.world, cls, compileFilter(cls, expression));
    case 'get_by_uuid':
      return (call, uuid: string) => {
        const ref = call.db.byUuid(cls, uuid);
        if (ref === undefined) throw new Fault('UUID_INVALID', cls, uuid);
        return ref;
      };
    case 'get_by_label':
      return (call, label: string) => {
        const found: Ref[] = [];
        for (const [ref, row] of call.db.all(cls)) if ('name_label' in row && row.name_label === label) found.push(ref);
        return found;
      };
    case 'getter': {
      const field = message.slice('get_'.length);
      return (call, self: Ref) => projectField(call.world, cls, self, need(call.db, cls, self), field);
    }
    case 'setter': {
      const field = message.slice('set_'.length);
      const type = parseFieldType(classTable[cls].fields[field]?.type);
      return (call, self: Ref, value: unknown) => {
        need(call.db, cls, self);
        requireRows(call.db, type, value);
        write(call, cls, self, field, value);
      };
    }
    case 'add':
      return adder(cls, message.replace(/^add_(to_)?/, ''));
    case 'remove':
      return remover(cls, message.replace(/^remove_(from_)?/, ''));
    case 'create':
      return (call, args: unknown) => create(call, cls, args);
    case 'destroy':
      return (call, self: Ref) => {
        need(call.db, cls, self);
        call.db.transaction(() => call.db.remove(cls, self));
      };
    case 'custom':
      return undefined;
  }
}

/**
 * The handler of a generic message whose answer JSON writes from texts that are kept: records are long, and asked for
 * again and again. Undefined for all others.
 */
export function genericJsonHandler(cls: ClassName, message: MessageModel): AnyHandler | undefined {
  switch (message.kind) {
    case 'get_record':
      return ({ world, db }, self: Ref) => new JsonText([projectJson(world, cls, self, need(db, cls, self))]);
    case 'get_all_records':
      return ({ world, db }) => {
        const parts: string[] = [];
        for (const [ref, row] of db.all(cls)) {
          parts.push(`${parts.length === 0 ? '{' : ','}${JSON.stringify(ref)}:${projectJson(world, cls, ref, row)}`);
        }
        parts.push(parts.length === 0 ? '{}' : '}');
        return new JsonText(parts);
      };
    default:
      return undefined;
  }
}

function fieldsOf(row: AnyRecord): Readonly<Record<string, unknown>> {
  return row as unknown as Readonly<Record<string, unknown>>;
}

function records(
  world: World,
  cls: ClassName,
  test: (row: Readonly<Record<string, unknown>>, ref: Ref) => boolean,
): Record<Ref, AnyRecord> {
  const found: Record<Ref, AnyRecord> = {};
  for (const [ref, row] of world.db.all(cls)) {
    const shown = project(world, cls, ref, row);
    if (test(fieldsOf(shown), ref)) found[ref] = shown;
  }
  return found;
}

function write(call: Call, cls: ClassName, self: Ref, field: string, value: unknown): void {
  need(call.db, cls, self);
  call.db.transaction(() => call.db.update(cls, self, { [field]: value } as Partial<AnyRecord>));
}

function adder(cls: ClassName, field: string): Generic {
  return (call, self: Ref, key: string, value: unknown) => {
    const current = fieldsOf(need(call.db, cls, self))[field];
    if (Array.isArray(current)) {
      if (!current.includes(key)) write(call, cls, self, field, [...current, key]);
      return;
    }
    if (!isObject(current)) throw new Fault('INTERNAL_ERROR', `${cls}.${field} is neither a set nor a map`);
    if (Object.hasOwn(current, key)) {
      const column = classTable[cls].fields[field]?.column ?? field;
      throw new Fault('MAP_DUPLICATE_KEY', cls, column, self, key);
    }
    write(call, cls, self, field, { ...current, [key]: value });
  };
}

function remover(cls: ClassName, field: string): Generic {
  return (call, self: Ref, key: string) => {
    const current = fieldsOf(need(call.db, cls, self))[field];
    if (Array.isArray(current)) {
      if (current.includes(key)) {
        const rest = current.filter((item) => item !== key);
        write(call, cls, self, field, rest);
      }
    } else if (isObject(current) && Object.hasOwn(current, key)) {
      const rest = Object.fromEntries(Object.entries(current).filter(([name]) => name !== key));
      write(call, cls, self, field, rest);
    }
  };
}

/** A field must not name rows that are not there; HANDLE_INVALID for the first that is not. */
function requireRows(db: Database, type: FieldType, value: unknown): void {
  if (type.kind === 'ref') {
    if (!isNullRef(String(value))) need(db, type.name as ClassName, String(value));
  } else if (type.kind === 'set') {
    for (const item of value as readonly unknown[]) requireRows(db, type.of, item);
  } else if (type.kind === 'map') {
    for (const [key, item] of Object.entries(value as object)) {
      requireRows(db, type.key, key);
      requireRows(db, type.value, item);
    }
  }
}

/** Values for fields of a class name rows that exist; HANDLE_INVALID for the first that does not. */
export function assertNamesExist(db: Database, cls: ClassName, values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values)) {
    requireRows(db, parseFieldType(classTable[cls].fields[name]?.type), value);
  }
}

/** The constructor: takes the static and the writable fields; those without a default are required (gen_server.ml). */
function create(call: Call, cls: ClassName, args: unknown): Ref {
  const values = constructorValues(cls, args);
  const { db, engine } = call;
  assertNamesExist(db, cls, values);
  const ref = engine.newRef(cls);
  db.transaction(() => db.insert(cls, ref, { ...values, uuid: engine.newUuid(cls) } as Partial<AnyRecord>));
  return ref;
}

/**
 * Reads the struct of a constructor by the datamodel: only SRO and RW fields count, the rest is ignored as xapi does.
 * A missing field without a default is an INTERNAL_ERROR that names it (Dispatcher_FieldNotFound).
 */
export function constructorValues(cls: ClassName, args: unknown): Record<string, unknown> {
  if (!isObject(args)) throw new Fault('FIELD_TYPE_ERROR', 'args');
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(classTable[cls].fields)) {
    if (field.access === 'RO' || field.internal === true) continue;
    const given = Object.hasOwn(args, name) ? args[name] : undefined;
    if (given !== undefined) values[name] = readValue(parseFieldType(field.type), name, given);
    else if (field.default === undefined) values[name] = missing(cls, name, field);
  }
  return values;
}

function missing(cls: ClassName, name: string, field: FieldModel): unknown {
  if (field.state === 'Removed' || field.state === 'Deprecated') return fieldsOf(defaultRow(cls))[name];
  throw new Fault('INTERNAL_ERROR', `Dispatcher_FieldNotFound(${name})`);
}
