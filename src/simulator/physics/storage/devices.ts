import type { DeviceSpeed, StorageDevice } from './device';

export type DeviceName =
  | 'wd-blue'
  | 'sas-raid0'
  | 'ssd-raid0'
  | 'p320'
  | 'intel-910-module'
  | 'iodrive2'
  | 'ram-disk'
  | 'low-latency'
  | 'sata-7k2'
  | 'sas-10k'
  | 'sas-15k'
  | 'sata-ssd'
  | 'nvme'
  | 'filer';

const speed = (latencyUs: number, linkBytesPerUs: number, mediaBytesPerUs: number): DeviceSpeed => ({
  latencyUs,
  linkBytesPerUs,
  mediaBytesPerUs,
});

function same(name: string, both: DeviceSpeed): Pick<StorageDevice, 'name' | 'read' | 'write'> {
  return { name, read: both, write: both };
}

/**
 * Devices of the published measurements, solved from their points in dom0 (links of the rotating ones assumed), and a
 * few of the usual kinds (assumptions).
 */
export const DEVICES: Readonly<Record<DeviceName, StorageDevice>> = {
  // 120 MB/s from 16 KiB on.
  'wd-blue': { ...same('WD Blue WD5000AAKX, 7200 rpm SATA', speed(81.92, 300, 120)), seekUs: 12_500 },
  // 370 MB/s from 48 KiB on.
  'sas-raid0': { ...same('2 x Seagate SAS, RAID0, PERC H700', speed(100.075, 1500, 370)), seekUs: 5500 },
  // 700 MB/s at 1 MiB and 900 at 2 MiB, still rising at 4 MiB.
  'ssd-raid0': {
    ...same('2 x Intel DC S3700, RAID0, PERC H700', speed(100, 1000, 1000)),
    spread: { factorUs: 0.122651, exponent: 0.673824 },
  },
  // Shares of the test bed's sum that its other devices leave.
  p320: { name: 'Micron P320 175 GB', read: speed(47, 1700, 1625), write: speed(20, 1700, 1400) },
  // Product specification: 2 GB/s and 1.0 to 1.5 GB/s for the card of four modules.
  'intel-910-module': { name: 'Intel 910, one module', read: speed(65, 550, 500), write: speed(65, 550, 325) },
  // Vendor's sheet: 1.5 and 1.1 GB/s, 68 and 15 µs.
  iodrive2: { name: 'Fusion-io ioDrive2 785 GB', read: speed(68, 1600, 1500), write: speed(15, 1600, 1100) },
  'ram-disk': same('RAM disk', speed(0, Infinity, Infinity)),
  // What is left of 1/15,000 s after the path of tapdisk3.
  'low-latency': same('the device of the polling measurements', speed(9.869, Infinity, Infinity)),
  'sata-7k2': { ...same('SATA disk, 7200 rpm', speed(80, 300, 150)), seekUs: 12_500 },
  'sas-10k': { ...same('SAS disk, 10,000 rpm', speed(80, 600, 180)), seekUs: 7000 },
  'sas-15k': { ...same('SAS disk, 15,000 rpm', speed(80, 600, 210)), seekUs: 5500 },
  'sata-ssd': same('SATA SSD', speed(90, 550, 500)),
  // Two dozen disks of 15,000 rpm in RAID10 behind a head with a cache for writes.
  filer: { ...same('filer with 24 SAS disks', speed(400, 1200, 400)), iops: 5000 },
  nvme: same('NVMe SSD', speed(20, 3200, 3000)),
};
