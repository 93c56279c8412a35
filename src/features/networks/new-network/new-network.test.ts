import { beforeEach, describe, expect, it } from 'vitest';
import { XapiError } from '../../../xapi/client/xapi-error';
import { evaluate, targetsOf } from '../../commands';
import type { Input, Job } from '../../commands';
import { noFiles } from '../../fixtures/no-files';
import { makePool } from '../../fixtures/pools';
import type { FakePool } from '../../fixtures/records';
import { newNetworkCommand } from './command';

let pool: FakePool;

beforeEach(() => {
  pool = makePool({ hosts: 2, vms: 0 });
  pool.set('pool', 'pool', { master: 'host1' });
  pool.set('network', 'lan', { name_label: 'LAN', PIFs: ['host0-eth0', 'host1-eth0'] });
  for (const host of ['host0', 'host1']) {
    for (const device of ['eth0', 'eth1', 'eth2']) {
      pool.set('PIF', `${host}-${device}`, {
        host,
        device,
        physical: true,
        managed: true,
        VLAN: -1,
        network: device === 'eth0' ? 'lan' : `net-${device}`,
        management: device === 'eth0',
        ip_configuration_mode: device === 'eth0' ? 'DHCP' : 'None',
        capabilities: device === 'eth2' ? ['sriov'] : [],
      });
    }
  }
});

function target() {
  const [found] = targetsOf(pool.inventory(), [{ connection: 'test', class: 'pool', ref: 'pool' }]);
  if (!found) throw new Error('no pool');
  return found;
}

const fill = (draft: Input) =>
  evaluate(newNetworkCommand.steps ?? [], { inventory: pool.inventory(), target: target(), nowMs: 0, draft });
const problems = (draft: Input) => Object.fromEntries(fill(draft).steps.flatMap((step) => [...step.problems]));

async function run(draft: Input, failsAt = 0) {
  const called: string[] = [];
  const undo: ((job: Job) => Promise<void>)[] = [];
  const answer = (method: string, args: readonly unknown[]): string => {
    called.push(`${method}(${args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(', ')})`);
    if (called.length === failsAt) throw new XapiError('PIF_ALREADY_BONDED');
    return `new${called.length}`;
  };
  const job: Job = {
    inventory: pool.inventory(),
    // References alone are read of what is answered.
    call: (method, ...args) => Promise.resolve().then(() => answer(method, args) as never),
    task: (method, ...args) => Promise.resolve().then(() => answer(method, args)),
    made: (thing) => undo.unshift(thing.undo),
    at: () => job,
    hide: () => undefined,
    keep: () => undo.splice(0),
    files: noFiles,
  };
  await newNetworkCommand.run(job, target(), fill(draft).input).catch(async () => {
    for (const each of undo) await each(job);
  });
  return called.slice(1);
}

describe('a new network', () => {
  it('is a VLAN on a NIC or bond of the coordinator, with a number that is free there', async () => {
    pool.set('PIF', 'host1-eth0', { VLAN_slave_of: ['vlan1'] });
    pool.set('VLAN', 'vlan1', { tag: 1, untagged_PIF: 'above' });
    pool.set('PIF', 'above', { host: 'host1', network: 'office', VLAN: 1 });
    pool.set('network', 'office', { name_label: 'Office' });
    pool.set('PIF', 'host1-eth1', { bond_slave_of: 'bond' });
    pool.set('Bond', 'bond', {});
    const [below, vlan] = fill({}).steps[2]?.fields ?? [];
    expect(below?.kind === 'choice' && below.choices.map(({ key }) => key)).toEqual(['host1-eth0', 'host1-eth2']);
    expect(vlan?.kind === 'number' && vlan.initial).toBe(2);
    expect(problems({ vlan: '1' })).toEqual({ vlan: 'Office has this VLAN on this NIC.' });
    expect(problems({ vlan: '4095' })['vlan']).toContain('VLAN: from 0');
    expect(problems({ vlan: '0' })).toEqual({});
    expect(fill({ vlan: '0' }).steps[2]?.notes[0]?.text).toContain('VLAN 0');
    expect(await run({ vlan: '30' })).toEqual(['pool.create_VLAN_from_PIF(host1-eth0, new1, 30)']);
    const { xe } = newNetworkCommand.script(pool.inventory(), target(), fill({ vlan: '30' }).input);
    expect(xe[1]).toContain('vlan=30');
    expect(await run({ vlan: '30' }, 2)).toEqual([
      'pool.create_VLAN_from_PIF(host1-eth0, new1, 30)',
      'network.destroy(new1)',
    ]);
  });

  it('is for the VMs of one server when it is on no NIC', async () => {
    expect(problems({ type: 'private' })).toEqual({});
    expect(await run({ type: 'private' })).toEqual([]);
  });

  it('is a bond of the same NICs on every server, the coordinator first', async () => {
    expect(problems({ type: 'bond', members: ['eth1'] })).toEqual({ members: 'Choose two to four NICs.' });
    const draft = { type: 'bond', members: ['eth1', 'eth2'], mode: 'lacp', hashing: 'src_mac' };
    expect(await run(draft)).toEqual([
      'Bond.create(new1, ["host1-eth1","host1-eth2"], , lacp, {"hashing_algorithm":"src_mac"})',
      'Bond.create(new1, ["host0-eth1","host0-eth2"], , lacp, {"hashing_algorithm":"src_mac"})',
    ]);
    const { api, xe } = newNetworkCommand.script(pool.inventory(), target(), fill(draft).input);
    expect([api.length, xe.length]).toEqual([3, 3]);
    expect(fill({ type: 'bond', members: ['eth0', 'eth1'] }).steps[2]?.notes[0]?.text).toContain('management');
  });

  it('is no bond of several NICs that have addresses', () => {
    const bond = { type: 'bond', members: ['eth1', 'eth2'] };
    pool.set('PIF', 'host0-eth1', { ip_configuration_mode: 'Static' });
    pool.set('PIF', 'host1-eth2', { ip_configuration_mode: 'DHCP' });
    expect(problems(bond)).toEqual({});
    pool.set('PIF', 'host0-eth2', { ip_configuration_mode: 'DHCP' });
    expect(problems(bond)['members']).toContain('Only one of them may have an IP address.');
  });

  it('is taken away again on every server when one refuses', async () => {
    expect((await run({ type: 'bond', members: ['eth1', 'eth2'] }, 3)).slice(2)).toEqual([
      'Bond.destroy(new2)',
      'network.destroy(new1)',
    ]);
  });

  it('is on the functions of a card that has them', async () => {
    expect(problems({ type: 'sriov', nic: 'eth1' })).toEqual({ nic: 'The card has no SR-IOV.' });
    expect(await run({ type: 'sriov', nic: 'eth2' })).toEqual([
      'network_sriov.create(host1-eth2, new1)',
      'network_sriov.create(host0-eth2, new1)',
    ]);
  });

  it('is on cards of one model alone, where the servers have several', async () => {
    for (const host of ['host0', 'host1']) {
      pool.set('PCI', `${host}-card`, { device_name: `Card of ${host}` });
      pool.set('PIF', `${host}-eth2`, { PCI: `${host}-card` });
    }
    const nic = fill({ type: 'sriov' }).steps.flatMap(({ fields }) => fields.filter(({ id }) => id === 'nic'));
    const choices = nic[0]?.kind === 'choice' ? nic[0].choices.filter(({ reason }) => reason === null) : [];
    expect(choices.map(({ label, detail }) => `${label}, ${detail}`)).toEqual([
      'eth2, Card of host0, on one server',
      'eth2, Card of host1, on one server',
    ]);
    expect(await run({ type: 'sriov', nic: choices[0]?.key ?? '' })).toEqual([
      'network_sriov.create(host0-eth2, new1)',
    ]);
  });

  it('goes in tunnels over a network on which servers have addresses', async () => {
    pool.set('network', 'bare', { name_label: 'Bare', PIFs: ['host0-eth1'] });
    expect(problems({ type: 'tunnel', transport: 'bare' })).toEqual({ transport: 'It has no address on any server.' });
    expect(await run({ type: 'tunnel', transport: 'lan' })).toEqual([
      'tunnel.create(host1-eth0, new1)',
      'tunnel.create(host0-eth0, new1)',
    ]);
  });
});
