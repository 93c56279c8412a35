import type { LabChart, LabSeries } from '../../control/labs/lab';
import type { Caching, Moment, Storm } from './boot-storm';

export const CACHING_NAMES: Readonly<Record<Caching, string>> = {
  off: 'Without caching',
  on: 'With read caching',
  disk: 'With IntelliCache',
};

const TIME = { label: 'Since the first start', unit: 's', scale: 'seconds' } as const;
/** A chart has no use for more points than this. */
const MOST_POINTS = 240;

export function median(sorted: readonly number[]): number {
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

export function timeChart(storms: readonly Storm[]): LabChart {
  const series = (caching: Caching, name: string, of: (upS: readonly number[]) => number): LabSeries[] => {
    const own = storms.filter((storm) => storm.caching === caching);
    if (own.length === 0) return [];
    const points = own.map(({ desktops, upS }) => ({ x: desktops, y: of(upS) }));
    return [{ id: `${caching}-${name}`, name: `${CACHING_NAMES[caching]}, ${name}`, points }];
  };
  return {
    id: 'time',
    title: 'Until desktops are up',
    kind: 'lines',
    x: { label: 'Desktops that start together', unit: '', scale: 'linear' },
    y: { label: 'Since the first start', unit: 's', scale: 'linear' },
    series: (['off', 'on', 'disk'] as const).flatMap((caching) => [
      ...series(caching, 'all', (upS) => upS.at(-1) ?? 0),
      ...series(caching, 'half of them', median),
    ]),
    published: [],
  };
}

/** How many desktops of the largest storm are up. */
export function upChart(storms: readonly Storm[]): LabChart {
  return {
    id: 'up',
    title: `${storms[0]?.desktops ?? 0} desktops: how many are up`,
    kind: 'lines',
    x: TIME,
    y: { label: 'Desktops', unit: '', scale: 'linear' },
    series: storms.map(({ caching, upS }) => ({
      id: caching,
      name: CACHING_NAMES[caching],
      points: [{ x: 0, y: 0 }, ...upS.map((x, at) => ({ x, y: at + 1 }))],
    })),
    published: [],
  };
}

function thinned(points: LabSeries['points']): LabSeries['points'] {
  const every = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, at) => at % every === 0);
}

function courseChart(
  storms: readonly Storm[],
  id: string,
  title: string,
  y: LabChart['y'],
  lines: readonly { readonly id: string; readonly name: string; readonly of: (moment: Moment) => number }[],
): LabChart {
  return {
    id,
    title: `${storms[0]?.desktops ?? 0} desktops: ${title}`,
    kind: 'lines',
    x: TIME,
    y,
    series: storms.flatMap(({ caching, course }) =>
      lines.map((line) => ({
        id: `${caching}-${line.id}`,
        name: [CACHING_NAMES[caching], line.name].filter((part) => part !== '').join(': '),
        points: thinned(course.map((moment) => ({ x: moment.timeS, y: line.of(moment) }))),
      })),
    ),
    published: [],
  };
}

export function throughputChart(storms: readonly Storm[]): LabChart {
  const y = { label: 'Throughput', unit: 'MB/s', scale: 'linear' } as const;
  return courseChart(storms, 'throughput', 'what they read, and what the filer delivers', y, [
    { id: 'read', name: 'read by guests', of: ({ readPerS }) => readPerS / 1e6 },
    { id: 'delivered', name: 'delivered by the filer', of: ({ deliveredPerS }) => deliveredPerS / 1e6 },
  ]);
}

export function latencyChart(storms: readonly Storm[]): LabChart {
  const y = { label: 'Mean latency', unit: 'ms', scale: 'linear' } as const;
  return courseChart(storms, 'latency', 'how long their requests wait', y, [
    { id: 'latency', name: '', of: ({ latencyUs }) => latencyUs / 1000 },
  ]);
}
