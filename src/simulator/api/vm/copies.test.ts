import { beforeEach, describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { callAsTask } from '../dispatch';
import { testPool, testVm, type TestPool } from '../testing';
import { readMetadata, writeMetadata } from './snapshot-metadata';

let pool: TestPool;
let vm: Ref<'VM'>;

beforeEach(async () => {
  pool = testPool({ clockMode: 'instant' });
  vm = await testVm(pool);
});

const row = (ref: Ref<'VM'>): Records['VM'] => pool.sim.world.db.row('VM', ref);

/** The only disk of a VM, as a row with its reference. */
function disk(ref: Ref<'VM'>): Records['VDI'] & { readonly ref: Ref<'VDI'> } {
  const { db } = pool.sim.world;
  const vbd = row(ref)
    .VBDs.map((one) => db.row('VBD', one))
    .find(({ type }) => type === 'Disk');
  const vdi = vbd?.VDI ?? NULL_REF;
  return { ...db.row('VDI', vdi), ref: vdi };
}

async function run(): Promise<void> {
  await pool.sim.call('VM.start', vm, false, false);
  pool.sim.advance(60_000);
}

describe('a clone', () => {
  test('is a VM of its own with disks, addresses and a generation of its own', async () => {
    const { sim } = pool;
    const { db } = sim.world;
    await sim.call('VM.add_to_other_config', vm, 'folder', '/web');
    const clone = await sim.call('VM.clone', vm, 'web-2');
    expect(row(clone)).toMatchObject({
      name_label: 'web-2',
      power_state: 'Halted',
      parent: NULL_REF,
      is_a_snapshot: false,
    });
    expect(row(clone).uuid).not.toBe(row(vm).uuid);
    expect(row(clone).other_config['folder']).toBe('/web');
    expect(row(clone).other_config['mac_seed']).not.toBe(row(vm).other_config['mac_seed']);
    expect(row(clone).generation_id).toMatch(/^\d+:\d+$/);
    expect(disk(clone).ref).not.toBe(disk(vm).ref);
    const macs = [vm, clone].map((ref) => db.row('VIF', row(ref).VIFs[0] ?? NULL_REF).MAC);
    expect(macs[0]).not.toBe(macs[1]);
    expect(db.count('message')).toBe(0);
  });

  test('is the result of its task', () => {
    const { sim } = pool;
    const task = callAsTask(sim.world, 'VM.clone', [vm, 'web-2']);
    sim.idle();
    const clone = sim.world.db.refs('VM').find((ref) => ref !== vm);
    expect(sim.world.db.row('task', task)).toMatchObject({ status: 'success', result: `<value>${clone}</value>` });
  });

  test('owns its disks, so that they go with it', async () => {
    const clone = await pool.sim.call('VM.clone', vm, 'web-2');
    const { db } = pool.sim.world;
    const owned = row(clone)
      .VBDs.map((vbd) => db.row('VBD', vbd))
      .map(({ type, other_config }) => [type, 'owner' in other_config]);
    expect(owned).toEqual([
      ['Disk', true],
      ['CD', false],
    ]);
  });

  test('of a template that came with the product is a template of the user', async () => {
    const { db } = pool.sim.world;
    db.transaction(() => {
      const other_config = { ...row(vm).other_config, default_template: 'true', xensource_internal: 'true' };
      db.update('VM', vm, { is_a_template: true, is_default_template: true, other_config });
    });
    const clone = row(await pool.sim.call('VM.clone', vm, 'mine'));
    expect(clone).toMatchObject({ is_a_template: true, is_default_template: false });
    expect(clone.other_config).toMatchObject({ base_template_name: 'web-1' });
    expect(Object.keys(clone.other_config)).not.toContain('default_template');
  });

  test('needs a server that sees the disks', async () => {
    const { db } = pool.sim.world;
    db.transaction(() => {
      for (const pbd of db.refs('PBD')) db.update('PBD', pbd, { currently_attached: false });
    });
    await expect(pool.sim.call('VM.clone', vm, 'x')).rejects.toMatchObject({ code: 'NO_HOSTS_AVAILABLE', params: [] });
  });

  test('of a suspended VM is possible where the pool allows it, and is suspended too', async () => {
    const { sim } = pool;
    await run();
    await sim.call('VM.suspend', vm);
    await expect(sim.call('VM.clone', vm, 'x')).rejects.toMatchObject({
      code: 'VM_BAD_POWER_STATE',
      params: [vm, 'halted', 'suspended'],
    });
    const { db } = sim.world;
    for (const ref of db.refs('pool')) {
      db.transaction(() => db.update('pool', ref, { other_config: { allow_clone_suspended_vm: 'true' } }));
    }
    const clone = await sim.call('VM.clone', vm, 'x');
    expect(row(clone).power_state).toBe('Suspended');
    expect(row(clone).suspend_VDI).not.toBe(row(vm).suspend_VDI);
  });
});

describe('a full copy', () => {
  test('puts the disks where the client says', async () => {
    const { sim } = pool;
    const { db, engine } = sim.world;
    const other = engine.newRef('SR');
    db.transaction(() => {
      db.insert('SR', other, { ...db.row('SR', pool.sr), uuid: engine.newUuid('SR'), type: 'lvm' });
      db.insert('PBD', engine.newRef('PBD'), { SR: other, host: pool.hosts[0] ?? NULL_REF, currently_attached: true });
    });
    const copy = await sim.call('VM.copy', vm, 'web-2', other);
    expect(disk(copy).SR).toBe(other);
    expect(db.count('task')).toBe(0);
    expect(disk(vm).SR).toBe(pool.sr);
    expect(disk(await sim.call('VM.copy', vm, 'web-3', NULL_REF)).SR).toBe(pool.sr);
  });

  test('keeps the disks that it reads', async () => {
    const running = testPool();
    const { db } = running.sim.world;
    const source = await testVm(running);
    const vdi = db.row('VBD', db.row('VM', source).VBDs[0] ?? '').VDI;
    const copied = running.sim.call('VM.copy', source, 'copy', NULL_REF);
    // Consoles see the copying of each disk below that of the VM.
    const [task = '', part = '', ...others] = db.refs('task');
    expect(others).toEqual([]);
    expect(db.row('task', part)).toMatchObject({ name_label: 'Async.VDI.copy', subtask_of: task });
    expect(Object.values(db.row('VDI', vdi).current_operations)).toEqual(['copy']);
    await expect(running.sim.call('VDI.destroy', vdi)).rejects.toMatchObject({
      code: 'VDI_IN_USE',
      params: [vdi, 'destroy'],
    });
    running.sim.idle();
    await copied;
    expect(db.row('VDI', vdi).current_operations).toEqual({});
  });

  test('does not go to an ISO library', async () => {
    const { db } = pool.sim.world;
    db.transaction(() => db.update('SR', pool.sr, { content_type: 'iso' }));
    await expect(pool.sim.call('VM.copy', vm, 'x', pool.sr)).rejects.toMatchObject({
      code: 'OPERATION_NOT_ALLOWED',
      params: ["Cannot copy a VM's disks to an ISO SR"],
    });
  });
});

describe('a snapshot', () => {
  test('is a template that remembers its VM and its moment', async () => {
    const { sim } = pool;
    await run();
    const snapshot = await sim.call('VM.snapshot', vm, 'before upgrade', []);
    expect(row(snapshot)).toMatchObject({
      name_label: 'before upgrade',
      is_a_template: true,
      is_a_snapshot: true,
      snapshot_of: vm,
      power_state: 'Halted',
      resident_on: NULL_REF,
      snapshot_info: { 'disk-snapshot-type': 'crash_consistent', 'power-state-at-snapshot': 'Running' },
    });
    expect(row(vm)).toMatchObject({ snapshots: [snapshot], parent: snapshot });
    expect(disk(snapshot)).toMatchObject({ is_a_snapshot: true, snapshot_of: disk(vm).ref });
    const { db } = sim.world;
    const macs = [vm, snapshot].map((ref) => db.row('VIF', row(ref).VIFs[0] ?? NULL_REF).MAC);
    expect(macs[0]).toBe(macs[1]);
    const second = await sim.call('VM.snapshot', vm, 'later', []);
    expect(row(second).parent).toBe(snapshot);
    expect(row(vm).parent).toBe(second);
    await sim.call('VM.destroy', second);
    expect(row(vm)).toMatchObject({ parent: snapshot, snapshots: [snapshot] });
  });

  test('leaves out the disks that the client names', async () => {
    const snapshot = await pool.sim.call('VM.snapshot', vm, 'no data', [disk(vm).ref]);
    const { db } = pool.sim.world;
    expect(row(snapshot).VBDs.map((vbd) => db.row('VBD', vbd).type)).toEqual(['CD']);
  });

  test('brings back configuration, disks and interfaces when it is reverted to', async () => {
    const { sim } = pool;
    const { db } = sim.world;
    const snapshot = await sim.call('VM.snapshot', vm, 'before', []);
    const before = disk(vm);
    await sim.call('VM.set_name_label', vm, 'renamed');
    await sim.call('VM.set_VCPUs_max', vm, 8);
    await sim.call('VM.set_tags', vm, ['kept']);
    await sim.call('VIF.destroy', row(vm).VIFs[0] ?? NULL_REF);
    await run();
    await sim.call('VM.revert', snapshot);
    expect(row(vm)).toMatchObject({
      name_label: 'web-1',
      VCPUs_max: 2,
      power_state: 'Halted',
      parent: snapshot,
      tags: ['kept'],
    });
    expect(row(vm).VIFs).toHaveLength(1);
    expect(row(vm).resident_on).toBe(NULL_REF);
    expect(db.has('VDI', before.ref)).toBe(false);
    expect(disk(snapshot).snapshot_of).toBe(disk(vm).ref);
    expect(disk(vm).snapshots).toContain(disk(snapshot).ref);
    expect([...db.all('message')].at(-1)?.[1].name).toBe('VM_SNAPSHOT_REVERTED');
  });

  test('brings a VM back that is gone', async () => {
    const { sim } = pool;
    const snapshot = await sim.call('VM.snapshot', vm, 'last', []);
    const { uuid } = row(vm);
    await sim.call('VM.destroy', vm);
    expect(row(snapshot).snapshot_of).toBe(NULL_REF);
    await sim.call('VM.revert', snapshot);
    const again = await sim.call('VM.get_by_uuid', uuid);
    expect(row(again)).toMatchObject({ name_label: 'web-1', is_a_template: false, snapshots: [snapshot] });
    expect(disk(again).ref).not.toBe(NULL_REF);
    await sim.call('VM.start', again, false, false);
  });

  test('with memory resumes where it was', async () => {
    const { sim } = pool;
    await run();
    const checkpoint = await sim.call('VM.checkpoint', vm, 'live');
    expect(row(vm)).toMatchObject({ power_state: 'Running', suspend_VDI: NULL_REF });
    expect(row(checkpoint).power_state).toBe('Suspended');
    await sim.call('VM.hard_shutdown', vm);
    await sim.call('VM.revert', checkpoint);
    expect(row(vm).power_state).toBe('Suspended');
    await sim.call('VM.resume', vm, false, false);
    expect(row(vm).power_state).toBe('Running');
    expect(row(checkpoint).suspend_VDI).not.toBe(NULL_REF);
  });

  test('keeps its metadata as xapi writes it', () => {
    const values = { ...row(vm), name_label: `it's "quoted" \\ (here)`, tags: ['a b', "c'd"], order: 7 };
    const text = writeMetadata(values);
    expect(text).toContain(`('VCPUs__max' '2')`);
    expect(text).toContain(String.raw`('name__label' 'it\'s \"quoted\" \\ (here)')`);
    const read = readMetadata(text);
    for (const field of [
      'name_label',
      'tags',
      'order',
      'other_config',
      'memory_static_max',
      'HVM_shadow_multiplier',
      'domain_type',
    ] as const) {
      expect(read[field], field).toEqual(values[field]);
    }
  });
});

describe('a template', () => {
  const provision = (sr: string): string =>
    `<provision><disk device="0" size="8589934592" sr="${sr}" bootable="true" type="system"/></provision>`;

  async function template(disks: string): Promise<Ref<'VM'>> {
    const { db } = pool.sim.world;
    db.transaction(() => {
      for (const vbd of row(vm).VBDs) db.remove('VBD', vbd);
      db.update('VM', vm, { is_a_template: true, other_config: { disks, mac_seed: 'seed' } });
    });
    return vm;
  }

  test('becomes a VM with the disks that it asks for', async () => {
    const { sim } = pool;
    const ref = await template(provision(sim.world.db.row('SR', pool.sr).uuid));
    await sim.call('VM.provision', ref);
    expect(row(ref).is_a_template).toBe(false);
    expect(row(ref).other_config).toEqual({ mac_seed: 'seed' });
    expect(disk(ref)).toMatchObject({ virtual_size: 8 * 2 ** 30, SR: pool.sr, type: 'system' });
    expect(sim.world.db.row('VM_metrics', row(ref).metrics).install_time).not.toBe('19700101T00:00:00Z');
    await sim.call('VM.start', ref, false, false);
  });

  test('that names no repository is not provisioned, although the pool has a default one', async () => {
    const ref = await template(provision(''));
    const refused = pool.sim.call('VM.provision', ref);
    await expect(refused).rejects.toMatchObject({ code: 'UUID_INVALID', params: ['sr', ''] });
  });

  test('that cannot be provisioned stays as it was', async () => {
    const { sim } = pool;
    const ref = await template(provision('no-such-sr'));
    await expect(sim.call('VM.provision', ref)).rejects.toMatchObject({
      code: 'UUID_INVALID',
      params: ['sr', 'no-such-sr'],
    });
    await sim.call('VM.remove_from_other_config', ref, 'disks');
    const { db } = sim.world;
    db.transaction(() => db.update('SR', pool.sr, { physical_size: 1 }));
    await sim.call('VM.add_to_other_config', ref, 'disks', provision(sim.world.db.row('SR', pool.sr).uuid));
    await expect(sim.call('VM.provision', ref)).rejects.toMatchObject({ code: 'SR_FULL' });
    expect(row(ref)).toMatchObject({ is_a_template: true, VBDs: [], current_operations: {} });
  });

  test('is made of a halted VM and made a VM again', async () => {
    const { sim } = pool;
    await sim.call('VM.set_is_a_template', vm, true);
    expect(row(vm)).toMatchObject({ is_a_template: true, metrics: NULL_REF });
    await expect(sim.call('VM.start', vm, false, false)).rejects.toMatchObject({
      code: 'VM_IS_TEMPLATE',
      params: [vm, 'start'],
    });
    await sim.call('VM.set_is_a_template', vm, false);
    await sim.call('VM.start', vm, false, false);
    expect(row(vm).power_state).toBe('Running');
  });
});

test('a destroyed VM leaves its disks and nothing else', async () => {
  const { sim } = pool;
  const { db } = sim.world;
  await sim.call('VM.destroy', vm);
  for (const cls of ['VM', 'VBD', 'VIF', 'VM_metrics', 'VM_guest_metrics', 'console'] as const)
    expect(db.count(cls), cls).toBe(0);
  expect(db.count('VDI')).toBe(1);
  await expect(sim.call('VM.start', vm, false, false)).rejects.toMatchObject({
    code: 'HANDLE_INVALID',
    params: ['VM', vm],
  });
});
