import { X509Certificate, createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { writePem } from './pem';
import { selfSigned } from './self-signed';
import { fingerprints, parseCertificate, parseCertificates, parsePrivateKey } from './x509';

const SUBJECT = {
  commonName: 'alder.example',
  dnsNames: ['alder.example', 'alder'],
  address: '10.20.0.11',
  serial: 'f'.repeat(32),
  notBeforeMs: Date.UTC(2026, 0, 5, 8),
  notAfterMs: Date.UTC(2051, 5, 1, 23, 59, 58),
};

describe('a self-signed certificate', () => {
  const der = selfSigned(SUBJECT);
  const theirs = new X509Certificate(der);

  test('is one that other implementations read and verify', () => {
    expect(theirs.subject).toBe('CN=alder.example');
    expect(theirs.subjectAltName).toBe('DNS:alder.example, DNS:alder, IP Address:10.20.0.11');
    expect(theirs.verify(theirs.publicKey)).toBe(true);
    expect(theirs.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(Date.parse(theirs.validTo)).toBe(SUBJECT.notAfterMs);
  });

  test('has the fingerprints that others compute', () => {
    expect(fingerprints(der)).toEqual({ sha256: theirs.fingerprint256, sha1: theirs.fingerprint });
    expect(createHash('sha256').update(der).digest('hex').toUpperCase()).toBe(
      fingerprints(der).sha256.replaceAll(':', ''),
    );
  });

  test('is read back', () => {
    const pem = writePem(der, 'CERTIFICATE');
    expect(pem).toBe(theirs.toString());
    const { notBeforeMs, notAfterMs } = SUBJECT;
    expect(parseCertificate(`some text\n${pem}`)).toMatchObject({ notBeforeMs, notAfterMs });
    expect(parseCertificates(pem + pem)).toHaveLength(2);
    expect(parseCertificate(pem + pem)).toBeNull();
    expect(parseCertificate('')).toBeNull();
    expect(parseCertificate(writePem(der.subarray(0, 300), 'CERTIFICATE'))).toBeNull();
  });
});

test('private keys are told apart by kind and length', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  for (const type of ['pkcs8', 'pkcs1'] as const) {
    const pem = rsa.export({ type, format: 'pem' }).toString();
    expect(parsePrivateKey(pem)).toMatchObject({ kind: 'rsa', bits: 1024 });
  }
  const edwards = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  expect(parsePrivateKey(edwards)).toEqual({ kind: 'other', algorithm: 'ed25519' });
  expect(parsePrivateKey('nonsense')).toBeNull();
  expect(parsePrivateKey(writePem(Uint8Array.of(0x30, 5, 1), 'PRIVATE KEY'))).toBeNull();
});
