import type { PublishedFigure } from '../row';

const ALUA = 'Multipathing and ALUA in XenServer 6.5 (XenServer blog, 2015)';

export const MULTIPATH_FIGURES = [
  {
    id: 'paths',
    quantity: 'paths to a LUN',
    unit: 'paths',
    conditions: '2 controllers, 2 NICs',
    published: 4,
    source: ALUA,
    kind: 'check',
    isExact: true,
    facts: ['ALUA-04'],
  },
  {
    id: 'alua-gain',
    quantity: 'gain of optimized paths over round robin on all (published: up to)',
    unit: '%',
    conditions: '2 controllers, 2 NICs, 1 Gbit/s each',
    published: 20,
    source: ALUA,
    kind: 'fit',
    isExact: true,
    facts: ['ALUA-10'],
  },
  {
    id: 'clariion-retry',
    quantity: 'checks before requests fail',
    unit: 'checks',
    conditions: 'Clariion profile',
    published: 300,
    source: ALUA,
    kind: 'check',
    isExact: true,
    facts: ['ALUA-12'],
  },
  {
    id: 'md36xx-retry',
    quantity: 'checks before requests fail',
    unit: 'checks',
    conditions: 'MD36xx profile of 6.5',
    published: 30,
    source: ALUA,
    kind: 'check',
    isExact: true,
    facts: ['ALUA-17', 'ALUA-19'],
  },
] as const satisfies readonly PublishedFigure[];
