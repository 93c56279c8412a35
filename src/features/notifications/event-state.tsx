import { Ban, CircleCheck, CircleX, Clock, LoaderCircle } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { ProgressBar } from '../../ui/feedback/progress-bar';
import { formatDuration, formatPercent, useServerNow } from '../values';
import { isOpen } from './event-rows';
import type { EventRow, EventRowState } from './event-rows';
import { texts } from './texts';
import styles from './notifications.module.css';

const ICONS: Record<EventRowState, LucideIcon> = {
  waiting: Clock,
  running: LoaderCircle,
  cancelling: LoaderCircle,
  done: CircleCheck,
  failed: CircleX,
  cancelled: Ban,
};

/** The sign of a state; silent, because the word stands beside it. */
export function EventIcon({ state, sizePx = 16 }: { readonly state: EventRowState; readonly sizePx?: number }) {
  const Icon = ICONS[state];
  return <Icon size={sizePx} aria-hidden="true" className={styles['stateIcon']} data-state={state} />;
}

/** The state in a word, and how far it is while it goes on. */
export function EventProgress({ row }: { readonly row: EventRow }) {
  const word = texts.events.states[row.state];
  if (row.state !== 'running' && row.state !== 'cancelling') return word;
  return (
    <span className={styles['progress']}>
      <span className={styles['word']}>{word}</span>
      <ProgressBar label={texts.events.progressOf(row.title)} value={row.progress} thin />
      <span className={styles['percent']}>{formatPercent(row.progress)}</span>
    </span>
  );
}

/** How long it took, or has taken so far by the clock of the pool. */
export function Elapsed({ row }: { readonly row: EventRow }) {
  if (row.startedMs === null) return null;
  if (isOpen(row)) return <Running sinceMs={row.startedMs} />;
  return row.finishedMs === null ? null : formatDuration(row.finishedMs - row.startedMs);
}

function Running({ sinceMs }: { readonly sinceMs: number }) {
  return formatDuration(useServerNow() - sinceMs);
}
