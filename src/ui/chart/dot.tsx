import type { SeriesLook } from './series-look';

const SHAPES: Readonly<Record<SeriesLook['dot'], string>> = {
  circle: 'M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z',
  square: 'M-3 -3h6v6h-6z',
  triangle: 'M0 -4.2l4 7h-8z',
  wedge: 'M0 4.2l4 -7h-8z',
  cross: 'M-1.3 -4h2.6v2.7h2.7v2.6h-2.7v2.7h-2.6v-2.7h-2.7v-2.6h2.7z',
};

interface DotProps {
  readonly look: SeriesLook;
  readonly cx?: number | null;
  readonly cy?: number | null;
}

/** A point of a series, in the shape that tells it from other series. */
export function Dot({ look, cx, cy }: DotProps) {
  if (cx == null || cy == null) return null;
  return <path d={SHAPES[look.dot]} transform={`translate(${cx} ${cy})`} fill={look.colour} stroke="var(--surface)" />;
}
