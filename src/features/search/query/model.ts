/**
 * A query as plain data: what text, builder, address and XenCenter's files all say in their own way. Properties and
 * relations are named by the ids of `properties.ts`; `field.<name>` and `date.<name>` are custom fields.
 */
export type Filter = Group | Words | Compare | Related | Has;

/** `none` is "not any". A group of nothing restricts nothing. */
export interface Group {
  readonly kind: 'all' | 'any' | 'none';
  readonly of: readonly Filter[];
}

/** A word or phrase, somewhere in what is written about an object. */
export interface Words {
  readonly kind: 'words';
  readonly text: string;
}

export const COMPARISONS = [
  'is',
  'isNot',
  'contains',
  'lacks',
  'starts',
  'ends',
  'below',
  'atMost',
  'above',
  'atLeast',
] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** Numbers are in the unit of their property: bytes, milliseconds, per cent. Days are `2026-01-31` or a word such as `today`. */
export type Operand = string | number | boolean;

/** An object without the property matches no comparison, not even `isNot` (XenCenter's rule). */
export interface Compare {
  readonly kind: 'compare';
  readonly property: string;
  readonly is: Comparison;
  readonly value: Operand;
  /** Capital and small letters differ. */
  readonly exactCase?: true;
}

/** One of the related objects matches; `negated`: the object can have such relatives, and none of them does. */
export interface Related {
  readonly kind: 'related';
  readonly relation: RelationId;
  readonly of: Filter;
  readonly negated?: true;
}

/** The object has something of this kind, or could have and does not. */
export interface Has {
  readonly kind: 'has';
  /** A property or a relation. */
  readonly what: string;
  readonly yes: boolean;
}

export const RELATION_IDS = [
  'pool',
  'host',
  'vm',
  'network',
  'sr',
  'disk',
  'vapp',
  'folder',
  'folders',
  'snapshot',
] as const;
export type RelationId = (typeof RELATION_IDS)[number];

/** XenCenter's "all types", under this console's names; folders and vApps are asked for by themselves. */
export const ALL_TYPES = [
  'pool',
  'server',
  'disconnectedServer',
  'vm',
  'snapshot',
  'template',
  'shippedTemplate',
  'sharedStorage',
  'localStorage',
  'disk',
  'network',
] as const;

/** All that can be searched for. */
export const SCOPE_TYPES = [...ALL_TYPES, 'folder', 'vapp', 'gpu', 'gpuGroup'] as const;
export type ScopeType = (typeof SCOPE_TYPES)[number];

export interface QueryColumn {
  readonly id: string;
  readonly widthPx: number | null;
}

/**
 * The one form of a filter that text can say: no group of nothing, none of one member beside `none`. Null: it restricts
 * nothing.
 */
export function normalize(filter: Filter): Filter | null {
  switch (filter.kind) {
    case 'all':
    case 'any':
    case 'none': {
      const of = filter.of.map(normalize).filter((each) => each !== null);
      const [only] = of;
      if (only === undefined) return null;
      if (of.length > 1) return { kind: filter.kind, of };
      if (filter.kind !== 'none') return only;
      return only.kind === 'any' ? { kind: 'none', of: only.of } : { kind: 'none', of };
    }
    case 'related': {
      const of = normalize(filter.of);
      if (of === null) return { kind: 'has', what: filter.relation, yes: filter.negated !== true };
      return { ...filter, of };
    }
    case 'words':
      return filter.text.trim() === '' ? null : filter;
    default:
      return filter;
  }
}
