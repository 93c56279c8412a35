import type { ChartSeries } from './chart-spec';

/** How a series is told from the others: by hue among five, by dashes or stripes after that, and by the shape of its dots. */
export interface SeriesLook {
  readonly colour: string;
  /** Of lines; undefined: solid. */
  readonly dash: string | undefined;
  /** Of bars. */
  readonly isStriped: boolean;
  readonly dot: 'circle' | 'square' | 'triangle' | 'wedge' | 'cross';
}

const HUES = 5;
const DASHES = [undefined, '7 4', '2 3'] as const;
const DOTS = ['circle', 'square', 'triangle', 'wedge', 'cross'] as const;

/** By the place of the series among all. */
export function lookAt(at: number): SeriesLook {
  const round = Math.floor(at / HUES);
  return {
    colour: `var(--series-${(at % HUES) + 1})`,
    dash: DASHES[round % DASHES.length],
    isStriped: round % 2 === 1,
    dot: DOTS[(at + round) % DOTS.length] ?? 'circle',
  };
}

/** Lines with more points than this are lines alone. */
const MOST_DOTS = 14;

export function hasDots({ points }: ChartSeries): boolean {
  return points.length <= MOST_DOTS;
}
