import { hostPoolClient } from './worker-host';

// Transport, JSON and the event loop of one pool, off the page's main thread.
hostPoolClient(self, () => self.close());
