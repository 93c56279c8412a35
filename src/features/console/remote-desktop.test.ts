import { expect, it } from 'vitest';
import { guestAddress, remoteDesktopFile, runsWindows } from './remote-desktop';

const guest = (networks: Record<string, string>, distro = 'windows') => ({ networks, os_version: { distro } });

it('is offered for Windows, as its tools tell, else as its platform is', () => {
  expect(runsWindows({ platform: {} }, guest({}))).toBe(true);
  expect(runsWindows({ platform: { viridian: 'true' } }, guest({}, 'debian'))).toBe(false);
  expect(runsWindows({ platform: { viridian: 'true' } }, undefined)).toBe(true);
  expect(runsWindows({ platform: {} }, undefined)).toBe(false);
});

it('goes to the first address, and to nothing that is none', () => {
  expect(guestAddress(guest({ '1/ip': '10.0.0.9', '0/ipv6/0': 'fe80::1', '0/ip': '10.0.0.8' }))).toBe('10.0.0.8');
  expect(guestAddress(guest({ '0/ipv6/0': 'fe80::1' }))).toBe('fe80::1');
  expect(guestAddress(guest({ '0/ip': '10.0.0.8\r\nalternate shell:s:calc' }))).toBeNull();
  expect(guestAddress(guest({ '0/ip': '', '0/mac': '10.0.0.8' }))).toBeNull();
  expect(guestAddress(undefined)).toBeNull();
});

it('is a setting a line', () => {
  expect(remoteDesktopFile('10.0.0.8')).toBe('full address:s:10.0.0.8\r\nprompt for credentials:i:1\r\n');
  expect(remoteDesktopFile('fe80::1')).toContain('full address:s:[fe80::1]\r\n');
});
