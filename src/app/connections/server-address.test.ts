import { describe, expect, it } from 'vitest';
import { readAddress, splitAddresses } from './server-address';

const origin = (text: string): string | null => readAddress(text)?.origin ?? null;

describe('the address of a server', () => {
  it('is a name or an IP address, over HTTPS unless a URL says otherwise', () => {
    expect(origin('10.0.0.7')).toBe('https://10.0.0.7');
    expect(origin(' Pool.example ')).toBe('https://pool.example');
    expect(origin('pool.example:8443')).toBe('https://pool.example:8443');
    expect(origin('https://pool.example/console/?x=1#y')).toBe('https://pool.example');
    expect(origin('http://127.0.0.1:4190/')).toBe('http://127.0.0.1:4190');
    expect(origin('fe80::7')).toBe('https://[fe80::7]');
    expect(origin('[fe80::7]:8443')).toBe('https://[fe80::7]:8443');
  });

  it('has one id however it is written', () => {
    for (const text of ['10.0.0.7', 'https://10.0.0.7', 'https://10.0.0.7:443/', 'HTTPS://10.0.0.7']) {
      expect(readAddress(text)?.id).toBe('10.0.0.7');
    }
    expect(readAddress('http://10.0.0.7')?.id).toBe('http://10.0.0.7');
    // The page's own pools have these ids.
    expect(readAddress('live')?.id).toBe('https://live');
  });

  it('is nothing else', () => {
    const wrong = [
      '',
      'two words',
      'ftp://pool.example',
      'javascript:alert(1)',
      'https://',
      'https://root:secret@pool',
    ];
    for (const text of [...wrong, 'x'.repeat(400), 'pool.example:99999']) expect(readAddress(text)).toBe(null);
  });
});

it('several stand in one field, each once', () => {
  expect(splitAddresses(' 10.0.0.7; pool.example:8443,10.0.0.7\n[2001:db8::1] ;')).toEqual([
    '10.0.0.7',
    'pool.example:8443',
    '[2001:db8::1]',
  ]);
  expect(splitAddresses(' ; ')).toEqual([]);
});
