import type { AdmissionRequest } from '../../features/connections';
import type { Credentials } from './pool-session';

/** Asks to be let in to a pool; calls back with how, or with null when that is refused or has ended. Answers how to stop. */
export type AskOpener = (pool: string, told: (credentials: Credentials | null) => void) => () => void;

/** A window that is there answers at once. */
const PATIENCE_MS = 2000;

/**
 * The window that opened this one, as long as it shows the same console: browsers deliver the question to `origin` alone,
 * and the answer comes over a port that nobody else has.
 */
export function openerOf(opener: Pick<Window, 'postMessage'>, origin: string): AskOpener {
  return (pool, told) => {
    const { port1, port2 } = new MessageChannel();
    const stop = (): void => {
      clearTimeout(patience);
      port1.close();
    };
    const tell = (credentials: Credentials | null): void => {
      clearTimeout(patience);
      if (credentials === null) stop();
      told(credentials);
    };
    const patience = setTimeout(() => tell(null), PATIENCE_MS);
    // From a client of the console, which the types hold to the contract.
    port1.onmessage = ({ data }: MessageEvent<Credentials | null>) => tell(data);
    const request: AdmissionRequest = { admitTo: pool };
    opener.postMessage(request, { targetOrigin: origin, transfer: [port2] });
    return stop;
  };
}
