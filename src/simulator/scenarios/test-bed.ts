import { installHost } from '../api/host/install';
import { Builder } from './builder';
import { BENCHMARK_SERVER, serverSpec } from './hardware';
import { SOFTWARE } from './software';
import type { Stage } from './stage';

/** Releases whose datapaths were measured against each other: tapdisk2 and tapdisk3. */
export type TestBedRelease = '6.2' | '6.5';

/** One repository on each device: four Micron P320, two Intel 910 of two modules each, one ioDrive2. */
const DEVICES: readonly string[] = [
  ...Array.from({ length: 4 }, () => 'p320'),
  ...Array.from({ length: 4 }, () => 'intel-910-module'),
  'iodrive2',
];
const GUESTS = 10;
const GUEST_TEMPLATE = 'Ubuntu Jammy Jellyfish 22.04';

/**
 * The server of the tapdisk3 measurements (XenServer blog, "tapdisk3", 2014): ten guests, each with a disk on every one
 * of nine repositories on solid-state devices. They run and do nothing until somebody tells them to.
 */
export async function buildTestBed(stage: Stage, release: TestBedRelease): Promise<void> {
  const plan = { name: 'r720', server: BENCHMARK_SERVER, memoryGib: 64, localStorageGib: 300, dom0Vcpus: 24 };
  const host = installHost(stage.world, serverSpec({ ...plan, software: SOFTWARE[release] }, 1));
  const builder = new Builder(stage);
  const repositories: string[] = [];
  for (const [at, device] of DEVICES.entries()) {
    const path = `/dev/sd${String.fromCharCode('b'.charCodeAt(0) + at)}`;
    const name = `SSD ${at + 1}`;
    const sr = await stage.call(
      'SR.create',
      host,
      { device: path },
      175 * 1024 ** 3,
      name,
      device,
      'lvm',
      'user',
      false,
    );
    await stage.call('SR.add_to_other_config', sr, 'storage-device', device);
    repositories.push(sr);
  }
  for (let guest = 1; guest <= GUESTS; guest++) {
    const name = `bench-${String(guest).padStart(2, '0')}`;
    const vm = await builder.vm({
      name,
      description: 'A disk on each repository',
      template: GUEST_TEMPLATE,
      vcpus: 2,
      memoryGib: 2,
      disks: repositories.map((sr, at) => ({ sr, sizeGib: 10, usedShare: 1, name: `${name} on SSD ${at + 1}` })),
      networks: [],
      other_config: { workload: 'idle' },
      affinity: host,
    });
    await stage.call('VM.start', vm, false, false);
  }
}
