import { useEffect, useState } from 'react';
import { useConnection } from '../../xapi/cache/connection-context';
import type { ErrorExplanation, ErrorLike } from '../../xapi/errors/load';
import { explain } from '../commands';

/** An error in words, once the catalogue is there; null before and for no error. */
export function useErrorText(problem: ErrorLike | null): ErrorExplanation | null {
  const connection = useConnection();
  const [found, setFound] = useState<{ readonly problem: ErrorLike; readonly text: ErrorExplanation } | null>(null);
  useEffect(() => {
    if (problem === null) return undefined;
    let isCurrent = true;
    void explain(problem, connection).then((text) => {
      if (isCurrent) setFound({ problem, text });
    });
    return () => {
      isCurrent = false;
    };
  }, [problem, connection]);
  return found !== null && found.problem === problem ? found.text : null;
}
