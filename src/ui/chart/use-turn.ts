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

/** Takes a place in the line; the answer gives it up. */
function waitForTurn(take: () => void): () => void {
  waiting.push(take);
  nextInFrame();
  return () => {
    const at = waiting.indexOf(take);
    if (at >= 0) waiting.splice(at, 1);
  };
}

/** Drawn before it is scrolled into sight. */
const AHEAD = '400px';

/** Whether an element has come near what is in sight, and its turn to draw has come. */
export function useTurn(element: RefObject<Element | null>): boolean {
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    const { current } = element;
    if (current === null || isDue) return undefined;
    let leave = (): void => undefined;
    // Rendered in slices, between which the page answers.
    const take = (): void => startTransition(() => setDue(true));
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        leave = waitForTurn(take);
      },
      { rootMargin: AHEAD, scrollMargin: AHEAD },
    );
    observer.observe(current);
    return () => {
      observer.disconnect();
      leave();
    };
  }, [element, isDue]);
  return isDue;
}

/**
 * What an element shows of something that changes all the time: taken over in its turn, while it is near what is in
 * sight. Frames are drawn only while the page is looked at, so a page in the background draws nothing. Undefined until
 * its first turn.
 */
export function useLive<T>(element: RefObject<Element | null>, live: T): T | undefined {
  const [isNear, setNear] = useState(false);
  const [shown, setShown] = useState<T | undefined>(undefined);
  useEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    const observer = new IntersectionObserver((entries) => setNear(entries.at(-1)?.isIntersecting ?? false), {
      rootMargin: AHEAD,
      scrollMargin: AHEAD,
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  useEffect(() => {
    if (!isNear || shown === live) return undefined;
    return waitForTurn(() => startTransition(() => setShown(live)));
  }, [isNear, shown, live]);
  return shown;
}
