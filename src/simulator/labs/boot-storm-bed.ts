import type { Ref } from '../../xapi/datamodel/ref';
import { installHost, joinPool } from '../api/host/install';
import { Builder } from '../scenarios/builder';
import { OLDER_SERVER, serverSpec } from '../scenarios/hardware';
import type { Stage } from '../scenarios/stage';

export type BootSystem = 'desktop' | 'server' | 'linux';

const TEMPLATES: Readonly<Record<BootSystem, string>> = {
  desktop: 'Windows 10 (64-bit)',
  server: 'Windows Server 2019 (64-bit)',
  linux: 'Ubuntu Jammy Jellyfish 22.04',
};

const SERVERS = 2;

/** Desktops of a storm of so many: `storm-050-007`. */
function desktopName(storm: number, number: number): string {
  return `storm-${String(storm).padStart(3, '0')}-${String(number).padStart(3, '0')}`;
}

/** Gives a server a cache in its own repository: its disks use it when they are told to. */
async function keepCopies(stage: Stage, host: Ref<'host'>): Promise<void> {
  for (const pbd of await stage.call('host.get_PBDs', host)) {
    const sr = await stage.call('PBD.get_SR', pbd);
    if ((await stage.call('SR.get_type', sr)) !== 'ext') continue;
    await stage.call('host.disable', host, false);
    await stage.call('host.enable_local_storage_caching', host, sr);
    await stage.call('host.enable', host);
  }
}

/**
 * A pool whose servers share an NFS repository, and for each storm an image of its own with as many clones: what one
 * storm leaves in the memory of the control domains is of no use to another.
 */
export async function buildBootStormBed(
  stage: Stage,
  storms: readonly number[],
  { dom0, system, device }: { readonly dom0: number; readonly system: BootSystem; readonly device: string },
): Promise<void> {
  const hosts = Array.from({ length: SERVERS }, (_, at) => {
    const plan = { server: OLDER_SERVER, memoryGib: 768, localStorageGib: 300, dom0MemoryMib: dom0, dom0Vcpus: 16 };
    const spec = serverSpec({ name: `vdi-${at + 1}`, ...plan }, at + 1);
    return at === 0 ? installHost(stage.world, spec) : joinPool(stage.world, spec);
  });
  for (const each of hosts) await keepCopies(stage, each);
  const [host = ''] = hosts;
  const config = { server: '10.20.0.30', serverpath: '/desktops' };
  const sr = await stage.call('SR.create', host, config, 8192 * 1024 ** 3, 'Desktops', '', 'nfs', 'user', true);
  await stage.call('SR.add_to_other_config', sr, 'storage-device', device);
  const builder = new Builder(stage);
  for (const storm of storms) {
    const image = await builder.vm({
      name: `Image of ${storm}`,
      description: '',
      template: TEMPLATES[system],
      vcpus: 2,
      memoryGib: 2,
      disks: [{ sr, sizeGib: 32, usedShare: 0.6, name: `Image of ${storm}` }],
      networks: [],
    });
    await builder.makeTemplate(image);
    for (let number = 1; number <= storm; number++) await builder.fromTemplate(image, desktopName(storm, number));
  }
}
