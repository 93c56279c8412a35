import { RELEASES } from '../../releases';
import { backendOn } from '../../storage/backend';
import { shareHost } from '../../storage/contention';
import { DATAPATH_TRAITS } from '../../storage/datapath-traits';
import { DATAPATHS, type DatapathName } from '../../storage/datapaths';
import { DEVICES } from '../../storage/devices';
import { diskRate } from '../../storage/disk-rate';
import { overNetwork } from '../../storage/network-storage';
import { legsUs } from '../../storage/request';
import { r720Run } from '../../storage/test-bed';
import { reclaimedBytes } from '../../storage/thin';
import { stagesOf } from '../../storage/x-ray';
import { KIB_BYTES, MIB_BYTES } from '../../units';
import { alone, LARGEST_REQUEST, onReference, r720Largest, ramDiskIops, REQUEST_SIZES } from '../experiments';
import type { Rule } from '../row';

const OVERHEAD = 'The overhead of virtualised storage (XenServer blog, 2014)';
const TAPDISK3 = 'tapdisk3 (XenServer blog, 2014)';
const CREEDENCE = 'Performance of Creedence alpha 2 (XenServer blog, 2014)';
const SEVEN = 'What is new in XenServer 7 (XenServer blog, 2016)';

const descends = (values: readonly number[]): boolean =>
  values.every((value, index) => index === 0 || value < (values[index - 1] ?? 0));

const sasMaximum = (path: DatapathName): number =>
  Math.max(...REQUEST_SIZES.map((bytes) => alone(path, 'sas-raid0', bytes)));

/** MB/s of 20 guests on an array of solid-state disks behind 10 Gbit/s, four dom0 vCPUs. */
function onNas(path: DatapathName, costScale = 1): number {
  const device = overNetwork(DEVICES.nvme, 10_000);
  const backend = backendOn(DATAPATHS[path], { costScale });
  const load = { bytes: 64 * KIB_BYTES, queueDepth: 4, writeShare: 0 };
  const disks = Array.from({ length: 20 }, (_, guest) => ({ backend, repository: 0, guest, load }));
  const host = { cores: 12, threads: 24, dom0Vcpus: 4, memoryBytesPerUs: 119_000 };
  return shareHost(host, [{ device }], disks).totalBytesPerUs;
}

/** Part of a request's time that mapping and unmapping memory takes. */
function mapShare(bytes: number): number {
  const stages = stagesOf(onReference('blkback'), DEVICES['ssd-raid0'], { bytes, direction: 'read' });
  const total = stages.reduce((sum, { visibleUs }) => sum + visibleUs, 0);
  return (stages.find(({ stage }) => stage === 'map and unmap grants')?.visibleUs ?? 0) / total;
}

const smallOnWd = (): readonly number[] =>
  (['dom0', 'blkback', 'tapdisk2'] as const).map((path) => alone(path, 'wd-blue', 4 * KIB_BYTES));
const manyGuests = (): readonly number[] => [ramDiskIops('blkback-persistent', 10), ramDiskIops('blkback', 10)];
const oneGuest = (bytes: number): readonly number[] => [
  alone('blkback', 'ssd-raid0', bytes),
  alone('blkback-persistent', 'ssd-raid0', bytes),
];
const at256k = (): readonly number[] =>
  (['blkback', 'qdisk', 'tapdisk2'] as const).map((path) => alone(path, 'sas-raid0', 256 * KIB_BYTES));

export const STORAGE_RULES: readonly Rule[] = [
  {
    id: 'wd-small',
    rule: 'small requests are slower from a VM: dom0 > blkback > tapdisk2 (WD Blue, 4 KiB)',
    source: OVERHEAD,
    facts: ['STORAGE-47'],
    holds: () => descends(smallOnWd()),
    values: smallOnWd,
  },
  {
    id: 'sas-user',
    rule: 'user-space paths never reach the 370 MB/s of the SAS array',
    source: OVERHEAD,
    facts: ['STORAGE-52'],
    holds: () => sasMaximum('tapdisk2') < 370 && sasMaximum('qdisk') < 370,
    values: () => [sasMaximum('tapdisk2'), sasMaximum('qdisk')],
  },
  {
    id: 'sas-blk-below',
    rule: 'blkback stays below the SAS array for requests below 116 KiB',
    source: OVERHEAD,
    facts: ['STORAGE-51'],
    holds: () => alone('blkback', 'sas-raid0', 112 * KIB_BYTES) < 370,
    values: () => [alone('blkback', 'sas-raid0', 112 * KIB_BYTES)],
  },
  {
    id: 'sas-blk-above',
    rule: 'blkback reaches the SAS array for all requests above 116 KiB',
    source: OVERHEAD,
    facts: ['STORAGE-51'],
    holds: () =>
      [120, 128, 132, 256, 512, 1024, 4096].every(
        (kib) => alone('blkback', 'sas-raid0', kib * KIB_BYTES) >= 370 - 1e-6,
      ),
  },
  {
    id: 'sas-256k',
    rule: '256 KiB on the SAS array: blkback > qdisk > tapdisk2',
    source: OVERHEAD,
    facts: ['STORAGE-53'],
    holds: () => descends(at256k()),
    values: at256k,
  },
  {
    id: 'ssd-rise',
    rule: 'dom0 on the SSD array still rises from 2 to 4 MiB',
    source: OVERHEAD,
    facts: ['STORAGE-50'],
    holds: () => alone('dom0', 'ssd-raid0', LARGEST_REQUEST) > alone('dom0', 'ssd-raid0', 2 * MIB_BYTES),
    values: () => [alone('dom0', 'ssd-raid0', LARGEST_REQUEST)],
  },
  {
    id: 'ssd-none',
    rule: 'no virtual path matches dom0 on the SSD array at 2 MiB; the one in the kernel is the fastest',
    source: OVERHEAD,
    facts: ['STORAGE-55', 'STORAGE-63'],
    holds: () =>
      descends(
        (['dom0', 'blkback', 'qdisk', 'tapdisk2'] as const).map((path) => alone(path, 'ssd-raid0', 2 * MIB_BYTES)),
      ) && alone('tapdisk3', 'ssd-raid0', 2 * MIB_BYTES) < alone('blkback', 'ssd-raid0', 2 * MIB_BYTES),
  },
  {
    id: 'pers-single',
    rule: 'persistent grants are slower than grant mapping for one VM (44 and 128 KiB, SSD array)',
    source: OVERHEAD,
    facts: ['STORAGE-29', 'STORAGE-60'],
    holds: () => [44, 128].every((kib) => descends(oneGuest(kib * KIB_BYTES))),
    values: () => [44, 128].flatMap((kib) => oneGuest(kib * KIB_BYTES)),
  },
  {
    id: 'pers-many',
    rule: 'persistent grants are faster than grant mapping for ten VMs',
    source: OVERHEAD,
    facts: ['STORAGE-28', 'STORAGE-29', 'STORAGE-61'],
    holds: () => descends(manyGuests()),
    values: manyGuests,
  },
  {
    id: 'map-grows',
    rule: 'mapping and unmapping takes a larger part of larger requests',
    source: OVERHEAD,
    facts: ['STORAGE-59'],
    holds: () => descends([128, 44, 16, 4].map((kib) => mapShare(kib * KIB_BYTES))),
    values: () => [4, 16, 44, 128].map((kib) => mapShare(kib * KIB_BYTES)),
  },
  {
    id: 'events-flat',
    rule: 'interrupts between domains take as long for large requests as for small ones',
    source: OVERHEAD,
    facts: ['STORAGE-62'],
    holds: () =>
      [512, LARGEST_REQUEST].every((bytes) => {
        const backend = onReference('blkback');
        const stages = stagesOf(backend, DEVICES['ssd-raid0'], { bytes, direction: 'read' });
        const events = stages.filter(({ where }) => where === 'interrupt').reduce((sum, { busyUs }) => sum + busyUs, 0);
        return events === legsUs(backend);
      }),
  },
  {
    id: 'one-ring',
    rule: 'one ring of 32 requests: a deeper queue gains nothing',
    source: OVERHEAD,
    facts: ['STORAGE-45'],
    holds: () => {
      const load = { bytes: 4 * KIB_BYTES, writeShare: 0 };
      const slow = { ...DEVICES.nvme, read: { ...DEVICES.nvme.read, latencyUs: 5000 } };
      const [ring, more] = [32, 64].map(
        (queueDepth) => diskRate(onReference('tapdisk3'), slow, { ...load, queueDepth }).bytesPerUs,
      );
      return ring === more;
    },
  },
  {
    id: 'td2-cap',
    rule: 'tapdisk2 never gets above 4 GB/s on the R720',
    source: TAPDISK3,
    facts: ['STORAGE-20'],
    holds: () => [0, 1].every((writes) => r720Largest(onReference('tapdisk2'), writes).value <= 4000.5),
  },
  {
    id: 'devices-maxed',
    rule: 'with enough VMs and disks tapdisk3 is limited by the SSDs',
    source: CREEDENCE,
    facts: ['STORAGE-37'],
    holds: () =>
      r720Run(onReference('tapdisk3'), { guests: 10, bytes: 256 * KIB_BYTES, writeShare: 0 }).repositories.every(
        ({ readUsage }) => readUsage > 0.999,
      ),
  },
  {
    id: 'slow-net',
    rule: 'on storage behind 10 Gbit/s alpha 1 is not discernibly faster than 6.2 (20 VMs, 64 KiB)',
    source: 'comment of a tester of Creedence alpha 1 (2014)',
    facts: ['STORAGE-41'],
    holds: () =>
      Math.abs(onNas('tapdisk2') / onNas('tapdisk3', RELEASES['creedence-alpha-1'].storage.costScale) - 1) < 0.02,
    values: () => [onNas('tapdisk2'), onNas('tapdisk3', RELEASES['creedence-alpha-1'].storage.costScale)],
  },
  {
    id: 'network-safe',
    rule: 'guest pages used directly are not safe on network storage; copies made first are',
    source: TAPDISK3,
    facts: ['STORAGE-30', 'STORAGE-31', 'STORAGE-33'],
    holds: () =>
      !DATAPATH_TRAITS.blkback.isSafeOnNetwork &&
      DATAPATH_TRAITS.tapdisk2.isSafeOnNetwork &&
      DATAPATH_TRAITS.tapdisk3.isSafeOnNetwork,
  },
  {
    id: 'qdisk-cache',
    rule: 'qdisk copies most: in the guest and through the buffer cache, without O_DIRECT',
    source: TAPDISK3,
    facts: ['STORAGE-32'],
    holds: () =>
      !DATAPATH_TRAITS.qdisk.isDirect &&
      Object.values(DATAPATHS).every(({ memoryTouches }) => memoryTouches <= DATAPATHS.qdisk.memoryTouches),
  },
  {
    id: 'td3-direct',
    rule: 'tapdisk3 speaks to the guest itself and copies through Xen: fewer interrupts than tapdisk2, same features',
    source: TAPDISK3,
    facts: ['STORAGE-25', 'STORAGE-26', 'STORAGE-34'],
    holds: () =>
      DATAPATHS.tapdisk3.legs.length < DATAPATHS.tapdisk2.legs.length &&
      DATAPATH_TRAITS.tapdisk3.hasVhd &&
      DATAPATH_TRAITS.tapdisk2.hasVhd,
  },
  {
    id: 'td3-default',
    rule: 'tapdisk3 serves all disks from Creedence alpha 1 on, tapdisk2 in 6.2',
    source: CREEDENCE,
    facts: ['STORAGE-35'],
    holds: () =>
      RELEASES['6.2'].storage.datapath === 'tapdisk2' &&
      RELEASES['creedence-alpha-1'].storage.datapath === 'tapdisk3' &&
      RELEASES['6.5'].storage.datapath === 'tapdisk3',
  },
  {
    id: 'governor',
    rule: 'the on-demand governor, which is the default, answers slower than performance when little is going on',
    source: TAPDISK3,
    facts: ['STORAGE-05', 'STORAGE-06'],
    holds: () => {
      const idle = backendOn(DATAPATHS.tapdisk3, { governor: 'on-demand', cpuUsage: 0.1 });
      const busy = backendOn(DATAPATHS.tapdisk3, { governor: 'on-demand', cpuUsage: 0.9 });
      return legsUs(idle) > legsUs(onReference('tapdisk3')) && legsUs(busy) === legsUs(onReference('tapdisk3'));
    },
  },
  {
    id: 'debug',
    rule: 'alpha builds come with a debugging hypervisor, which is slower',
    source: 'Performance of Creedence alphas (XenServer blog, 2014)',
    facts: ['BOOT-07'],
    holds: () => {
      const debug = backendOn(DATAPATHS.tapdisk3, { isDebugHypervisor: true });
      return (
        RELEASES['creedence-alpha-2'].isDebug &&
        !RELEASES['6.5'].isDebug &&
        debug.pageReadUs > DATAPATHS.tapdisk3.pageReadUs
      );
    },
  },
  {
    id: 'bounce',
    rule: 'before 7.0 a DMA of more than a page costs one copy more; the IOMMU saves it',
    source: SEVEN,
    facts: ['STORAGE-64', 'STORAGE-65'],
    holds: () => {
      const [old, later] = [true, false].map((hasBounceBuffer) => backendOn(DATAPATHS.tapdisk3, { hasBounceBuffer }));
      if (old === undefined || later === undefined) return false;
      const rate = (backend: typeof old, bytes: number): number =>
        diskRate(backend, DEVICES.nvme, { bytes, queueDepth: 1, writeShare: 0 }).bytesPerUs;
      return (
        RELEASES['6.5'].storage.hasBounceBuffer &&
        !RELEASES['7.0'].storage.hasBounceBuffer &&
        rate(later, MIB_BYTES) > rate(old, MIB_BYTES) &&
        rate(later, 4 * KIB_BYTES) === rate(old, 4 * KIB_BYTES)
      );
    },
  },
  {
    id: 'trim',
    rule: 'TRIM and UNMAP, from Creedence alpha 4 on, give the array back what deleted disks held',
    source: 'XenServer Tech Preview and Creedence alpha 4 (XenServer blog, 2014)',
    facts: ['RELEASE-03'],
    holds: () =>
      !RELEASES['6.2'].storage.hasTrim && RELEASES['6.5'].storage.hasTrim && reclaimedBytes(10, 4, true) === 6,
  },
];
