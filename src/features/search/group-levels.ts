import type { ObjectId } from '../navigation';
import { formatBytes, formatCount, formatDuration, formatPercent, naturalKey } from '../values';
import type { GridRow } from './grid-row';
import { FIELD } from './query/field-properties';
import { judgeOf } from './query/evaluate';
import type { Judge } from './query/evaluate';
import { dayText, localDay } from './query/days';
import { normalize } from './query/model';
import type { Filter, RelationId } from './query/model';
import { findProperty } from './query/properties';
import type { Property } from './query/property';
import type { PropertyIndex } from './query/property-index';
import type { PropertyValue, PropertyValues, SubjectClass } from './query/property-values';
import { findRelation } from './query/read-relations';
import type { Relation } from './query/read-relations';
import { texts as queryTexts } from './query/texts';

/** One group that a row belongs in. */
export interface GroupKey {
  readonly key: string;
  readonly label: string;
  readonly order: string | number;
  readonly id: ObjectId | null;
}

/** One level of grouping over one pool. */
export interface GroupLevel {
  /** The groups of a row, each from the outermost in; none: it stands beside the groups. */
  readonly pathsOf: (row: GridRow) => readonly (readonly GroupKey[])[];
  /** The group that a row is, instead of being in one (XenCenter's rule). */
  readonly groupOf: (row: GridRow) => GroupKey | null;
  /** Objects whose groups the last event changed; null: it may have changed any, or what groups are called. */
  readonly changed: () => ReadonlySet<string> | null;
}

/** Every custom field, then its values. */
export const ALL_FIELDS = 'fields';

export interface LevelOptions {
  readonly index: PropertyIndex;
  readonly connection: string;
  readonly nowMs: () => number;
  readonly filter: Filter | null;
}

export function groupLevel(id: string, options: LevelOptions): GroupLevel | null {
  if (id === ALL_FIELDS) return fieldsLevel(options);
  const relation = findRelation(id);
  if (relation) return relation.to === 'folder' ? folderLevel(options) : relationLevel(relation, options);
  const property = findProperty(id);
  return property ? propertyLevel(property, options) : null;
}

/** Classes of rows are those of the datamodel that can be asked about. */
const subjectOf = ({ id }: GridRow): SubjectClass => id.class as SubjectClass;

function relationLevel(relation: Relation, options: LevelOptions): GroupLevel {
  const { index, connection } = options;
  const values = index.relation(relation.id);
  const names = index.property('name');
  const isRelevant = relevant(relation.id, options);
  const keyOf = (ref: string, name?: string): GroupKey | null => {
    if (isRelevant?.(relation.to, ref) === false) return null;
    const label = name ?? String(names.get(relation.to, ref) ?? '');
    if (label === '') return null;
    const id = { connection, class: relation.to as ObjectId['class'], ref };
    return { key: `${connection} ${ref}`, label, order: naturalKey(label), id };
  };
  return {
    pathsOf: (row) =>
      listOf(values.get(subjectOf(row), row.id.ref)).flatMap((ref) => {
        const key = keyOf(ref);
        return key === null ? [] : [[key]];
      }),
    groupOf: (row) =>
      row.id.class === relation.to && (relation.to !== 'VM' || row.kind === 'vm') ? keyOf(row.id.ref, row.name) : null,
    changed: () => (isRelevant !== null || namesChanged(relation, names) ? null : values.changed),
  };
}

/** Whether a group is called otherwise now; names of objects of other classes change all the time. */
function namesChanged({ to }: Relation, names: PropertyValues): boolean {
  for (const ref of names.changed) if (names.classOf(ref) === to) return true;
  return false;
}

/**
 * What a filter asks of the objects of a relation has to be true of the groups too: machines on one network, grouped by
 * network, stand below that one alone (XenCenter's rule).
 */
function relevant(
  relation: RelationId,
  { filter, index, nowMs }: LevelOptions,
): ((cls: SubjectClass, ref: string) => boolean) | null {
  const about = filter && aboutRelation(filter, relation);
  const one = about && normalize(about);
  if (!one) return null;
  let judged: { readonly generation: number; readonly judge: Judge } | undefined;
  return (cls, ref) => {
    const { generation } = index;
    if (judged?.generation !== generation) judged = { generation, judge: judgeOf(one, { index, nowMs }) };
    return judged.judge.test(cls, ref) !== false;
  };
}

function aboutRelation(filter: Filter, relation: RelationId): Filter | null {
  switch (filter.kind) {
    case 'all':
    case 'any':
    case 'none': {
      const of = filter.of.map((each) => aboutRelation(each, relation)).filter((each) => each !== null);
      return of.length > 0 ? { kind: filter.kind, of } : null;
    }
    case 'related':
      return filter.relation === relation ? filter : null;
    default:
      return null;
  }
}

function folderLevel({ index }: LevelOptions): GroupLevel {
  const values = index.relation('folders');
  return {
    pathsOf: (row) => {
      const paths = listOf(values.get(subjectOf(row), row.id.ref));
      if (paths.length === 0) return [];
      return [
        paths.toReversed().map((path): GroupKey => {
          const label = path.slice(path.lastIndexOf('/') + 1);
          const id = { connection: '*', class: 'folder', ref: path } as const;
          return { key: `folder ${path}`, label, order: naturalKey(label), id };
        }),
      ];
    },
    groupOf: () => null,
    changed: () => values.changed,
  };
}

function propertyLevel(property: Property, { index, nowMs }: LevelOptions): GroupLevel {
  const values = index.property(property.id);
  return {
    pathsOf: (row) => keysOf(property, values.get(subjectOf(row), row.id.ref), nowMs()).map((key) => [key]),
    groupOf: () => null,
    changed: () => values.changed,
  };
}

function keysOf(property: Property, value: PropertyValue, nowMs: number): readonly GroupKey[] {
  if (value === null || value === '') return [];
  const key = (label: string, order: string | number = naturalKey(label)): GroupKey => ({
    key: `${property.id} ${label}`,
    label,
    order,
    id: null,
  });
  if (Array.isArray(value)) {
    return [...new Set(value as readonly string[])].map((item) => ({
      ...key(item),
      id: property.id === 'tags' ? { connection: '*', class: 'tag', ref: item } : null,
    }));
  }
  if (typeof value === 'boolean') {
    return [key(`${property.label}: ${value ? queryTexts.yes : queryTexts.no}`, value ? 0 : 1)];
  }
  if (typeof value === 'number') return [key(numberText(property, value, nowMs), value)];
  const at = property.options?.findIndex(({ id }) => id === value) ?? -1;
  return [key(property.options?.[at]?.label ?? String(value), ...(at < 0 ? [] : [at]))];
}

/** A number for people. */
export function numberText({ type }: Property, value: number, nowMs: number): string {
  switch (type) {
    case 'bytes':
      return formatBytes(value);
    case 'rate':
      return `${formatBytes(value)}/s`;
    case 'percent':
      return formatPercent(value / 100);
    case 'since':
      return formatDuration(nowMs - value);
    case 'day':
      return dayText(localDay(value));
    default:
      return formatCount(value);
  }
}

function fieldsLevel({ index }: LevelOptions): GroupLevel {
  const values = index.property(ALL_FIELDS);
  return {
    pathsOf: (row) =>
      listOf(values.get(subjectOf(row), row.id.ref)).map((name) => {
        const value = String(index.property(FIELD + name).get(subjectOf(row), row.id.ref) ?? '');
        return [
          { key: `field ${name}`, label: name, order: naturalKey(name), id: null },
          { key: `value ${value}`, label: value, order: naturalKey(value), id: null },
        ];
      }),
    groupOf: () => null,
    changed: () => values.changed,
  };
}

function listOf(value: PropertyValue): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}
