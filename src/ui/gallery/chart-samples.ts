import type { ChartSpec } from '../chart/chart-spec';

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

const STAGES = ['wake up', 'ring', 'grants', 'copy', 'queue', 'device', 'answer'];

/** More parts than there are hues, over names too long to stand side by side. */
export const STACKED: ChartSpec = {
  id: 'stages',
  title: 'Where the time of a request goes',
  kind: 'stacked',
  x: { label: 'Way of the request', unit: '', scale: 'names' },
  y: { label: 'Time', unit: 'µs', scale: 'linear' },
  series: STAGES.map((name, at) => ({
    id: name,
    name,
    points: ['the control domain itself', 'blkback with persistent grants', 'tapdisk3'].map((x, way) => ({
      x,
      y: 4 + ((at * 5 + way * 3) % 11),
    })),
  })),
  published: [],
};

/** More lines than there are hues, over sizes. */
export const MANY: ChartSpec = {
  id: 'many',
  title: 'Throughput by size of a request',
  kind: 'lines',
  x: { label: 'Size', unit: 'B', scale: 'bytes' },
  y: { label: 'Throughput', unit: 'MB/s', scale: 'log' },
  series: STAGES.map((name, at) => ({
    id: name,
    name: `device ${at + 1}`,
    points: [512, 4096, 32_768, 262_144, 2_097_152].map((x, size) => ({ x, y: (at + 1) * 4 ** size })),
  })),
  published: [{ id: 'p', label: '32 KiB: 100 to 200 MB/s', x: 32_768, y: [100, 200], source: 'A paper, 2012' }],
};
