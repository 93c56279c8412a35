import type { Engine } from '../../engine/engine';
import { Fault } from '../fault';

export type IpKind = 'ipv4' | 'ipv6';

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

/** Groups of an IPv6 address, or of one side of its `::`; -1 when one of them is none. */
function groupsIn(text: string): number {
  if (text === '') return 0;
  const groups = text.split(':');
  const last = groups.at(-1) ?? '';
  const embedded = last.includes('.');
  const plain = embedded ? groups.slice(0, -1) : groups;
  if (!plain.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) || (embedded && !isIpv4(last))) return -1;
  return plain.length + (embedded ? 2 : 0);
}

function isIpv6(text: string): boolean {
  const sides = text.split('::').map(groupsIn);
  if (sides.includes(-1)) return false;
  const groups = sides.reduce((sum, side) => sum + side, 0);
  return sides.length === 1 ? groups === 8 : sides.length === 2 && groups < 8;
}

function isIp(kind: IpKind, text: string): boolean {
  return kind === 'ipv4' ? isIpv4(text) : isIpv6(text);
}

/** Source: xapi helpers.ml assert_is_valid_ip. */
export function assertIp(kind: IpKind, field: string, address: string): void {
  if (!isIp(kind, address)) throw new Fault('INVALID_IP_ADDRESS_SPECIFIED', field);
}

/** An address with the length of its prefix, `192.0.2.7/24`; answers the address (xapi: helpers.ml parse_cidr). */
export function assertCidr(kind: IpKind, field: string, cidr: string): string {
  const [, address, bits] = /^([^/]+)\/(\d{1,3})$/.exec(cidr) ?? [];
  if (address === undefined || !isIp(kind, address) || Number(bits) > (kind === 'ipv4' ? 32 : 128)) {
    throw new Fault('INVALID_CIDR_ADDRESS_SPECIFIED', field);
  }
  return address;
}

/** Addresses separated by commas; none at all is fine. */
export function assertIps(kind: IpKind, field: string, addresses: string): void {
  if (addresses !== '') for (const address of addresses.split(',')) assertIp(kind, field, address);
}

const LARGEST_PORT = 65_535;

/** Source: xapi helpers.ml assert_is_valid_tcp_udp_port. */
export function assertPort(name: string, port: number): void {
  if (port < 1 || port > LARGEST_PORT) {
    throw new Fault('VALUE_NOT_SUPPORTED', name, String(port), 'Port out of range');
  }
}

export function isMac(text: string): boolean {
  return /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text);
}

/** A MAC address that nobody's card has: local and unicast (as xapi_vif_helpers.ml gen_mac). */
export function randomMac({ random }: Engine): string {
  const bytes = Array.from({ length: 6 }, () => random.below('mac', 256));
  return bytes.map((byte, at) => (at === 0 ? (byte | 2) & 254 : byte).toString(16).padStart(2, '0')).join(':');
}
