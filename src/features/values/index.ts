export { formatDay } from './day';
export {
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
  formatTime,
  formatTimeWithZone,
  formatUsage,
  parseTime,
} from './format';
export { formatFieldDate, fromLocalMoment, parseFieldDate, toLocalMoment } from './field-date';
export { freeName } from './free-name';
export { compareNatural, compareText, naturalKey } from './natural-order';
export { ServerClockProvider, useServerClock, useServerNow } from './server-clock';
export type { ServerClock } from './server-clock';
export { texts as valueTexts } from './texts';
export { sameRows } from './same-rows';
export { xmlText } from './xml-text';
