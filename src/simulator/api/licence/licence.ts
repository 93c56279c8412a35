import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { assertOnline } from '../host/operations';
import { SOFTWARE_VERSION } from '../host/product';
import { define } from '../registry';
import { need, thePool, toXapiDate, type Call, type World } from '../world';
import { EDITIONS, isEdition, licenceParams, LICENCE_MS, WEAKEST_EDITION, type EditionName } from './editions';
import { commonRestrictions } from './features';

/** Counts again what the pool may: what all its servers may (xapi: pool_features_helpers.ml update_pool_features). */
export function updatePoolRestrictions({ db }: World): void {
  const params = [...db.all('host')].map(([, row]) => row.license_params);
  db.transaction(() => db.update('pool', thePool(db)[0], { restrictions: commonRestrictions(params) }));
}

/** Writes a server's licence, and with it what the pool may (xapi: xapi_host.ml set_license_params). */
function store({ db, world }: Call, host: Ref<'host'>, values: Partial<Records['host']>): void {
  db.transaction(() => {
    db.update('host', host, values);
    updatePoolRestrictions(world);
  });
}

/** What the licensing daemon does with the name of an edition (v6d): a known one, and a licence server that hands it out. */
function grantedEdition({ db }: Call, host: Records['host'], edition: string): EditionName {
  if (!isEdition(edition)) throw new Fault('INVALID_EDITION', edition);
  const server = { ...thePool(db)[1].license_server, ...host.license_server };
  const isKnown = (server['address'] ?? '') !== '' && (server['port'] ?? '') !== '';
  if (EDITIONS[edition].needsLicenceServer && !isKnown) throw new Fault('MISSING_CONNECTION_DETAILS');
  return edition;
}

/** xapi: xapi_host.ml apply_edition_internal; experimental features come with none of the editions. */
function applyEdition(call: Call, ref: Ref<'host'>, wanted: string): void {
  const host = assertOnline(call.world, ref);
  const edition = grantedEdition(call, host, wanted);
  const license_params = licenceParams(edition, {
    sockets: host.cpu_info['socket_count'] ?? host.license_params['sockets'] ?? '1',
    expiry: toXapiDate(call.engine.nowMs + LICENCE_MS),
    version: host.software_version['product_version'] ?? SOFTWARE_VERSION['product_version'] ?? '',
  });
  store(call, ref, { edition, license_params });
}

function refuseUnderHa(call: Call, host: Ref<'host'>, edition: string): void {
  const { ha_enabled } = thePool(call.db)[1];
  if (ha_enabled && edition !== need(call.db, 'host', host).edition) throw new Fault('HA_IS_ENABLED');
}

/** All servers, or none: what succeeded is taken back (xapi: xapi_pool_license.ml apply_edition_with_rollback). */
function applyEverywhere(call: Call, self: Ref<'pool'>, edition: string): void {
  need(call.db, 'pool', self);
  call.db.transaction(() => {
    for (const host of call.db.refs('host')) {
      refuseUnderHa(call, host, edition);
      applyEdition(call, host, edition);
    }
  });
}

/** The weakest edition of the pool, and when the first licence for it ends (xapi_pool_license.ml). */
function licenceState({ db }: Call): Readonly<Record<string, string>> {
  const hosts = [...db.all('host')].map(([, row]) => row).filter((row) => isEdition(row.edition));
  const order = (host: Records['host']): number => (isEdition(host.edition) ? EDITIONS[host.edition].order : 0);
  const weakest = hosts.toSorted((a, b) => order(a) - order(b))[0];
  if (weakest === undefined) return { edition: WEAKEST_EDITION, expiry: 'never' };
  const expiries = hosts
    .filter((host) => host.edition === weakest.edition)
    .flatMap((host) => host.license_params['expiry'] ?? [])
    .filter((expiry) => expiry !== 'never')
    .sort();
  return { edition: weakest.edition, expiry: expiries[0] ?? 'never' };
}

define({
  'host.apply_edition': (call, host, edition, _force) => {
    need(call.db, 'host', host);
    refuseUnderHa(call, host, edition);
    applyEdition(call, host, edition);
  },
  'pool.apply_edition': applyEverywhere,
  'pool.get_license_state': (call, self) => {
    need(call.db, 'pool', self);
    return licenceState(call);
  },
  // No licence file is signed with a key that the simulated licensing daemon knows.
  'host.license_add': (call, host) => {
    assertOnline(call.world, host);
    throw new Fault('LICENSE_PROCESSING_ERROR');
  },
  'host.license_remove': (call, host) => applyEdition(call, host, WEAKEST_EDITION),
  'host.set_license_params': (call, self, license_params) => {
    need(call.db, 'host', self);
    store(call, self, { license_params });
  },
  // Nothing speaks the old protocols any more (xapi_pool.ml disable_ssl_legacy does nothing).
  'pool.disable_ssl_legacy': (call, self) => {
    need(call.db, 'pool', self);
  },
});
