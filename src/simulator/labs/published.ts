import type { LabFinding } from '../../control/labs/lab';
import type { PublishedFigure } from '../physics/calibration/row';

/** The published figure of an id. */
export function figureOf<F extends readonly PublishedFigure[]>(figures: F, id: F[number]['id']): PublishedFigure {
  const figure = figures.find((other) => other.id === id);
  if (figure === undefined) throw new Error(`There is no published figure ${id}`);
  return figure;
}

const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

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
    measured: `${number.format(measured)} ${unit}`,
    published: `${number.format(published)} ${unit}`,
    errorPercent: (measured / published - 1) * 100,
    source,
  };
}
