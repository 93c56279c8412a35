import type { TimeMark } from './time-spec';

/** Told apart by shape: a dot, an arrow to the right, a square, a triangle. */
export const MARK_SHAPES: Record<TimeMark['kind'], string> = {
  life: 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z',
  move: 'M-4 -4L5 0L-4 4z',
  snapshot: 'M-3.5 -3.5h7v7h-7z',
  alarm: 'M0 -5L5 4H-5z',
};

export const MARK_FILLS: Record<TimeMark['kind'], string> = {
  life: 'var(--text-subtle)',
  move: 'var(--accent)',
  snapshot: 'var(--asleep)',
  alarm: 'var(--danger)',
};
