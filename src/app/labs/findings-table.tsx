import type { LabFinding } from '../../control/labs/lab';
import { classNames } from '../../ui/class-names';
import styles from './labs.module.css';
import { texts } from './texts';

export interface FindingsOf {
  readonly id: string;
  readonly name: string;
  readonly findings: readonly LabFinding[];
}

interface FindingRow {
  readonly what: string;
  readonly published: string | undefined;
  readonly source: string | undefined;
  readonly byRun: ReadonlyMap<string, LabFinding>;
}

/** The findings of runs beside each other: one row a finding, by its words. */
function rowsOf(runs: readonly FindingsOf[]): readonly FindingRow[] {
  const rows = new Map<string, { row: FindingRow; byRun: Map<string, LabFinding> }>();
  for (const { id, findings } of runs) {
    for (const finding of findings) {
      const { what, published, source } = finding;
      const key = JSON.stringify([what, published]);
      const byRun = rows.get(key)?.byRun ?? new Map<string, LabFinding>();
      byRun.set(id, finding);
      rows.set(key, { row: { what, published, source, byRun }, byRun });
    }
  }
  return [...rows.values()].map(({ row }) => row);
}

/** What was found, in words, beside what was published and where. */
export function FindingsTable({ runs }: { readonly runs: readonly FindingsOf[] }) {
  const rows = rowsOf(runs);
  if (rows.length === 0) return null;
  const isComparing = runs.length > 1;
  return (
    <div>
      <h2 className={styles['sectionTitle']}>{texts.findings.title}</h2>
      {/* Scrolls, so the keyboard must reach it. */}
      <div className={styles['tableFrame']} tabIndex={0} role="region" aria-label={texts.findings.title}>
        <table className={styles['findings']}>
          <thead>
            <tr>
              <th scope="col">{texts.findings.what}</th>
              {runs.map(({ id, name }) => (
                <th key={id} scope="col" className={styles['figure']}>
                  {isComparing ? name : texts.findings.measured}
                </th>
              ))}
              <th scope="col" className={styles['figure']}>
                {texts.findings.published}
              </th>
              {isComparing ? null : (
                <th scope="col" className={classNames(styles['figure'], styles['wide'])}>
                  {texts.findings.error}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ what, published, source, byRun }) => (
              <tr key={JSON.stringify([what, published])}>
                <th scope="row">
                  {what}
                  {source === undefined ? null : <cite className={styles['source']}>{source}</cite>}
                </th>
                {runs.map(({ id }) => {
                  const finding = byRun.get(id);
                  return (
                    <td key={id} className={styles['figure']} data-numeric="">
                      {finding?.measured ?? texts.findings.none}
                      {finding?.errorPercent === undefined ? null : (
                        <span className={classNames(styles['difference'], !isComparing && styles['narrow'])}>
                          {texts.findings.percent(finding.errorPercent)}
                        </span>
                      )}
                    </td>
                  );
                })}
                <td className={styles['figure']} data-numeric="">
                  {published ?? texts.findings.none}
                </td>
                {isComparing ? null : (
                  <td className={classNames(styles['figure'], styles['wide'])} data-numeric="">
                    {percentOf([...byRun.values()][0])}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function percentOf(finding: LabFinding | undefined): string {
  return finding?.errorPercent === undefined ? texts.findings.none : texts.findings.percent(finding.errorPercent);
}
