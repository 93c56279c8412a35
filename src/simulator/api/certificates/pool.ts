import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { assertPoolOperation } from '../pool/operations';
import { define } from '../registry';
import { coordinator, need, type Call, type World } from '../world';
import { readValid } from './check';
import { assertName, filesOf, install, installInPool, syncPool, uninstallInPool } from './library';
import { addCertificate, certificatesWhere, hostCertificates, pemOf, removeCertificates } from './store';
import { fingerprints, parseCertificate } from './x509';

type Map = Readonly<Record<string, string>>;

/** Authorities of this name, of which there is one at most. */
function authorities(world: World, name: string): readonly Ref<'Certificate'>[] {
  return certificatesWhere(world, (row) => row.type === 'ca' && row.name === name);
}

/** xapi_pool.ml certificate_install: the content is looked at before the name. */
function installAuthority({ world }: Call, name: string, pem: string): void {
  const certificate = readValid(world, pem, 'CA');
  installInPool(world, 'CERTIFICATE', name, pem);
  const old = authorities(world, name);
  addCertificate(world, { type: 'ca', name }, certificate, pem);
  if (old.length > 0) removeCertificates(world, old);
}

function uninstallAuthority({ world }: Call, name: string, force: boolean): void {
  uninstallInPool(world, 'CERTIFICATE', name, force);
  const rows = authorities(world, name);
  if (rows.length === 0) throw new Fault('INVALID_VALUE', 'certificate:name', name);
  removeCertificates(world, rows);
}

/** A certificate for some purposes, or an authority for all when none is named (install_trusted_certificate). */
function installTrusted(call: Call, ca: boolean, pem: string, purpose: Records['Certificate']['purpose']): void {
  const { world } = call;
  const certificate = readValid(world, pem, 'TRUSTED');
  if (!ca && purpose.length === 0) throw new Fault('CERTIFICATE_LACKS_PURPOSE');
  const { sha256 } = fingerprints(certificate.der);
  const type = ca ? 'ca' : 'pinned';
  const same = (row: Records['Certificate']): boolean =>
    row.fingerprint_sha256 === sha256 && row.type === type && row.name === '';
  if (certificatesWhere(world, same).length > 0) throw new Fault('TRUSTED_CERTIFICATE_ALREADY_EXISTS', sha256);
  addCertificate(world, { type, purpose: [...new Set(purpose)] }, certificate, pem);
}

/** Those by a name are of the older kind, and go the way that they came. */
function uninstallTrusted({ db, world }: Call, ref: Ref<'Certificate'>): void {
  const row = need(db, 'Certificate', ref);
  if (row.type !== 'ca' && row.type !== 'pinned') throw new Fault('NOT_TRUSTED_CERTIFICATE', ref);
  if (row.name !== '') uninstallInPool(world, 'CERTIFICATE', row.name, true);
  removeCertificates(world, [ref]);
}

/** Names are checked and contents read before anything is written (cert_distrib.ml exchange_ca_certificates_with_joiner). */
function exchangeAuthorities({ db, world }: Call, given: Map, wanted: readonly Ref<'Certificate'>[]): Map {
  assertPoolOperation(world, 'exchange_ca_certificates_on_join');
  const names = wanted.map((ref) => need(db, 'Certificate', ref).name);
  const parsed = Object.entries(given).map(([name, pem]) => {
    assertName('CERTIFICATE', name);
    const certificate = parseCertificate(pem);
    if (certificate === null) throw new Fault('INVALID_VALUE', 'certificate', '<omitted>');
    return { name, pem, certificate };
  });
  const own = filesOf(world, coordinator(db), 'CERTIFICATE');
  for (const { name, pem, certificate } of parsed) {
    if (Object.hasOwn(own, name)) continue;
    installInPool(world, 'CERTIFICATE', name, pem);
    addCertificate(world, { type: 'ca', name }, certificate, pem);
  }
  return named(own, names);
}

/** The files of some names; those that are not there are left out. */
function named(files: Map, names: readonly string[]): Map {
  return Object.fromEntries(Object.entries(files).filter(([name]) => names.includes(name)));
}

/** What every server of the pool shows to the others, with that of the server that joins. */
function exchangeServers({ db, world }: Call, uuid: string, certificate: string): Map {
  assertPoolOperation(world, 'exchange_certificates_on_join');
  const own = [...db.all('host')].flatMap(([host, row]) =>
    hostCertificates(world, host, 'host_internal').map((ref) => [`${row.uuid}.pem`, pemOf(world, ref)] as const),
  );
  return Object.fromEntries([...own, [`${uuid}.pem`, certificate]]);
}

function exchangeLists({ db, world }: Call, given: Map, wanted: readonly string[]): Map {
  assertPoolOperation(world, 'exchange_crls_on_join');
  const host = coordinator(db);
  const own = filesOf(world, host, 'CRL');
  for (const name of Object.keys(given)) assertName('CRL', name);
  for (const [name, content] of Object.entries(given)) {
    if (!Object.hasOwn(own, name)) install(world, host, 'CRL', name, content);
  }
  syncPool(world);
  return named(own, wanted);
}

function names({ db, world }: Call, kind: 'CERTIFICATE' | 'CRL'): readonly string[] {
  return Object.keys(filesOf(world, coordinator(db), kind)).sort();
}

define({
  'pool.certificate_install': installAuthority,
  'pool.install_ca_certificate': installAuthority,
  'pool.certificate_uninstall': (call, name) => uninstallAuthority(call, name, false),
  'pool.uninstall_ca_certificate': uninstallAuthority,
  'pool.certificate_list': (call) => names(call, 'CERTIFICATE'),
  'pool.crl_install': ({ world }, name, crl) => installInPool(world, 'CRL', name, crl),
  'pool.crl_uninstall': ({ world }, name) => uninstallInPool(world, 'CRL', name),
  'pool.crl_list': (call) => names(call, 'CRL'),
  'pool.certificate_sync': ({ world }) => syncPool(world),
  'pool.install_trusted_certificate': (call, self, ca, pem, purpose) => {
    need(call.db, 'pool', self);
    installTrusted(call, ca, pem, purpose);
  },
  'pool.uninstall_trusted_certificate': (call, self, certificate) => {
    need(call.db, 'pool', self);
    uninstallTrusted(call, certificate);
  },
  // There is no other pool behind any address.
  'pool.sync_trusted_certificates_from': ({ db }, self, address) => {
    need(db, 'pool', self);
    throw new Fault('TLS_CONNECTION_FAILED', address, '443');
  },
  'pool.exchange_certificates_on_join': exchangeServers,
  'pool.exchange_ca_certificates_on_join': exchangeAuthorities,
  'pool.exchange_crls_on_join': (call, self, given, wanted) => {
    need(call.db, 'pool', self);
    return exchangeLists(call, given, wanted);
  },
});
