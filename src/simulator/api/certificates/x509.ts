import { DerError, members, readAll, readInteger, readOid, readTime, TAG, type Node } from './der';
import { hex, sha1, sha256 } from './digest';
import { readPem } from './pem';

export const RSA = '1.2.840.113549.1.1.1';

/** Public halves of an RSA key; what tells whether a key and a certificate belong together. */
export interface RsaPublic {
  readonly modulus: bigint;
  readonly exponent: bigint;
}

/** What the toolstack looks at in a certificate. */
export interface Certificate {
  readonly der: Uint8Array;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly signatureAlgorithm: string;
  /** Null for keys of other kinds. */
  readonly rsa: RsaPublic | null;
}

/** A certificate from its DER; throws DerError when it is none (RFC 5280). */
function parse(der: Uint8Array): Certificate {
  const nodes = readAll(der);
  if (nodes.length !== 1) throw new DerError('More than a certificate');
  const [body, algorithm, signature] = members(nodes[0]);
  if (signature?.tag !== TAG.bitString) throw new DerError('No signature');
  const fields = members(body);
  // The version is explicit, and missing in certificates of the first one.
  const at = fields[0]?.tag === 0xa0 ? 1 : 0;
  readInteger(fields[at]);
  members(fields[at + 2]);
  const [notBefore, notAfter] = members(fields[at + 3]);
  members(fields[at + 4]);
  return {
    der,
    notBeforeMs: readTime(notBefore),
    notAfterMs: readTime(notAfter),
    signatureAlgorithm: readOid(members(algorithm)[0]),
    rsa: publicKey(fields[at + 5]),
  };
}

function publicKey(node: Node | undefined): RsaPublic | null {
  const [algorithm, key] = members(node);
  if (key?.tag !== TAG.bitString) throw new DerError('No public key');
  if (readOid(members(algorithm)[0]) !== RSA) return null;
  const [modulus, exponent] = members(readAll(key.content.subarray(1))[0]);
  return { modulus: readInteger(modulus), exponent: readInteger(exponent) };
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

/** All certificates of a text in PEM; null when one of them is broken. */
export function parseCertificates(pem: string): readonly Certificate[] | null {
  return attempt(() => readPem(pem, 'CERTIFICATE').map(parse));
}

/** The one certificate of a text in PEM; null when there is none, or more than one. */
export function parseCertificate(pem: string): Certificate | null {
  const all = parseCertificates(pem);
  return all?.length === 1 ? (all[0] ?? null) : null;
}

export type PrivateKey =
  | { readonly kind: 'rsa'; readonly key: RsaPublic; readonly bits: number }
  | { readonly kind: 'multi-prime' }
  /** Another algorithm: by its name when the toolstack can read such a key, else by its object identifier. */
  | { readonly kind: 'other'; readonly algorithm: string };

const ELLIPTIC = '1.2.840.10045.2.1';
/** Kinds of keys that the toolstack's library has names for, by algorithm or curve (x509 key_type.ml). */
const KEY_TYPES: Readonly<Record<string, string>> = {
  '1.3.101.112': 'ed25519',
  '1.2.840.10045.3.1.7': 'p256',
  '1.3.132.0.34': 'p384',
  '1.3.132.0.35': 'p521',
};

/** A private key in PEM, PKCS#8 or PKCS#1; null when it is none. */
export function parsePrivateKey(pem: string): PrivateKey | null {
  return attempt(() => {
    const [pkcs8] = readPem(pem, 'PRIVATE KEY');
    const [pkcs1] = readPem(pem, 'RSA PRIVATE KEY');
    if (pkcs8 !== undefined) {
      const [version, algorithm, key] = members(readAll(pkcs8)[0]);
      readInteger(version);
      const [identifier, curve] = members(algorithm);
      const oid = readOid(identifier);
      if (oid !== RSA) {
        return { kind: 'other', algorithm: KEY_TYPES[oid === ELLIPTIC ? readOid(curve) : oid] ?? oid };
      }
      if (key?.tag !== TAG.octetString) throw new DerError('No key');
      return rsaKey(key.content);
    }
    return pkcs1 === undefined ? null : rsaKey(pkcs1);
  });
}

function rsaKey(bytes: Uint8Array): PrivateKey {
  const [version, modulus, exponent, secret] = members(readAll(bytes)[0]);
  if (readInteger(version) !== 0n) return { kind: 'multi-prime' };
  readInteger(secret);
  const key = { modulus: readInteger(modulus), exponent: readInteger(exponent) };
  return { kind: 'rsa', key, bits: key.modulus.toString(2).length };
}

/** Digests of a certificate as its record and browsers write them: `AB:CD:…`. */
export function fingerprints(der: Uint8Array): { readonly sha256: string; readonly sha1: string } {
  const withColons = (digest: Uint8Array): string => (hex(digest).toUpperCase().match(/../g) ?? []).join(':');
  return { sha256: withColons(sha256(der)), sha1: withColons(sha1(der)) };
}
