import styles from './chart.module.css';
import { letterOf } from './chart-spec';
import type { FramedChart } from './chart-spec';
import { chartTexts } from './texts';

/** What the marks of a chart stand for, and where it was published. */
export function ChartSources({ spec }: { readonly spec: FramedChart }) {
  if (spec.published.length === 0) return null;
  return (
    <div className={styles['sources']}>
      <p className={styles['sourcesTitle']}>
        <svg width={14} height={14} viewBox="-7 -7 14 14" aria-hidden="true">
          <path d="M0 -5L5 0L0 5L-5 0z" fill="none" stroke="currentcolor" strokeWidth={1.75} />
        </svg>
        {chartTexts.published}
      </p>
      <ol className={styles['sourceList']} aria-label={chartTexts.publishedIn(spec.title)}>
        {spec.published.map((published) => (
          <li key={published.id}>
            <span className={styles['tag']}>{letterOf(spec, published)}</span>
            <span>
              {published.label} <cite className={styles['source']}>{published.source}</cite>
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
