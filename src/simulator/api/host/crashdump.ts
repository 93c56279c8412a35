import { Fault } from '../fault';
import { defineOperation, startOperation } from '../operations';
import { define } from '../registry';
import { answers } from '../sr/storage-network';
import { need } from '../world';
import { assertOnline } from './operations';

/** What a site has to the outside: 100 Mbit/s. */
const UPLINK_BYTES_PER_S = 12.5e6;
const CONNECT_MS = 1000;
/** What the program that sends says of a name that nobody knows (curl: exit codes). */
const UNRESOLVED = 6;

const resolves = (url: string): boolean => URL.canParse(url) && answers(new URL(url).hostname);

// xapi_support.ml do_upload: all that xapi knows of a failure is how the program ended.
defineOperation<{ readonly url: string }>('host_crashdump.upload', {
  finish: (_world, { url }) => {
    if (!resolves(url)) throw new Fault('INTERNAL_ERROR', `Forkhelpers.Subprocess_failed(${UNRESOLVED})`);
  },
});

define({
  // The files are on the server that crashed (xapi_host_crashdump.ml).
  'host_crashdump.destroy': ({ world, db }, self) => {
    assertOnline(world, need(db, 'host_crashdump', self).host);
    db.transaction(() => db.remove('host_crashdump', self));
  },
  'host_crashdump.upload': (call, self, url) => {
    const { host, size } = need(call.db, 'host_crashdump', self);
    assertOnline(call.world, host);
    if (url === '') throw new Fault('INVALID_VALUE', 'url', '');
    const durationMs = CONNECT_MS + (resolves(url) ? (size / UPLINK_BYTES_PER_S) * 1000 : 0);
    return startOperation(call, 'host_crashdump.upload', { durationMs, args: { url }, holds: [] });
  },
});
