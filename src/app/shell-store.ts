import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export const NAVIGATION_WIDTH_PX = 300;

/**
 * A login that somebody asked for: to a new server, to one of the list, again after a session ended, as another account.
 * Or the end of a twin.
 */
export type ServerDialogRequest =
  | { readonly kind: 'add'; readonly address?: string }
  /** Which of the servers that stand alone a new pool begins with. */
  | { readonly kind: 'newPool' }
  /** `tried`: they were added together, and a login to each is under way. */
  | { readonly kind: 'all'; readonly tried?: readonly string[]; readonly username?: string }
  | { readonly kind: 'connect' | 'again' | 'as' | 'closeTwin'; readonly id: string };

/** What the shell remembers beside the URL: how the frame is arranged, and what floats above it. */
interface ShellState {
  /** On a wide window: the navigation pane is folded away. */
  readonly navigationHidden: boolean;
  readonly navigationWidthPx: number;
  /** The view buttons below the tree are one strip of icons instead of a list. */
  readonly viewsCompact: boolean;
  /** On a narrow window, which shows one pane: which one. */
  readonly narrowPane: 'navigation' | 'workspace';
  readonly paletteOpen: boolean;
  readonly cheatSheetOpen: boolean;
  readonly serverDialog: ServerDialogRequest | null;
  /** What the open lab calls itself; the shell knows labs by their ids alone. */
  readonly labTitle: string | null;
}

export const useShell = create<ShellState>()(
  persist(
    (): ShellState => ({
      navigationHidden: false,
      navigationWidthPx: NAVIGATION_WIDTH_PX,
      viewsCompact: false,
      narrowPane: 'navigation',
      paletteOpen: false,
      cheatSheetOpen: false,
      serverDialog: null,
      labTitle: null,
    }),
    {
      name: 'xenia.shell',
      partialize: ({ navigationHidden, navigationWidthPx, viewsCompact }) => ({
        navigationHidden,
        navigationWidthPx,
        viewsCompact,
      }),
    },
  ),
);

export function setShell(patch: Partial<ShellState>): void {
  useShell.setState(patch);
}

export function toggleNavigation(): void {
  useShell.setState((state) => ({ navigationHidden: !state.navigationHidden }));
}
