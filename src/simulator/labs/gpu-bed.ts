import { NULL_REF, type Ref } from '../../xapi/datamodel/ref';
import { installHost } from '../api/host/install';
import { Builder } from '../scenarios/builder';
import { BENCHMARK_SERVER, serverSpec } from '../scenarios/hardware';
import type { Stage } from '../scenarios/stage';

const TEMPLATE = 'Windows Server 2022 (64-bit)';
/** Dual E5-2680 v2, 40 threads: the server of the measurements with two engines. */
const SERVER = {
  ...BENCHMARK_SERVER,
  cpu: {
    ...BENCHMARK_SERVER.cpu,
    modelName: 'Intel(R) Xeon(R) CPU E5-2680 v2 @ 2.80GHz',
    speedMhz: 2800,
    coresPerSocket: 10,
  },
};

function installServer(stage: Stage, gpuBoards: readonly string[]): Ref<'host'> {
  const plan = { name: 'r720', server: SERVER, memoryGib: 256, localStorageGib: 500, gpuBoards };
  return installHost(stage.world, serverSpec(plan, 1));
}

const guest = (name: string, vcpus: number, memoryGib: number, affinity: Ref<'host'>, pci?: string) => ({
  name,
  description: 'Renders',
  template: TEMPLATE,
  vcpus,
  memoryGib,
  disks: [],
  networks: [],
  other_config: { workload: 'idle', ...(pci !== undefined && { pci }) },
  affinity,
});

/** A guest with both engines of a GRID K2, named one by one as XenServer 6.2 wants it. It is halted. */
export async function buildTwoEngines(stage: Stage): Promise<void> {
  const host = installServer(stage, ['GRID K2']);
  const { PGPUs } = await stage.call('host.get_record', host);
  const addresses: string[] = [];
  for (const pgpu of PGPUs) addresses.push(await stage.call('PCI.get_pci_id', await stage.call('PGPU.get_PCI', pgpu)));
  const pci = addresses.map((address) => `0/${address}`).join(',');
  await new Builder(stage).vm(guest('two engines', 16, 16, host, pci));
}

/** Guests by what they have: a vGPU, or a whole GPU of a board. */
export const SINGLES = ['K120Q', 'K140Q', 'K1 whole', 'K240Q', 'K2 whole'] as const;

/** A K1 and two K2, a guest for each of `SINGLES`, and desktops with a profile; all are halted. */
export async function buildDesktops(stage: Stage, profile: string, desktops: number): Promise<void> {
  const host = installServer(stage, ['GRID K1', 'GRID K2', 'GRID K2']);
  const builder = new Builder(stage);
  const withGpu = async (name: string, kind: string): Promise<void> => {
    const vm = await builder.vm(guest(name, 4, 4, host));
    const [group, type] = await gpuOf(stage, kind);
    await stage.call('VGPU.create', vm, group, '0', {}, type);
  };
  for (const kind of SINGLES) await withGpu(`single ${kind}`, kind);
  for (let desktop = 1; desktop <= desktops; desktop++) {
    await withGpu(`desktop-${String(desktop).padStart(2, '0')}`, profile.replace('GRID ', ''));
  }
}

/** The group and the type of a `K140Q` or a `K1 whole`. */
async function gpuOf(stage: Stage, kind: string): Promise<readonly [Ref<'GPU_group'>, Ref<'VGPU_type'>]> {
  const [model = '', whole] = kind.split(' ');
  const isK1 = model.startsWith('K1');
  const groups = Object.entries(await stage.call('GPU_group.get_all_records'));
  const group = groups.find(([, { name_label }]) => name_label.includes(isK1 ? 'GRID K1' : 'GRID K2'))?.[0];
  if (group === undefined) throw new Error(`There is no GPU for ${kind}`);
  if (whole !== undefined) return [group, NULL_REF];
  const types = Object.entries(await stage.call('VGPU_type.get_all_records'));
  return [group, types.find(([, { model_name }]) => model_name === `GRID ${model}`)?.[0] ?? NULL_REF];
}
