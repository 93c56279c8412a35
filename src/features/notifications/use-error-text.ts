import { useEffect, useState } from 'react';
import { loadErrorCatalogue } from '../../xapi/errors/load';
import type { ErrorExplanation, ErrorLike } from '../../xapi/errors/load';

/** An error in words, once the catalogue is there; null before and for no error. */
export function useErrorText(
  error: ErrorLike | null,
  resolveName: (ref: string) => string | undefined,
): ErrorExplanation | null {
  const [found, setFound] = useState<{ error: ErrorLike; text: ErrorExplanation } | null>(null);
  useEffect(() => {
    if (error === null) return undefined;
    let isCurrent = true;
    void loadErrorCatalogue().then((catalogue) => {
      if (isCurrent) setFound({ error, text: catalogue.explainError(error, resolveName) });
    });
    return () => {
      isCurrent = false;
    };
  }, [error, resolveName]);
  return found !== null && found.error === error ? found.text : null;
}
