import { installHost } from '../api/host/install';
import { Builder } from '../scenarios/builder';
import { OLDER_SERVER, serverSpec } from '../scenarios/hardware';
import type { Stage } from '../scenarios/stage';

export const DEVICES = ['ram-disk', 'wd-blue', 'sas-raid0', 'ssd-raid0'] as const;
export type LabDevice = (typeof DEVICES)[number];

/** Sixteen cores of the clock that the measured costs of the datapaths hold for: a backend for each guest has one. */
const SERVER = {
  ...OLDER_SERVER,
  cpu: {
    ...OLDER_SERVER.cpu,
    modelName: 'Intel(R) Xeon(R) Gold 6144 CPU @ 3.50GHz',
    stepping: 4,
    speedMhz: 3500,
    coresPerSocket: 8,
  },
};
/** The release that can serve a disk in all of these ways. */
const SOFTWARE = { product_version: '6.5.0', platform_version: '1.9.0', xen: '4.4.1', linux: '3.10.0' };
const TEMPLATE = 'Ubuntu Jammy Jellyfish 22.04';
/** blkback is plugged to a disk only where that holds its blocks as they are. */
const FORMATS = ['raw', 'vhd'] as const;

/**
 * A server with a repository on each device: the first guest has a disk on all of them, the others one on the RAM disk.
 * The control domain has the first guest's disks, too; all are unplugged until one is measured.
 */
export async function buildOverheadWorld(stage: Stage, guests: number): Promise<void> {
  const plan = { name: 'storage-bench', server: SERVER, memoryGib: 64, localStorageGib: 300, dom0Vcpus: 16 };
  const host = installHost(stage.world, serverSpec({ ...plan, software: SOFTWARE }, 1));
  const dom0 = await stage.call('host.get_control_domain', host);
  const builder = new Builder(stage);
  const repositories = new Map<LabDevice, string>();
  for (const [at, device] of DEVICES.entries()) {
    const path = { device: `/dev/sd${'bcde'[at] ?? ''}` };
    const sr = await stage.call('SR.create', host, path, 400 * 1024 ** 3, device, device, 'lvm', 'user', false, {});
    await stage.call('SR.add_to_other_config', sr, 'storage-device', device);
    repositories.set(device, sr);
  }
  const vbds: string[] = [];
  for (let guest = 1; guest <= guests; guest++) {
    const name = `reader-${String(guest).padStart(2, '0')}`;
    const vm = await builder.vm({
      name,
      description: 'Reads as it is told',
      template: TEMPLATE,
      vcpus: 2,
      memoryGib: 1,
      disks: [],
      networks: [],
      other_config: { workload: 'idle' },
      affinity: host,
    });
    let position = 0;
    for (const [device, sr] of repositories) {
      if (guest > 1 && device !== 'ram-disk') continue;
      for (const format of FORMATS) {
        const vdi = await stage.call('VDI.create', {
          SR: sr,
          name_label: `${name} on ${device}, ${format}`,
          name_description: '',
          virtual_size: 10 * 1024 ** 3,
          type: 'user',
          sharable: false,
          read_only: false,
          other_config: {},
          ...(format === 'raw' && { sm_config: { type: 'raw' } }),
        });
        vbds.push(await builder.drive(vm, vdi, position));
        // The fourth position is the CD drive's.
        position = position === 2 ? 4 : position + 1;
        if (guest === 1 && format === 'raw') await builder.drive(dom0, vdi, DEVICES.indexOf(device));
      }
    }
    await stage.call('VM.start', vm, false, false);
  }
  // Guests let go of a disk once their drivers are there.
  stage.advance(60_000);
  for (const vbd of vbds) await stage.call('VBD.unplug', vbd);
}
