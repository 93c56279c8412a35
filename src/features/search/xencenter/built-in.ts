import { ALL_TYPES } from '../query/model';
import { texts } from '../texts';
import type { SavedSearch } from './saved-search';

type BuiltIn = Pick<SavedSearch, 'scope' | 'grouping'> & Partial<SavedSearch>;

const search = (uuid: string, name: string, content: BuiltIn): SavedSearch => ({
  uuid: `dead-beef-1234-${uuid}`,
  name,
  filter: null,
  sort: [],
  columns: null,
  ...content,
});

/** The seven searches that XenCenter brings along, under its own identifiers. */
export const BUILT_IN: readonly SavedSearch[] = [
  search('vmsbyos', texts.builtIn.byOs, { scope: ['vm'], grouping: ['os'] }),
  search('vmswotools', texts.builtIn.withoutTools, {
    scope: ['vm'],
    filter: {
      kind: 'all',
      of: [
        { kind: 'compare', property: 'power', is: 'is', value: 'Running' },
        { kind: 'compare', property: 'tools', is: 'isNot', value: 'optimised' },
      ],
    },
    grouping: ['tools'],
  }),
  search('vmsbyps', texts.builtIn.byPower, { scope: ['vm'], grouping: ['power'] }),
  search('vmsbynet', texts.builtIn.byNetwork, { scope: ['vm'], grouping: ['network'] }),
  search('vmsbyappliance', texts.builtIn.byVapp, {
    scope: ['vm'],
    filter: { kind: 'compare', property: 'inVapp', is: 'is', value: true },
    grouping: ['vapp'],
  }),
  search('objbytags', texts.builtIn.byTag, {
    scope: ALL_TYPES,
    filter: { kind: 'has', what: 'tags', yes: true },
    grouping: ['tags'],
  }),
  search('snapshotsbyvm', texts.builtIn.snapshots, {
    scope: ['vm', 'snapshot'],
    grouping: ['pool', 'host', 'vm'],
  }),
];
