import { describe, expect, it } from 'vitest';
import type { ObjectClass } from '../../navigation';
import { commandsFor, findCommand, targetsOf } from '../../commands';
import type { Input, Job, PoolCommand, Target } from '../../commands';
import { noFiles } from '../../fixtures/no-files';
import { makePool } from '../../fixtures/pools';
import type { FakePool } from '../../fixtures/records';
import './index';

const GIB = 2 ** 30;

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

const reason = (pool: FakePool, id: string, cls: ObjectClass, ref: string): string | null =>
  command(id).reason(pool.inventory(), target(pool, cls, ref));

const offered = (pool: FakePool, cls: ObjectClass, ref: string): readonly string[] =>
  commandsFor(pool.inventory(), [target(pool, cls, ref)]).map((each) => each.command.id);

/** A running VM with an active disk, and everything it may do with it. */
function running(): FakePool {
  const pool = makePool({ hosts: 2, vms: 1 });
  pool.set('SR', 'shared', { physical_size: 100 * GIB, physical_utilisation: 40 * GIB });
  pool.set('VBD', 'vbd-vm0', {
    currently_attached: true,
    allowed_operations: ['unplug'],
    mode: 'RW',
    unpluggable: true,
  });
  pool.set('VDI', 'vdi-vm0', { allowed_operations: ['snapshot', 'mirror'], type: 'user', managed: true });
  return pool;
}

describe('a drive', () => {
  it('offers the word that fits: activate or deactivate', () => {
    const pool = running();
    expect(offered(pool, 'VBD', 'vbd-vm0')).toContain('vbd.deactivate');
    expect(offered(pool, 'VBD', 'vbd-vm0')).not.toContain('vbd.activate');
    pool.set('VBD', 'vbd-vm0', { currently_attached: false });
    expect(offered(pool, 'VBD', 'vbd-vm0')).toContain('vbd.activate');
  });

  it('says why it stays as it is', () => {
    const pool = running();
    const why = (id: string) => reason(pool, id, 'VBD', 'vbd-vm0');
    expect(why('vbd.deactivate')).toBeNull();
    expect(why('vbd.detach')).toBeNull();
    pool.set('VBD', 'vbd-vm0', { other_config: { owner: '' } });
    pool.set('VDI', 'vdi-vm0', { type: 'system' });
    expect(why('vbd.deactivate')).toBe('The VM runs from this disk.');
    expect(why('vbd.detach')).toBe('The VM runs from this disk.');
    pool.set('VBD', 'vbd-vm0', { other_config: {}, bootable: true, userdevice: '0' });
    expect(why('vbd.deactivate')).toBe('The VM runs from this disk.');
    pool.set('VBD', 'vbd-vm0', { bootable: false });
    pool.set('VDI', 'vdi-vm0', { type: 'user' });
    pool.set('VBD', 'vbd-vm0', { allowed_operations: ['attach'], current_operations: {} });
    expect(why('vbd.deactivate')).toContain('lacks the drivers');
    pool.set('VBD', 'vbd-vm0', { currently_attached: false, current_operations: { t: 'plug' } });
    expect(why('vbd.activate')).toBe('Wait for it to finish: attaching.');
    pool.set('VBD', 'vbd-vm0', { current_operations: {} });
    pool.set('VM', 'vm0', { power_state: 'Halted' });
    expect(why('vbd.activate')).toContain('when it starts');
    expect(why('vbd.detach')).toBeNull();
    pool.set('VM', 'vm0', { power_state: 'Suspended' });
    expect(why('vbd.activate')).toContain('Resume it first');
  });

  it('says that its storage is elsewhere', () => {
    const pool = running();
    pool.set('VDI', 'vdi-vm0', { SR: 'local1' });
    pool.set('VBD', 'vbd-vm0', { currently_attached: false, allowed_operations: ['attach'] });
    expect(reason(pool, 'vbd.activate', 'VBD', 'vbd-vm0')).toBe('Not attached on the server of the VM.');
  });

  it('takes discs and no disk commands when it is a CD drive', () => {
    const pool = running();
    pool.set('VBD', 'cd', { VM: 'vm0', type: 'CD', empty: true, allowed_operations: ['insert'] });
    expect(offered(pool, 'VBD', 'cd')).toEqual(expect.arrayContaining(['vbd.insert', 'vbd.eject']));
    expect(offered(pool, 'VBD', 'cd')).not.toContain('vdi.delete');
    expect(reason(pool, 'vbd.eject', 'VBD', 'cd')).toBe('The drive is empty.');
    expect(reason(pool, 'vbd.insert', 'VBD', 'cd')).toBe('The pool has no discs to insert.');
    pool.set('SR', 'isos', { content_type: 'iso', type: 'iso', VDIs: ['iso'] });
    pool.set('VDI', 'iso', { SR: 'isos', name_label: 'debian.iso', managed: true });
    expect(reason(pool, 'vbd.insert', 'VBD', 'cd')).toBeNull();
    expect(offered(pool, 'VBD', 'vbd-vm0')).not.toContain('vbd.insert');
  });
});

describe('a disk', () => {
  it('is not deleted while something needs it, and says what', () => {
    const pool = running();
    const why = () => reason(pool, 'vdi.delete', 'VDI', 'vdi-vm0');
    expect(why()).toBe('It is active in vm 1. Deactivate it first.');
    pool.set('VBD', 'vbd-vm0', { currently_attached: false });
    pool.set('VDI', 'vdi-vm0', { allowed_operations: ['destroy'] });
    expect(why()).toBeNull();
    pool.set('VM', 'vm0', { power_state: 'Suspended' });
    expect(why()).toContain('is suspended');
    pool.set('VM', 'vm0', { power_state: 'Halted', is_a_snapshot: true });
    expect(why()).toContain('belongs to the snapshot vm 1');
    pool.set('SR', 'shared', { content_type: 'iso' });
    expect(why()).toContain('library');
  });

  it('grows only, and only as far as thick storage has room', () => {
    const pool = running();
    pool.set('SR', 'shared', { type: 'lvmoiscsi' });
    pool.set('VBD', 'vbd-vm0', { currently_attached: false });
    pool.set('VDI', 'vdi-vm0', { allowed_operations: ['resize'], virtual_size: 8 * GIB });
    expect(reason(pool, 'vdi.resize', 'VBD', 'vbd-vm0')).toBeNull();
    const [field] = command('vdi.resize').fields?.(pool.inventory(), [target(pool, 'VBD', 'vbd-vm0')], 0) ?? [];
    if (field?.kind !== 'size') throw new Error('no size');
    expect(field.initialBytes).toBe(9 * GIB);
    expect(field.problem(8 * GIB, {})).toBe('Choose more than the present 8 GiB.');
    expect(field.problem(68 * GIB, {})).toBeNull();
    expect(field.problem(69 * GIB, {})).toContain('It can grow by 60 GiB');
  });

  it('says that its storage cannot resize it under a running guest', () => {
    expect(reason(running(), 'vdi.resize', 'VBD', 'vbd-vm0')).toContain('active in vm 1');
  });

  it('moves by the pool under a guest, and as a copy at rest', () => {
    const pool = running();
    const at = target(pool, 'VBD', 'vbd-vm0');
    expect(command('vdi.move').script(pool.inventory(), at, { storage: 'local0' }).xe).toEqual([
      "xe vdi-pool-migrate uuid='uuid of vdi-vm0' sr-uuid='uuid of local0'",
    ]);
    pool.set('VBD', 'vbd-vm0', { currently_attached: false, userdevice: '3' });
    const { api } = command('vdi.move').script(pool.inventory(), at, { storage: 'local0' });
    expect(api.map((line) => line.split('(')[0])).toEqual([
      'Async.VDI.copy',
      'Async.VBD.destroy',
      'Async.VBD.create',
      'Async.VDI.destroy',
    ]);
    expect(api[2]).toContain('"userdevice":"3"');
  });

  it('gives a VM its disk back when the pool refuses the moved one', async () => {
    const pool = running();
    pool.set('VBD', 'vbd-vm0', { currently_attached: false, userdevice: '3' });
    const done: string[] = [];
    const job = {
      inventory: pool.inventory(),
      task: (method: string, what: { readonly VDI?: string } & string) => {
        done.push(`${method} ${what.VDI ?? what}`);
        if (method === 'VBD.create' && what.VDI === 'copy') return Promise.reject(new Error('refused'));
        return Promise.resolve(method === 'VDI.copy' ? 'copy' : '');
      },
    } as unknown as Job;
    const move = command('vdi.move').run(job, target(pool, 'VBD', 'vbd-vm0'), { storage: 'local0' });
    await expect(move).rejects.toThrow('refused');
    expect(done).toEqual([
      'VDI.copy vdi-vm0',
      'VBD.destroy vbd-vm0',
      'VBD.create copy',
      'VBD.create vdi-vm0',
      'VDI.destroy copy',
    ]);
  });
});

describe('adding a disk', () => {
  const sizeOf = (pool: FakePool) => {
    const fields = command('vm.addDisk').fields?.(pool.inventory(), [target(pool, 'VM', 'vm0')], 0) ?? [];
    return { fields, size: fields.find((field) => field.kind === 'size') };
  };

  it('offers the storage that the server of the VM reaches, and says what of the others', () => {
    const { fields } = sizeOf(running());
    const storage = fields.find((field) => field.kind === 'choice');
    if (storage?.kind !== 'choice') throw new Error('no choice');
    expect(storage.initial).toBe('shared');
    expect(storage.choices.map(({ label, reason: why }) => [label, why])).toEqual([
      ['NFS store', null],
      ['Local storage on server 1', null],
      ['Local storage on server 2', 'Not attached on the server of the VM.'],
    ]);
  });

  it('measures its size by the storage that is chosen', () => {
    const pool = running();
    pool.set('SR', 'local0', { type: 'lvm', physical_size: 20 * GIB, physical_utilisation: 5 * GIB });
    pool.set('SM', 'sm', { type: 'nfs', supported_image_formats: ['vhd'] });
    const { size } = sizeOf(pool);
    if (size?.kind !== 'size') throw new Error('no size');
    expect(size.problem(0, { storage: 'shared' })).toBe('It has to be larger than nothing.');
    expect(size.problem(500 * GIB, { storage: 'shared' })).toBeNull();
    expect(size.problem(3000 * GIB, { storage: 'shared' })).toContain('at most 2040 GiB');
    expect(size.problem(16 * GIB, { storage: 'local0' })).toBe('Only 15 GiB are free on this storage.');
  });

  it('is refused where the VM is full, shipped or at work', () => {
    const pool = running();
    const why = () => reason(pool, 'vm.addDisk', 'VM', 'vm0');
    expect(why()).toBeNull();
    pool.set('VM', 'vm0', { current_operations: { t: 'pool_migrate' } });
    expect(why()).toContain('migrating');
    pool.set('VM', 'vm0', { current_operations: {}, VBDs: Array.from({ length: 255 }, (_, i) => `b${i}`) });
    expect(why()).toContain('as many disks');
    pool.set('VM', 'vm0', { VBDs: [], is_a_template: true, is_default_template: true });
    expect(why()).toContain('came with the product');
  });

  it('leaves no disk behind when the VM does not take it', async () => {
    const pool = running();
    const called: string[] = [];
    const job: Job = {
      inventory: pool.inventory(),
      made: () => undefined,
      at: () => job,
      hide: () => undefined,
      keep: () => undefined,
      files: noFiles,
      call: (...[method]) => Promise.reject(new Error(`unexpected ${method}`)),
      task: (method, ...args) => {
        called.push(`${method} ${typeof args[0] === 'string' ? args[0] : ''}`.trim());
        return method === 'VBD.create' ? Promise.reject(new Error('INVALID_DEVICE')) : Promise.resolve('new-vdi');
      },
    };
    const input: Input = { name: 'data', storage: 'shared', size: String(GIB) };
    await expect(command('vm.addDisk').run(job, target(pool, 'VM', 'vm0'), input)).rejects.toThrow('INVALID_DEVICE');
    expect(called).toEqual(['VDI.create', 'VBD.create', 'VDI.destroy new-vdi']);
  });

  it('offers what can be attached, and says why not the rest', () => {
    const pool = running();
    pool.set('VDI', 'free', { name_label: 'free', SR: 'shared', type: 'user', managed: true, virtual_size: GIB });
    pool.set('VDI', 'far', { name_label: 'far', SR: 'local1', type: 'user', managed: true });
    pool.set('VDI', 'snap', { name_label: 'snap', SR: 'shared', type: 'user', managed: true, is_a_snapshot: true });
    const [field] = command('vm.attachDisk').fields?.(pool.inventory(), [target(pool, 'VM', 'vm0')], 0) ?? [];
    if (field?.kind !== 'choice') throw new Error('no choice');
    expect(field.choices.map(({ label, reason: why }) => [label, why])).toEqual([
      ['free', null],
      ['far', 'Not attached on the server of the VM.'],
      ['vm0 root', 'The VM has this disk already.'],
    ]);
  });
});

describe('storage', () => {
  it('is rescanned where it is attached, and becomes the default where every server reaches it', () => {
    const pool = running();
    pool.set('SR', 'shared', { allowed_operations: ['scan'] });
    expect(reason(pool, 'sr.rescan', 'SR', 'shared')).toBeNull();
    expect(reason(pool, 'sr.setDefault', 'SR', 'shared')).toBe('It is the default storage already.');
    expect(reason(pool, 'sr.setDefault', 'SR', 'local0')).toContain('every server');
    pool.set('PBD', 'pbd-local0', { currently_attached: false });
    expect(reason(pool, 'sr.rescan', 'SR', 'local0')).toContain('not attached');
  });

  it('writes scripts for every command without an object', () => {
    const inventory = {};
    for (const [id, cls] of [
      ['vm.addDisk', 'vm'],
      ['vm.attachDisk', 'vm'],
      ['vm.addCdDrive', 'vm'],
      ['vbd.insert', 'vbd'],
      ['vbd.detach', 'vbd'],
      ['vdi.move', 'vdi'],
      ['vdi.resize', 'vdi'],
      ['vdi.delete', 'vdi'],
      ['sr.rescan', 'sr'],
      ['sr.setDefault', 'sr'],
    ] as const) {
      const gone: Target = { id: { connection: 'c', class: 'VM', ref: 'x' }, ref: 'x', kind: cls, name: 'x' };
      expect(command(id).script(inventory, gone, {}).xe.length, id).toBeGreaterThan(0);
      expect(command(id).reason(inventory, gone), id).toBe('It is gone.');
    }
  });
});
