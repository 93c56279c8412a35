import { installHost } from '../api/host/install';
import { Builder } from '../scenarios/builder';
import { NEWER_SERVER, serverSpec } from '../scenarios/hardware';
import { SOFTWARE } from '../scenarios/software';
import type { Stage } from '../scenarios/stage';

export type NetworkRelease = '6.2' | 'creedence-alpha-1' | 'creedence-alpha-2' | '6.5' | '7.0';

export interface Wiring {
  readonly linkGbit: number;
  readonly mtu: number;
  /** What `ethtool-gro` says; null: nothing. */
  readonly gro: 'on' | 'off' | null;
}

/** The port that the guests use. */
export const PORT = 'eth1';
export const GUEST = 'guest-';

/** A server of a release, and guests that do nothing yet on a network of a port that is wired so. */
export async function buildNetworkBed(
  stage: Stage,
  release: NetworkRelease,
  guests: number,
  { linkGbit, mtu, gro }: Wiring,
): Promise<void> {
  const server = { ...NEWER_SERVER, nics: NEWER_SERVER.nics.map((nic) => ({ ...nic, speedMbps: linkGbit * 1000 })) };
  const plan = { name: 'wired', server, memoryGib: 256, localStorageGib: 880, dom0MemoryMib: 4096 };
  const host = installHost(stage.world, serverSpec({ ...plan, software: SOFTWARE[release] }, 1));
  const builder = new Builder(stage);
  const pif = await builder.pif(host, PORT);
  const network = await stage.call('PIF.get_network', pif);
  // Both count when the port is plugged.
  await stage.call('network.set_MTU', network, mtu);
  if (gro !== null) await stage.call('PIF.add_to_other_config', pif, 'ethtool-gro', gro);
  await stage.call('PIF.unplug', pif);
  await stage.call('PIF.plug', pif);
  for (let guest = 1; guest <= guests; guest++) {
    const vm = await builder.vm({
      name: `${GUEST}${String(guest).padStart(3, '0')}`,
      description: 'Sends and receives',
      template: 'Debian Bookworm 12',
      vcpus: 2,
      memoryGib: 1,
      disks: [],
      networks: [network],
      isDriveless: true,
      other_config: { workload: 'idle' },
      affinity: host,
    });
    await stage.call('VM.start', vm, false, false);
  }
}
