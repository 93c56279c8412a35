import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { ErrorBoundary } from 'react-error-boundary';
import '../ui/styles.css';
import { startDesignLanguage } from '../ui/theme/theme';
import { poolKind } from './connections/browser-pool';
import { connectionIdOf } from './connections/pool-session';
import { ConsoleProblem } from './problems/route-problem';
import { createConsoleRouter } from './router/console-router';

startDesignLanguage();

const router = createConsoleRouter(connectionIdOf(poolKind));
const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false } } });

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
