import { createSign, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import { refusalOf, twoServers } from '../../scenarios/testing/pool';
import { TAG, write, writeInteger, writeOid, writeTime } from './der';
import { writePem } from './pem';
import { selfSigned } from './self-signed';

const NOW_MS = Date.UTC(2026, 0, 5, 8);
const DAY_MS = 86_400_000;

function authority(fromDays: number, toDays: number, serial = 'a'): string {
  const der = selfSigned({
    commonName: 'Example CA',
    dnsNames: [],
    address: '',
    serial: serial.repeat(32),
    notBeforeMs: NOW_MS + fromDays * DAY_MS,
    notAfterMs: NOW_MS + toDays * DAY_MS,
  });
  return writePem(der, 'CERTIFICATE');
}

function rsaKey(bits: number): string {
  return generateKeyPairSync('rsa', { modulusLength: bits })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
}

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const LEAF_KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** A certificate of that key, signed by it with this digest. */
function leaf(hash: 'sha1' | 'sha256', oid: string): string {
  const sequence = (...parts: readonly Uint8Array[]): Uint8Array => write(TAG.sequence, ...parts);
  const algorithm = sequence(writeOid(oid), write(TAG.null));
  const body = sequence(
    writeInteger(7n),
    algorithm,
    sequence(),
    sequence(writeTime(NOW_MS - DAY_MS), writeTime(NOW_MS + 3650 * DAY_MS)),
    sequence(),
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = createSign(hash).update(body).sign(privateKey);
  return writePem(sequence(body, algorithm, write(TAG.bitString, Uint8Array.of(0), signature)), 'CERTIFICATE');
}

const LEAF = leaf('sha256', '1.2.840.113549.1.1.11');
const SHA1_LEAF = leaf('sha1', '1.2.840.113549.1.1.5');

test('every server shows a certificate whose fingerprints are those of its record', async () => {
  const { simulator, alder, birch } = twoServers();
  const { db } = simulator.world;
  const seen = new Set<string>();
  for (const host of [alder, birch]) {
    const certificate = new X509Certificate(await simulator.call('host.get_server_certificate', host));
    const rows = db.row('host', host).certificates.map((ref) => db.row('Certificate', ref));
    expect(rows.map(({ type }) => type)).toEqual(['host', 'host_internal']);
    expect(rows[0]).toMatchObject({
      fingerprint: certificate.fingerprint256,
      fingerprint_sha256: certificate.fingerprint256,
      fingerprint_sha1: certificate.fingerprint,
      not_before: '20260105T08:00:00Z',
      not_after: '20360103T08:00:00Z',
      name: '',
    });
    expect(certificate.subject).toBe(`CN=${db.row('host', host).hostname}`);
    expect(certificate.subjectAltName).toContain(`IP Address:${db.row('host', host).address}`);
    for (const { fingerprint } of rows) seen.add(fingerprint);
  }
  expect(seen.size).toBe(4);
});

test('a server certificate is replaced, and what is wrong with it is said in the order of the toolstack', async () => {
  const { simulator, alder } = twoServers();
  const { db } = simulator.world;
  const refused = (leaf: string, key: string, chain = ''): Promise<readonly string[]> =>
    refusalOf(simulator, 'host.install_server_certificate', alder, leaf, key, chain);
  const PKCS8 = { type: 'pkcs8', format: 'pem' } as const;
  const edwards = generateKeyPairSync('ed25519').privateKey.export(PKCS8).toString();
  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(PKCS8).toString();
  const montgomery = generateKeyPairSync('x25519').privateKey.export(PKCS8).toString();
  expect(await refused('x', 'x')).toEqual(['SERVER_CERTIFICATE_KEY_INVALID']);
  for (const [key, algorithm] of [
    [edwards, 'ed25519'],
    [elliptic, 'p256'],
    [montgomery, '1.3.101.110'],
  ] as const) {
    expect(await refused('x', key)).toEqual(['SERVER_CERTIFICATE_KEY_ALGORITHM_NOT_SUPPORTED', algorithm]);
  }
  expect(await refused('x', rsaKey(1024))).toEqual(['SERVER_CERTIFICATE_KEY_RSA_LENGTH_NOT_SUPPORTED', '1024']);
  expect(await refused('x', LEAF_KEY)).toEqual(['SERVER_CERTIFICATE_INVALID']);
  expect(await refused(authority(1, 2), LEAF_KEY)).toEqual([
    'SERVER_CERTIFICATE_NOT_VALID_YET',
    '2026-01-05T08:00:00Z',
    '2026-01-06T08:00:00Z',
  ]);
  expect(await refused(authority(-3, -1), LEAF_KEY)).toEqual([
    'SERVER_CERTIFICATE_EXPIRED',
    '2026-01-05T08:00:00Z',
    '2026-01-04T08:00:00Z',
  ]);
  expect(await refused(LEAF, rsaKey(2048))).toEqual(['SERVER_CERTIFICATE_KEY_MISMATCH']);
  expect(await refused(SHA1_LEAF, LEAF_KEY)).toEqual(['SERVER_CERTIFICATE_SIGNATURE_NOT_SUPPORTED']);
  expect(await refused(LEAF, LEAF_KEY, 'x')).toEqual(['SERVER_CERTIFICATE_CHAIN_INVALID']);

  const typeOf = (ref: Ref<'Certificate'>): string => db.row('Certificate', ref).type;
  const before = db.row('host', alder).certificates.find((ref) => typeOf(ref) === 'host') ?? '';
  await simulator.call('host.install_server_certificate', alder, LEAF, LEAF_KEY, authority(-1, 1));
  expect(await simulator.call('host.get_server_certificate', alder)).toBe(LEAF);
  expect(db.has('Certificate', before)).toBe(false);
  const now = db.row('host', alder).certificates.find((ref) => typeOf(ref) === 'host') ?? '';
  expect(db.row('Certificate', now)).toMatchObject({
    fingerprint_sha256: new X509Certificate(LEAF).fingerprint256,
    not_after: '20360103T08:00:00Z',
  });

  await simulator.call('host.reset_server_certificate', alder);
  expect(await simulator.call('host.get_server_certificate', alder)).not.toBe(LEAF);
  await simulator.call('host.emergency_reset_server_certificate');
  await simulator.call('host.refresh_server_certificate', alder);
  expect(db.row('host', alder).certificates).toHaveLength(2);

  const pool = db.refs('pool')[0] ?? '';
  db.transaction(() => db.update('pool', pool, { ha_enabled: true }));
  expect(await refused(LEAF, LEAF_KEY)).toEqual(['HA_IS_ENABLED']);
});

test('authorities are installed in the whole pool by name, and uninstalled', async () => {
  const { simulator, alder, birch } = twoServers();
  const { db } = simulator.world;
  const pem = authority(-1, 100);
  const refused = (name: string, content = pem): Promise<readonly string[]> =>
    refusalOf(simulator, 'pool.install_ca_certificate', name, content);
  expect(await refused('..', 'x')).toEqual(['CA_CERTIFICATE_INVALID']);
  expect((await refused('..', authority(1, 2)))[0]).toBe('CA_CERTIFICATE_NOT_VALID_YET');
  expect((await refused('..', authority(-2, -1)))[0]).toBe('CA_CERTIFICATE_EXPIRED');
  for (const name of ['ca', '.ca.pem', 'a b.pem', '']) {
    expect(await refused(name)).toEqual(['CERTIFICATE_NAME_INVALID', name]);
  }
  await simulator.call('pool.install_ca_certificate', 'ca.pem', pem);
  expect(await refused('ca.pem')).toEqual(['CERTIFICATE_ALREADY_EXISTS', 'ca.pem']);
  expect(await simulator.call('pool.certificate_list')).toEqual(['ca.pem']);
  expect(await simulator.call('host.certificate_list', birch)).toEqual(['ca.pem']);
  const rows = [...db.all('Certificate')].filter(([, row]) => row.type === 'ca');
  expect(rows.map(([, row]) => [row.name, row.host])).toEqual([['ca.pem', 'OpaqueRef:NULL']]);

  await simulator.call('host.uninstall_ca_certificate', birch, 'ca.pem', false);
  expect(await simulator.call('host.certificate_list', birch)).toEqual([]);
  await simulator.call('host.copy_primary_host_certs', birch);
  expect(await simulator.call('host.certificate_list', birch)).toEqual(['ca.pem']);
  await simulator.call('host.install_ca_certificate', birch, 'own.pem', pem);
  await simulator.call('pool.certificate_sync');
  expect(await simulator.call('host.certificate_list', birch)).toEqual(['ca.pem']);

  expect(await refusalOf(simulator, 'pool.certificate_uninstall', 'x.pem')).toEqual([
    'CERTIFICATE_DOES_NOT_EXIST',
    'x.pem',
  ]);
  expect(await refusalOf(simulator, 'pool.uninstall_ca_certificate', 'x.pem', true)).toEqual([
    'INVALID_VALUE',
    'certificate:name',
    'x.pem',
  ]);
  await simulator.call('pool.uninstall_ca_certificate', 'ca.pem');
  expect(await simulator.call('host.certificate_list', alder)).toEqual([]);
  expect([...db.all('Certificate')].every(([, row]) => row.type !== 'ca')).toBe(true);

  await simulator.call('pool.crl_install', 'list.pem', 'CRL');
  expect(await refusalOf(simulator, 'pool.crl_install', 'list', 'CRL')).toEqual(['CRL_NAME_INVALID', 'list']);
  expect(await refusalOf(simulator, 'pool.crl_install', 'list.pem', 'CRL')).toEqual(['CRL_ALREADY_EXISTS', 'list.pem']);
  expect(await simulator.call('host.crl_list', birch)).toEqual(['list.pem']);
  await simulator.call('pool.crl_uninstall', 'list.pem');
  expect(await refusalOf(simulator, 'pool.crl_uninstall', 'list.pem')).toEqual(['CRL_DOES_NOT_EXIST', 'list.pem']);

  db.transaction(() => db.update('host_metrics', db.row('host', birch).metrics, { live: false }));
  expect(await refused('ca.pem')).toEqual(['HOST_OFFLINE', birch]);
  expect(await simulator.call('pool.certificate_list')).toEqual([]);
});

test('trusted certificates have purposes, and are told by their fingerprint', async () => {
  const { simulator, alder } = twoServers();
  const { db } = simulator.world;
  const pool = db.refs('pool')[0] ?? '';
  const pem = authority(-1, 100);
  const fingerprint = new X509Certificate(pem).fingerprint256;
  expect(await refusalOf(simulator, 'pool.install_trusted_certificate', pool, false, 'x', [])).toEqual([
    'TRUSTED_CERTIFICATE_INVALID',
  ]);
  expect(await refusalOf(simulator, 'pool.install_trusted_certificate', pool, false, pem, [])).toEqual([
    'CERTIFICATE_LACKS_PURPOSE',
  ]);
  await simulator.call('pool.install_trusted_certificate', pool, false, pem, ['ldaps']);
  await simulator.call('pool.install_trusted_certificate', pool, true, pem, []);
  expect(await refusalOf(simulator, 'pool.install_trusted_certificate', pool, true, pem, ['licensing'])).toEqual([
    'TRUSTED_CERTIFICATE_ALREADY_EXISTS',
    fingerprint,
  ]);
  const trusted = [...db.all('Certificate')].filter(([, row]) => row.type === 'ca' || row.type === 'pinned');
  expect(trusted.map(([, row]) => [row.type, row.purpose])).toEqual([
    ['pinned', ['ldaps']],
    ['ca', []],
  ]);
  const [own = ''] = db.row('host', alder).certificates;
  expect(await refusalOf(simulator, 'pool.uninstall_trusted_certificate', pool, own)).toEqual([
    'NOT_TRUSTED_CERTIFICATE',
    own,
  ]);
  for (const [ref] of trusted) await simulator.call('pool.uninstall_trusted_certificate', pool, ref);
  expect(db.count('Certificate')).toBe(4);
});

test('a server that joins and the pool tell each other what they trust', async () => {
  const { simulator, alder } = twoServers();
  const { db } = simulator.world;
  const pem = authority(-1, 100);
  const servers = await simulator.call('pool.exchange_certificates_on_join', 'joiner', 'PEM');
  expect(Object.keys(servers)).toHaveLength(3);
  expect(servers['joiner.pem']).toBe('PEM');
  expect(new X509Certificate(servers[`${db.row('host', alder).uuid}.pem`] ?? '').subject).toBe(
    `CN=${db.row('host', alder).uuid}`,
  );
  await simulator.call('pool.install_ca_certificate', 'ours.pem', pem);
  const ours = [...db.all('Certificate')].find(([, row]) => row.type === 'ca')?.[0] ?? '';
  const answer = await simulator.call('pool.exchange_ca_certificates_on_join', { 'theirs.pem': pem }, [ours]);
  expect(answer).toEqual({ 'ours.pem': pem });
  expect(await simulator.call('pool.certificate_list')).toEqual(['ours.pem', 'theirs.pem']);
  expect(await refusalOf(simulator, 'pool.exchange_ca_certificates_on_join', { 'bad.pem': 'x' }, [])).toEqual([
    'INVALID_VALUE',
    'certificate',
    '<omitted>',
  ]);
});

test('TLS verification is turned on for the whole pool, and off in an emergency with an alert', async () => {
  const { simulator, alder, birch } = twoServers();
  const { db } = simulator.world;
  const pool = db.refs('pool')[0] ?? '';
  const isOn = (): readonly boolean[] => [...db.all('host')].map(([, host]) => host.tls_verification_enabled);
  await simulator.call('host.emergency_disable_tls_verification');
  expect(isOn()).toEqual([false, true]);
  const alert = [...db.all('message')].find(([, row]) => row.name === 'TLS_VERIFICATION_EMERGENCY_DISABLED');
  expect(alert?.[1]).toMatchObject({ cls: 'Host', priority: 3, obj_uuid: db.row('host', alder).uuid });
  await simulator.call('host.emergency_reenable_tls_verification');
  expect(isOn()).toEqual([true, true]);

  db.transaction(() => {
    db.update('pool', pool, { tls_verification_enabled: false, ha_enabled: true });
    db.update('host', birch, { tls_verification_enabled: false });
  });
  expect(await refusalOf(simulator, 'pool.enable_tls_verification')).toEqual(['HA_IS_ENABLED']);
  db.transaction(() => db.update('pool', pool, { ha_enabled: false }));
  await simulator.call('pool.enable_tls_verification');
  expect(isOn()).toEqual([true, true]);
  expect(db.row('pool', pool).tls_verification_enabled).toBe(true);

  await simulator.call('pool.enable_client_certificate_auth', pool, 'client.example');
  expect(db.row('pool', pool)).toMatchObject({
    client_certificate_auth_enabled: true,
    client_certificate_auth_name: 'client.example',
  });
  await simulator.call('pool.disable_client_certificate_auth', pool);
  expect(db.row('pool', pool).client_certificate_auth_name).toBe('');
  expect((await refusalOf(simulator, 'pool.set_custom_uefi_certificates', pool, ''))[0]).toBe('OPERATION_NOT_ALLOWED');
  expect(await simulator.call('pool.get_guest_secureboot_readiness', pool)).toBe('ready');
  const remote = [pool, '192.0.2.7', 'OpaqueRef:session', 'PEM', true] as const;
  expect(await refusalOf(simulator, 'pool.sync_trusted_certificates_from', ...remote)).toEqual([
    'TLS_CONNECTION_FAILED',
    '192.0.2.7',
    '443',
  ]);
});
