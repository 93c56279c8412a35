import { useEffect, useState } from 'react';
import { useConnection } from '../../xapi/cache/connection-context';
import type { ErrorExplanation, ErrorLike } from '../../xapi/errors/load';
import { explain } from '../commands';

/** An error in words, once the catalogue is there; null before and for no error. */
export function useErrorText(error: ErrorLike | null): ErrorExplanation | null {
  const connection = useConnection();
  const [found, setFound] = useState<{ readonly error: ErrorLike; readonly text: ErrorExplanation } | null>(null);
  useEffect(() => {
    if (error === null) return undefined;
    let isCurrent = true;
    void explain(error, connection).then((text) => {
      if (isCurrent) setFound({ error, text });
    });
    return () => {
      isCurrent = false;
    };
  }, [error, connection]);
  return found !== null && found.error === error ? found.text : null;
}
