import { useDeferredValue, useEffect, useRef, useState } from 'react';

/** So long after the last letter the filter goes into the URL. */
const URL_DELAY_MS = 300;

export interface FilterText {
  readonly text: string;
  /** The text to filter by: follows typing when there is time. */
  readonly deferred: string;
  readonly setText: (text: string) => void;
}

/** The text of a filter box: at once on the screen, a moment later in the URL through `write`, and back from there. */
export function useFilterText(value: string, write: (text: string) => void): FilterText {
  const [text, setText] = useState(value);
  const written = useRef(value);
  if (written.current !== value) {
    // Back, a link or a command changed it: what is in the URL counts.
    written.current = value;
    setText(value);
  }
  useEffect(() => {
    if (text === written.current) return;
    const timer = setTimeout(() => {
      written.current = text;
      write(text);
    }, URL_DELAY_MS);
    return () => clearTimeout(timer);
  }, [text, write]);
  const deferred = useDeferredValue(text);
  return { text, deferred, setText };
}
