import { beforeEach, describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Messages, Records } from '../../../xapi/datamodel/types.gen';
import { NEWER_SERVER, serverSpec } from '../../scenarios/hardware';
import { problemsOf } from '../../scenarios/testing/invariants';
import { GIB, nfs, refusalOf } from '../../scenarios/testing/pool';
import { Simulator } from '../../simulator';
import { Site } from '../../site';
import { callAsTask } from '../dispatch';
import { installHost } from '../host/install';
import { vmRecord } from '../testing';
import { contentOf, digestOf } from '../vdi/content';
import { DiskWriter } from '../vdi/content-writer';
import { coordinator } from '../world';

interface Pool {
  readonly sim: Simulator;
  readonly host: Ref<'host'>;
  readonly sr: Ref<'SR'>;
  /** The network of its management interface. */
  readonly network: Ref<'network'>;
}

let here: Pool;
let there: Pool;
let vm: Ref<'VM'>;
let disk: Ref<'VDI'>;

/** Two pools of one server each that reach one another. */
async function pools(): Promise<readonly [Pool, Pool]> {
  const site = new Site({ accounts: { root: 'password' } });
  const made: Pool[] = [];
  for (const [at, name] of ['alder', 'birch'].entries()) {
    const sim = new Simulator({ site, clockMode: 'instant', seed: at + 1 });
    const plan = { name, server: NEWER_SERVER, memoryGib: 64, localStorageGib: 400 };
    installHost(sim.world, serverSpec(plan, at + 1));
    const host = coordinator(sim.world.db);
    const management = sim.world.db.row('host', host).PIFs.find((pif) => sim.world.db.row('PIF', pif).management);
    const network = sim.world.db.row('PIF', management ?? '').network;
    made.push({ sim, host, sr: await nfs(sim, host, name), network });
  }
  const [first, second] = made;
  if (first === undefined || second === undefined) throw new Error('There are two names');
  return [first, second];
}

const vms = ({ sim }: Pool, name = 'traveller'): (readonly [Ref<'VM'>, Records['VM']])[] =>
  [...sim.world.db.all('VM')].filter(([, row]) => row.name_label === name);

function onlyVm(pool: Pool): readonly [Ref<'VM'>, Records['VM']] {
  const [found] = vms(pool);
  if (found === undefined) throw new Error('It is not here');
  return found;
}

function diskOf({ sim }: Pool, row: Records['VM']): Records['VDI'] {
  const vbd = row.VBDs.find((each) => sim.world.db.row('VBD', each).type === 'Disk');
  return sim.world.db.row('VDI', sim.world.db.row('VBD', vbd ?? '').VDI);
}

beforeEach(async () => {
  [here, there] = await pools();
  const { sim } = here;
  vm = await sim.call('VM.create', vmRecord({ name_label: 'traveller' }));
  disk = await sim.call('VDI.create', {
    name_label: 'system', name_description: '', SR: here.sr, virtual_size: 8 * GIB, type: 'user', sharable: false,
    read_only: false, other_config: {}, xenstore_data: {}, sm_config: {}, tags: [],
  } as unknown as Records['VDI']); // prettier-ignore
  await sim.call('VBD.create', {
    VM: vm, VDI: disk, userdevice: '0', bootable: true, mode: 'RW', type: 'Disk', unpluggable: false, empty: false,
    other_config: { owner: '' }, qos_algorithm_type: '', qos_algorithm_params: {},
  } as unknown as Records['VBD']); // prettier-ignore
  await sim.call('VIF.create', {
    VM: vm, network: here.network, device: '0', MAC: '', MTU: 1500, other_config: {}, qos_algorithm_type: '', qos_algorithm_params: {},
  } as unknown as Records['VIF']); // prettier-ignore
  const writer = new DiskWriter(sim.world, disk);
  writer.write(3 * 1024 * 1024, new TextEncoder().encode('what a client has written'));
  writer.commit();
});

/** Starts the VM and waits until its guest has reported. */
async function start(): Promise<void> {
  await here.sim.call('VM.start', vm, false, false);
  here.sim.advance(120_000);
}

type Send = Messages['VM.migrate_send']['args'];

/** Arguments of a migration to the other pool, as a console makes them. */
async function toThere(options: Record<string, string> = {}): Promise<Send> {
  const dest = await there.sim.call('host.migrate_receive', there.host, there.network, {});
  const [vif = ''] = here.sim.world.db.row('VM', vm).VIFs;
  return [vm, dest, true, { [disk]: there.sr }, { [vif]: there.network }, options, {}] as unknown as Send;
}

describe('a migration to another pool', () => {
  test('carries a running VM over with its disks, snapshots and addresses, and leaves nothing behind', async () => {
    await start();
    await here.sim.call('VM.snapshot', vm, 'before', []);
    const before = here.sim.world.db.row('VM', vm);
    const mac = here.sim.world.db.row('VIF', before.VIFs[0] ?? '').MAC;
    const bytes = digestOf(contentOf(here.sim.world, disk));
    const taken = here.sim.world.db.row('SR', here.sr).virtual_allocation;
    const arrived = await here.sim.call('VM.migrate_send', ...(await toThere()));
    const [ref, row] = onlyVm(there);
    expect(arrived).toBe(ref);
    expect(row).toMatchObject({ uuid: before.uuid, power_state: 'Running', resident_on: there.host });
    const { db } = there.sim.world;
    expect(db.row('VIF', row.VIFs[0] ?? '')).toMatchObject({
      MAC: mac,
      network: there.network,
      currently_attached: true,
    });
    const copy = diskOf(there, row);
    expect(copy.SR).toBe(there.sr);
    expect(digestOf(contentOf(there.sim.world, db.byUuid('VDI', copy.uuid) ?? ''))).toBe(bytes);
    expect(row.snapshots.map((snapshot) => db.row('VM', snapshot).name_label)).toEqual(['before']);
    const [snapshot = NULL_REF] = row.snapshots;
    expect(db.row('VDI', diskOf(there, db.row('VM', snapshot)).snapshot_of).uuid).toBe(copy.uuid);
    expect(db.row('VM_metrics', row.metrics).start_time).not.toBe('19700101T00:00:00Z');
    expect(db.get('VM_guest_metrics', row.guest_metrics)?.networks['0/ip']).toBeDefined();
    // What the snapshot had below it is collected later.
    here.sim.advance(3_600_000);
    expect([vms(here), vms(here, 'before'), taken > 0]).toEqual([[], [], true]);
    expect(here.sim.world.db.row('SR', here.sr)).toMatchObject({ virtual_allocation: 0, VDIs: [] });
    expect([problemsOf(here.sim.world), problemsOf(there.sim.world)]).toEqual([[], []]);
  });

  test('copies a halted VM, which stays, under a uuid and an address of its own', async () => {
    await here.sim.call('VM.migrate_send', ...(await toThere({ copy: 'true' })));
    const [, original] = onlyVm(here);
    const [, copy] = onlyVm(there);
    expect(copy.uuid).not.toBe(original.uuid);
    expect(there.sim.world.db.row('VIF', copy.VIFs[0] ?? '').MAC).not.toBe(
      here.sim.world.db.row('VIF', original.VIFs[0] ?? '').MAC,
    );
    await start();
    expect(await refusalOf(here.sim, 'VM.migrate_send', ...(await toThere({ copy: 'true' })))).toEqual([
      'VM_BAD_POWER_STATE',
      vm,
      'halted',
      'running',
    ]);
    expect([problemsOf(here.sim.world), problemsOf(there.sim.world)]).toEqual([[], []]);
  });

  test('of a suspended VM takes its memory image along, and the VM resumes there', async () => {
    await start();
    await here.sim.call('VM.suspend', vm);
    await here.sim.call('VM.migrate_send', ...(await toThere()));
    const [ref, row] = onlyVm(there);
    expect(row.power_state).toBe('Suspended');
    await there.sim.call('VM.resume', ref, false, false);
    expect(there.sim.world.db.row('VM', ref).power_state).toBe('Running');
    expect([problemsOf(here.sim.world), problemsOf(there.sim.world)]).toEqual([[], []]);
  });

  test('that is cancelled leaves nothing there', async () => {
    const task = callAsTask(here.sim.world, 'VM.migrate_send', await toThere());
    expect(here.sim.world.db.row('VM', vm).current_operations).toEqual({ [task]: 'migrate_send' });
    await here.sim.call('task.cancel', task);
    here.sim.idle();
    expect(here.sim.world.db.row('task', task).status).toBe('cancelled');
    expect(vms(there)).toEqual([]);
    expect(there.sim.world.db.row('SR', there.sr).VDIs).toEqual([]);
    expect(onlyVm(here)[1]).toMatchObject({ power_state: 'Halted', current_operations: {} });
  });

  test.each<[string, (args: Send) => unknown, (args: Send) => readonly string[]]>([
    ['without a network for an interface', (args) => (args[4] = {}), () => ['VIF_NOT_IN_MAP', vifOf()]],
    ['without a place for a disk', (args) => (args[3] = {}), () => ['VDI_NOT_IN_MAP', disk]],
    [
      'to a repository of this pool',
      (args) => (args[3] = { [disk]: here.sr }),
      () => ['HANDLE_INVALID', 'SR', here.sr],
    ],
    [
      'to a pool that nobody reaches',
      (args) => (args[1] = { ...args[1], master: 'http://192.0.2.1' }),
      (args) => ['CANNOT_CONTACT_HOST', new URL(args[1]['xenops'] ?? '').hostname],
    ],
    [
      'with a session that has ended there',
      (args) => there.sim.world.db.transaction(() => there.sim.world.db.remove('session', args[1]['session_id'] ?? '')),
      (args) => ['SESSION_INVALID', args[1]['session_id'] ?? ''],
    ],
    [
      'to a server in maintenance',
      () => there.sim.call('host.disable', there.host, false),
      () => ['HOST_DISABLED', there.host],
    ],
  ])('is refused %s', async (_, spoil, refusal) => {
    const args = [...(await toThere())] as unknown as Send;
    await spoil(args);
    expect(await refusalOf(here.sim, 'VM.migrate_send', ...args)).toEqual(refusal(args));
    const [self, dest, live, disks, nics, options, gpus] = args;
    expect(
      await refusalOf(here.sim, 'VM.assert_can_migrate', self, dest, live, disks, nics, options, gpus ?? {}),
    ).toEqual(refusal(args));
    expect(there.sim.world.db.row('SR', there.sr).VDIs).toEqual([]);
  });

  test('is refused for a disk that forgets, and to a repository that its server has not attached', async () => {
    const args = await toThere();
    const reset = (on_boot: 'reset' | 'persist'): void =>
      here.sim.world.db.transaction(() => here.sim.world.db.update('VDI', disk, { on_boot }));
    reset('reset');
    expect(await refusalOf(here.sim, 'VM.migrate_send', ...args)).toEqual([
      'VDI_ON_BOOT_MODE_INCOMPATIBLE_WITH_OPERATION',
      disk,
    ]);
    reset('persist');
    for (const pbd of there.sim.world.db.row('SR', there.sr).PBDs) await there.sim.call('PBD.unplug', pbd);
    expect(await refusalOf(here.sim, 'VM.migrate_send', ...args)).toEqual(['VM_REQUIRES_SR', vm, there.sr]);
    expect(vms(there)).toEqual([]);
  });

  test('is refused to a server without the memory, and to a pool that has the VM already', async () => {
    await here.sim.call('VM.migrate_send', ...(await toThere({ copy: 'true' })));
    const [copy, { VIFs }] = onlyVm(there);
    here.sim.world.db.transaction(() => here.sim.world.db.update('VM', vm, { other_config: { mac_seed: 'one' } }));
    there.sim.world.db.transaction(() => there.sim.world.db.update('VM', copy, { other_config: { mac_seed: 'one' } }));
    expect(VIFs).toHaveLength(1);
    expect(await refusalOf(here.sim, 'VM.migrate_send', ...(await toThere()))).toEqual(['DUPLICATE_VM', copy]);
    await there.sim.call('VM.destroy', copy);
    await start();
    const { db } = there.sim.world;
    db.transaction(() => db.update('host_metrics', db.row('host', there.host).metrics, { memory_total: 4 * GIB }));
    const [code] = await refusalOf(here.sim, 'VM.migrate_send', ...(await toThere()));
    expect(code).toBe('HOST_NOT_ENOUGH_FREE_MEMORY');
  });
});

function vifOf(): string {
  return here.sim.world.db.row('VM', vm).VIFs[0] ?? '';
}
