import { lazy, Suspense } from 'react';
import { useCommandRequest } from './requests';

const CommandDialog = lazy(async () => ({ default: (await import('./dialog/command-dialog')).CommandDialog }));

/** Where commands ask and show themselves at work; the shell mounts exactly one. */
export function CommandHost() {
  const request = useCommandRequest((state) => state.request);
  const close = useCommandRequest((state) => state.close);
  if (request === null) return null;
  return (
    <Suspense fallback={null}>
      <CommandDialog key={request.id} request={request} onClose={close} />
    </Suspense>
  );
}
