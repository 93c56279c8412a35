import { startTransition, useEffect, useState } from 'react';
import type { RefObject } from 'react';

/** Those who wait to be drawn, in order. */
const waiting: (() => void)[] = [];
let isAsked = false;

/** One a frame, so that a page of many charts answers while it is built. */
function nextInFrame(): void {
  if (isAsked || waiting.length === 0) return;
  isAsked = true;
  requestAnimationFrame(() => {
    isAsked = false;
    waiting.shift()?.();
    nextInFrame();
  });
}

/** Drawn before it is scrolled into sight. */
const AHEAD = '400px';

/** Whether an element has come near what is in sight, and its turn to draw has come. */
export function useTurn(element: RefObject<Element | null>): boolean {
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    const { current } = element;
    if (current === null || isDue) return undefined;
    // Rendered in slices, between which the page answers.
    const take = (): void => startTransition(() => setDue(true));
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        waiting.push(take);
        nextInFrame();
      },
      { rootMargin: AHEAD, scrollMargin: AHEAD },
    );
    observer.observe(current);
    return () => {
      observer.disconnect();
      const at = waiting.indexOf(take);
      if (at >= 0) waiting.splice(at, 1);
    };
  }, [element, isDue]);
  return isDue;
}
