import { BOOT_WRITES_PER_READ } from '../../boot-storm';
import { DATAPATHS } from '../../storage/datapaths';
import { R720_DISKS_PER_REPOSITORY, R720_REPOSITORIES } from '../../storage/test-bed';
import { KIB_BYTES, MIB_BYTES, PAGE_BYTES } from '../../units';
import {
  alone,
  aloneIops,
  alpha1Backend,
  onReference,
  r720GainPercent,
  r720Largest,
  ramDiskIops,
} from '../experiments';
import type { STORAGE_FIGURES } from '../published/storage';
import type { ModelOf } from '../row';

export const STORAGE_MODELS: ModelOf<typeof STORAGE_FIGURES> = {
  'wd-dom0-16k': () => alone('dom0', 'wd-blue', 16 * KIB_BYTES),
  'wd-blkback-max': () => alone('blkback', 'wd-blue', 512 * KIB_BYTES),
  'wd-td2-max': () => alone('tapdisk2', 'wd-blue', 512 * KIB_BYTES),
  'sas-dom0-48k': () => alone('dom0', 'sas-raid0', 48 * KIB_BYTES),
  'sas-blkback-116k': () => alone('blkback', 'sas-raid0', 116 * KIB_BYTES),
  'ssd-dom0-2m': () => alone('dom0', 'ssd-raid0', 2 * MIB_BYTES),
  'ssd-dom0-1m': () => alone('dom0', 'ssd-raid0', MIB_BYTES),
  'ssd-td2-2m': () => alone('tapdisk2', 'ssd-raid0', 2 * MIB_BYTES),
  'ssd-td2-1m': () => alone('tapdisk2', 'ssd-raid0', MIB_BYTES),
  'ssd-qdisk-2m': () => alone('qdisk', 'ssd-raid0', 2 * MIB_BYTES),
  'r720-td2-r': () => r720Largest(onReference('tapdisk2'), 0).value,
  'r720-td2-w': () => r720Largest(onReference('tapdisk2'), 1).value,
  'r720-td3-r': () => r720Largest(onReference('tapdisk3'), 0).value,
  'r720-td3-w': () => r720Largest(onReference('tapdisk3'), 1).value,
  'r720-gain-w': () => r720GainPercent(1),
  'r720-gain-r': () => r720GainPercent(0),
  'r720-disks': () => R720_REPOSITORIES.length * R720_DISKS_PER_REPOSITORY,
  'ring-44k': () => (DATAPATHS.tapdisk2.segmentsPerRequest * PAGE_BYTES) / KIB_BYTES,
  'iops-irq': () => aloneIops('tapdisk3', 'low-latency'),
  'iops-poll': () => aloneIops('tapdisk3-polling', 'low-latency'),
  'grant-5': () => ramDiskIops('blkback', 5),
  'grant-10': () => ramDiskIops('blkback', 10),
  'grant-15': () => ramDiskIops('blkback', 15),
  'pers-15': () => ramDiskIops('blkback-persistent', 15),
  'alpha1-x2': () => (r720Largest(onReference('tapdisk3'), 0).value / r720Largest(alpha1Backend(), 0).value - 1) * 100,
  'boot-reads': () => 100 / (1 + BOOT_WRITES_PER_READ),
};
