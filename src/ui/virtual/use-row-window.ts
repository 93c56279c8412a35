import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';

/** Rows rendered beyond each edge of the viewport, so that a wheel step shows no gap. */
const OVERSCAN = 6;

/**
 * Rows that the list of a kind measured last held: what opens next stands mostly in the same place, and rows rendered
 * for nothing cost as much as those that are seen. By the heights of rows and header, which trees and grids differ in.
 */
const rowsSeen = new Map<string, number>();
const FIRST_GUESS = 24;

export interface RowWindow {
  /** The element that scrolls. */
  scroller: RefObject<HTMLDivElement | null>;
  /** Indexes to render: `first` inclusive, `end` exclusive. */
  first: number;
  end: number;
  /** Rows that fit into the viewport, for PageUp and PageDown. */
  pageRows: number;
  /** Scrolls as little as possible so that the row is whole in view; `center` puts it in the middle. */
  reveal: (index: number, align?: 'nearest' | 'center') => void;
}

/**
 * Which rows of a long list of equal heights are in view. Equal heights make this arithmetic: no measuring, nothing
 * kept per row, and a render only when the window moves by a whole row.
 *
 * @param count rows in the list
 * @param rowHeightPx height of each
 * @param headerPx height of what sticks to the top of the scroller and covers rows
 */
export function useRowWindow(count: number, rowHeightPx: number, headerPx = 0): RowWindow {
  const scroller = useRef<HTMLDivElement>(null);
  const kind = `${rowHeightPx} ${headerPx}`;
  const [view, setView] = useState(() => ({ top: 0, rows: rowsSeen.get(kind) ?? FIRST_GUESS }));

  const update = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const top = Math.max(0, Math.floor(element.scrollTop / rowHeightPx));
    const rows = Math.ceil(Math.max(0, element.clientHeight - headerPx) / rowHeightPx);
    if (rows > 0) rowsSeen.set(kind, rows);
    setView((previous) => (previous.top === top && previous.rows === rows ? previous : { top, rows }));
  }, [rowHeightPx, headerPx, kind]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    update();
    element.addEventListener('scroll', update, { passive: true });
    const observer = new ResizeObserver(update);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', update);
      observer.disconnect();
    };
  }, [update]);

  // A list that became shorter moves the scroll position without a scroll event in time.
  useLayoutEffect(update, [update, count]);

  const reveal = useCallback(
    (index: number, align: 'nearest' | 'center' = 'nearest') => {
      const element = scroller.current;
      if (element === null) return;
      const top = index * rowHeightPx;
      const viewport = element.clientHeight - headerPx;
      if (align === 'center') element.scrollTop = top - (viewport - rowHeightPx) / 2;
      else if (top < element.scrollTop) element.scrollTop = top;
      else if (top + rowHeightPx > element.scrollTop + viewport) element.scrollTop = top + rowHeightPx - viewport;
      update();
    },
    [rowHeightPx, headerPx, update],
  );

  const first = Math.max(0, Math.min(view.top, count) - OVERSCAN);
  const end = Math.min(count, view.top + view.rows + 1 + OVERSCAN);
  return { scroller, first, end, pageRows: Math.max(1, view.rows - 1), reveal };
}
