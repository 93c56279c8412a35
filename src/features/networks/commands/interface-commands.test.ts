import { describe, expect, it } from 'vitest';
import { commandsFor, findCommand, targetsOf } from '../../commands';
import type { Input, Job, PoolCommand, Target } from '../../commands';
import { noFiles } from '../../fixtures/no-files';
import { makePool } from '../../fixtures/pools';
import type { FakePool } from '../../fixtures/records';
import type { ObjectClass } from '../../navigation';
import { limitProblem, macOf, macProblem } from './interface-model';
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

function networked(): FakePool {
  const pool = makePool({ hosts: 1, vms: 2 });
  pool.set('network', 'lan', { name_label: 'LAN', MTU: 9000, PIFs: ['pif'] });
  pool.set('network', 'dmz', { name_label: 'DMZ', MTU: 1500 });
  pool.set('PIF', 'pif', { device: 'eth0', VLAN: -1, network: 'lan', host: 'host0' });
  pool.set('VIF', 'vif', {
    VM: 'vm0',
    device: '0',
    network: 'lan',
    MAC: '02:00:00:00:00:01',
    currently_attached: true,
    allowed_operations: ['unplug'],
  });
  pool.set('VM', 'vm0', { VIFs: ['vif'] });
  return pool;
}

const why = (pool: FakePool, id: string, cls: ObjectClass = 'VIF', ref = 'vif') =>
  command(id).reason(pool.inventory(), target(pool, cls, ref));

describe('an interface', () => {
  it('offers the word that fits, and says why it stays as it is', () => {
    const pool = networked();
    const offered = () => commandsFor(pool.inventory(), [target(pool, 'VIF', 'vif')]).map((each) => each.command.id);
    expect(offered()).toContain('vif.deactivate');
    expect(offered()).not.toContain('vif.activate');
    expect(why(pool, 'vif.deactivate')).toBeNull();
    expect(why(pool, 'vif.remove')).toBeNull();
    pool.set('VIF', 'vif', { allowed_operations: ['attach'] });
    expect(why(pool, 'vif.deactivate')).toContain('lacks the drivers');
    expect(why(pool, 'vif.remove')).toContain('lacks the drivers');
    pool.set('PIF', 'pif', { sriov_logical_PIF_of: ['sriov'] });
    expect(why(pool, 'vif.deactivate')).toContain('SR-IOV');
    pool.set('VIF', 'vif', { currently_attached: false, current_operations: { t: 'plug' } });
    expect(why(pool, 'vif.activate')).toContain('Wait for it to finish');
    pool.set('VIF', 'vif', { current_operations: {} });
    pool.set('VM', 'vm0', { power_state: 'Halted' });
    expect(why(pool, 'vif.activate')).toContain('when it starts');
    expect(why(pool, 'vif.remove')).toBeNull();
    pool.set('VM', 'vm0', { is_a_snapshot: true });
    expect(why(pool, 'vif.remove')).toBe('A snapshot stays as it was taken.');
  });

  it('is refused to a VM that has all it can have, and to a shipped template', () => {
    const pool = networked();
    expect(why(pool, 'vm.addInterface', 'VM', 'vm0')).toBeNull();
    pool.set('VM', 'vm0', { VIFs: Array.from({ length: 16 }, (_, i) => `v${i}`) });
    expect(why(pool, 'vm.addInterface', 'VM', 'vm0')).toContain('as many interfaces');
    pool.set('VM', 'vm0', { is_a_template: true, is_default_template: true });
    expect(why(pool, 'vm.addInterface', 'VM', 'vm0')).toContain('came with the product');
  });

  it('gets a MAC address that is one, is no group, and that no other VM has', () => {
    const inventory = networked().inventory();
    expect(macProblem(inventory, '', null)).toBeNull();
    expect(macProblem(inventory, '02-00-00-00-00-09', null)).toBeNull();
    expect(macProblem(inventory, '02:00:00:00:00', null)).toContain('six pairs');
    expect(macProblem(inventory, 'zz:00:00:00:00:00', null)).toContain('six pairs');
    expect(macProblem(inventory, '03:00:00:00:00:01', null)).toContain('group');
    expect(macProblem(inventory, '02:00:00:00:00:01', null)).toBe('An interface of vm 1 has this address.');
    expect(macProblem(inventory, '02:00:00:00:00:01', 'vif')).toBeNull();
    expect(macOf(' 02-AB-00-00-00-09 ')).toBe('02:ab:00:00:00:09');
    expect([limitProblem(''), limitProblem('100')]).toEqual([null, null]);
    expect(limitProblem('0')).toContain('above 0');
    expect(limitProblem('1.5')).toContain('above 0');
  });
});

describe('the properties of an interface', () => {
  const script = (pool: FakePool, input: Input) =>
    command('vif.edit').script(pool.inventory(), target(pool, 'VIF', 'vif'), input);
  const same: Input = { network: 'lan', mac: '02:00:00:00:00:01', limit: '' };

  it('send what was changed and nothing else', () => {
    const pool = networked();
    expect(script(pool, same)).toEqual({ api: [], xe: [] });
    expect(script(pool, { ...same, network: 'dmz' }).api).toEqual(['Async.VIF.move(session, "vif", "dmz")']);
    expect(script(pool, { ...same, limit: '500' }).api).toEqual([
      'VIF.set_qos_algorithm_type(session, "vif", "ratelimit")',
      'VIF.set_qos_algorithm_params(session, "vif", {"kbps":"500"})',
    ]);
  });

  it('keep the address while the interface is active', () => {
    const pool = networked();
    const fields = command('vif.edit').fields?.(pool.inventory(), [target(pool, 'VIF', 'vif')], 0) ?? [];
    const mac = fields.find((field) => field.id === 'mac');
    if (mac?.kind !== 'text') throw new Error('no address');
    expect(mac.problem?.('02:00:00:00:00:07', same)).toContain('not active');
    expect(mac.problem?.('02:00:00:00:00:01', same)).toBeNull();
  });

  it('give the former interface back when the pool refuses a new address', async () => {
    const pool = networked();
    pool.set('VIF', 'vif', { currently_attached: false });
    const made: unknown[] = [];
    const job: Job = {
      inventory: pool.inventory(),
      made: () => undefined,
      at: () => job,
      hide: () => undefined,
      keep: () => undefined,
      files: noFiles,
      call: (...[method]) => Promise.reject(new Error(`unexpected ${method}`)),
      task: (...[method, first]) => {
        if (method === 'VIF.create') made.push((first as { readonly MAC?: string }).MAC);
        return method === 'VIF.create' && made.length === 1
          ? Promise.reject(new Error('MAC_INVALID'))
          : Promise.resolve('');
      },
    };
    const input = { ...same, mac: '02:00:00:00:00:07' };
    await expect(command('vif.edit').run(job, target(pool, 'VIF', 'vif'), input)).rejects.toThrow('MAC_INVALID');
    expect(made).toEqual(['02:00:00:00:00:07', '02:00:00:00:00:01']);
  });
});

describe('scripts', () => {
  it('are written for every command, whatever is gone', () => {
    for (const id of ['vm.addInterface', 'vif.activate', 'vif.deactivate', 'vif.remove'] as const) {
      const gone: Target = { id: { connection: 'c', class: 'VIF', ref: 'x' }, ref: 'x', kind: 'vif', name: 'x' };
      expect(command(id).script({}, gone, {}).xe.length, id).toBeGreaterThan(0);
      expect(command(id).reason({}, gone), id).toBe('It is gone.');
    }
    const pool = networked();
    expect(
      command('vm.addInterface').script(pool.inventory(), target(pool, 'VM', 'vm0'), {
        network: 'lan',
        mac: '02-00-00-00-00-08',
        limit: '',
      }).xe,
    ).toEqual([
      "xe vif-create vm-uuid='uuid of vm0' network-uuid='uuid of lan' device=autodetect mac=02:00:00:00:00:08",
      "xe vif-plug uuid='<new interface>'",
    ]);
  });
});
