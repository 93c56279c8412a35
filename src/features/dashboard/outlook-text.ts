import { formatPercent } from '../values';
import { texts } from './texts';
import type { Outlook } from './trend';

const WEEKS_FROM_DAYS = 14;
const MONTHS_FROM_DAYS = 70;
const MONTH_DAYS = 30.4;

/** Where something leads, in words. */
export function outlookText(outlook: Outlook): string {
  switch (outlook.kind) {
    case 'steady':
      return texts.steady;
    case 'falls':
      return texts.falls(formatPercent(-outlook.perWeek));
    case 'grows': {
      const perWeek = formatPercent(outlook.perWeek);
      const { fullInDays } = outlook;
      return fullInDays === null ? texts.grows(perWeek) : texts.full(perWeek, whenText(fullInDays));
    }
  }
}

function whenText(days: number): string {
  if (days < 1) return texts.soon;
  if (days < WEEKS_FROM_DAYS) return texts.inDays(Math.round(days));
  return days < MONTHS_FROM_DAYS ? texts.inWeeks(Math.round(days / 7)) : texts.inMonths(Math.round(days / MONTH_DAYS));
}
