import { isDay } from '../query/days';
import { DATE_FIELD, FIELD } from '../query/field-properties';
import type { Compare, Comparison, Filter, QueryColumn, ScopeType } from '../query/model';
import { normalize } from '../query/model';
import { parseQuery } from '../query/parse';
import { texts } from '../texts';
import * as names from './names';
import type { SavedSearch } from './saved-search';
import { SearchFileError } from './search-file-error';
import { OWN_ATTRIBUTE, readOwn } from './own-words';
import { readXml } from './xml-tree';
import type { XmlNode } from './xml-tree';

const NEWEST_VERSION = 2;
/** XenCenter's scope for searches of before it had scopes: everything but folders. */
const ALL_TYPES = Object.values(names.TYPES).filter((type) => type !== 'folder');
/** What is related to nothing. */
const NEVER: Filter = { kind: 'compare', property: 'ref', is: 'is', value: '' };

/** All searches of a file, or the one of a value in a pool; SearchFileError where it is neither. */
export function readSearches(text: string): readonly SavedSearch[] {
  const root = readXml(text);
  const nodes = /^search$/i.test(root.name) ? [root] : root.children.filter(({ name }) => /^search$/i.test(name));
  if (nodes.length === 0) throw new SearchFileError(texts.file.noSearch);
  return nodes.map(readSearch);
}

function readSearch(node: XmlNode): SavedSearch {
  const { attributes, children } = node;
  const version = Number(attributes['major_version'] ?? 0);
  if (version > NEWEST_VERSION) throw new SearchFileError(texts.file.tooNew(attributes['major_version'] ?? ''));
  const [first, ...rest] = children;
  if (!first) throw new SearchFileError(texts.file.noQuery);
  // Before version 2 a filter stood where the query does now.
  const { scope, filter } =
    version < 2 ? { scope: ALL_TYPES, filter: readFilter(first, names.renames(ALL_TYPES)) } : readQuery(first);
  const columns = rest.find(({ name }) => name === 'columns');
  const sorting = rest.find(({ name }) => name === 'sorting');
  const grouping = rest.find((each) => each !== columns && each !== sorting);
  const read: SavedSearch = {
    uuid: attributes['uuid'] ?? '',
    name: attributes['name'] ?? '',
    scope,
    filter: filter && normalize(filter),
    grouping: grouping ? readGrouping(grouping) : [],
    sort: (sorting?.children ?? []).flatMap(({ attributes: { column = '', ascending = '' } }) => {
      const id = columnId(column);
      return id === null ? [] : [{ column: id, descending: !isYes(ascending) }];
    }),
    columns: columns ? columns.children.flatMap(readColumn) : null,
  };
  return { ...read, ...readOwn(attributes[OWN_ATTRIBUTE] ?? '', (find) => (parsed(find) ?? read).filter) };
}

function parsed(find: string): { readonly filter: Filter | null } | null {
  const result = parseQuery(find);
  return result.ok ? result : null;
}

function readQuery(node: XmlNode): { readonly scope: readonly ScopeType[]; readonly filter: Filter | null } {
  const scope = node.children.find(({ name }) => name === 'QueryScope');
  if (node.name !== 'Query' || !scope) throw new SearchFileError(texts.file.noQuery);
  const filter = node.children.find((each) => each !== scope);
  const types = scope.children.flatMap(({ name }) => names.TYPES[name] ?? []);
  const asked = filter ? readFilter(filter, names.renames(types)) : null;
  // Of types that no pool has any more, nothing is found.
  return types.length === 0 ? { scope: ALL_TYPES, filter: NEVER } : { scope: types, filter: asked };
}

/** @param isRenamed the filter is about objects that XenCenter may call otherwise */
function readFilter(node: XmlNode, isRenamed: boolean): Filter {
  const { name, attributes, children } = node;
  const property = attributes['property'] ?? '';
  if (names.GONE.has(property)) return NEVER;
  switch (name) {
    case 'GroupQuery': {
      const kinds = { And: 'all', Or: 'any', Nor: 'none' } as const;
      const type = attributes['type'] ?? '';
      if (!(type in kinds)) throw unknown(`${name} ${type}`);
      return { kind: kinds[type as keyof typeof kinds], of: children.map((child) => readFilter(child, isRenamed)) };
    }
    case 'StringPropertyQuery':
      return text(textProperty(property, isRenamed), attributes, isYes(attributes['casesensitive']));
    case 'ValuePropertyQuery':
      return compare(
        textProperty(property, isRenamed),
        isYes(attributes['equals']) ? 'is' : 'isNot',
        attributes['query'] ?? '',
        true,
      );
    case 'EnumPropertyQuery':
      return choice(property, attributes);
    case 'DatePropertyQuery':
      return date(property === 'start_time' ? 'started' : property, attributes);
    case 'IntPropertyQuery': {
      const comparisons = { exactmatch: 'is', gt: 'above', lt: 'below' } as const;
      const is = comparisons[attributes['type'] as keyof typeof comparisons];
      const id = names.NUMBERS[property];
      if (is === undefined || id === undefined) throw unknown(`${name} ${property}`);
      return compare(id, is, Number(attributes['query'] ?? 0));
    }
    case 'BooleanQuery': {
      const yes = isYes(attributes['query']);
      if (property === 'has_custom_fields') {
        const has: Filter = { kind: 'has', what: 'fields', yes: true };
        return yes ? has : { kind: 'none', of: [has] };
      }
      const id = names.FLAGS[property];
      if (id === undefined) throw unknown(`${name} ${property}`);
      return compare(id, 'is', yes);
    }
    case 'StringListContainsQuery':
      if (property !== 'tags') throw unknown(`${name} ${property}`);
      return compare('tags', isYes(attributes['contains']) ? 'is' : 'isNot', attributes['query'] ?? '', true);
    case 'IPAddressQuery':
      return compare('ip', isYes(attributes['contains'] ?? 'yes') ? 'is' : 'isNot', attributes['address'] ?? '');
    case 'ListEmptyQuery':
      return {
        kind: 'has',
        what: property === 'tags' ? 'tags' : relationOf(property),
        yes: !isYes(attributes['empty']),
      };
    case 'NullQuery':
      return { kind: 'has', what: relationOf(property), yes: !isYes(attributes['query']) };
    case 'XenModelObjectPropertyQuery':
      return object(property, attributes, isYes(attributes['equals']));
    case 'XenModelObjectListContainsQuery':
      return object(property, attributes, isYes(attributes['contains']));
    case 'XenModelObjectListContainsNameQuery':
      return related(
        property,
        text(names.labelOf(names.renamesRelated(relationOf(property))), attributes, false),
        isYes(attributes['contains']),
      );
    case 'RecursiveXMOPropertyQuery':
    case 'RecursiveXMOListPropertyQuery': {
      const [inner] = children;
      const isOther = names.renamesRelated(relationOf(property));
      return related(property, inner ? readFilter(inner, isOther) : { kind: 'all', of: [] }, true);
    }
    case 'CustomFieldQuery':
      return text(FIELD + fieldName(node), attributes, false);
    case 'CustomFieldDateQuery':
      return date(DATE_FIELD + fieldName(node), attributes);
    default:
      throw unknown(name);
  }
}

type Attributes = Readonly<Record<string, string>>;

function compare(property: string, is: Comparison, value: Compare['value'], exactCase = false): Filter {
  return { kind: 'compare', property, is, value, ...(exactCase ? { exactCase } : {}) };
}

function textProperty(property: string, isRenamed: boolean): string {
  const id = property === 'label' ? names.labelOf(isRenamed) : names.TEXTS[property];
  if (id === undefined) throw unknown(property);
  return id;
}

/** A text without letters is found everywhere, however it is compared (XenCenter's rule). */
function text(property: string, { type = '', query = '' }: Attributes, exactCase: boolean): Filter {
  if (!(type in names.TEXT_TYPES)) throw unknown(type);
  const is = names.TEXT_TYPES[type as keyof typeof names.TEXT_TYPES];
  return query === '' ? compare(property, 'contains', '') : compare(property, is, query, exactCase);
}

function choice(property: string, { query = '', equals = '' }: Attributes): Filter {
  const is = isYes(equals) ? 'is' : 'isNot';
  if (property === 'sr_type') return compare('storageType', is, query, true);
  const known = names.CHOICES[property];
  if (known === undefined) throw unknown(property);
  // In old searches storage was one type; it stands for shared storage now.
  const value = property === 'type' && query === 'SR' ? 'sharedStorage' : known.values[query];
  if (value !== undefined) return compare(known.property, is, value);
  // A value that no object can have.
  return is === 'is' ? NEVER : { kind: 'has', what: known.property, yes: true };
}

const DATE_TYPES = { before: 'atMost', after: 'atLeast', exact: 'is' } as const;

function date(property: string, { type = '', query = '' }: Attributes): Filter {
  if (['today', 'yesterday', 'thisweek', 'lastweek'].includes(type)) return compare(property, 'is', type);
  if (!(type in DATE_TYPES)) throw unknown(type);
  const day = query.replace(/^(\d{4})-?(\d{2})-?(\d{2}).*$/, '$1-$2-$3');
  return compare(property, DATE_TYPES[type as keyof typeof DATE_TYPES], isDay(day) ? day : '0001-01-01');
}

function relationOf(property: string): (typeof names.RELATIONS)[string] {
  const relation = names.RELATIONS[property];
  if (relation === undefined) throw unknown(property);
  return relation;
}

function related(property: string, of: Filter, yes: boolean): Filter {
  return { kind: 'related', relation: relationOf(property), of, ...(yes ? {} : { negated: true }) };
}

/** One object by its uuid; in old searches by its reference. One that was not found when it was written matches nothing. */
function object(property: string, { uuid, query = '' }: Attributes, yes: boolean): Filter {
  if (uuid === 'invalid') return NEVER;
  return related(
    property,
    uuid === undefined ? compare('ref', 'is', query, true) : compare('uuid', 'is', uuid, true),
    yes,
  );
}

function fieldName(node: XmlNode): string {
  const name = node.children.find((each) => each.name === 'CustomFieldDefinition')?.attributes['name'];
  if (name === undefined) throw new SearchFileError(texts.file.noField);
  return name;
}

/** Groupings are nested, the outermost first. */
function readGrouping(node: XmlNode): readonly string[] {
  const inner = node.children.find(({ name }) => name !== 'CustomFieldDefinition');
  const rest = inner ? readGrouping(inner) : [];
  switch (node.name) {
    case 'FolderGrouping':
      return ['folders', ...rest];
    case 'AllCustomFieldsGrouping':
      return ['fields', ...rest];
    case 'CustomFieldGrouping': {
      const definition = node.children.find(({ name }) => name === 'CustomFieldDefinition');
      const prefix = definition?.attributes['type'] === 'Date' ? DATE_FIELD : FIELD;
      return [prefix + fieldName(node), ...rest];
    }
    case 'PropertyGrouping':
    case 'BoolGrouping':
    case 'XenModelObjectPropertyGrouping': {
      const property = node.attributes['property'] ?? '';
      if (names.GONE.has(property)) return rest;
      const id = groupId(property);
      if (id === undefined) throw unknown(`${node.name} ${property}`);
      return [id, ...rest];
    }
    default:
      throw unknown(node.name);
  }
}

function groupId(property: string): string | undefined {
  if (property === 'tags') return 'tags';
  if (property === 'sr_type') return 'storageType';
  return (
    names.RELATIONS[property] ?? names.CHOICES[property]?.property ?? names.FLAGS[property] ?? names.TEXTS[property]
  );
}

function readColumn({ attributes: { name = '', width = '' } }: XmlNode): readonly QueryColumn[] {
  const id = columnId(name);
  const widthPx = Math.abs(Number.parseInt(width, 10));
  return id === null ? [] : [{ id, widthPx: widthPx > 0 ? widthPx : null }];
}

function columnId(name: string): string | null {
  if (name.startsWith(names.FIELD_COLUMN)) return FIELD + name.slice(names.FIELD_COLUMN.length);
  return names.COLUMNS[name] ?? null;
}

/** "True" is what very old versions wrote. */
function isYes(value: string | undefined): boolean {
  return value === 'yes' || value === 'True';
}

function unknown(what: string): SearchFileError {
  return new SearchFileError(texts.file.unknown(what.trim()));
}
