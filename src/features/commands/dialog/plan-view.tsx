import type { Plan } from '../plan';
import { dialogTexts } from './texts';
import styles from './dialog.module.css';

/** Names beyond this are counted. */
const MAX_NAMES = 100;

/** What runs, and what is left out and why. */
export function PlanView({ plan }: { readonly plan: Plan }) {
  return (
    <div className={styles['plan']}>
      <section>
        <h3>{dialogTexts.runs(plan.runs.length)}</h3>
        <p className={styles['names']}>{nameList(plan.runs.map((target) => target.name))}</p>
      </section>
      <SkippedList skipped={plan.skipped} />
    </div>
  );
}

/** Objects a command leaves out; equal reasons are said once. */
export function SkippedList({ skipped }: { readonly skipped: Plan['skipped'] }) {
  const byReason = new Map<string, string[]>();
  for (const { target, reason } of skipped) {
    const names = byReason.get(reason);
    if (names) names.push(target.name);
    else byReason.set(reason, [target.name]);
  }
  if (byReason.size === 0) return null;
  return (
    <section>
      <h3>{dialogTexts.skipped(skipped.length)}</h3>
      <dl className={styles['skipped']}>
        {[...byReason].map(([reason, names]) => (
          <div key={reason}>
            <dt>{reason}</dt>
            <dd className={styles['names']}>{nameList(names)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function nameList(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).join(', ');
  return names.length > MAX_NAMES ? `${shown}, ${dialogTexts.andMore(names.length - MAX_NAMES)}` : shown;
}
