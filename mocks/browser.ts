import { setupWorker } from 'msw/browser';
import type { BootOptions } from '../src/control/protocol';
import { WorldHost } from '../src/simulator/doors/world-host';
import { poolHandlers } from './handlers';

/**
 * Puts a simulated pool behind the page's own HTTP requests, by a service worker. Nothing of this world is kept.
 * Rejects when the browser refuses service workers (private windows, plain HTTP from another machine).
 */
export async function startMocks(boot: BootOptions): Promise<void> {
  const host = new WorldHost({ store: null, onInfo: () => undefined });
  await host.boot(boot);
  const worker = setupWorker(...poolHandlers((request, signal) => host.handle(request, signal)));
  await worker.start({ quiet: true, onUnhandledRequest: 'bypass' });
}
