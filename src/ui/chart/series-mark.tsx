import { lookOf } from './chart-spec';
import type { ChartSeries, FramedChart } from './chart-spec';
import { Dot } from './dot';
import { hasDots } from './series-look';

/** How a series looks in its chart, at the size of a letter. */
export function SeriesMark({ spec, series }: { readonly spec: FramedChart; readonly series: ChartSeries }) {
  const look = lookOf(spec, series);
  return (
    <svg width={20} height={12} aria-hidden="true">
      {spec.kind === 'lines' ? (
        <>
          <path d="M0 6h20" stroke={look.colour} strokeWidth={2} strokeDasharray={look.dash} />
          {hasDots(series) ? <Dot look={look} cx={10} cy={6} /> : null}
        </>
      ) : (
        <>
          <rect x={4} width={12} height={12} rx={2} fill={look.colour} />
          {look.isStriped ? <path d="M4 8l8 -8M8 12l8 -8" stroke="var(--surface)" strokeWidth={2} /> : null}
        </>
      )}
    </svg>
  );
}
