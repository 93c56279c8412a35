import { describe, expect, it } from 'vitest';
import { addressesOf } from './interface-rows';

describe('addresses that a guest reports', () => {
  it('are those of the device, each once, in the order of their numbers', () => {
    const networks = {
      '0/ip': '10.0.0.5',
      '0/ipv4/0': '10.0.0.5',
      '0/ipv4/10': '10.0.0.7',
      '0/ipv4/2': '10.0.0.6',
      '0/ipv6/0': 'fe80::1',
      '1/ip': '10.1.0.5 10.1.0.6',
      '10/ip': '10.9.0.1',
    };
    expect(addressesOf(networks, '0')).toEqual(['10.0.0.5', '10.0.0.6', '10.0.0.7', 'fe80::1']);
    expect(addressesOf(networks, '1')).toEqual(['10.1.0.5', '10.1.0.6']);
    expect(addressesOf(networks, '2')).toEqual([]);
  });
});
