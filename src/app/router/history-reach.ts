import { useRouter } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import type { RouterHistory } from '@tanstack/react-router';

const STORAGE_KEY = 'xenia.history.last';

/** The browser does not say whether there is anything ahead; this remembers, for the tab, how far it went. */
function readLast(): number {
  try {
    return Number(sessionStorage.getItem(STORAGE_KEY) ?? '0');
  } catch {
    return 0;
  }
}

function writeLast(index: number): void {
  try {
    sessionStorage.setItem(STORAGE_KEY, String(index));
  } catch {
    return;
  }
}

function indexOf(history: RouterHistory): number {
  return history.location.state.__TSR_index;
}

/** Whether Back and Forward lead anywhere within the console. */
export function useHistoryReach(): { readonly canGoBack: boolean; readonly canGoForward: boolean } {
  const history: RouterHistory = useRouter().history;
  const index = useSyncExternalStore(
    (changed: () => void) =>
      history.subscribe(({ action }) => {
        if (action.type === 'PUSH') writeLast(indexOf(history));
        changed();
      }),
    () => indexOf(history),
  );
  return { canGoBack: index > 0, canGoForward: index < readLast() };
}
