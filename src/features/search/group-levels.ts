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
import type { PropertyValue, SubjectClass } from './query/property-values';
import { readName } from './query/read-objects';
import { findRelation } from './query/read-relations';
import type { Relation } from './query/read-relations';
import { texts as queryTexts } from './query/texts';

/** One group that a row belongs in; levels answer the same object for the same group, which is found by it. */
export interface GroupKey {
  readonly key: string;
  readonly label: string;
  readonly order: string | number;
  readonly id: ObjectId | null;
  /** The group of the same level around it: the folder that a folder is in. */
  readonly outer: GroupKey | null;
}

/** One level of grouping over one pool. */
export interface GroupLevel {
  /** The groups of a row; none: it stands beside the groups. */
  readonly groupsOf: (row: GridRow) => readonly GroupKey[];
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
  /** The groups that the levels of several pools have in common, by their keys. */
  readonly shared?: Map<string, GroupKey>;
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

/** The group of a related object. There are tens of thousands, and few are ever asked for more than their order. */
class RelatedKey implements GroupKey {
  private text: string | null = null;
  readonly order: string;
  readonly outer = null;
  /** When its label was last looked at. */
  generation = -1;
  /** When it was last found: among tens of thousands nothing else tells so fast what was there before. */
  round = 0;

  /** @param label empty: it is no group */
  constructor(
    private readonly connection: string,
    private readonly cls: SubjectClass,
    private readonly ref: string,
    readonly label: string,
  ) {
    this.order = naturalKey(label);
  }

  get key(): string {
    return (this.text ??= `${this.connection} ${this.ref}`);
  }

  get id(): ObjectId {
    return { connection: this.connection, class: this.cls as ObjectId['class'], ref: this.ref };
  }
}

function relationLevel(relation: Relation, options: LevelOptions): GroupLevel {
  const { index, connection } = options;
  const values = index.relation(relation.id);
  const isRelevant = relevant(relation.id, options);
  const nameNow = (ref: string): string => String(readName(index.inventory, relation.to, ref) ?? '');
  const known = new Map<string, RelatedKey>();
  let round = 0;
  const labelOf = (ref: string): string => (isRelevant?.(relation.to, ref) === false ? '' : nameNow(ref));
  /** Asked of the same object for each row in its group, so what is known is right until the next event. */
  const keyOf = (ref: string): RelatedKey | null => {
    const { generation } = index;
    let key = known.get(ref);
    if (key?.generation !== generation) {
      const label = labelOf(ref);
      if (key?.label !== label) known.set(ref, (key = new RelatedKey(connection, relation.to, ref, label)));
      key.generation = generation;
    }
    return key.label === '' ? null : key;
  };
  /** Whether a group is called otherwise now. A pool may go by the name of a server. */
  const isRenamed = (): boolean => {
    for (const ref of relation.to === 'pool' ? known.keys() : index.touched) {
      const entry = known.get(ref);
      if (entry !== undefined && entry.label !== nameNow(ref)) return true;
    }
    return false;
  };
  return {
    groupsOf: (row) => {
      const found: GroupKey[] = [];
      round++;
      const refs = listOf(values.get(subjectOf(row), row.id.ref));
      for (let each = 0; each < refs.length; each++) {
        const key = keyOf(refs[each] as string);
        // A machine with two interfaces on a network is on it once.
        if (key === null || key.round === round) continue;
        key.round = round;
        found.push(key);
      }
      return found;
    },
    groupOf: (row) =>
      row.id.class === relation.to && (relation.to !== 'VM' || row.kind === 'vm') ? keyOf(row.id.ref) : null,
    changed: () => (isRelevant !== null || isRenamed() ? null : values.changed),
  };
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

function folderLevel({ index, shared = new Map<string, GroupKey>() }: LevelOptions): GroupLevel {
  const values = index.relation('folder');
  const keyOf = (path: string): GroupKey => {
    const at = path.lastIndexOf('/');
    const outer = at <= 0 ? null : folder(path.slice(0, at));
    const label = path.slice(at + 1);
    const id = { connection: '*', class: 'folder', ref: path } as const;
    return oneOf(shared, { key: `folder ${path}`, label, order: naturalKey(label), id, outer });
  };
  const folder = kept(keyOf);
  return {
    groupsOf: (row) => listOf(values.get(subjectOf(row), row.id.ref)).map((path) => folder(path)),
    groupOf: (row) => (row.kind === 'folder' ? folder(row.id.ref) : null),
    changed: () => values.changed,
  };
}

function propertyLevel(
  property: Property,
  { index, nowMs, shared = new Map<string, GroupKey>() }: LevelOptions,
): GroupLevel {
  const values = index.property(property.id);
  const group = (label: string, order: string | number = naturalKey(label), id: ObjectId | null = null): GroupKey =>
    oneOf(shared, { key: `${property.id} ${label}`, label, order, id, outer: null });
  const ofItem = kept((item: string) =>
    group(item, undefined, property.id === 'tags' ? { connection: '*', class: 'tag', ref: item } : null),
  );
  const ofValue = kept((value: string | boolean): GroupKey => {
    if (typeof value === 'boolean') {
      return group(`${property.label}: ${value ? queryTexts.yes : queryTexts.no}`, value ? 0 : 1);
    }
    const at = property.options?.findIndex(({ id }) => id === value) ?? -1;
    return group(property.options?.[at]?.label ?? value, at < 0 ? undefined : at);
  });
  // Of numbers that never stand still there are without end, of words for them few.
  const ofNumber = kept((label: string, value: number) => group(label, value));
  const groupsOf = (value: PropertyValue): readonly GroupKey[] => {
    if (value === null || value === '') return NO_GROUPS;
    if (typeof value === 'object') return [...new Set(value)].map((item) => ofItem(item));
    if (typeof value === 'number') return [ofNumber(numberText(property, value, nowMs()), value)];
    return [ofValue(value)];
  };
  return {
    groupsOf: (row) => groupsOf(values.get(subjectOf(row), row.id.ref)),
    groupOf: () => null,
    changed: () => values.changed,
  };
}

const NO_GROUPS: readonly GroupKey[] = [];

/** The group that was made first of those that are the same. */
function oneOf(shared: Map<string, GroupKey>, group: GroupKey): GroupKey {
  const key = group.outer === null ? group.key : `${group.outer.key}\n${group.key}`;
  const known = shared.get(key);
  if (known === undefined) shared.set(key, group);
  return known ?? group;
}

/** What is made once for each first argument. */
function kept<A, R, More extends readonly unknown[] = []>(
  make: (of: A, ...more: More) => R,
): (of: A, ...more: More) => R {
  const made = new Map<A, R>();
  return (of, ...more) => {
    let one = made.get(of);
    if (one === undefined) made.set(of, (one = make(of, ...more)));
    return one;
  };
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

function fieldsLevel({ index, shared = new Map<string, GroupKey>() }: LevelOptions): GroupLevel {
  const values = index.property(ALL_FIELDS);
  const fields = kept((name: string) => {
    const outer = oneOf(shared, {
      key: `field ${name}`,
      label: name,
      order: naturalKey(name),
      id: null,
      outer: null,
    });
    return kept((value: string) =>
      oneOf(shared, { key: `value ${value}`, label: value, order: naturalKey(value), id: null, outer }),
    );
  });
  return {
    groupsOf: (row) =>
      listOf(values.get(subjectOf(row), row.id.ref)).map((name) =>
        fields(name)(String(index.property(FIELD + name).get(subjectOf(row), row.id.ref) ?? '')),
      ),
    groupOf: () => null,
    changed: () => values.changed,
  };
}

function listOf(value: PropertyValue): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}
