import type { ErrorExplanation, ErrorLike } from './catalogue';
import type { ResolveName } from './fill';

/** How what errors carry is told to people. */
export interface Teller {
  readonly resolveName: ResolveName;
  /** A date of XenAPI as times are shown; undefined: it is none. */
  readonly tellTime: (text: string) => string | undefined;
}

export type { ErrorExplanation, ErrorLike };

export interface ErrorCatalogue {
  explainError(error: ErrorLike, teller: Teller): ErrorExplanation;
}

/** The catalogue has a chunk of its own, which the first error fetches. */
export function loadErrorCatalogue(): Promise<ErrorCatalogue> {
  return import('./catalogue');
}
