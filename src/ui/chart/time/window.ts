import type { TimeWindow } from './time-spec';

/** A time around a moment, which keeps its place; `factor` below one: less of it. */
export function zoomed({ fromS, toS }: TimeWindow, aroundS: number, factor: number): TimeWindow {
  return { fromS: aroundS - (aroundS - fromS) * factor, toS: aroundS + (toS - aroundS) * factor };
}
