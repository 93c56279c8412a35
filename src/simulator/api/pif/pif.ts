import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { define } from '../registry';
import { need, type Call } from '../world';
import { assertManaged, assertUnpluggable, bringUp } from './plug';

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

function assertIpv4(parameter: string, text: string): void {
  if (!isIpv4(text)) throw new Fault('INVALID_IP_ADDRESS_SPECIFIED', parameter);
}

function set(call: Call, self: Ref<'PIF'>, values: Partial<Records['PIF']>): void {
  call.db.transaction(() => call.db.update('PIF', self, values));
}

/** The address that a lease gave an interface. Documentation addresses: no real server is meant (RFC 5737). */
function leasedAddress(call: Call, pif: Records['PIF']): Partial<Records['PIF']> {
  if (pif.IP !== '') return {};
  const last = 10 + call.engine.random.below('lease', 240);
  return { IP: `192.0.2.${last}`, netmask: '255.255.255.0', gateway: '192.0.2.1', DNS: '192.0.2.1' };
}

define({
  'PIF.reconfigure_ip': (call, self, mode, IP, netmask, gateway, DNS) => {
    const { db } = call;
    const pif = need(db, 'PIF', self);
    assertManaged(self, pif);
    if (!isNullRef(pif.bond_slave_of) && mode !== 'None') throw new Fault('PIF_ALREADY_BONDED', self);
    if (mode === 'None' && pif.management) throw new Fault('PIF_IS_MANAGEMENT_INTERFACE', self);
    if (mode === 'Static') {
      assertIpv4('IP', IP);
      assertIpv4('netmask', netmask);
      if (gateway !== '') assertIpv4('gateway', gateway);
      for (const server of DNS.split(',').filter((each) => each !== '')) assertIpv4('DNS', server);
    }
    db.transaction(() => {
      const empty = { IP: '', netmask: '', gateway: '', DNS: '' };
      const address =
        mode === 'Static' ? { IP, netmask, gateway, DNS } : mode === 'DHCP' ? leasedAddress(call, pif) : empty;
      db.update('PIF', self, { ip_configuration_mode: mode, ...address });
      const now = db.row('PIF', self);
      if (now.management && db.get('host', now.host)?.address !== now.IP)
        db.update('host', now.host, { address: now.IP });
      if (mode !== 'None') bringUp(call.world, self);
    });
  },
  'PIF.plug': (call, self) => {
    const pif = need(call.db, 'PIF', self);
    assertManaged(self, pif);
    if (!isNullRef(pif.bond_slave_of)) throw new Fault('CANNOT_PLUG_BOND_SLAVE', self);
    if (!pif.currently_attached) call.db.transaction(() => bringUp(call.world, self));
  },
  'PIF.unplug': (call, self) => {
    const pif = need(call.db, 'PIF', self);
    assertManaged(self, pif);
    assertUnpluggable(call.world, self, pif);
    set(call, self, { currently_attached: false });
  },
  // Servers keep the ports they were built with: a scan finds nothing new.
  'PIF.scan': (call, host) => {
    need(call.db, 'host', host);
  },
  'PIF.set_disallow_unplug': (call, self, disallow_unplug) => {
    need(call.db, 'PIF', self);
    set(call, self, { disallow_unplug });
  },
  'PIF.set_property': (call, self, name, value) => {
    const pif = need(call.db, 'PIF', self);
    if (name !== 'gro' || (value !== 'on' && value !== 'off'))
      throw new Fault('INVALID_VALUE', 'properties', `${name} = ${value}`);
    if (!pif.physical && pif.bond_master_of.length === 0) throw new Fault('CANNOT_CHANGE_PIF_PROPERTIES', self);
    set(call, self, { properties: { ...pif.properties, [name]: value } });
  },
});
