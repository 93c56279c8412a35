import { useCallback, useEffect, useRef, useState } from 'react';
import { strike } from './strokes';
import type { SendKey, Stroke } from './strokes';

/** Emulated keyboards hold a few keys and lose what comes faster than the guest takes it. */
const PAUSE_MS = 15;

export interface Typist {
  /** How much of the text has been typed, 0 to 1; null: nothing is being typed. */
  readonly share: number | null;
  readonly type: (strokes: readonly Stroke[], send: SendKey) => void;
  readonly stop: () => void;
}

/** Types a text key by key, as a person would who is in a hurry. */
export function useTypist(): Typist {
  const [share, setShare] = useState<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const stop = useCallback(() => {
    clearTimeout(timer.current);
    setShare(null);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = useCallback(
    (strokes: readonly Stroke[], send: SendKey) => {
      clearTimeout(timer.current);
      const next = (at: number): void => {
        const stroke = strokes[at];
        if (stroke === undefined) return stop();
        setShare(at / strokes.length);
        strike(send, stroke);
        timer.current = setTimeout(() => next(at + 1), PAUSE_MS);
      };
      next(0);
    },
    [stop],
  );
  return { share, type, stop };
}
