import { textWidth } from '../tick-text';
import type { TimeWindow } from './time-spec';
import { timeTicks } from './time-ticks';
import type { TimeTick } from './time-ticks';
import type { ValueAxis } from './units';

/** Where everything of a chart over time lies, in px from the top left corner of its drawing. */
export interface TimeLayout {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly plot: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  readonly ticks: readonly TimeTick[];
  readonly x: (timeS: number) => number;
  readonly y: (value: number) => number;
  readonly timeAt: (px: number) => number;
}

export const TIME_CHART_PX = 196;
/** Room for the signs of what happened. */
const TOP_PX = 14;
const TICKS_PX = 24;
const RIGHT_PX = 20;
const TICK_GAP_PX = 10;

export function layOutTime(window: TimeWindow, axis: ValueAxis, widthPx: number): TimeLayout {
  const left = Math.ceil(Math.max(28, ...axis.ticks.map(({ text }) => textWidth(text)))) + TICK_GAP_PX;
  const width = Math.max(40, widthPx - left - RIGHT_PX);
  const height = TIME_CHART_PX - TOP_PX - TICKS_PX;
  const { fromS, toS } = window;
  const span = Math.max(1e-9, toS - fromS);
  return {
    widthPx,
    heightPx: TIME_CHART_PX,
    plot: { left, top: TOP_PX, width, height },
    ticks: timeTicks(window, width),
    x: (timeS) => left + ((timeS - fromS) / span) * width,
    y: (value) => TOP_PX + (1 - (value - axis.bottom) / (axis.top - axis.bottom)) * height,
    timeAt: (px) => fromS + ((px - left) / width) * span,
  };
}
