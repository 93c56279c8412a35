import { dom0DefaultMib, dom0MemoryState, dom0UsedMib } from '../../density/dom0-memory';
import { density } from '../../density/limits';
import { deviceSpaceMib, driversFit, LARGEST_32_BIT_MIB, memoryAccessFactor } from '../../density/low-memory';
import { RELEASES, type ReleaseName } from '../../releases';
import { readCacheMib } from '../../storage/read-cache';
import { ORDINARY_VM } from '../models/density';
import type { Rule } from '../row';

const ALPHA4 = 'XenServer Tech Preview and Creedence alpha 4 (XenServer blog, 2014)';
const CREEDENCE = 'Performance of Creedence alpha 2 (XenServer blog, 2014)';
const DOM0 = 'The 64-bit control domain (XenServer blog, 2014)';

const LARGE_HOST = { memoryMib: 2 * 1024 * 1024, dom0Mib: 32_768 };
const vms = (release: ReleaseName): number => density(RELEASES[release], ORDINARY_VM, LARGE_HOST).vms;

export const DENSITY_RULES: readonly Rule[] = [
  {
    id: 'channels',
    rule: 'event channels of dom0: 1023, 4096 in 6.2, 131071 from Creedence on; the density follows',
    source: CREEDENCE,
    facts: ['DENSITY-01', 'DENSITY-02', 'DENSITY-03'],
    holds: () =>
      RELEASES['6.1'].density.eventChannels === 1023 &&
      RELEASES['6.2'].density.eventChannels === 4096 &&
      RELEASES['6.5'].density.eventChannels === 131_071 &&
      vms('6.1') < vms('6.2') &&
      vms('6.2') < vms('6.5-sp1'),
    values: () => (['6.1', '6.2', '6.5-sp1'] as const).map(vms),
  },
  {
    id: 'rich-vms',
    rule: '6.2: VMs with many devices exhaust the channels far below 500',
    source: 'Davies, Increasing VM density in XenServer (2013)',
    facts: ['DENSITY-04'],
    holds: () => {
      const rich = { ...ORDINARY_VM, vcpus: 8, vbds: 16, vifs: 7 };
      const { vms, limit } = density(RELEASES['6.2'], rich, LARGE_HOST);
      return vms === 100 && limit === 'event channels';
    },
  },
  {
    id: 'dom0-oom',
    rule: 'pushed beyond the thresholds with the default memory, dom0 runs out of it',
    source: ALPHA4,
    facts: ['DOM0-MEM-04'],
    holds: () => {
      const used = dom0UsedMib(RELEASES['6.5'], { vms: 210, vbds: 420 });
      return dom0MemoryState(dom0DefaultMib('steps', 256 * 1024), used) === 'exhausted';
    },
    values: () => [dom0UsedMib(RELEASES['6.5'], { vms: 210, vbds: 420 })],
  },
  {
    id: 'dom0-settings',
    rule: 'the settings for more fit what is run: 500 VMs with a disk in 8192 MiB, 1000 with two in 32768, not in 16384',
    source: ALPHA4,
    facts: ['DOM0-MEM-01'],
    holds: () =>
      dom0UsedMib(RELEASES['6.5'], { vms: 500, vbds: 500 }) < 8192 &&
      dom0UsedMib(RELEASES['6.5'], { vms: 1000, vbds: 2000 }) < 32_768 &&
      dom0UsedMib(RELEASES['6.5'], { vms: 1000, vbds: 2000 }) > 16_384,
    values: () => [
      dom0UsedMib(RELEASES['6.5'], { vms: 500, vbds: 500 }),
      dom0UsedMib(RELEASES['6.5'], { vms: 1000, vbds: 2000 }),
    ],
  },
  {
    id: 'low-memory',
    rule: 'a 32-bit dom0 pays for memory above 752 MB and has no more than 4 GB; a 64-bit one does neither',
    source: DOM0,
    facts: ['DOM0-MEM-05', 'DOM0-MEM-07'],
    holds: () =>
      memoryAccessFactor(32, 752) === 1 &&
      memoryAccessFactor(32, 2048) > 1 &&
      memoryAccessFactor(64, 8192) === 1 &&
      LARGEST_32_BIT_MIB === 4096,
    values: () => [memoryAccessFactor(32, 2048)],
  },
  {
    id: 'small-dom0',
    rule: 'with the 752 MB of a 32-bit dom0 some fifty VMs run: more of them need more, whatever the event channels',
    source: 'XenServer documentation, changing the control domain memory',
    facts: [],
    holds: () => {
      const { by } = density(RELEASES['6.1'], ORDINARY_VM, { ...LARGE_HOST, dom0Mib: 752 });
      return by['dom0 memory'] > 45 && by['dom0 memory'] < 65 && by['dom0 memory'] < by['event channels'];
    },
    values: () => [density(RELEASES['6.1'], ORDINARY_VM, { ...LARGE_HOST, dom0Mib: 752 }).by['dom0 memory']],
  },
  {
    id: 'device-space',
    rule: 'devices that a 32-bit BIOS places low need low address space of a 32-bit dom0; drivers fail without it',
    source: DOM0,
    facts: ['DOM0-MEM-08', 'DOM0-MEM-09'],
    holds: () => driversFit(32, 752, 256) && !driversFit(32, 2048, 256) && driversFit(64, 2048, 1024),
    values: () => [deviceSpaceMib(32, 752), deviceSpaceMib(32, 2048)],
  },
  {
    id: 'dom0-bits',
    rule: 'dom0 is a 32-bit system before Creedence and a 64-bit one from then on',
    source: DOM0,
    facts: ['RELEASE-02', 'RELEASE-05'],
    holds: () => RELEASES['6.2'].dom0Bits === 32 && RELEASES['creedence-alpha-1'].dom0Bits === 64,
  },
  {
    id: 'td3-footprint',
    rule: 'a connected disk takes another amount of dom0 memory with tapdisk3 than with tapdisk2',
    source: 'tapdisk3 (XenServer blog, 2014)',
    facts: ['STORAGE-27'],
    holds: () => {
      const disk = (release: ReleaseName): number =>
        dom0UsedMib(RELEASES[release], { vms: 1, vbds: 2 }) - dom0UsedMib(RELEASES[release], { vms: 1, vbds: 1 });
      return disk('6.5') > disk('6.2');
    },
  },
  {
    id: 'read-cache',
    rule: 'read caching is on from alpha 2 on and uses what dom0 has free: more VMs leave less of it',
    source: CREEDENCE,
    facts: ['STORAGE-38', 'STORAGE-39'],
    holds: () => {
      const cache = (vms: number): number => readCacheMib(4096, dom0UsedMib(RELEASES['6.5'], { vms, vbds: vms }));
      return (
        !RELEASES['6.2'].storage.hasReadCache &&
        RELEASES['creedence-alpha-2'].storage.hasReadCache &&
        cache(10) > cache(100) &&
        cache(250) === 0
      );
    },
  },
];
