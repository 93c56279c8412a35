import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useCallback, useMemo, useRef } from 'react';
import type { ReactNode } from 'react';
import { NavigationProvider, searchFromState, stateFromSearch } from '../../features/navigation';
import type { Navigation, ViewState } from '../../features/navigation';
import { bootParametersOf, withoutWorld } from '../connections/boot-request';
import { setShell } from '../shell-store';
import { shareState } from './share-state';

const consoleRoute = getRouteApi('/');

/** On a narrow window these patches mean "show me that", so the workspace comes to the front. */
function opensWorkspace(patch: Partial<ViewState>): boolean {
  return Boolean(patch.selection?.length || patch.look) || patch.page !== undefined;
}

/** Who goes to another place leaves the lab. */
function leavingLab(patch: Partial<ViewState>): Partial<ViewState> {
  const goesElsewhere = patch.selection !== undefined || patch.view !== undefined || patch.page !== undefined;
  return goesElsewhere && patch.lab === undefined ? { ...patch, lab: null } : patch;
}

type Search = Readonly<Record<string, unknown>>;

/** What an address says. */
interface Place {
  readonly boot: ReturnType<typeof bootParametersOf>;
  readonly state: ViewState;
}

/** Implements the features' navigation with the router: the view state is the search part of the URL. */
export function RoutedNavigation(props: { readonly connectionId: string; readonly children: ReactNode }) {
  const { connectionId, children } = props;
  const router = useRouter();
  const search = consoleRoute.useSearch();
  const latest = useRef<ViewState | null>(null);

  const state = useMemo(() => {
    const next = stateFromSearch(search, connectionId);
    return latest.current === null ? next : shareState(latest.current, next);
  }, [search, connectionId]);
  latest.current = state;

  const searchWith = useMemo(() => {
    // All links of a page start from one place, which is read once.
    const places = new WeakMap<object, Place>();
    const placeOf = (search: Search): Place => {
      let place = places.get(search);
      if (!place) {
        places.set(search, (place = { boot: bootParametersOf(search), state: stateFromSearch(search, connectionId) }));
      }
      return place;
    };
    return (patch: Partial<ViewState>) => (before: Search) => {
      const { boot, state: from } = placeOf(before);
      return { ...boot, ...searchFromState({ ...from, ...leavingLab(patch) }, connectionId) };
    };
  }, [connectionId]);

  const navigate = useCallback<Navigation['navigate']>(
    (patch, options) => {
      if (opensWorkspace(patch)) setShell({ narrowPane: 'workspace' });
      void router.navigate({ to: '/', search: searchWith(patch), replace: options?.replace ?? false });
    },
    [router, searchWith],
  );

  const href = useCallback<Navigation['href']>(
    (patch) => router.buildLocation({ to: '/', search: searchWith(patch) }).href,
    [router, searchWith],
  );

  const value = useMemo(() => ({ state, navigate, href }), [state, navigate, href]);
  return <NavigationProvider value={value}>{children}</NavigationProvider>;
}

/** Takes the world's parameters out of the URL, without a history entry: see `withoutWorld`. */
export function useForgetWorldParameters(): () => void {
  const router = useRouter();
  return useCallback(() => {
    void router.navigate({
      to: '/',
      search: (before: Readonly<Record<string, unknown>>) => {
        const boot = bootParametersOf(before);
        const rest = { ...before };
        for (const name of Object.keys(boot)) delete rest[name];
        return { ...rest, ...withoutWorld(boot) };
      },
      replace: true,
    });
  }, [router]);
}
