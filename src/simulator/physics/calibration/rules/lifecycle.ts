import { capacityCores, creditShares, DEFAULT_WEIGHT, type CpuDemand } from '../../cpu/credit';
import { migrationBytesPerSecond, startMs } from '../../lifecycle';
import { bootLoaderFits, isRepartitioned, partitions, restMinutes } from '../../partitions';
import { RELEASES, type Release } from '../../releases';
import { LISTED_SECTORS } from '../models/lifecycle';
import type { Rule } from '../row';

const UPGRADE = 'Upgrading to XenServer 7 (XenServer blog, 2017)';
const SQL = 'Virtualisation of a data centre (white paper, 2008)';

/** A server of that time, two processors of four cores. */
const SERVER_CORES = capacityCores({ cores: 8, threads: 8 });

const workers = (count: number, wantedCores: number): readonly CpuDemand[] =>
  Array.from({ length: count }, () => ({ weight: DEFAULT_WEIGHT, capPercent: 0, vcpus: 2, wantedCores }));
const done = (vms: readonly CpuDemand[]): number =>
  creditShares(SERVER_CORES, vms).reduce((sum, { cores }) => sum + cores, 0);

export const LIFECYCLE_RULES: readonly Rule[] = [
  {
    id: 'versions',
    rule: 'Xen 4.4 in 6.5 and 4.6 in 7.0 with the same kernel; Ely comes with Xen 4.7 and kernel 4.4',
    source: 'What is new in XenServer 7 (XenServer blog, 2016)',
    facts: ['RELEASE-15', 'RELEASE-16', 'RELEASE-19'],
    holds: () =>
      (['6.5', '7.0', '7.6'] as const).map((name) => `${RELEASES[name].xen}/${RELEASES[name].kernel}`).join(' ') ===
      '4.4/3.10 4.6/3.10 4.7/4.4',
  },
  {
    id: 'many-disks',
    rule: 'a VM has up to 255 disks from 7.0 on, plugged ten at once instead of one by one',
    source: 'VMbackup (XenServer blog, 2015)',
    facts: ['BACKUP-15'],
    holds: () => {
      const disks = { memoryBytes: 0, diskPlugsMs: Array.from({ length: 16 }, () => 600), vifs: 0, vgpus: 0 };
      const start = ({ storage }: Release): number =>
        startMs({ ...disks, emulated: false, placed: false, parallelPlugs: storage.parallelPlugs });
      return RELEASES['7.0'].storage.vbdsPerVm === 255 && start(RELEASES['7.0']) < start(RELEASES['6.5']);
    },
  },
  {
    id: 'consolidation',
    rule: 'three or four guests on a machine run as if each had it to itself, as they idle mostly',
    source: SQL,
    facts: ['SCHED-01'],
    holds: () => creditShares(SERVER_CORES, workers(4, 1)).every(({ stolenShare }) => stolenShare === 0),
  },
  {
    id: 'nodes-per-host',
    rule: 'two or three database nodes on a server do nearly two or three times the work of one',
    source: SQL,
    facts: ['SCHED-02'],
    holds: () => done(workers(3, 2)) === 3 * done(workers(1, 2)),
    values: () => [1, 2, 3].map((nodes) => done(workers(nodes, 2))),
  },
  {
    id: 'fdisk',
    rule: 'the six partitions of the published listing, to the sector',
    source: UPGRADE,
    facts: [12, 13, 14, 15, 16, 17, 18].map((number) => `PARTITION-${number}`),
    holds: () =>
      partitions('new', LISTED_SECTORS)
        .map(({ number, startSector, endSector }) => `${number}:${startSector}-${endSector}`)
        .join(' ') ===
      '5:2048-8390655 2:8390656-46139391 1:46139392-83888127 4:83888128-84936703 6:84936704-87033855 3:87033856-285474782',
    values: () => [partitions('new', LISTED_SECTORS).at(-1)?.endSector ?? 0],
  },
  {
    id: 'old-layout',
    rule: 'the old layout: 4 GB for dom0, 4 GB for its backup, the rest is the local repository',
    source: UPGRADE,
    facts: ['PARTITION-01'],
    holds: () =>
      partitions('old', LISTED_SECTORS)
        .map(({ startSector, endSector }) => Math.round((endSector - startSector + 1) / 2048))
        .slice(0, 2)
        .join() === '4096,4096',
  },
  {
    id: 'repartition',
    rule: 'an upgrade repartitions if the local repository is empty or somebody has said that it may, and destroys it',
    source: UPGRADE,
    facts: ['PARTITION-09', 'UPGRADE-16', 'UPGRADE-17'],
    holds: () => {
      const disk = { diskGb: 146, existing: 'old', isLocalRepositoryEmpty: false, isOptedIn: false } as const;
      return (
        !isRepartitioned(disk) &&
        isRepartitioned({ ...disk, isLocalRepositoryEmpty: true }) &&
        isRepartitioned({ ...disk, isOptedIn: true })
      );
    },
  },
  {
    id: 'rest-minutes',
    rule: 'an upgrade rests at 72 % from five minutes to more than an hour, by the number of messages',
    source: UPGRADE,
    facts: ['UPGRADE-08', 'UPGRADE-09'],
    holds: () => restMinutes(5000) === 5 && restMinutes(100_000) > 60,
    values: () => [restMinutes(5000), restMinutes(100_000)],
  },
  {
    id: 'utility-partition',
    rule: 'a utility partition leaves the boot loader of 7.x no room, and did not harm before',
    source: UPGRADE,
    facts: ['UPGRADE-11', 'UPGRADE-12', 'UPGRADE-13', 'UPGRADE-14', 'UPGRADE-15'],
    holds: () => !bootLoaderFits(7, true) && bootLoaderFits(7, false) && bootLoaderFits(6, true),
  },
  {
    id: 'migration-compression',
    rule: 'compressing the stream of a migration helps slow networks only, of up to 10 Gbit/s',
    source: 'xen-api, doc/content/design/migration-compression.md',
    facts: [],
    holds: () =>
      [1, 10, 25, 40]
        .map((gbit) => migrationBytesPerSecond(gbit * 1000, true) > migrationBytesPerSecond(gbit * 1000))
        .join() === 'true,true,false,false',
    values: () => [1, 10, 25, 40].map((gbit) => migrationBytesPerSecond(gbit * 1000) / 1e6),
  },
];
