import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import type { Json } from '../../engine/agenda';
import { Fault } from '../fault';
import { toXapiDate, type World } from '../world';
import { writePem } from './pem';
import { selfSigned, type Subject } from './self-signed';
import { fingerprints, parseCertificate, type Certificate } from './x509';

/** The file behind a certificate's row: as it was given, or what a server signed itself and can sign again. */
type File = string | Subject;

/** Key of the annex: files by the references of their rows. */
const FILES = 'certificates/files';

function files({ engine }: World): Readonly<Record<string, File>> {
  return (engine.annex[FILES] ?? {}) as unknown as Readonly<Record<string, File>>;
}

function keep(world: World, next: Readonly<Record<string, File>>): void {
  world.engine.annex = { ...world.engine.annex, [FILES]: next as unknown as Json };
}

/** The text in PEM behind a row; CERTIFICATE_LIBRARY_CORRUPT when there is no file (xapi: certificates.ml). */
export function pemOf(world: World, ref: Ref<'Certificate'>): string {
  const file = files(world)[ref];
  if (file === undefined) throw new Fault('CERTIFICATE_LIBRARY_CORRUPT');
  return typeof file === 'string' ? file : writePem(selfSigned(file), 'CERTIFICATE');
}

interface Entry {
  readonly type: Enums['certificate_type'];
  readonly host?: Ref<'host'>;
  readonly name?: string;
  readonly purpose?: Records['Certificate']['purpose'];
}

/** Makes a row of a certificate, and keeps its file (certificates.ml Db_util.add_cert). */
export function addCertificate(world: World, entry: Entry, parsed: Certificate, file: File): Ref<'Certificate'> {
  const { db, engine } = world;
  const ref = engine.newRef('Certificate');
  const { sha256, sha1 } = fingerprints(parsed.der);
  db.transaction(() => {
    db.insert('Certificate', ref, {
      uuid: engine.newUuid('Certificate'),
      name: entry.name ?? '',
      type: entry.type,
      host: entry.host ?? NULL_REF,
      not_before: toXapiDate(parsed.notBeforeMs),
      not_after: toXapiDate(parsed.notAfterMs),
      fingerprint: sha256,
      fingerprint_sha256: sha256,
      fingerprint_sha1: sha1,
      purpose: entry.purpose ?? [],
    });
  });
  keep(world, { ...files(world), [ref]: file });
  return ref;
}

export function removeCertificates(world: World, refs: readonly Ref<'Certificate'>[]): void {
  world.db.transaction(() => {
    for (const ref of refs) world.db.remove('Certificate', ref);
  });
  keep(world, Object.fromEntries(Object.entries(files(world)).filter(([ref]) => !refs.includes(ref))));
}

export function certificatesWhere(
  { db }: World,
  test: (row: Records['Certificate']) => boolean,
): readonly Ref<'Certificate'>[] {
  return [...db.all('Certificate')].filter(([, row]) => test(row)).map(([ref]) => ref);
}

export type HostCertificate = 'host' | 'host_internal';

export function hostCertificates(
  world: World,
  host: Ref<'host'>,
  type: HostCertificate,
): readonly Ref<'Certificate'>[] {
  return certificatesWhere(world, (row) => row.host === host && row.type === type);
}

/** Puts a new certificate in the place of a server's old one (xapi_host.ml replace_host_certificate). */
export function replaceHostCertificate(
  world: World,
  host: Ref<'host'>,
  type: HostCertificate,
  parsed: Certificate,
  file: File,
): Ref<'Certificate'> {
  const old = hostCertificates(world, host, type);
  const ref = addCertificate(world, { type, host }, parsed, file);
  if (old.length > 0) removeCertificates(world, old);
  return ref;
}

/** xapi_globs.ml cert_expiration_days. */
const VALID_MS = 3650 * 86_400_000;

/** Signs a certificate for a server: for clients by its name and address, for its pool by its uuid (selfcert.ml). */
export function selfSign(world: World, host: Ref<'host'>, type: HostCertificate): Ref<'Certificate'> {
  const { db, engine } = world;
  const { hostname, address, uuid } = db.row('host', host);
  const isForClients = type === 'host';
  const name = isForClients ? hostname || address : uuid;
  const nowMs = engine.nowMs - (engine.nowMs % 1000);
  const subject: Subject = {
    commonName: name,
    dnsNames: name === address ? [] : [name],
    address: isForClients ? address : '',
    serial: engine.random.uuid('certificate serial').replaceAll('-', ''),
    notBeforeMs: nowMs,
    notAfterMs: nowMs + VALID_MS,
  };
  const parsed = parseCertificate(writePem(selfSigned(subject), 'CERTIFICATE'));
  if (parsed === null) throw new Fault('INTERNAL_ERROR', 'A certificate of our own cannot be read');
  return replaceHostCertificate(world, host, type, parsed, subject);
}

/** The certificates that a server makes at its first boot. */
export function installCertificates(world: World, host: Ref<'host'>): void {
  for (const type of ['host', 'host_internal'] as const) selfSign(world, host, type);
}
