import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import { parseSearchText, searchFromState, stateFromSearch, stringifySearch } from '../../features/navigation';
import { bootParametersOf } from '../connections/boot-request';
import { NotFoundPage } from '../problems/not-found-page';
import { RouteProblem } from '../problems/route-problem';
import { ConsolePage } from '../console-page';

/**
 * The map of the console: one route, whose search parameters are the view state, so that every view can be linked,
 * reloaded and opened twice. `connectionId` owns the object ids that name no connection.
 */
export function createConsoleRouter(connectionId: string) {
  const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage });

  const consoleRoute = createRoute({
    getParentRoute: () => rootRoute,
    path: '/',
    validateSearch: (raw: Record<string, unknown>): Record<string, unknown> => ({
      ...bootParametersOf(raw),
      ...searchFromState(stateFromSearch(raw, connectionId), connectionId),
    }),
    component: ConsolePage,
  });

  const routeTree = __XENIA_DEV__
    ? rootRoute.addChildren([
        consoleRoute,
        createRoute({
          getParentRoute: () => rootRoute,
          path: '/dev/gallery',
          component: lazyRouteComponent(() => import('../../ui/gallery/gallery-page'), 'GalleryPage'),
        }),
      ])
    : rootRoute.addChildren([consoleRoute]);

  return createRouter({
    routeTree,
    basepath: import.meta.env.BASE_URL,
    parseSearch: parseSearchText,
    stringifySearch,
    defaultErrorComponent: RouteProblem,
    defaultStructuralSharing: true,
    scrollRestoration: false,
  });
}
