/** A figure that somebody measured and published. Plain data: labs draw it beside the model's curve. */
export interface PublishedFigure {
  readonly id: string;
  readonly quantity: string;
  readonly unit: string;
  readonly conditions: string;
  readonly published: number;
  readonly source: string;
  /** `fit`: constants of the model were solved from it; `check`: they were not. */
  readonly kind: 'fit' | 'check';
  /** The model meets it within 0.5 %, not only within 5 %. */
  readonly isExact: boolean;
  /** Facts of the source documents that it covers, by their ids. */
  readonly facts: readonly string[];
}

/** For each figure of a table, what the model says under its conditions. */
export type ModelOf<F extends readonly PublishedFigure[]> = Readonly<Record<F[number]['id'], () => number>>;

/** Something published that is no number: an order, a bound, a property. */
export interface Rule {
  readonly id: string;
  readonly rule: string;
  readonly source: string;
  readonly facts: readonly string[];
  readonly holds: () => boolean;
  /** What it was judged by. */
  readonly values?: () => readonly (number | string)[];
}

export interface Comparison extends PublishedFigure {
  readonly model: number;
  /** Signed, in percent of the published figure. */
  readonly errorPercent: number;
}

/** Puts the model beside the published figures. */
export function compare<F extends readonly PublishedFigure[]>(figures: F, models: ModelOf<F>): readonly Comparison[] {
  return figures.map((figure) => {
    const model = models[figure.id as F[number]['id']]();
    return { ...figure, model, errorPercent: (model / figure.published - 1) * 100 };
  });
}

/** How far the model may be from a figure, percent. */
export function tolerancePercent({ isExact }: PublishedFigure): number {
  return isExact ? 0.5 : 5;
}
