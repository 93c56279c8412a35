import { isAddressPattern } from '../query/addresses';
import { dayNumber, dayText, isDay, isDayWord } from '../query/days';
import { DATE_FIELD, FIELD } from '../query/field-properties';
import type { Compare, Filter, Group, Has, Related } from '../query/model';
import { findProperty } from '../query/properties';
import { findRelation } from '../query/read-relations';
import { definition } from './definition';
import * as names from './names';
import type { XmlNode } from './xml-tree';

export interface Lowered {
  /** Null: XenCenter has no words for it, and is asked for nothing instead. */
  readonly node: XmlNode | null;
  /** XenCenter finds the same objects. */
  readonly isExact: boolean;
}

const NOTHING: Lowered = { node: null, isExact: false };

/**
 * A filter in XenCenter's words. What it has none for is left out, so that it finds more objects and never fewer: below a
 * `none`, a part is left out as a whole.
 * @param isRenamed the filter is about objects that XenCenter may call otherwise
 */
export function lower(filter: Filter, isRenamed: boolean): Lowered {
  switch (filter.kind) {
    case 'all':
    case 'any':
    case 'none':
      return lowerGroup(filter, isRenamed);
    case 'words':
      return { node: wordsNode(filter.text), isExact: false };
    case 'has':
      return lowerHas(filter);
    case 'related':
      return lowerRelated(filter);
    case 'compare':
      return lowerCompare(filter, isRenamed);
  }
}

const GROUP_TYPES = { all: 'And', any: 'Or', none: 'Nor' } as const;

function lowerGroup({ kind, of }: Group, isRenamed: boolean): Lowered {
  const parts = of.map((each) => lower(each, isRenamed));
  const isExact = parts.every((part) => part.isExact);
  // What may be missing from "any" or found by "none" cannot be left out of them piece by piece.
  if (kind === 'any' && parts.some(({ node }) => node === null)) return NOTHING;
  const kept = kind === 'none' ? parts.filter((part) => part.isExact) : parts;
  const nodes = kept.flatMap(({ node }) => node ?? []);
  return nodes.length === 0 ? NOTHING : { node: group(GROUP_TYPES[kind], nodes), isExact };
}

function group(type: 'And' | 'Or' | 'Nor', children: readonly XmlNode[]): XmlNode {
  return { name: 'GroupQuery', attributes: { type }, children };
}

function leaf(name: string, attributes: Readonly<Record<string, string>>): XmlNode {
  return { name, attributes, children: [] };
}

const exact = (node: XmlNode): Lowered => ({ node, isExact: true });
const yesNo = (value: boolean): string => (value ? 'yes' : 'no');

/** What XenCenter's own quick search makes of a word. */
function wordsNode(text: string): XmlNode {
  const contains = (property: string) =>
    leaf('StringPropertyQuery', { property, casesensitive: 'no', query: text, type: 'contains' });
  const nodes = [contains('label'), contains('description')];
  if (isAddressPattern(text) && !text.includes('/')) nodes.push(addressNode(text));
  return group('Or', nodes);
}

function addressNode(text: string): XmlNode {
  const parts = text.split('.');
  const address = isAddressPattern(text) ? [...parts, '*', '*', '*'].slice(0, 4).join('.') : text;
  return leaf('IPAddressQuery', { property: 'ip_address', contains: 'yes', address });
}

function lowerHas({ what, yes }: Has): Lowered {
  const relation = findRelation(what);
  if (relation) {
    const property = names.wordFor(names.RELATIONS, what);
    if (property === undefined) return NOTHING;
    return exact(
      relation.isSingle
        ? leaf('NullQuery', { property, query: yesNo(!yes) })
        : leaf('ListEmptyQuery', { property, empty: yesNo(!yes) }),
    );
  }
  if (what === 'tags') return exact(leaf('ListEmptyQuery', { property: 'tags', empty: yesNo(!yes) }));
  if (what === 'fields' && yes) return exact(leaf('BooleanQuery', { property: 'has_custom_fields', query: 'yes' }));
  return NOTHING;
}

function lowerRelated({ relation: id, of, negated }: Related): Lowered {
  const property = names.wordFor(names.RELATIONS, id);
  const relation = findRelation(id);
  if (property === undefined || relation === undefined) return NOTHING;
  const isOther = names.renamesRelated(id);
  if (negated) {
    if (of.kind !== 'compare') return NOTHING;
    if (of.property === 'uuid' && of.is === 'is' && of.exactCase) {
      const uuid = String(of.value);
      return exact(
        relation.isSingle
          ? leaf('XenModelObjectPropertyQuery', { property, equals: 'no', uuid })
          : leaf('XenModelObjectListContainsQuery', { property, contains: 'no', uuid }),
      );
    }
    if (relation.isSingle) return NOTHING;
    const type = textType(of);
    if (of.property !== names.labelOf(isOther) || of.exactCase || type === undefined) return NOTHING;
    const attributes = { property, contains: 'no', query: String(of.value), type };
    return exact(leaf('XenModelObjectListContainsNameQuery', attributes));
  }
  const inner = lower(of, isOther);
  if (inner.node === null) return NOTHING;
  const name = relation.isSingle ? 'RecursiveXMOPropertyQuery' : 'RecursiveXMOListPropertyQuery';
  return { node: { name, attributes: { property }, children: [inner.node] }, isExact: inner.isExact };
}

function textType({ is }: Compare): string | undefined {
  const types = names.TEXT_TYPES;
  return (Object.keys(types) as (keyof typeof types)[]).find((type) => types[type] === is);
}

function lowerCompare(filter: Compare, isRenamed: boolean): Lowered {
  const { property: id, value } = filter;
  if (id === 'ip') return lowerAddress(filter);
  if (id === 'tags') return lowerTag(filter);
  if (id === 'storageType') return lowerStorageType(filter);
  if (id === 'path') return lowerPath(filter);
  if (id === 'started')
    return lowerDay(filter, (attributes) => leaf('DatePropertyQuery', { property: 'start_time', ...attributes }));
  if (id.startsWith(DATE_FIELD)) return lowerDay(filter, (attributes) => field('CustomFieldDateQuery', id, attributes));
  if (id.startsWith(FIELD)) {
    return lowerText(filter, (attributes) => field('CustomFieldQuery', id, attributes), false);
  }
  const choice = Object.entries(names.CHOICES).find(([, { property }]) => property === id);
  if (choice) return lowerChoice(filter, choice[0], choice[1].values);
  const flag = names.wordFor(names.FLAGS, id);
  if (flag) {
    const query = yesNo((value === true) === (filter.is === 'is'));
    return exact(leaf('BooleanQuery', { property: flag, query }));
  }
  const number = names.wordFor(names.NUMBERS, id) ?? (id === 'size' ? 'size' : undefined);
  if (number) return { ...lowerNumber(filter, number), isExact: id !== 'size' };
  const isName = id === 'name' || id === 'label';
  const property = isName ? 'label' : names.wordFor(names.TEXTS, id);
  if (property === undefined) return NOTHING;
  // XenCenter compares the names of systems as values.
  if (id === 'os' && filter.exactCase && (filter.is === 'is' || filter.is === 'isNot')) {
    return exact(leaf('ValuePropertyQuery', { property, equals: yesNo(filter.is === 'is'), query: String(value) }));
  }
  const casesensitive = yesNo(filter.exactCase === true);
  const lowered = lowerText(
    filter,
    (attributes) => leaf('StringPropertyQuery', { property, casesensitive, ...attributes }),
    true,
  );
  return isName && id !== names.labelOf(isRenamed) ? { ...lowered, isExact: false } : lowered;
}

type Attributes = Readonly<Record<string, string>>;

function field(name: string, id: string, attributes: Attributes): XmlNode {
  return { name, attributes, children: [definition(id)] };
}

/** @param isAlways every object has the property, so that "is not" is the opposite of "is". */
function lowerText(filter: Compare, node: (attributes: Attributes) => XmlNode, isAlways: boolean): Lowered {
  const query = String(filter.value);
  if (filter.is === 'isNot') {
    return {
      node: group('Nor', [node({ query, type: 'exactmatch' })]),
      isExact: isAlways && (filter.property === 'name' || filter.property === 'label'),
    };
  }
  const type = textType(filter);
  // A text without letters means something else to XenCenter, unless it has to be contained.
  if (type === undefined || (query === '' && filter.is !== 'contains')) return NOTHING;
  return { node: node({ query, type }), isExact: filter.exactCase !== true || isAlways };
}

function lowerChoice({ is, value }: Compare, property: string, values: Readonly<Record<string, string>>): Lowered {
  const equals = yesNo(is === 'is');
  const options = findProperty(names.CHOICES[property]?.property ?? '')?.options;
  const covered = options?.find(({ id }) => id === value)?.covers ?? [String(value)];
  const nodes = covered.flatMap((each) => {
    const query = names.wordFor(values, each);
    return query === undefined ? [] : [leaf('EnumPropertyQuery', { property, equals, query })];
  });
  const [only] = nodes;
  if (nodes.length < covered.length || only === undefined) return NOTHING;
  return exact(nodes.length === 1 ? only : group(is === 'is' ? 'Or' : 'And', nodes));
}

function lowerNumber({ is, value }: Compare, property: string): Lowered {
  const query = String(Math.round(Number(value)));
  const node = (type: string) => leaf('IntPropertyQuery', { property, query, type });
  switch (is) {
    case 'is':
      return exact(node('exactmatch'));
    case 'above':
      return exact(node('gt'));
    case 'below':
      return exact(node('lt'));
    case 'atLeast':
      return exact(group('Or', [node('gt'), node('exactmatch')]));
    case 'atMost':
      return exact(group('Or', [node('lt'), node('exactmatch')]));
    case 'isNot':
      return exact(group('Or', [node('lt'), node('gt')]));
    default:
      return NOTHING;
  }
}

/** XenCenter's "before" and "after" include the day itself. */
function lowerDay({ is, value }: Compare, node: (attributes: Attributes) => XmlNode): Lowered {
  const day = String(value);
  if (isDayWord(day)) return is === 'is' ? exact(node({ query: '00010101', type: day })) : NOTHING;
  if (!isDay(day)) return NOTHING;
  const at = (offset: number) => dayText(dayNumber(day) + offset).replaceAll('-', '');
  switch (is) {
    case 'is':
      return exact(node({ query: at(0), type: 'exact' }));
    case 'atMost':
      return exact(node({ query: at(0), type: 'before' }));
    case 'below':
      return exact(node({ query: at(-1), type: 'before' }));
    case 'atLeast':
      return exact(node({ query: at(0), type: 'after' }));
    case 'above':
      return exact(node({ query: at(1), type: 'after' }));
    case 'isNot':
      return exact(group('Or', [node({ query: at(-1), type: 'before' }), node({ query: at(1), type: 'after' })]));
    default:
      return NOTHING;
  }
}

function lowerAddress({ is, value }: Compare): Lowered {
  const text = String(value);
  if (is !== 'is' || text.includes('/')) return NOTHING;
  return exact(addressNode(text));
}

/** XenCenter minds capital and small letters of tags. */
function lowerTag({ is, value, exactCase }: Compare): Lowered {
  if (is !== 'is' && is !== 'isNot') return NOTHING;
  const attributes = { property: 'tags', contains: yesNo(is === 'is'), query: String(value) };
  return { node: leaf('StringListContainsQuery', attributes), isExact: exactCase === true };
}

function lowerStorageType({ is, value }: Compare): Lowered {
  const query = String(value);
  if ((is !== 'is' && is !== 'isNot') || !names.SR_TYPES.has(query)) return NOTHING;
  return exact(leaf('EnumPropertyQuery', { property: 'sr_type', equals: yesNo(is === 'is'), query }));
}

/** A folder goes by its path. */
function lowerPath(filter: Compare): Lowered {
  const inner = lowerCompare({ ...filter, property: 'uuid' }, false);
  if (inner.node === null || filter.is === 'isNot') return NOTHING;
  const node = { name: 'RecursiveXMOPropertyQuery', attributes: { property: 'folder' }, children: [inner.node] };
  return { node, isExact: inner.isExact };
}
