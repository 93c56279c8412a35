import type { Ref } from '../../../xapi/datamodel/ref';
import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { assertCidr, assertIp, assertIps } from '../network/addresses';
import { define } from '../registry';
import { need, type Call } from '../world';
import { assertManaged, assertUnclustered, assertUnprotected } from './plug';

type Pif = Records['PIF'];

/** The address that a lease gave an interface. Documentation addresses: no real server is meant (RFC 5737). */
function leasedAddress({ engine }: Call, pif: Pif): Partial<Pif> {
  if (pif.ip_configuration_mode === 'DHCP' && pif.IP !== '') return {};
  const last = 10 + engine.random.below('lease', 240);
  return { IP: `192.0.2.${last}`, netmask: '255.255.255.0', gateway: '192.0.2.1', DNS: '192.0.2.1' };
}

/** The address that a router's announcement gives an interface: documentation prefix, identifier from the MAC. */
function announcedAddress({ MAC }: Pif): Partial<Pif> {
  const bytes = MAC.split(':').map((byte) => Number.parseInt(byte, 16));
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = bytes;
  const groups = [((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f].map((group) => group.toString(16));
  return { IPv6: [`2001:db8::${groups.join(':')}/64`], ipv6_gateway: 'fe80::1' };
}

/** A management interface keeps an address of the kind by which the server is reached. */
function assertReachable(ref: Ref<'PIF'>, pif: Pif, mode: string, type: Enums['primary_address_type']): void {
  if (pif.management && mode === 'None' && pif.primary_address_type === type) {
    throw new Fault('PIF_IS_MANAGEMENT_INTERFACE', ref);
  }
}

/** The address of a server is that of its management interface. */
function followAddress({ db }: Call, ref: Ref<'PIF'>): void {
  const { management, primary_address_type, IP, IPv6, host } = db.row('PIF', ref);
  const address = primary_address_type === 'IPv6' ? (IPv6[0] ?? '').split('/')[0] : IP;
  if (!management || address === undefined || address === '') return;
  if (db.get('host', host)?.address !== address) db.update('host', host, { address });
}

function needConfigurable(call: Call, ref: Ref<'PIF'>): Pif {
  const pif = need(call.db, 'PIF', ref);
  assertManaged(ref, pif);
  assertUnprotected(call.world, pif);
  assertUnclustered(call.world, ref);
  return pif;
}

define({
  'PIF.reconfigure_ip': (call, self, mode, IP, netmask, gateway, DNS) => {
    const { db } = call;
    const pif = needConfigurable(call, self);
    const fields = { IP, netmask, gateway };
    for (const [field, address] of Object.entries(fields)) {
      if (address !== '' || (mode === 'Static' && field !== 'gateway')) assertIp('ipv4', field, address);
    }
    assertIps('ipv4', 'DNS', DNS);
    assertReachable(self, pif, mode, 'IPv4');
    db.transaction(() => {
      const leased = mode === 'DHCP' && pif.currently_attached ? leasedAddress(call, pif) : { ...fields, DNS };
      db.update('PIF', self, { ip_configuration_mode: mode, ...leased });
      followAddress(call, self);
    });
  },
  'PIF.reconfigure_ipv6': (call, self, mode, IPv6, gateway, DNS) => {
    const { db } = call;
    const pif = needConfigurable(call, self);
    if (gateway !== '') assertIp('ipv6', 'gateway', gateway);
    if (IPv6 !== '') assertCidr('ipv6', 'IPv6', IPv6);
    assertIps('ipv6', 'DNS', DNS);
    assertReachable(self, pif, mode, 'IPv6');
    const isDynamic = (mode === 'DHCP' || mode === 'Autoconf') && pif.currently_attached;
    db.transaction(() => {
      db.update('PIF', self, {
        ipv6_configuration_mode: mode,
        ...(isDynamic ? announcedAddress(pif) : { IPv6: [IPv6], ipv6_gateway: gateway }),
        ...(DNS === '' ? undefined : { DNS }),
      });
      followAddress(call, self);
    });
  },
  'PIF.set_primary_address_type': (call, self, primary_address_type) => {
    const pif = need(call.db, 'PIF', self);
    assertUnprotected(call.world, pif);
    if (pif.management) throw new Fault('PIF_IS_MANAGEMENT_INTERFACE', self);
    call.db.transaction(() => call.db.update('PIF', self, { primary_address_type }));
  },
});
