import { useMemo } from 'react';
import { Copy } from 'lucide-react';
import { Button } from '../../ui/actions/button';
import { formatCount } from '../values';
import { severityOf } from './alert-rows';
import type { AlertRow } from './alert-rows';
import { alertText } from './alert-text';
import { kindTitle } from './alert-titles';
import { copyText } from './copy-text';
import { SEVERITIES, SeverityGlyph, severityWord } from './severity';
import { texts } from './texts';
import styles from './notifications.module.css';

/** Kinds listed; the rest is found by the choice above the list. */
const MOST_KINDS = 20;

/** What the list holds, by kind; each kind leads to its alerts. */
export function AlertOverview(props: { readonly rows: readonly AlertRow[]; readonly onType: (name: string) => void }) {
  const { rows, onType } = props;
  const kinds = useMemo(() => kindsOf(rows).slice(0, MOST_KINDS), [rows]);
  return (
    <div className={styles['detailBody']}>
      <p className={styles['hint']}>{texts.selectOne}</p>
      {kinds.length === 0 ? null : (
        <div className={styles['block']}>
          <h2 className={styles['blockTitle']}>{texts.alerts.overview}</h2>
          <ul className={styles['rowsList']}>
            {kinds.map(({ name, severity, count }) => (
              <li key={name}>
                <button type="button" className={styles['rowLink']} onClick={() => onType(name)}>
                  <SeverityGlyph severity={severity} isNamed />
                  <span className={styles['ellipsis']}>{kindTitle(name)}</span>
                  <span>{formatCount(count)}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

interface Kind {
  readonly name: string;
  /** The worst of its alerts. */
  readonly severity: number;
  readonly count: number;
}

/** The worst first, then the most frequent. */
function kindsOf(rows: readonly AlertRow[]): readonly Kind[] {
  const kinds = new Map<string, Kind>();
  for (const { record } of rows.flatMap((row) => [row, ...row.repeats])) {
    const { name } = record;
    const severity = severityOf(record);
    const before = kinds.get(name);
    const worst = before === undefined || rank(severity) < rank(before.severity) ? severity : before.severity;
    kinds.set(name, { name, severity: worst, count: (before?.count ?? 0) + 1 });
  }
  return [...kinds.values()].sort((a, b) => rank(a.severity) - rank(b.severity) || b.count - a.count);
}

const rank = (severity: number): number => SEVERITIES.indexOf(severity);

/** Several selected alerts: how many of each severity. */
export function SelectedAlerts({ rows }: { readonly rows: readonly AlertRow[] }) {
  return (
    <div className={styles['detailBody']}>
      <h2 className={styles['title']}>{texts.selected(rows.length)}</h2>
      <ul className={styles['rowsList']}>
        {SEVERITIES.map((severity) => {
          const count = rows.filter(({ record }) => severityOf(record) === severity).length;
          return count === 0 ? null : (
            <li key={severity} className={styles['withIcon']}>
              <SeverityGlyph severity={severity} />
              {texts.alerts.ofSeverity(severityWord(severity), count)}
            </li>
          );
        })}
      </ul>
      <div className={styles['actions']}>
        <Button icon={<Copy />} onPress={() => copyText(rows.map(alertText).join('\n\n'))}>
          {texts.copy}
        </Button>
      </div>
    </div>
  );
}
