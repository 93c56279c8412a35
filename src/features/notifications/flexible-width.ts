/** Kept free for the scroll bar of a list. */
const SCROLL_BAR_PX = 16;

/** The width of the one column of a grid that takes what the others leave, in px. */
export function flexibleWidth(gridPx: number, othersPx: number, leastPx: number): number {
  return Math.max(leastPx, Math.floor(gridPx - othersPx - SCROLL_BAR_PX));
}
