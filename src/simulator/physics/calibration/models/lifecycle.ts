import { survivors } from '../../ha-liveset';
import { migrationBytesPerSecond, migrationTimes } from '../../lifecycle';
import { NEW_LAYOUT_MIN_GB, newLayoutMib, partitions, REST_PERCENT, type Partition } from '../../partitions';
import { RELEASES, type ReleaseName } from '../../releases';
import { transferBytesPerSecond, type Transfer } from '../../transfer/export';
import type { LIFECYCLE_FIGURES } from '../published/lifecycle';
import type { ModelOf } from '../row';

/** The disk whose listing was published: 146.2 GB. */
export const LISTED_SECTORS = 285_474_816;

const exported = (release: ReleaseName, what: Transfer['what']): number =>
  transferBytesPerSecond(RELEASES[release], {
    what,
    compression: 'none',
    repositoryBytesPerSecond: Infinity,
    linkBytesPerSecond: Infinity,
  });

function partitionGib(use: Partition['use']): number {
  const found = partitions('new', LISTED_SECTORS).find((partition) => partition.use === use);
  return found === undefined ? 0 : ((found.endSector - found.startSector + 1) * 512) / 1024 ** 3;
}

/** Percent of the cases in which the server with a network survives: each of two may be the one that loses it. */
function healthySurvivesPercent(): number {
  const hosts = [0, 1].map(() => ({ isAlive: true, seesStatefile: true }));
  const cases = [0, 1].filter((broken) => !survivors(hosts, () => false).includes(broken));
  return (cases.length / 2) * 100;
}

export const LIFECYCLE_MODELS: ModelOf<typeof LIFECYCLE_FIGURES> = {
  'ely-transfer': () => exported('7.6', 'vm') / exported('7.0', 'vm'),
  'disk-export': () => exported('6.5', 'disk') / exported('6.5', 'vm'),
  'dom0-partition': () => partitionGib('dom0'),
  'backup-partition': () => partitionGib('backup'),
  'logs-partition': () => partitionGib('logs'),
  'swap-partition': () => partitionGib('swap'),
  'layout-sum': () => newLayoutMib() / 1024,
  'smallest-disk': () => NEW_LAYOUT_MIN_GB,
  'rest-percent': () => REST_PERCENT,
  'ha-two-hosts': healthySurvivesPercent,
  'least-downtime': () =>
    migrationTimes({
      memoryBytes: 1024 ** 3,
      dirtyBytesPerSecond: 0,
      workingSetBytes: 0,
      networkBytesPerSecond: migrationBytesPerSecond(1000),
      disks: 0,
    }).downtimeMs,
};
