import type { EngineImage } from '../engine/engine';
import { disk, iscsi, network, nfs, twoServers } from '../scenarios/testing/pool';
import { buildWorld, scenarioStart } from '../scenarios/registry';
import { Simulator } from '../simulator';

const GIB = 2 ** 30;

export type WorldName = 'two' | 'cambridge' | 'scale' | 'empty';
export const WORLDS: readonly WorldName[] = ['two', 'cambridge', 'scale', 'empty'];

/** A world to begin from. */
export async function worldOf(name: WorldName, seed: number): Promise<EngineImage> {
  if (name === 'two') return twoBusyServers(seed);
  const simulator = new Simulator({ seed, ...scenarioStart(name) });
  await buildWorld(simulator, name, { hosts: 4, vms: 24 });
  return simulator.snapshot();
}

/** Two servers with a little of everything, so that few calls lead far. */
async function twoBusyServers(seed: number): Promise<EngineImage> {
  const { simulator, alder, birch } = twoServers(seed);
  const sr = await nfs(simulator, alder, 'NFS', 500 * GIB);
  await iscsi(simulator, alder, 100 * GIB);
  await nfs(simulator, birch, 'Second NFS', 200 * GIB);
  await simulator.call('pool.set_default_SR', pool(simulator), sr);
  await simulator.call('pool.set_suspend_image_SR', pool(simulator), sr);
  const inside = await network(simulator, 'inside');
  const { db } = simulator.world;
  const templates = db.refs('VM').filter((ref) => db.row('VM', ref).is_default_template);
  for (let at = 0; at < 6; at++) {
    const template = templates[(at * 7) % templates.length];
    if (template === undefined) throw new Error('There are no templates');
    const vm = await simulator.call('VM.clone', template, `guest-${at + 1}`);
    await simulator.call('VM.remove_from_other_config', vm, 'disks');
    await simulator.call('VM.provision', vm);
    const vdi = await disk(simulator, sr, 4 * GIB, `disk of guest-${at + 1}`);
    await simulator.call('VBD.create', {
      VM: vm,
      VDI: vdi,
      userdevice: '0',
      bootable: true,
      mode: 'RW',
      type: 'Disk',
      unpluggable: true,
      empty: false,
      other_config: {},
      qos_algorithm_type: '',
      qos_algorithm_params: {},
    });
    await simulator.call('VIF.create', {
      VM: vm,
      network: inside,
      device: '0',
      MAC: '',
      MTU: 1500,
      other_config: {},
      qos_algorithm_type: '',
      qos_algorithm_params: {},
    });
  }
  simulator.idle();
  return simulator.snapshot();
}

function pool({ world: { db } }: Simulator): string {
  return db.first('pool') ?? '';
}
