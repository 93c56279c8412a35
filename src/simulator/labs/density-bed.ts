import type { Ref } from '../../xapi/datamodel/ref';
import { installHost } from '../api/host/install';
import { Builder } from '../scenarios/builder';
import { NEWER_SERVER, serverSpec } from '../scenarios/hardware';
import { SOFTWARE } from '../scenarios/software';
import type { Stage } from '../scenarios/stage';

export type DensityRelease = '6.1' | '6.2' | '6.5' | '7.0' | '8';

/** What each VM is. */
export interface Shape {
  readonly isHvm: boolean;
  readonly vcpus: number;
  readonly disks: number;
  readonly nics: number;
}

export const GOLDEN = 'golden';

/** A large server of a release, and a small VM to be copied. Null: its control domain has the memory of the release. */
export async function buildDensityBed(
  stage: Stage,
  release: DensityRelease,
  shape: Shape,
  dom0MemoryMib: number | null,
): Promise<void> {
  const plan = { name: 'dense', server: NEWER_SERVER, memoryGib: 1024, localStorageGib: 8192 };
  const software = release === '8' ? undefined : { software: SOFTWARE[release] };
  const dom0 = dom0MemoryMib === null ? undefined : { dom0MemoryMib };
  const host = installHost(stage.world, serverSpec({ ...plan, ...software, ...dom0 }, 1));
  const builder = new Builder(stage);
  const network = await stage.call('PIF.get_network', await builder.pif(host, 'eth1'));
  const sr = await localStorage(stage, host);
  const vm = await builder.vm({
    name: GOLDEN,
    description: 'Copied until the server is full',
    template: shape.isHvm ? 'Windows 11' : 'Debian Bookworm 12',
    vcpus: shape.vcpus,
    memoryGib: 0.5,
    disks: Array.from({ length: shape.disks }, (_, at) => ({ sr, sizeGib: 1, usedShare: 0.1, name: `disk ${at}` })),
    networks: Array.from({ length: shape.nics }, () => network),
    isDriveless: true,
  });
  if (!shape.isHvm) {
    await stage.call('VM.set_domain_type', vm, 'pv');
    await stage.call('VM.set_PV_bootloader', vm, 'pygrub');
  }
}

async function localStorage(stage: Stage, host: Ref<'host'>): Promise<Ref<'SR'>> {
  for (const pbd of await stage.call('host.get_PBDs', host)) {
    const { SR } = await stage.call('PBD.get_record', pbd);
    if ((await stage.call('SR.get_type', SR)) === 'ext') return SR;
  }
  throw new Error('The server has no local storage');
}
