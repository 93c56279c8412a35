import type { LabFinding } from '../../control/labs/lab';
import type { PublishedFigure } from '../physics/calibration/row';

/** The published figure of an id. */
export function figureOf<F extends readonly PublishedFigure[]>(figures: F, id: F[number]['id']): PublishedFigure {
  const figure = figures.find((other) => other.id === id);
  if (figure === undefined) throw new Error(`There is no published figure ${id}`);
  return figure;
}

const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const exact = new Intl.NumberFormat('en');

/** What was published stays as it was; what was measured has three digits, or all of a whole number. */
function measuredText(value: number): string {
  return (Math.abs(value) >= 1000 ? whole : short).format(value);
}

/** A published number for people: `1,102,019`. */
export function publishedText(value: number): string {
  return exact.format(value);
}

/** What a lab measured, beside what was published; both in `unit`. */
export function compareWith(
  { source }: Pick<PublishedFigure, 'source'>,
  what: string,
  measured: number,
  published: number,
  unit: string,
): LabFinding {
  return {
    what,
    measured: `${measuredText(measured)} ${unit}`,
    published: `${publishedText(published)} ${unit}`,
    errorPercent: (measured / published - 1) * 100,
    source,
  };
}
