import { describe, expect, it } from 'vitest';
import { findCommand, targetsOf } from '../../commands';
import type { Input, PoolCommand, Target } from '../../commands';
import type { FakePool } from '../../fixtures/records';
import type { ObjectClass } from '../../navigation';
import { networkedPool } from '../testing/networked-pool';
import { isIp, isNetmask } from './nic-commands';
import './index';

function target(pool: FakePool, cls: ObjectClass, ref: string): Target {
  const [found] = targetsOf(pool.inventory(), [{ connection: 'test', class: cls, ref }]);
  if (!found) throw new Error(`no target ${cls} ${ref}`);
  return found;
}

function command(id: string): PoolCommand {
  const found = findCommand(id);
  if (found?.type !== 'pool') throw new Error(`no command ${id}`);
  return found;
}

const why = (pool: FakePool, id: string, cls: ObjectClass, ref: string) =>
  command(id).reason(pool.inventory(), target(pool, cls, ref));

/** What a text field says of a text, in view of the others. */
function problem(pool: FakePool, id: string, at: Target, field: string, input: Input): string | null {
  const found = command(id)
    .fields?.(pool.inventory(), [at], 0)
    .find((each) => each.id === field);
  if (found?.kind !== 'text') throw new Error(`no text ${field}`);
  return found.problem?.(typeof input[field] === 'string' ? input[field] : '', input) ?? null;
}

describe('removing a network', () => {
  it('is refused where a NIC, a bond, the servers or a running VM need it', () => {
    const pool = networkedPool();
    const remove = (ref: string) => why(pool, 'network.remove', 'network', ref);
    expect(remove('mgmt')).toBe('The management network of a server stays.');
    expect(remove('members')).toContain('belongs to a NIC');
    expect(remove('trunk')).toContain('belongs to a bond');
    expect(remove('office')).toBeNull();
    pool.set('VIF', 'vif', { VM: 'vm0', network: 'office', currently_attached: true });
    pool.set('network', 'office', { VIFs: ['vif'] });
    expect(remove('office')).toBe('Active in vm 1. Deactivate that interface first.');
    pool.set('network', 'lab', { other_config: { is_host_internal_management_network: 'true' } });
    expect(remove('lab')).toContain('servers need it');
  });

  it('takes its VLANs with it', () => {
    const pool = networkedPool();
    expect(command('network.remove').script(pool.inventory(), target(pool, 'network', 'office'), {}).api).toEqual([
      'Async.VLAN.destroy(session, "v-0")',
      'Async.VLAN.destroy(session, "v-1")',
      'Async.network.destroy(session, "office")',
    ]);
  });
});

describe('dissolving a bond', () => {
  it('is offered beside the network that it carries, and waits for HA where servers are managed over it', () => {
    const pool = networkedPool();
    const dissolve = (ref: string) => why(pool, 'network.dissolveBond', 'network', ref);
    expect(dissolve('office')).toBe('No bond carries it.');
    pool.set('pool', 'pool', { ha_enabled: true });
    expect(dissolve('trunk')).toBeNull();
    pool.set('PIF', 'bond-0', { management: true });
    expect(dissolve('trunk')).toBe('High availability is on. Turn it off first.');
    pool.set('pool', 'pool', { ha_enabled: false });
    expect(dissolve('trunk')).toBeNull();
    const confirmation = command('network.dissolveBond').confirm?.(pool.inventory(), [
      target(pool, 'network', 'trunk'),
    ]);
    expect(confirmation?.consequence).toContain('move to eth2, interfaces of VMs to Members');
    expect(confirmation?.consequence).toContain('Servers are managed over it');
    // The coordinator comes last.
    expect(command('network.dissolveBond').script(pool.inventory(), target(pool, 'network', 'trunk'), {}).api).toEqual([
      'Async.Bond.destroy(session, "b-1")',
      'Async.Bond.destroy(session, "b-0")',
      'Async.network.destroy(session, "trunk")',
    ]);
  });
});

describe('the IP address of a NIC', () => {
  it('is refused for members of a bond, servers that are down, and while HA is on', () => {
    const pool = networkedPool();
    const configure = (ref: string) => why(pool, 'pif.configureIp', 'PIF', ref);
    expect(configure('eth0-0')).toBeNull();
    expect(configure('eth1-0')).toContain('member of a bond');
    pool.set('pool', 'pool', { ha_enabled: true });
    expect(configure('eth0-0')).toContain('High availability');
    pool.set('host_metrics', 'metrics-host0', { live: false });
    expect(configure('eth0-0')).toBe('The server does not respond.');
    expect(why(pool, 'host.rescanNics', 'host', 'host0')).toBe('The server does not respond.');
  });

  it('is checked as far as it can be here', () => {
    const pool = networkedPool();
    const at = target(pool, 'PIF', 'eth0-0');
    const say = (field: string, input: Input) => problem(pool, 'pif.configureIp', at, field, input);
    expect(say('ip', { setup: 'DHCP', ip: 'nonsense' })).toBeNull();
    expect(say('ip', { setup: 'Static', ip: '' })).toContain('needs an address');
    expect(say('ip', { setup: 'Static', ip: '10.0.0.256' })).toContain('four numbers');
    expect(say('ip', { setup: 'Static', ip: '10.0.0.2' })).toBe('eth0 server 2 has this address.');
    expect(say('ip', { setup: 'Static', ip: '10.0.0.1' })).toBeNull();
    for (const ip of ['0.0.0.0', '127.0.0.1', '224.0.0.1', '255.255.255.255'])
      expect(say('ip', { setup: 'Static', ip })).toBe('No server can have this address.');
    const netmask = '255.255.255.0';
    for (const ip of ['10.9.0.0', '10.9.0.255'])
      expect(say('ip', { setup: 'Static', ip, netmask })).toContain('stands for the network');
    expect(say('ip', { setup: 'Static', ip: '10.9.0.255', netmask: '255.255.0.0' })).toBeNull();
    expect(say('ip', { setup: 'Static', ip: '10.9.0.0', netmask: '255.255.255.254' })).toBeNull();
    const gateway = (text: string) => say('gateway', { setup: 'Static', ip: '10.9.0.7', netmask, gateway: text });
    expect(['', '10.9.0.1', ' 10.9.0.254 '].map(gateway)).toEqual([null, null, null]);
    expect(gateway('10.9.1.1')).toBe('The gateway is not on the network of the address.');
    expect(gateway('10.9.0.7')).toBe('The gateway is another machine.');
    expect(gateway('10.9.0.1,10.9.0.2')).toContain('four numbers');
    expect(say('netmask', { setup: 'Static', netmask: '255.0.255.0' })).toContain('like 255.255.255.0');
    expect(say('dns', { setup: 'Static', dns: '10.0.0.9, 10.0.0.10' })).toBeNull();
    expect([isIp('01.2.3.4'), isNetmask('0.0.0.0'), isNetmask('255.255.254.0')]).toEqual([false, false, true]);
  });

  it('warns of the interface by which the server is reached', () => {
    const pool = networkedPool();
    const confirm = (ref: string) =>
      command('pif.configureIp').confirm?.(pool.inventory(), [target(pool, 'PIF', ref)])?.consequence;
    expect(confirm('eth0-0')).toContain('only be mended at the server itself');
    expect(confirm('bond-0')).not.toContain('only be mended');
    const script = command('pif.configureIp').script(pool.inventory(), target(pool, 'PIF', 'eth0-0'), {
      setup: 'Static',
      ip: '10.0.0.7 ',
      netmask: '255.255.255.0',
      gateway: '',
      dns: '10.0.0.9, 10.0.0.10',
    });
    expect(script.api).toEqual([
      'Async.PIF.reconfigure_ip(session, "eth0-0", "Static", "10.0.0.7", "255.255.255.0", "", "10.0.0.9,10.0.0.10")',
    ]);
    expect(script.xe).toEqual([
      "xe pif-reconfigure-ip uuid='uuid of eth0-0' mode=static IP=10.0.0.7 netmask=255.255.255.0 DNS=10.0.0.9,10.0.0.10",
    ]);
  });
});
