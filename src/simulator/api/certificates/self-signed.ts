import { concat, fromBigInt, TAG, toBigInt, write, writeInteger, writeOid, writeText, writeTime } from './der';
import { sha256 } from './digest';
import { RSA } from './x509';

/**
 * The key of every simulated server. It guards nothing, so it may stand here. Eight primes, because signing costs a
 * quarter of what it does with two, and a pool of 64 servers signs 128 times before it answers its first call.
 */
const PRIMES = [
  0xef2984d3d68405bf0e70e317a4945065c558c184bf60f2402919f9f48825eb25n,
  0xf0c2886c9dc5c43f130ccdf4fc2b6f8f3aeb4e8eafe64f0938183515c743ccbdn,
  0xec73884eac434bb7a4800cc23215b20eccc8bef306137af3432cc348602461f1n,
  0xd251e5cfe50f4899192ccf6d95ba75a81b16c5a9ed34863d67fcf365a89190abn,
  0xef6a16fbc85d40f7c8d0527c024c38b5b06e704bdecf99524d8ffd71fb49a49dn,
  0xfad8263def3f17994c441e0b09ec5e57a1fa3f4a4cd0a0e0f8efe584991f4c31n,
  0xfe039315a8a2eff3ec7acb5875695f80760d785e11d1e4796e37aae1c838dc89n,
  0xf176797c9d5cb2736a6411e2ef8992ec13c11958f804788613b1f0226966b755n,
] as const;
const MODULUS = PRIMES.reduce((product, prime) => product * prime, 1n);
const MODULUS_BYTES = 256;
const EXPONENT = 65_537n;

const SHA256_WITH_RSA = '1.2.840.113549.1.1.11';
const COMMON_NAME = '2.5.4.3';
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';
/** DigestInfo of SHA-256 up to the digest (RFC 8017, 9.2). */
const DIGEST_INFO = Uint8Array.of(0x30, 0x31, 0x30, 13, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 32);

function inverse(value: bigint, modulus: bigint): bigint {
  let [r, nextR, s, nextS] = [value % modulus, modulus, 1n, 0n];
  while (nextR !== 0n) {
    const quotient = r / nextR;
    [r, nextR, s, nextS] = [nextR, r - quotient * nextR, nextS, s - quotient * nextS];
  }
  return ((s % modulus) + modulus) % modulus;
}

const WINDOW = 5;

/** By windows of five bits, so that a digit of base 32 is one multiplication. */
function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const table = [1n];
  for (let i = 1; i < 2 ** WINDOW; i++) table.push(((table[i - 1] ?? 1n) * base) % modulus);
  let result = 1n;
  for (const digit of exponent.toString(2 ** WINDOW)) {
    for (let i = 0; i < WINDOW; i++) result = (result * result) % modulus;
    result = (result * (table[parseInt(digit, 2 ** WINDOW)] ?? 1n)) % modulus;
  }
  return result;
}

/** For each prime: the private exponent, and what its remainder counts in the whole. */
const PARTS = PRIMES.map((prime) => {
  const others = MODULUS / prime;
  return { prime, exponent: inverse(EXPONENT, prime - 1n), weight: others * inverse(others, prime) };
});

/** RSASSA-PKCS1-v1_5 with SHA-256. */
function sign(message: Uint8Array): Uint8Array {
  const digest = concat([DIGEST_INFO, sha256(message)]);
  const filler = new Uint8Array(MODULUS_BYTES - digest.length - 3).fill(0xff);
  const block = toBigInt(concat([Uint8Array.of(0, 1), filler, Uint8Array.of(0), digest]));
  let sum = 0n;
  for (const { prime, exponent, weight } of PARTS) sum += power(block % prime, exponent, prime) * weight;
  return fromBigInt(sum % MODULUS, MODULUS_BYTES);
}

const sequence = (...parts: readonly Uint8Array[]): Uint8Array => write(TAG.sequence, ...parts);
const algorithm = (oid: string): Uint8Array => sequence(writeOid(oid), write(TAG.null));
const bits = (bytes: Uint8Array): Uint8Array => write(TAG.bitString, Uint8Array.of(0), bytes);

const PUBLIC_KEY = sequence(algorithm(RSA), bits(sequence(writeInteger(MODULUS), writeInteger(EXPONENT))));

/** What a self-signed certificate says. */
export interface Subject {
  readonly commonName: string;
  readonly dnsNames: readonly string[];
  /** Of IP version 4; left out when it is none. */
  readonly address: string;
  /** 32 hexadecimal digits. */
  readonly serial: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

function alternativeNames({ dnsNames, address }: Subject): readonly Uint8Array[] {
  const names = dnsNames.map((name) => writeText(0x82, name));
  const octets = address.split('.').map(Number);
  const isAddress = octets.length === 4 && octets.every((octet) => octet >= 0 && octet <= 255);
  const all = isAddress ? [...names, write(0x87, Uint8Array.from(octets))] : names;
  if (all.length === 0) return [];
  const extension = sequence(writeOid(SUBJECT_ALTERNATIVE_NAME), write(TAG.octetString, sequence(...all)));
  return [write(0xa3, sequence(extension))];
}

/** A certificate that a server makes for itself, in DER (xapi: gencert selfcert.ml). */
export function selfSigned(subject: Subject): Uint8Array {
  const attribute = sequence(writeOid(COMMON_NAME), writeText(TAG.utf8, subject.commonName));
  const name = sequence(write(TAG.set, attribute));
  const body = sequence(
    write(0xa0, writeInteger(2n)),
    // Serial numbers are positive: the first bit is off.
    writeInteger(BigInt(`0x${subject.serial}`) >> 1n),
    algorithm(SHA256_WITH_RSA),
    name,
    sequence(writeTime(subject.notBeforeMs), writeTime(subject.notAfterMs)),
    name,
    PUBLIC_KEY,
    ...alternativeNames(subject),
  );
  return sequence(body, algorithm(SHA256_WITH_RSA), bits(sign(body)));
}
