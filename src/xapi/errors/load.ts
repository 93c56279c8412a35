import type { ErrorExplanation, ErrorLike } from './catalogue';
import type { ResolveName } from './fill';

export type { ErrorExplanation, ErrorLike, ResolveName };

export interface ErrorCatalogue {
  explainError(error: ErrorLike, resolveName: ResolveName): ErrorExplanation;
}

/** The catalogue has a chunk of its own, which the first error fetches. */
export function loadErrorCatalogue(): Promise<ErrorCatalogue> {
  return import('./catalogue');
}
