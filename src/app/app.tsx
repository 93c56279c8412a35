import './early-start';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazyRouteComponent, RouterProvider } from '@tanstack/react-router';
import { ErrorBoundary } from 'react-error-boundary';
import '../ui/styles.css';
import { noticeMissingStyles } from '../ui/parts/part';
import { startDesignLanguage } from '../ui/theme/theme';
import { browserPools, poolKind } from './connections/browser-pools';
import { connectionIdOf } from './connections/pool-session';
import { ConsoleProblem } from './problems/route-problem';
import { PoolConsole } from './pool-console';
import { createConsoleRouter } from './router/console-router';

startDesignLanguage();
noticeMissingStyles();

function ConsolePage() {
  return <PoolConsole pools={browserPools()} />;
}

const gallery = __XENIA_DEV__
  ? lazyRouteComponent(() => import('../ui/gallery/gallery-page'), 'GalleryPage')
  : undefined;

const router = createConsoleRouter({ connectionId: connectionIdOf(poolKind), page: ConsolePage, gallery });
const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false } } });

if (__XENIA_DEV__)
  void import('./dev-control').then(({ provideDevControl }) => provideDevControl(() => browserPools().primary));

/** The console. */
export function App() {
  return (
    <ErrorBoundary fallbackRender={({ error }) => <ConsoleProblem error={error} />}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ErrorBoundary>
  );
}
