import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePool } from '../../fixtures/pools';
import type { FakePool } from '../../fixtures/records';
import type { Filter } from './model';
import { parseQuery } from './parse';
import { PropertyIndex } from './property-index';
import { QueryRun } from './query-run';
import type { Member } from './query-run';

const NOW = Date.UTC(2026, 5, 15, 12);
const GIB = 2 ** 30;

function read(text: string): Filter {
  const parsed = parseQuery(text);
  if (!parsed.ok || parsed.filter === null) throw new Error(`no query: ${text}`);
  return parsed.filter;
}

const CLASSES = ['pool', 'host', 'VM', 'SR', 'VDI', 'network', 'VM_appliance'] as const;

const membersOf = (pool: FakePool): readonly Member[] =>
  CLASSES.flatMap((cls) => pool.refs(cls).map((ref) => ({ cls, ref })));

function run(pool: FakePool, text: string, index = new PropertyIndex(pool.inventory())) {
  const query = new QueryRun(read(text), { index, nowMs: () => NOW });
  query.follow();
  return {
    index,
    query,
    found: () => [...query.read(membersOf(pool)).refs],
    follow: () => index.apply(pool.inventory(), pool.takeChanges()),
  };
}

const find = (pool: FakePool, text: string): readonly string[] => run(pool, text).found();

function richPool(): FakePool {
  const pool = makePool({ hosts: 2, vms: 4 });
  pool.set('SR', 'shared', { physical_size: 100 * GIB, physical_utilisation: 95 * GIB, VDIs: ['vdi-vm0', 'vdi-vm1'] });
  pool.set('SR', 'local0', { physical_size: 100 * GIB, physical_utilisation: 10 * GIB, VDIs: ['vdi-vm2', 'vdi-vm3'] });
  pool.set('VDI', 'vdi-vm2', { SR: 'local0' });
  pool.set('VDI', 'vdi-vm3', { SR: 'local0' });
  pool.set('network', 'lan', { name_label: 'LAN', VIFs: ['vif0', 'vif1'], PIFs: ['pif0'] });
  pool.set('PIF', 'pif0', { network: 'lan', VLAN: 7 });
  pool.set('VIF', 'vif0', { VM: 'vm0', network: 'lan', device: '0', MAC: '00:16:3E:aa:bb:cc' });
  pool.set('VIF', 'vif1', { VM: 'vm1', network: 'lan', device: '0', MAC: '00:16:3e:11:22:33' });
  pool.set('VM_guest_metrics', 'guest0', {
    networks: { '0/ip': '10.0.0.5', '0/ipv6/0': 'fe80::1' },
    os_version: { name: 'Microsoft Windows Server 2022|C:\\Windows|x', distro: '' },
    PV_drivers_version: { major: '9', minor: '3' },
    PV_drivers_up_to_date: true,
  });
  pool.set('VM_metrics', 'metrics0', { start_time: '20260614T12:00:00Z', memory_actual: 3 * GIB });
  pool.set('VM', 'vm0', {
    VIFs: ['vif0'],
    guest_metrics: 'guest0',
    metrics: 'metrics0',
    tags: ['prod', 'Web'],
    memory_dynamic_max: 4 * GIB,
    snapshots: ['snap'],
    other_config: { folder: '/Sales/Test', 'XenCenter.CustomFields.Owner': 'Ann Smith' },
  });
  pool.set('VM', 'vm1', { VIFs: ['vif1'], memory_dynamic_max: 16 * GIB, appliance: 'shop' });
  pool.set('VM', 'vm2', { power_state: 'Halted', resident_on: 'OpaqueRef:NULL', other_config: { folder: '/Sales' } });
  pool.set('VM', 'snap', {
    name_label: 'before',
    is_a_snapshot: true,
    is_a_template: true,
    snapshot_of: 'vm0',
    snapshot_time: '20260501T00:00:00Z',
    power_state: 'Halted',
  });
  pool.set('VM_appliance', 'shop', { name_label: 'Shop', VMs: ['vm1'] });
  pool.set('host', 'host0', { name_label: 'ely1', resident_VMs: ['vm0'], tags: ['prod'] });
  return pool;
}

describe('a query over a pool', () => {
  it.each([
    ['"vm 2"', ['vm1']],
    ['ann', ['vm0']],
    ['power:halted', ['vm2']],
    ['power!=running', ['vm2']],
    ['tag:PROD', ['host0', 'vm0']],
    ['tag::web', []],
    ['tag*=ro', ['host0', 'vm0']],
    ['type:vm memory>8GiB', ['vm1']],
    ['type:storage free<10%', ['shared']],
    ['type:vm sr.free<10%', ['vm0', 'vm1']],
    ['type:vm host:ely1', ['vm0', 'vm2']],
    ['vm:(host:(name:ely1)) type:network', ['lan']],
    ['has:snapshot', ['vm0']],
    ['type:snapshot age>30d', ['snap']],
    ['type:vm uptime<2d', ['vm0']],
    ['started:yesterday', ['vm0']],
    ['ip:10.0.*', ['vm0']],
    ['ip:10.0.0.0/29', ['vm0']],
    ['fe80::1', ['vm0']],
    ['00:16:3e:AA', ['vm0']],
    ['mac:11-22', ['vm1']],
    ['os:"windows server"', ['vm0']],
    ['os^=Microsoft', []],
    ['os=unknown', ['vm1', 'vm2', 'vm3']],
    ['tools:installed', ['vm0']],
    ['vapp:shop type:vm', ['vm1']],
    ['invapp:yes', ['vm1', 'shop']],
    ['folder:Test', ['vm0']],
    ['infolder:Sales', ['vm0', 'vm2']],
    ['folder:/Sales', ['vm2']],
    ['folder:/sales/test', ['vm0']],
    ['infolder:/Sales', ['vm0', 'vm2']],
    ['infolder:/ales', []],
    ['path=/sales', ['vm2']],
    ['field.Owner:ann', ['vm0']],
    ['has:fields', ['vm0']],
    ['memoryactual>2GiB', ['vm0']],
    ['vlan=7', ['lan']],
    ['uuid=="uuid of vm3"', ['vm3']],
    ['ref=vm3', ['vm3']],
    ['type:vm not (host:ely1 or power:running)', []],
    ['type:vm host!:ely1', ['vm1', 'vm3']],
    ['type:vm no:vapp', ['vm0', 'vm2', 'vm3']],
    ['type:disk vm.power:halted', ['vdi-vm2']],
    ['disks>0 type:vm vcpus=0 name$=4', ['vm3']],
  ])('%s', (text, expected) => {
    expect(find(richPool(), text)).toEqual(expected);
  });

  it('keeps its result while nothing in it changes, and follows relatives', () => {
    const pool = richPool();
    const query = run(pool, 'vm.host.name:ely1 type:network');
    const members = membersOf(pool);
    const before = query.query.read(members);
    pool.takeChanges();
    pool.set('VM', 'vm3', { name_label: 'other' });
    query.follow();
    expect(query.query.read(members)).toBe(before);
    pool.set('host', 'host0', { name_label: 'renamed' });
    query.follow();
    expect(query.query.read(members).refs.size).toBe(0);
    pool.set('VM', 'vm1', { resident_on: 'host1' });
    pool.set('host', 'host1', { name_label: 'ely1' });
    query.follow();
    expect([...query.query.read(members).refs]).toEqual(['lan']);
  });

  it('takes figures of statistics when they come', () => {
    const pool = richPool();
    const query = run(pool, 'cpu>80%');
    expect(query.found()).toEqual([]);
    query.index.applyLive(
      new Map([
        ['vm0', { cpu: 91 }],
        ['vm2', { cpu: 95 }],
      ]),
    );
    expect(query.found()).toEqual(['vm0']);
    query.index.applyLive(new Map([['vm0', { cpu: 20 }]]));
    expect(query.found()).toEqual([]);
  });

  it('counts a changed value once, whoever asks', () => {
    const pool = richPool();
    const index = new PropertyIndex(pool.inventory());
    const one = run(pool, 'tag:prod', index);
    const two = run(pool, 'not tag:prod type:vm', index);
    expect([one.found(), two.found()]).toEqual([
      ['host0', 'vm0'],
      ['vm1', 'vm2', 'vm3'],
    ]);
    pool.takeChanges();
    pool.set('VM', 'vm1', { tags: ['prod'] });
    one.follow();
    expect([one.found(), two.found()]).toEqual([
      ['host0', 'vm0', 'vm1'],
      ['vm2', 'vm3'],
    ]);
  });

  it('finds the same after any changes as when it is asked anew', () => {
    const queries = [
      'type:vm sr.free<10%',
      'vm:(host:(name:ely1))',
      'host:(vm:(tag:prod))',
      'not host:ely1',
      'disk:(size>1GiB) or has:snapshot',
      'infolder:Sales',
      'ely1 vm',
      'pool:(vm:(power:halted)) type:vm',
      'network.vm.power:running',
    ];
    const change = fc.record({
      action: fc.constantFrom('move', 'stop', 'tag', 'fill', 'rename', 'remove', 'folder', 'wire', 'resize'),
      number: fc.nat(4),
      host: fc.constantFrom('host0', 'host1'),
    });
    fc.assert(
      fc.property(fc.constantFrom(...queries), fc.array(change, { maxLength: 12 }), (text, changes) => {
        const pool = richPool();
        pool.takeChanges();
        const query = run(pool, text);
        query.found();
        for (const { action, number, host } of changes) {
          const vm = `vm${number}`;
          if (action === 'rename') pool.set('host', host, { name_label: number > 2 ? 'ely1' : 'x' });
          else if (action === 'fill') pool.set('SR', 'local0', { physical_utilisation: number * 24 * GIB });
          else if (action === 'wire') pool.set('VIF', 'vif0', { VM: vm });
          else if (action === 'resize') pool.set('VDI', `vdi-vm${number}`, { virtual_size: number * GIB });
          else if (action === 'remove') pool.remove('VM', vm);
          else if (action === 'move') pool.set('VM', vm, { resident_on: host, power_state: 'Running' });
          else if (action === 'stop') pool.set('VM', vm, { resident_on: 'OpaqueRef:NULL', power_state: 'Halted' });
          else if (action === 'tag') pool.set('VM', vm, { tags: number > 1 ? ['prod'] : [] });
          else pool.set('VM', vm, { other_config: { folder: host === 'host0' ? '/Sales/x' : '' } });
          query.follow();
          expect(query.found()).toEqual(find(pool, text));
        }
      }),
    );
  });
});
