import { installHost, joinPool } from '../api/host/install';
import { Builder } from '../scenarios/builder';
import { OLDER_SERVER, serverSpec } from '../scenarios/hardware';
import type { Stage } from '../scenarios/stage';

const TEMPLATE = 'Ubuntu Jammy Jellyfish 22.04';

/** Two servers with links of a speed, a guest without disks that others can watch, and one with a disk of its own. */
export async function buildMigrationBed(stage: Stage, gbit: number, memoryGib: number, diskGib: number): Promise<void> {
  const server = { ...OLDER_SERVER, nics: OLDER_SERVER.nics.map((nic) => ({ ...nic, speedMbps: gbit * 1000 })) };
  const plan = { server, memoryGib: 160, localStorageGib: 500 };
  const host = installHost(stage.world, serverSpec({ name: 'ash', ...plan }, 1));
  joinPool(stage.world, serverSpec({ name: 'elm', ...plan }, 2));
  const builder = new Builder(stage);
  // The management network is left to migrations.
  const { network } = await stage.call('PIF.get_record', await builder.pif(host, 'eth1'));
  const common = { template: TEMPLATE, vcpus: 2, networks: [network], affinity: host, isDriveless: true };
  const stream = await builder.vm({
    ...common,
    name: 'stream',
    description: 'Sends all the time, and has no disks',
    memoryGib,
    disks: [],
    other_config: { workload: 'idle' },
  });
  const local = await stage.call('host.get_suspend_image_sr', host);
  const writer = await builder.vm({
    ...common,
    name: 'writer',
    description: 'Writes to a disk of its server',
    memoryGib: 2,
    disks: [{ sr: local, sizeGib: diskGib, usedShare: 1, name: 'writer' }],
    other_config: { workload: 'idle' },
  });
  for (const vm of [stream, writer]) await stage.call('VM.start_on', vm, host, false, false);
}
