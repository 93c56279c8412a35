import type { Records } from '../../xapi/datamodel/types.gen';

type Guest = Pick<Records['VM_guest_metrics'], 'networks' | 'os_version'>;

/** Whether a machine runs Windows, which people reach by Remote Desktop; asked of its guest tools, else of its platform. */
export function runsWindows({ platform }: Pick<Records['VM'], 'platform'>, guest: Guest | undefined): boolean {
  const distro = guest?.os_version['distro'] ?? '';
  return distro === '' ? platform['viridian'] === 'true' : /windows/i.test(distro);
}

/** The address that the guest tools tell, of the first interface that has one: IPv4 before IPv6 (xapi: `0/ip`, `0/ipv6/0`). */
export function guestAddress(guest: Guest | undefined): string | null {
  const told = Object.entries(guest?.networks ?? {})
    .filter(([key, value]) => /^\d+\/(?:ip|ipv[46]\/\d+)$/.test(key) && ADDRESS.test(value))
    .toSorted(([a, one], [b, other]) => Number(one.includes(':')) - Number(other.includes(':')) || (a < b ? -1 : 1));
  return told[0]?.[1] ?? null;
}

/** A guest may say anything: only what is an address goes into a file that another program reads. */
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f:]*:[\da-f:]+)$/i;

/** The text of a file that Remote Desktop clients open: a setting a line. It asks for the password itself. */
export function remoteDesktopFile(address: string): string {
  const host = address.includes(':') ? `[${address}]` : address;
  return `full address:s:${host}\r\nprompt for credentials:i:1\r\n`;
}
