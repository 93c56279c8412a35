import type { ObjectId, ViewState } from '../../navigation';
import { OBJECT_CLASSES, row } from '../../objects';
import type { Inventory, ObjectRowClass } from '../../objects';
import { columnOfWord, columnWord, idOfWord, sortWord } from '../column-words';
import { partsOfField } from '../../organization';
import { FIELD } from '../query/field-properties';
import { parseLook, printLook } from '../look';
import type { Filter, RelationId, ScopeType } from '../query/model';
import { ALL_TYPES, normalize, SCOPE_TYPES } from '../query/model';
import { printFilter } from '../query/print';
import { typeOf } from '../query/read-objects';
import type { SavedSearch } from '../xencenter/saved-search';

/** Where a search is shown: everything about it is in the address, so that the link to it is the search itself. */
export function viewOf({ uuid, scope, filter, grouping, sort, columns }: SavedSearch): Partial<ViewState> {
  return {
    view: 'searches',
    selection: [],
    tab: 'search',
    gridFilter: filter === null ? '' : printFilter(filter),
    look: printLook({ scope, grouping, saved: uuid }),
    sort: sort.length === 0 ? null : sort.map((key) => ({ ...key, column: sortWord(key.column) })),
    columns: columns === null ? null : columns.map(columnWord),
  };
}

/** What a list shows, as a search of its own; `filter` is what its text says. */
export function searchOf(
  state: ViewState,
  filter: Filter | null,
  inventory: Inventory,
): Omit<SavedSearch, 'uuid' | 'name'> {
  const { scope, grouping } = parseLook(state.look);
  const below = scope === null ? placeOf(inventory, state.selection) : { scope, filter: null };
  const both = [below.filter, filter].filter((each) => each !== null);
  return {
    scope: below.scope,
    filter: normalize({ kind: 'all', of: both }),
    grouping,
    sort: (state.sort ?? []).map((key) => ({ ...key, column: idOfWord(key.column) })),
    columns: state.columns?.map(columnOfWord) ?? null,
  };
}

interface Place {
  readonly scope: readonly ScopeType[];
  readonly filter: Filter | null;
}

const LISTED: readonly ScopeType[] = [
  'pool',
  'server',
  'vm',
  'template',
  'sharedStorage',
  'localStorage',
  'network',
  'vapp',
];

/** What can be filed under tags, folders and custom fields: all but servers that are not connected. */
const FILED = ALL_TYPES.filter((type) => type !== 'disconnectedServer');

/** Groups of the Objects view, by their name there. */
const GROUPS: Readonly<Record<string, readonly ScopeType[]>> = {
  pools: ['pool'],
  hosts: ['server'],
  vms: ['vm'],
  snapshots: ['snapshot'],
  customTemplates: ['template'],
  defaultTemplates: ['shippedTemplate'],
  remoteStorage: ['sharedStorage'],
  localStorage: ['localStorage'],
  vdis: ['disk'],
  networks: ['network'],
  gpus: ['gpu'],
  appliances: ['vapp'],
};

/** The relation to the selected object by which a list finds what is below it, and the types of that. */
const BELOW: Partial<Record<string, readonly [RelationId, readonly ScopeType[]]>> = {
  pool: ['pool', LISTED.slice(1)],
  host: ['host', ['vm', 'localStorage']],
  SR: ['sr', ['disk']],
  VM: ['vm', ['snapshot', 'disk']],
  VDI: ['disk', ['vm']],
  network: ['network', ['vm']],
  VM_appliance: ['vapp', ['vm']],
};

/** What a list of what is below a selection looks for, said without the selection. */
export function placeOf(inventory: Inventory, selection: readonly ObjectId[]): Place {
  const [first, ...more] = selection;
  if (first === undefined) return { scope: LISTED, filter: null };
  if (more.length > 0) return these(inventory, selection);
  switch (first.class) {
    case 'group':
      return { scope: GROUPS[first.ref] ?? LISTED, filter: null };
    case 'tag':
      return {
        scope: FILED,
        filter: { kind: 'compare', property: 'tags', is: 'is', value: first.ref, exactCase: true },
      };
    case 'field': {
      const { name, value } = partsOfField(first.ref);
      const property = FIELD + name;
      return {
        scope: FILED,
        filter:
          value === null
            ? { kind: 'has', what: property, yes: true }
            : { kind: 'compare', property, is: 'is', value, exactCase: true },
      };
    }
    case 'folder':
      return { scope: [...FILED, 'folder'], filter: { kind: 'related', relation: 'folders', of: isObject(first.ref) } };
    default: {
      const below = BELOW[first.class];
      if (below === undefined) return these(inventory, selection);
      const [relation, scope] = below;
      return { scope, filter: { kind: 'related', relation, of: isObject(uuidOf(inventory, first)) } };
    }
  }
}

function isObject(uuid: string): Filter {
  return { kind: 'compare', property: 'uuid', is: 'is', value: uuid, exactCase: true };
}

function these(inventory: Inventory, selection: readonly ObjectId[]): Place {
  const types = new Set(selection.map(({ class: cls, ref }) => (isOfRow(cls) ? typeOf(inventory, cls, ref) : null)));
  return {
    scope: SCOPE_TYPES.filter((type) => types.has(type)),
    filter: { kind: 'any', of: selection.map((id) => isObject(uuidOf(inventory, id))) },
  };
}

function isOfRow(cls: ObjectId['class']): cls is ObjectRowClass {
  return (OBJECT_CLASSES as readonly string[]).includes(cls);
}

function uuidOf(inventory: Inventory, { class: cls, ref }: ObjectId): string {
  return (isOfRow(cls) && row(inventory, cls, ref)?.uuid) || ref;
}
