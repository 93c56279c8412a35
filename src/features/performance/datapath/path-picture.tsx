import { useId } from 'react';
import { ArrowRight, CircleCheck, TriangleAlert } from 'lucide-react';
import { classNames } from '../../../ui/class-names';
import { formatReading } from '../../../ui/chart/time/units';
import { texts } from '../texts';
import type { Now, Path, Verdict } from './path';
import styles from './datapath.module.css';

export interface PathPictureProps {
  readonly path: Path;
  /** Null: it has not been told yet. */
  readonly now: Now | null;
  readonly verdict: Verdict | null;
  /** The id of the stage whose graphs are shown; null: none of this path. */
  readonly chosen: string | null;
  readonly onChoose: (stage: string) => void;
}

/** What every request goes through, from the left to the right, with what each stage does now; each leads to its graphs. */
export function PathPicture({ path, now, verdict, chosen, onChoose }: PathPictureProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles['path']}>
      <h2 id={id} className={styles['title']}>
        {path.title}
      </h2>
      <p className={styles['verdict']} data-limit={verdict?.stage != null || undefined} role="note">
        {verdict === null ? (
          texts.loading
        ) : (
          <>
            {verdict.stage === null ? (
              <CircleCheck size={16} aria-hidden="true" />
            ) : (
              <TriangleAlert size={16} aria-hidden="true" />
            )}
            <span>
              <strong>{verdict.stage === null ? texts.datapath.noBottleneck : texts.datapath.bottleneck}.</strong>{' '}
              {verdict.sentence}
            </span>
          </>
        )}
      </p>
      <ol className={styles['stages']}>
        {path.stages.map((stage, at) => {
          const load = stage.load === undefined ? NaN : (now?.facts[stage.load] ?? NaN);
          const isLimit = verdict?.stage === stage.id;
          return (
            <li key={stage.id} className={styles['place']}>
              {at === 0 ? null : <ArrowRight size={18} aria-hidden="true" className={styles['arrow']} />}
              <button
                type="button"
                className={classNames(styles['stage'], isLimit && styles['limit'])}
                aria-pressed={chosen === stage.id}
                onClick={() => onChoose(stage.id)}
              >
                <span className={styles['name']}>
                  {stage.title}
                  {isLimit ? <span className={styles['badge']}>{texts.datapath.bottleneck}</span> : null}
                </span>
                <span className={styles['what']}>{stage.what}</span>
                {stage.load === undefined ? null : (
                  <span className={styles['track']} aria-hidden="true">
                    <span
                      className={styles['fill']}
                      style={{ inlineSize: `${Math.min(1, Number.isNaN(load) ? 0 : load) * 100}%` }}
                    />
                  </span>
                )}
                {stage.facts.map(({ id: fact, label, unit }) => (
                  <span key={fact} className={styles['fact']}>
                    <span>{label}</span>
                    <span data-numeric="">{formatReading(unit, now?.facts[fact] ?? NaN)}</span>
                  </span>
                ))}
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
