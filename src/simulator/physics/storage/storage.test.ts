import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KIB_BYTES, MIB_BYTES } from '../units';
import { backendOn } from './backend';
import { BusyHosts, shareHost } from './contention';
import type { BusyDisk } from './shared-resources';
import { DATAPATHS, type DatapathName } from './datapaths';
import { DEVICES, type DeviceName } from './devices';
import { diskRate, iops } from './disk-rate';
import { grantLockThreads } from './host';
import { closedLoopLatencyUs, openLoopLatencyUs } from './latency';
import { linkBytesPerUs, overNetwork } from './network-storage';
import { backendTimeUs, requestTime } from './request';
import { R720, R720_REPOSITORIES, r720Run } from './test-bed';
import { afterWrites, reclaimedBytes, type GuestWrites, type ThinDisk } from './thin';
import { stagesOf } from './x-ray';

const paths = fc.constantFrom(...(Object.keys(DATAPATHS) as DatapathName[])).map((name) => backendOn(DATAPATHS[name]));
const devices = fc
  .constantFrom(...(Object.keys(DEVICES) as DeviceName[]).filter((name) => name !== 'ram-disk'))
  .map((name) => DEVICES[name]);
const sizes = fc.integer({ min: 1, max: 8192 }).map((sectors) => sectors * 512);
const directions = fc.constantFrom('read' as const, 'write' as const);

describe('a request', () => {
  test('takes time, and the larger one takes no less', () => {
    fc.assert(
      fc.property(paths, devices, sizes, sizes, directions, (backend, device, one, other, direction) => {
        const small = requestTime(backend, device, { bytes: Math.min(one, other), direction });
        const large = requestTime(backend, device, { bytes: Math.max(one, other), direction });
        expect(small.totalUs).toBeGreaterThan(0);
        expect(large.backendUs).toBeGreaterThanOrEqual(small.backendUs);
        expect(large.deviceUs).toBeGreaterThanOrEqual(small.deviceUs);
      }),
    );
  });

  test('is the sum of its stages', () => {
    fc.assert(
      fc.property(paths, devices, sizes, directions, fc.boolean(), (backend, device, bytes, direction, isRandom) => {
        const request = { bytes, direction, isRandom };
        const stages = stagesOf(backend, device, request);
        const sum = (of: (stage: (typeof stages)[number]) => number): number =>
          stages.reduce((total, stage) => total + of(stage), 0);
        expect(sum(({ visibleUs }) => visibleUs)).toBeCloseTo(requestTime(backend, device, request).totalUs, 6);
        expect(sum(({ where, busyUs }) => (where === 'backend' ? busyUs : 0))).toBeCloseTo(
          backendTimeUs(backend, request),
          6,
        );
        for (const { busyUs, visibleUs } of stages) expect(visibleUs).toBeLessThanOrEqual(busyUs);
      }),
    );
  });

  test('costs more through a long chain of snapshots, and a write does not', () => {
    const backend = backendOn(DATAPATHS.tapdisk3);
    const cost = (direction: 'read' | 'write', chainDepth: number): number =>
      backendTimeUs(backend, { bytes: MIB_BYTES, direction, chainDepth });
    expect(cost('read', 30)).toBeGreaterThan(cost('read', 1));
    expect(cost('write', 30)).toBe(cost('write', 1));
  });
});

describe('a virtual disk', () => {
  test('never loses by a deeper queue', () => {
    const depths = fc.integer({ min: 1, max: 128 });
    fc.assert(
      fc.property(paths, devices, sizes, depths, depths, fc.boolean(), (backend, device, bytes, a, b, isRandom) => {
        const at = (queueDepth: number): number =>
          diskRate(backend, device, { bytes, queueDepth, writeShare: 0, isRandom }).bytesPerUs;
        expect(at(Math.max(a, b))).toBeGreaterThanOrEqual(at(Math.min(a, b)) - 1e-9);
      }),
    );
  });

  test('gets what it asks for and no more', () => {
    const load = { bytes: 64 * KIB_BYTES, queueDepth: 8, writeShare: 0.3, demandBytesPerUs: 20 };
    expect(diskRate(backendOn(DATAPATHS.tapdisk3), DEVICES.nvme, load)).toMatchObject({
      bytesPerUs: 20,
      limit: 'demand',
    });
  });

  test('on a SATA disk reads some 80 random blocks a second, about twice as many with a full queue', () => {
    const read = (queueDepth: number): number => {
      const load = { bytes: 4 * KIB_BYTES, queueDepth, writeShare: 0, isRandom: true };
      return iops(diskRate(backendOn(DATAPATHS.tapdisk3), DEVICES['sata-7k2'], load).bytesPerUs, load.bytes);
    };
    expect(read(1)).toBeCloseTo(79, 0);
    expect(read(32)).toBeGreaterThan(1.8 * read(1));
    expect(read(32)).toBeLessThan(2.5 * read(1));
  });

  test('of tapdisk2, qdisk and tapdisk3 tops out where its one thread does', () => {
    const top = (path: DatapathName): number => {
      const load = { bytes: 44 * KIB_BYTES, queueDepth: 32, writeShare: 0 };
      return diskRate(backendOn(DATAPATHS[path]), DEVICES['low-latency'], load).bytesPerUs;
    };
    expect(top('tapdisk2')).toBeCloseTo(310.1, 1);
    expect(top('qdisk')).toBeCloseTo(317.7, 1);
    expect(top('tapdisk3')).toBeCloseTo(806.2, 1);
  });

  test('is slower with the old clock, a debugging hypervisor or memory on the other node', () => {
    const rate = (conditions: Parameters<typeof backendOn>[1]): number =>
      diskRate(backendOn(DATAPATHS.tapdisk3, conditions), DEVICES.nvme, {
        bytes: MIB_BYTES,
        queueDepth: 4,
        writeShare: 0,
      }).bytesPerUs;
    const reference = rate({});
    expect(rate({ clockGhz: 2.2 })).toBeLessThan(reference);
    expect(rate({ isDebugHypervisor: true })).toBeLessThan(reference);
    expect(rate({ remoteShare: 1 })).toBeLessThan(reference);
    expect(rate({ clockGhz: 3.8 })).toBeGreaterThan(reference);
  });
});

describe('the disks of a host', () => {
  test('never take more than there is, and never leave everything half used', () => {
    const loads = fc.record({
      bytes: sizes,
      queueDepth: fc.integer({ min: 1, max: 32 }),
      writeShare: fc.constantFrom(0, 0.3, 1),
    });
    const disk = fc.record({
      backend: paths,
      repository: fc.nat({ max: R720_REPOSITORIES.length - 1 }),
      guest: fc.nat({ max: 9 }),
      load: loads,
    });
    fc.assert(
      fc.property(fc.array(disk, { minLength: 1, maxLength: 30 }), (disks: readonly BusyDisk[]) => {
        const shares = shareHost(R720, R720_REPOSITORIES, disks);
        expect(shares.dom0Usage).toBeLessThanOrEqual(1 + 1e-9);
        for (const { bytesPerUs, aloneBytesPerUs, limit } of shares.disks) {
          expect(bytesPerUs).toBeLessThanOrEqual(aloneBytesPerUs + 1e-9);
          if (limit === 'dom0') expect(shares.dom0Usage).toBeGreaterThan(0.999);
        }
        const sum = shares.disks.reduce((total, { bytesPerUs }) => total + bytesPerUs, 0);
        expect(sum).toBeCloseTo(shares.totalBytesPerUs, 6);
      }),
    );
  });

  test('of tapdisk2 fill the control domain, those of tapdisk3 the SSDs', () => {
    const run = (path: DatapathName) =>
      r720Run(backendOn(DATAPATHS[path]), { guests: 10, bytes: 256 * KIB_BYTES, writeShare: 0 });
    expect(new Set(run('tapdisk2').disks.map(({ limit }) => limit))).toContain('dom0');
    expect(run('tapdisk2').dom0Usage).toBeCloseTo(1, 6);
    expect(run('tapdisk3').dom0Usage).toBeLessThan(1);
    expect(new Set(run('tapdisk3').disks.map(({ limit }) => limit))).toEqual(new Set(['repository']));
  });

  test('share one repository evenly', () => {
    const backend = backendOn(DATAPATHS.tapdisk3);
    const load = { bytes: 64 * KIB_BYTES, queueDepth: 8, writeShare: 0 };
    const disks = [0, 1, 2, 3].map((guest) => ({ backend, repository: 0, guest, load }));
    const { disks: shares } = shareHost(R720, [{ device: DEVICES['sata-ssd'] }], disks);
    expect(shares.map(({ bytesPerUs }) => Math.round(bytesPerUs))).toEqual([125, 125, 125, 125]);
  });

  test('leave to the others what one of them does not want', () => {
    const backend = backendOn(DATAPATHS.tapdisk3);
    const load = { bytes: 64 * KIB_BYTES, queueDepth: 8, writeShare: 0 };
    const disks = [0, 1].map((guest) => ({ backend, repository: 0, guest, load }));
    const busy = new BusyHosts([R720], [{ device: DEVICES['sata-ssd'] }], disks);
    const at = (demands: readonly number[] = []) => {
      busy.demands.set(demands);
      busy.share();
      return [...busy.rates].map((bytesPerUs, disk) => [bytesPerUs, busy.limitOf(disk)]);
    };
    expect(at()).toEqual([
      [250, 'repository'],
      [250, 'repository'],
    ]);
    expect(at([50, Infinity])).toEqual([
      [50, 'demand'],
      [450, 'repository'],
    ]);
    expect(at([0, 0])).toEqual([
      [0, 'demand'],
      [0, 'demand'],
    ]);
  });

  test('make a single disk with heads slower together than one stream is', () => {
    const backend = backendOn(DATAPATHS.tapdisk3);
    const load = { bytes: MIB_BYTES, queueDepth: 4, writeShare: 0 };
    const total = (guests: number): number =>
      shareHost(
        R720,
        [{ device: DEVICES['sata-7k2'] }],
        Array.from({ length: guests }, (_, guest) => ({ backend, repository: 0, guest, load })),
      ).totalBytesPerUs;
    expect(total(1)).toBeCloseTo(150, 6);
    expect(total(2)).toBeCloseTo(135, 6);
  });

  test('wait for the grant table when many guests map pages: more guests get less together', () => {
    expect([1, 5].map(grantLockThreads)).toEqual([1, 5]);
    expect(grantLockThreads(10)).toBeLessThan(5);
    expect(grantLockThreads(15)).toBeLessThan(grantLockThreads(10));
  });
});

describe('latency', () => {
  test('of a guest that keeps the queue full is the queue over the rate', () => {
    expect(closedLoopLatencyUs(4, 65_536, 100)).toBeCloseTo(2621.4, 1);
  });

  test('of a guest with a pace of its own is its service, and twenty times that at the worst', () => {
    expect(openLoopLatencyUs(100, 0)).toBe(100);
    expect(openLoopLatencyUs(100, 0.5)).toBe(200);
    expect(openLoopLatencyUs(100, 1)).toBeCloseTo(2000, 6);
  });
});

describe('storage behind a network', () => {
  test('carries 117.7 MB/s a Gbit/s, five percent more with jumbo frames', () => {
    expect(linkBytesPerUs(1000)).toBeCloseTo(117.7, 1);
    expect(linkBytesPerUs(10_000)).toBeCloseTo(1177, 0);
    expect(linkBytesPerUs(1000, 9000) / linkBytesPerUs(1000)).toBeCloseTo(1.052, 3);
  });

  test('is no faster than its link and slower than the array beside it', () => {
    const remote = overNetwork(DEVICES.nvme, 10_000);
    expect(remote.read.mediaBytesPerUs).toBeCloseTo(1177, 0);
    expect(remote.read.latencyUs).toBeGreaterThan(DEVICES.nvme.read.latencyUs);
  });
});

describe('a thin disk', () => {
  const blocks = 4096;
  const empty: ThinDisk = { blocks, below: 0, leaf: 0, hiding: 0 };
  const written = (touches: number, more: Partial<GuestWrites> = {}): GuestWrites => {
    return { blocks: touches, touches, isAllOver: true, isRandom: true, newShare: 0, ...more };
  };

  test('fills up by random writes until no block is left untouched', () => {
    const leaf = (touches: number): number => afterWrites(empty, written(touches)).leaf;
    expect(leaf(1)).toBeCloseTo(1, 6);
    expect(leaf(blocks)).toBeCloseTo(blocks * (1 - Math.exp(-1)), -1);
    expect(leaf(100 * blocks)).toBeCloseTo(blocks, 0);
    const half = afterWrites(empty, written(blocks / 2));
    expect(afterWrites(half, written(blocks / 2)).leaf).toBeCloseTo(leaf(blocks), 6);
  });

  test('grows by what a sequential test writes, until it is full', () => {
    expect(afterWrites(empty, written(1000, { isRandom: false })).leaf).toBe(1000);
    expect(afterWrites(empty, written(1e6, { isRandom: false })).leaf).toBe(blocks);
  });

  test('grows by what is new when a server writes over what it has', () => {
    const disk = { ...empty, leaf: 1000 };
    const server = { isAllOver: false, newShare: 0.02 };
    expect(afterWrites(disk, written(5000, server)).leaf).toBeCloseTo(1100, 6);
    expect(afterWrites(disk, written(1e9, server)).leaf).toBe(blocks);
  });

  test('writes again into the leaf over a snapshot, and hides there what lies below', () => {
    const fresh = { ...empty, below: 1000 };
    const { leaf, hiding } = afterWrites(fresh, written(1000, { isAllOver: false }));
    expect(leaf).toBeCloseTo(1000 * (1 - Math.exp(-1)), 0);
    expect(hiding).toBe(leaf);
    expect(afterWrites(fresh, written(1e6, { isAllOver: false })).leaf).toBeCloseTo(1000, 3);
  });

  test('gives the array back what it no longer holds, if the array understands it', () => {
    expect(reclaimedBytes(100, 40, true)).toBe(60);
    expect(reclaimedBytes(100, 40, false)).toBe(0);
  });
});

test('many streams share the heads of a disk and the requests of an array, however much bandwidth is left', () => {
  const load = { bytes: 24 * 1024, queueDepth: 4, writeShare: 0.2, isRandom: true };
  const host = { cores: 12, threads: 24, dom0Vcpus: 8, memoryBytesPerUs: 119_000 };
  const requests = (name: 'sata-7k2' | 'filer', count: number): number => {
    const disks = Array.from({ length: count }, (_, guest) => ({
      backend: backendOn(DATAPATHS.tapdisk3),
      repository: 0,
      guest,
      load,
    }));
    return (shareHost(host, [{ device: DEVICES[name] }], disks).totalBytesPerUs / load.bytes) * 1e6;
  };
  expect(requests('filer', 40)).toBeCloseTo(5000, 3);
  // One head: 12.5 ms a seek, less than half of it when it may choose the nearest of 32.
  expect(requests('sata-7k2', 1)).toBeLessThan(requests('sata-7k2', 40));
  expect(requests('sata-7k2', 40)).toBeLessThan(1e6 / (12_500 / 2.25));
});
