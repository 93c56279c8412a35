import { memo } from 'react';
import { BADGES, INNER_STATES, MARKS } from './states';
import { SHAPES } from './shapes';
import type { GlyphSpec } from './kinds';
import styles from './object-glyph.module.css';

export interface ObjectGlyphProps extends GlyphSpec {
  /** Edge length in px; drawn for 16, clean at 24 and 32. */
  sizePx?: number;
}

/**
 * The picture of one object: its kind, its state as a shape and a colour, and a mark for the coordinator or a default.
 * `<ObjectGlyph kind="vm" state="running" label="Running VM" />`
 */
export const ObjectGlyph = memo(function ObjectGlyph({ kind, state, mark, label, sizePx = 16 }: ObjectGlyphProps) {
  const inner = state === undefined || kind !== 'vm' ? undefined : INNER_STATES[state];
  const badge = state === undefined || inner !== undefined ? undefined : BADGES[state];
  return (
    <svg
      viewBox="0 0 16 16"
      width={sizePx}
      height={sizePx}
      className={styles['glyph']}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {SHAPES[kind]}
      {inner ?? badge ?? null}
      {mark === undefined ? null : MARKS[mark]}
    </svg>
  );
});
