import { installHost } from '../api/host/install';
import { Builder } from '../scenarios/builder';
import { BENCHMARK_SERVER, serverSpec } from '../scenarios/hardware';
import type { Stage } from '../scenarios/stage';

export const FABRICS = ['iscsi-1', 'iscsi-10', 'iscsi-25', 'fc-8'] as const;
export type Fabric = (typeof FABRICS)[number];

const LUN = '36001405a1b2c3d4';
/** One alone is held back by its own datapath before links of 10 Gbit/s are full. */
const GUESTS = 4;

/** A server with multipathing on a LUN of an array with two controllers, and guests with disks there. */
export async function buildAluaBed(stage: Stage, fabric: Fabric): Promise<void> {
  const [kind, gbit = '1'] = fabric.split('-');
  const isFibre = kind === 'fc';
  // Fibre Channel has adapters of its own; the network is as it is.
  const speedMbps = (isFibre ? 10 : Number(gbit)) * 1000;
  const server = { ...BENCHMARK_SERVER, nics: BENCHMARK_SERVER.nics.map((nic) => ({ ...nic, speedMbps })) };
  const host = installHost(stage.world, serverSpec({ name: 'r720', server, memoryGib: 64, localStorageGib: 300 }, 1));
  await stage.call('host.set_multipathing', host, true);
  const target = { target: '10.20.1.6', targetIQN: 'iqn.2026-01.example:array' };
  const config = isFibre ? { SCSIid: LUN } : { ...target, SCSIid: LUN };
  const type = isFibre ? 'lvmohba' : 'lvmoiscsi';
  const sr = await stage.call('SR.create', host, config, 0, 'Array', 'Two controllers', type, 'user', true);
  const builder = new Builder(stage);
  for (let guest = 1; guest <= GUESTS; guest++) {
    const name = `bench-${guest}`;
    const vm = await builder.vm({
      name,
      description: 'A disk on the array',
      template: 'Ubuntu Jammy Jellyfish 22.04',
      vcpus: 4,
      memoryGib: 4,
      disks: [{ sr, sizeGib: 20, usedShare: 0.5, name: `${name} on the array` }],
      networks: [],
      other_config: { workload: 'idle' },
      affinity: host,
    });
    await stage.call('VM.start', vm, false, false);
  }
}
