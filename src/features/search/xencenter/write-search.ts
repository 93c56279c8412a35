import { DATE_FIELD, FIELD } from '../query/field-properties';
import { findRelation } from '../query/read-relations';
import { definition } from './definition';
import { lower } from './lower-filter';
import * as names from './names';
import { OWN_ATTRIBUTE, writeOwn } from './own-words';
import type { SavedSearch } from './saved-search';
import { writeXml } from './xml-tree';
import type { XmlNode } from './xml-tree';

const NAMESPACE = 'http://www.citrix.com/XenCenter/XenSearch/schema';
const KEY = 'XenSearch';

export interface WrittenSearch {
  /** The value that a pool keeps. */
  readonly xml: string;
  /** XenCenter finds the same objects, and shows the same columns and groups. */
  readonly isExact: boolean;
}

export function writeSearch(search: SavedSearch): WrittenSearch {
  const { node, isExact } = searchNode(search);
  return { xml: writeXml(node), isExact };
}

/** A file as XenCenter exports it. */
export function writeSearchFile(searches: readonly SavedSearch[]): string {
  const root: XmlNode = {
    name: 'Searches',
    attributes: { xmlns: NAMESPACE },
    children: searches.map((search) => searchNode(search).node),
  };
  const type = `<!DOCTYPE ${KEY} PUBLIC "-//${KEY.toUpperCase()}//DTD ${KEY.toUpperCase()} 1//EN" "${KEY}-1.dtd">`;
  return `<?xml version="1.0" encoding="utf-8"?>\n${type}${writeXml(root, '')}\n`;
}

function searchNode(search: SavedSearch): { readonly node: XmlNode; readonly isExact: boolean } {
  const { uuid, name, scope, filter, grouping, sort, columns } = search;
  const types = scope.map((type) => names.wordFor(names.TYPES, type));
  const lowered = filter === null ? { node: null, isExact: true } : lower(filter, names.renames(scope));
  const groups = groupingNode(grouping);
  const sorted = sort.map(({ column }) => columnName(column));
  const shown = columns?.map(({ id }) => columnName(id)) ?? [];
  const isExact =
    lowered.isExact && groups.isExact && [...types, ...sorted, ...shown].every((word) => word !== undefined);
  const query: XmlNode = {
    name: 'Query',
    attributes: {},
    children: [
      { name: 'QueryScope', attributes: {}, children: types.flatMap((type) => (type ? [leaf(type)] : [])) },
      ...(lowered.node ? [lowered.node] : []),
    ],
  };
  const columnNodes = (columns ?? []).flatMap(({ widthPx }, at) => {
    const column = shown[at];
    return column ? [leaf('column', { name: column, width: String(widthPx ?? 150) })] : [];
  });
  const sortNodes = sort.flatMap(({ descending }, at) => {
    const column = sorted[at];
    return column ? [leaf('sort', { column, ascending: descending ? 'no' : 'yes' })] : [];
  });
  const node: XmlNode = {
    name: 'Search',
    attributes: {
      uuid,
      name,
      major_version: '2',
      minor_version: '0',
      ...(isExact ? {} : { [OWN_ATTRIBUTE]: writeOwn(search) }),
    },
    children: [
      query,
      ...(groups.node ? [groups.node] : []),
      ...(columnNodes.length > 0 ? [{ name: 'columns', attributes: {}, children: columnNodes }] : []),
      { name: 'sorting', attributes: {}, children: sortNodes },
    ],
  };
  return { node, isExact };
}

function leaf(name: string, attributes: Readonly<Record<string, string>> = {}): XmlNode {
  return { name, attributes, children: [] };
}

function columnName(id: string): string | undefined {
  for (const prefix of [FIELD, DATE_FIELD])
    if (id.startsWith(prefix)) return names.FIELD_COLUMN + id.slice(prefix.length);
  return names.wordFor(names.COLUMNS, id);
}

/** Groupings inside of each other; levels that XenCenter does not have are left out. */
function groupingNode(ids: readonly string[]): { readonly node: XmlNode | null; readonly isExact: boolean } {
  const [id, ...rest] = ids;
  if (id === undefined) return { node: null, isExact: true };
  const inner = groupingNode(rest);
  const node = levelNode(id, inner.node ? [inner.node] : []);
  return node ? { node, isExact: inner.isExact } : { node: inner.node, isExact: false };
}

function levelNode(id: string, children: readonly XmlNode[]): XmlNode | null {
  if (id === 'folders' || id === 'folder') return { name: 'FolderGrouping', attributes: {}, children };
  if (id === 'fields') return { name: 'AllCustomFieldsGrouping', attributes: {}, children };
  if (id.startsWith(FIELD) || id.startsWith(DATE_FIELD)) {
    return { name: 'CustomFieldGrouping', attributes: {}, children: [...children, definition(id)] };
  }
  const relation = findRelation(id) && names.wordFor(names.RELATIONS, id);
  if (relation) return { name: 'XenModelObjectPropertyGrouping', attributes: { property: relation }, children };
  const flag = id === 'readCaching' || id === 'vendorDevice' ? names.wordFor(names.FLAGS, id) : undefined;
  if (flag) return { name: 'BoolGrouping', attributes: { property: flag }, children };
  const choice = Object.keys(names.CHOICES).find((word) => names.CHOICES[word]?.property === id);
  const property = choice ?? (id === 'tags' ? 'tags' : id === 'os' ? 'os_name' : undefined);
  return property ? { name: 'PropertyGrouping', attributes: { property }, children } : null;
}
