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
    const find = async (): Promise<void> => {
      const text = await explain(problem, connection);
      if (isCurrent) setFound({ problem, text });
    };
    void find();
    return () => {
      isCurrent = false;
    };
  }, [problem, connection]);
  return found !== null && found.problem === problem ? found.text : null;
}
