import type { Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { assertOnline } from '../host/operations';
import { defineOperation, startOperation, type Later } from '../operations';
import { assertPoolOperation } from '../pool/operations';
import { define } from '../registry';
import { thePool, type Call } from '../world';
import { readServerCertificate } from './check';
import { copyTo, filesOf, install, uninstall } from './library';
import { hostCertificates, pemOf, replaceHostCertificate, selfSign } from './store';

function serverCertificate({ world }: Call, host: Ref<'host'>): string {
  assertOnline(world, host);
  const [ref] = hostCertificates(world, host, 'host');
  if (ref === undefined) throw new Fault('CERTIFICATE_LIBRARY_CORRUPT');
  return pemOf(world, ref);
}

/** xapi_host.ml install_server_certificate. */
function installServerCertificate(call: Call, host: Ref<'host'>, pem: string, key: string, chain: string): void {
  const { db, world } = call;
  assertOnline(world, host);
  if (thePool(db)[1].ha_enabled) throw new Fault('HA_IS_ENABLED');
  const certificate = readServerCertificate(world, pem, key, chain);
  replaceHostCertificate(world, host, 'host', certificate, pem);
}

/** The old one is answered with for a while, so that slow clients are not turned away (cert_refresh.ml). */
const OLD_ONE_SERVES_MS = 5000;

/** Every server has to learn the new certificate, so none may be away. */
function refresh(call: Call, host: Ref<'host'>): Later {
  const { db, world } = call;
  assertOnline(world, host);
  const pool = assertPoolOperation(world, 'cert_refresh');
  for (const [other, row] of db.all('host')) {
    if (db.get('host_metrics', row.metrics)?.live !== true) throw new Fault('CANNOT_CONTACT_HOST', other);
  }
  selfSign(world, host, 'host_internal');
  return startOperation(call, 'host.refresh_server_certificate', {
    durationMs: OLD_ONE_SERVES_MS,
    args: null,
    holds: [['pool', pool, 'cert_refresh']],
  });
}

defineOperation<null>('host.refresh_server_certificate', { finish: () => undefined });

define({
  'host.get_server_certificate': serverCertificate,
  'host.install_server_certificate': installServerCertificate,
  'host.reset_server_certificate': ({ world }, host) => {
    assertOnline(world, host);
    selfSign(world, host, 'host');
  },
  'host.emergency_reset_server_certificate': (call) => {
    selfSign(call.world, call.host, 'host');
  },
  'host.refresh_server_certificate': refresh,
  'host.install_ca_certificate': ({ world }, host, name, pem) => {
    assertOnline(world, host);
    install(world, host, 'CERTIFICATE', name, pem);
  },
  'host.uninstall_ca_certificate': ({ world }, host, name, force) => {
    assertOnline(world, host);
    uninstall(world, host, 'CERTIFICATE', name, force);
  },
  'host.certificate_list': ({ world }, host) => {
    assertOnline(world, host);
    return Object.keys(filesOf(world, host, 'CERTIFICATE')).sort();
  },
  'host.crl_install': ({ world }, host, name, crl) => {
    assertOnline(world, host);
    install(world, host, 'CRL', name, crl);
  },
  'host.crl_uninstall': ({ world }, host, name) => {
    assertOnline(world, host);
    uninstall(world, host, 'CRL', name);
  },
  'host.crl_list': ({ world }, host) => {
    assertOnline(world, host);
    return Object.keys(filesOf(world, host, 'CRL')).sort();
  },
  // Only the hashed links to a server's files are made again (certificates.ml local_sync); there are none.
  'host.certificate_sync': ({ world }, host) => {
    assertOnline(world, host);
  },
  'host.copy_primary_host_certs': ({ world }, host) => {
    assertOnline(world, host);
    assertPoolOperation(world, 'copy_primary_host_certs');
    copyTo(world, host);
  },
});
