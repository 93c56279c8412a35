import { createContext, useContext } from 'react';
import type { ReactNode } from 'react';
import type { ViewState } from './view-state';

export interface NavigateOptions {
  /** Replaces the history entry instead of adding one: for typing into a filter, dragging a column. */
  readonly replace?: boolean;
}

/** The one way features read and change what is shown. The shell implements it with the router. */
export interface Navigation {
  readonly state: ViewState;
  /** Applies a patch to the present state. Keeps its identity over renders. */
  readonly navigate: (patch: Partial<ViewState>, options?: NavigateOptions) => void;
  /** A link to the present state with a patch applied. */
  readonly href: (patch: Partial<ViewState>) => string;
}

const NavigationContext = createContext<Navigation | null>(null);
const NavigateContext = createContext<Navigation['navigate'] | null>(null);

export function NavigationProvider({ value, children }: { readonly value: Navigation; readonly children: ReactNode }) {
  return (
    <NavigateContext value={value.navigate}>
      <NavigationContext value={value}>{children}</NavigationContext>
    </NavigateContext>
  );
}

export function useNavigation(): Navigation {
  const navigation = useContext(NavigationContext);
  if (!navigation) throw new Error('useNavigation needs a NavigationProvider above it');
  return navigation;
}

/** Only `navigate`: a component that changes the state without showing it does not render again when it changes. */
export function useNavigate(): Navigation['navigate'] {
  const navigate = useContext(NavigateContext);
  if (!navigate) throw new Error('useNavigate needs a NavigationProvider above it');
  return navigate;
}
