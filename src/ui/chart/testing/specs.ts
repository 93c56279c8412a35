import type { ChartSpec } from '../chart-spec';

const X = { label: 'Guests', unit: '', scale: 'linear' } as const;
const Y = { label: 'Throughput', unit: 'GB/s', scale: 'linear' } as const;

/** Two lines, a published value of one of them, a band of a place. */
export const LINES: ChartSpec = {
  id: 'guests',
  title: 'Throughput by guests',
  kind: 'lines',
  x: X,
  y: Y,
  series: [
    { id: 'old', name: 'tapdisk2', points: [1, 2, 3].map((x) => ({ x, y: Math.min(4, x * 2) })) },
    { id: 'new', name: 'tapdisk3', points: [1, 2, 3].map((x) => ({ x, y: x * 3 })) },
  ],
  published: [
    { id: 'old', label: 'tapdisk2: 4 GB/s', y: 4, source: 'A blog, 2014' },
    { id: 'three', label: 'three guests: 8 to 10 GB/s', series: 'new', x: 3, y: [8, 10], source: 'A talk, 2015' },
  ],
};

export const BARS: ChartSpec = {
  id: 'paths',
  title: 'Throughput by path',
  kind: 'bars',
  x: { label: 'Path', unit: '', scale: 'names' },
  y: Y,
  series: [
    {
      id: 'old',
      name: 'XenServer 6.2',
      points: [
        { x: 'one link', y: 1 },
        { x: 'two links', y: 2 },
      ],
    },
    {
      id: 'new',
      name: 'XenServer 6.5',
      points: [
        { x: 'one link', y: 1.5 },
        { x: 'two links', y: 3 },
      ],
    },
  ],
  published: [{ id: 'p', label: 'two links: 3 GB/s', series: 'new', x: 'two links', y: 3, source: 'A paper' }],
};
