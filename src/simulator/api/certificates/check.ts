import { Fault } from '../fault';
import type { World } from '../world';
import { parseCertificate, parseCertificates, parsePrivateKey, type Certificate, type RsaPublic } from './x509';

/** A moment as errors about certificates write it (RFC 3339). */
function moment(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
}

/** `CA_CERTIFICATE_…`, `SERVER_CERTIFICATE_…` or `TRUSTED_CERTIFICATE_…` (gencert lib.ml validate_not_expired). */
export function readValid({ engine }: World, pem: string, prefix: 'CA' | 'SERVER' | 'TRUSTED'): Certificate {
  const certificate = parseCertificate(pem);
  if (certificate === null) throw new Fault(`${prefix}_CERTIFICATE_INVALID`);
  const { notBeforeMs, notAfterMs } = certificate;
  const now = moment(engine.nowMs);
  if (engine.nowMs < notBeforeMs) throw new Fault(`${prefix}_CERTIFICATE_NOT_VALID_YET`, now, moment(notBeforeMs));
  if (engine.nowMs > notAfterMs) throw new Fault(`${prefix}_CERTIFICATE_EXPIRED`, now, moment(notAfterMs));
  return certificate;
}

const SHORTEST_BITS = 2048;
const LONGEST_BITS = 4096;

/** gencert lib.ml validate_private_key. */
function readKey(pem: string): RsaPublic {
  const key = parsePrivateKey(pem);
  if (key === null) throw new Fault('SERVER_CERTIFICATE_KEY_INVALID');
  if (key.kind === 'other') throw new Fault('SERVER_CERTIFICATE_KEY_ALGORITHM_NOT_SUPPORTED', key.algorithm);
  if (key.kind === 'multi-prime') throw new Fault('SERVER_CERTIFICATE_KEY_RSA_MULTI_NOT_SUPPORTED');
  if (key.bits < SHORTEST_BITS || key.bits > LONGEST_BITS) {
    throw new Fault('SERVER_CERTIFICATE_KEY_RSA_LENGTH_NOT_SUPPORTED', String(key.bits));
  }
  return key.key;
}

/** With SHA-256 or SHA-512: by RSA, and by elliptic curves. */
const SIGNATURES: ReadonlySet<string> = new Set([
  '1.2.840.113549.1.1.11',
  '1.2.840.113549.1.1.13',
  '1.2.840.10045.4.3.2',
  '1.2.840.10045.4.3.4',
]);

/** A certificate with its key and chain, in the order of the toolstack (gencert lib.ml validate_pem_chain). */
export function readServerCertificate(world: World, pem: string, keyPem: string, chainPem: string): Certificate {
  const key = readKey(keyPem);
  const certificate = readValid(world, pem, 'SERVER');
  const { rsa, signatureAlgorithm } = certificate;
  if (rsa?.modulus !== key.modulus || rsa.exponent !== key.exponent) throw new Fault('SERVER_CERTIFICATE_KEY_MISMATCH');
  if (!SIGNATURES.has(signatureAlgorithm)) throw new Fault('SERVER_CERTIFICATE_SIGNATURE_NOT_SUPPORTED');
  const chain = chainPem === '' ? null : parseCertificates(chainPem);
  if (chainPem !== '' && (chain === null || chain.length === 0)) throw new Fault('SERVER_CERTIFICATE_CHAIN_INVALID');
  return certificate;
}
