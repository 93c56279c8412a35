import { NULL_REF } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { assertFeature } from '../licence/features';
import { define } from '../registry';
import { need, thePool, type Call } from '../world';

/**
 * Workload balancing needs a server of its own. None runs within reach, so whatever leads to one fails as it does on a
 * network without it (xapi: workload_balancing.ml).
 */

/** `address:port`, with an IPv6 address in brackets. */
const URL = /^(?:\[([0-9a-f:]+)\]|([^:[\]]+)):(\d+)$/i;

/** Servers of the site refuse the port; other addresses lead nowhere. */
function connect({ world, db }: Call, url: string): never {
  const [, ipv6, name, port] = URL.exec(url) ?? [];
  const address = ipv6 ?? name;
  if (address === undefined || Number(port) > 65_535) throw new Fault('WLB_URL_INVALID', url);
  const isOurs = [...db.all('host')].some(([, host]) => host.address === address || host.hostname === address);
  const isKnown = isOurs || world.surroundings.site?.worldAt(address) !== undefined;
  throw new Fault(isKnown ? 'WLB_CONNECTION_REFUSED' : 'WLB_UNKNOWN_HOST');
}

function assertInitialised({ db }: Call): void {
  if (thePool(db)[1].wlb_url === '') throw new Fault('WLB_NOT_INITIALIZED');
}

function ask(call: Call): never {
  assertFeature(call.db, 'WLB');
  assertInitialised(call);
  return connect(call, thePool(call.db)[1].wlb_url);
}

function askForAdvice(call: Call): never {
  assertFeature(call.db, 'WLB');
  assertInitialised(call);
  const { wlb_enabled, wlb_url } = thePool(call.db)[1];
  if (!wlb_enabled) throw new Fault('WLB_DISABLED');
  return connect(call, wlb_url);
}

/** Even when the server does not answer the pool forgets it, with its password. */
function forget(call: Call): void {
  const { db } = call;
  assertInitialised(call);
  const [ref, { wlb_password }] = thePool(db);
  db.transaction(() => {
    db.update('pool', ref, { wlb_url: '', wlb_username: '', wlb_password: NULL_REF, wlb_enabled: false });
    if (db.has('secret', wlb_password)) db.remove('secret', wlb_password);
  });
}

define({
  'pool.initialize_wlb': (call, url) => {
    assertFeature(call.db, 'WLB');
    return connect(call, url);
  },
  'pool.deconfigure_wlb': forget,
  'pool.send_wlb_configuration': ask,
  'pool.retrieve_wlb_configuration': ask,
  'pool.retrieve_wlb_recommendations': askForAdvice,
  'host.retrieve_wlb_evacuate_recommendations': (call, host) => {
    need(call.db, 'host', host);
    return askForAdvice(call);
  },
  // Goes the way of the balancing server's calls, and fails as they do.
  'pool.send_test_post': (call, host, port) =>
    connect(call, host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`),
});
