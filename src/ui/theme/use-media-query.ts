import { useCallback, useSyncExternalStore } from 'react';

/** Below this width in px the console shows one column: navigation or content. */
const NARROW_PX = 720;

/** Whether a CSS media query matches, followed live. */
export function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}

/** True on a phone-wide window, where the shell stacks its panes. */
export function useNarrowLayout(): boolean {
  return useMediaQuery(`(width < ${NARROW_PX}px)`);
}
