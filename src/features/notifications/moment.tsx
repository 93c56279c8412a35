import { formatDuration, formatTime, useServerNow } from '../values';
import { texts } from './texts';

/** A moment, and how long ago it was by the clock of the pool. */
export function Moment({ timeMs }: { readonly timeMs: number | null }) {
  const nowMs = useServerNow();
  if (timeMs === null) return null;
  return (
    <time dateTime={new Date(timeMs).toISOString()}>
      {formatTime(timeMs)}
      {nowMs < timeMs ? null : ` · ${texts.ago(formatDuration(nowMs - timeMs))}`}
    </time>
  );
}
