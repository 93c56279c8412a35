import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigation } from '../navigation';
import { filterWords } from './filter';

/** So long after the last letter the filter goes into the URL. */
const URL_DELAY_MS = 300;

export interface TreeFilter {
  readonly text: string;
  readonly words: readonly string[];
  readonly setText: (text: string) => void;
}

/** The text of the filter box: at once on the screen, a moment later in the URL, and back from there. */
export function useTreeFilter(): TreeFilter {
  const { state, navigate } = useNavigation();
  const [text, setText] = useState(state.filter);
  const written = useRef(state.filter);
  if (written.current !== state.filter) {
    // Back, a link or a command changed it: what is in the URL counts.
    written.current = state.filter;
    setText(state.filter);
  }
  useEffect(() => {
    if (text === written.current) return;
    const timer = setTimeout(() => {
      written.current = text;
      navigate({ filter: text }, { replace: true });
    }, URL_DELAY_MS);
    return () => clearTimeout(timer);
  }, [text, navigate]);
  const latest = useRef(text);
  useEffect(() => {
    latest.current = text;
  }, [text]);
  useEffect(
    () => () => {
      // Another view within that moment: what was typed last counts there too.
      if (latest.current !== written.current) navigate({ filter: latest.current }, { replace: true });
    },
    [navigate],
  );
  const deferred = useDeferredValue(text);
  const key = filterWords(deferred).join(' ');
  const words = useMemo(() => filterWords(key), [key]);
  return { text, words, setText };
}
