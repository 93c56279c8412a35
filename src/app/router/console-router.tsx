import { createRootRoute, createRoute, createRouter, Outlet } from '@tanstack/react-router';
import type { LocationRewrite, RouteComponent, RouterHistory } from '@tanstack/react-router';
import { parseSearchText, searchFromState, stateFromSearch, stringifySearch } from '../../features/navigation';
import { bootParametersOf } from '../connections/boot-request';
import { NotFoundPage } from '../problems/not-found-page';
import { RouteProblem } from '../problems/route-problem';

export interface ConsoleRoutes {
  /** Owns the object ids in URLs that name no connection. */
  readonly connectionId: string;
  readonly page: RouteComponent;
  /** `/dev/gallery`, in development and test builds. */
  readonly gallery?: RouteComponent | undefined;
  /** The browser's unless told otherwise. */
  readonly history?: RouterHistory;
}

const FILE_NAME = 'index.html';

/** A server that knows no folders serves the page by its file name, which then stays in every address. */
function pageAsFile(openedAt: string): LocationRewrite {
  if (!openedAt.endsWith(`/${FILE_NAME}`)) return {};
  return {
    input({ url }) {
      if (url.pathname.endsWith(`/${FILE_NAME}`)) url.pathname = url.pathname.slice(0, -FILE_NAME.length);
      return url;
    },
    output({ url }) {
      if (url.pathname.endsWith('/')) url.pathname += FILE_NAME;
      return url;
    },
  };
}

/**
 * The map of the console: one route, whose search parameters are the view state, so that every view can be linked,
 * reloaded and opened twice.
 */
export function createConsoleRouter({ connectionId, page, gallery, history }: ConsoleRoutes) {
  const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage });

  const consoleRoute = createRoute({
    getParentRoute: () => rootRoute,
    path: '/',
    validateSearch: (raw: Record<string, unknown>): Record<string, unknown> => ({
      ...bootParametersOf(raw),
      ...searchFromState(stateFromSearch(raw, connectionId), connectionId),
    }),
    component: page,
  });

  const routeTree =
    gallery === undefined
      ? rootRoute.addChildren([consoleRoute])
      : rootRoute.addChildren([
          consoleRoute,
          createRoute({ getParentRoute: () => rootRoute, path: '/dev/gallery', component: gallery }),
        ]);

  return createRouter({
    routeTree,
    basepath: import.meta.env.BASE_URL,
    rewrite: pageAsFile(window.location.pathname),
    parseSearch: parseSearchText,
    stringifySearch,
    defaultErrorComponent: RouteProblem,
    defaultStructuralSharing: true,
    scrollRestoration: false,
    ...(history !== undefined && { history }),
  });
}
