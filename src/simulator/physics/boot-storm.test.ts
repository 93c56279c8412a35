import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BOOT_NEEDS,
  BOOT_READ_BYTES,
  BOOT_REQUEST,
  BOOT_WRITES_PER_READ,
  bootSpeed,
  bootStorm,
  type BootCache,
} from './boot-storm';
import { guestBootMs } from './lifecycle';
import { readCacheRefusal } from './storage/read-cache';
import { GIB_BYTES, MIB_BYTES } from './units';

const storm = (guests: number, cache: BootCache) =>
  bootStorm({
    guests,
    readBytes: BOOT_READ_BYTES['windows-7'],
    writeBytes: BOOT_WRITES_PER_READ * BOOT_READ_BYTES['windows-7'],
    array: { iops: 5000, bytesPerSecond: 400e6 },
    cache,
    bootSeconds: guestBootMs('windows-desktop') / 1000,
    cpuSecondsPerBoot: 12,
    cores: 24,
  });
const none: BootCache = { kind: 'none' };
const memory: BootCache = { kind: 'memory', bytes: 2 * GIB_BYTES };

describe('a boot storm', () => {
  test.each([
    [1, 35, 35, 400],
    [10, 42.7, 35, 580],
    [50, 213.3, 54.4, 1380],
    [100, 426.7, 105.6, 2380],
    [200, 853.3, 208, 4380],
  ])('of %i desktops takes %d s, with read caching %d s', (guests, without, cached, arrayMib) => {
    expect(storm(guests, none).seconds).toBeCloseTo(without, 1);
    const result = storm(guests, memory);
    expect(result.seconds).toBeCloseTo(cached, 1);
    expect(Math.round(result.arrayReadBytes / MIB_BYTES)).toBe(arrayMib);
  });

  test('of one desktop waits for the desktop, of many for the array', () => {
    expect(storm(1, none).limit).toBe('guest');
    expect(storm(50, none).limit).toBe('array requests');
  });

  test('with a cache on a local disk leaves the array nearly alone when the desktops forget their writes', () => {
    const disk = { iops: 20_000, bytesPerSecond: 500e6 };
    const reset = storm(100, { kind: 'local disk', disk, isResetOnBoot: true });
    const kept = storm(100, { kind: 'local disk', disk, isResetOnBoot: false });
    expect(reset.arrayWriteBytes).toBe(0);
    expect(kept.arrayWriteBytes).toBe(100 * 100 * MIB_BYTES);
    expect(reset.seconds).toBeLessThan(kept.seconds);
    expect(reset.limit).toBe('local disk');
  });

  test('never gets longer by a larger cache, nor shorter by another guest', () => {
    const size = fc.integer({ min: 0, max: 4 * 1024 }).map((mib) => mib * MIB_BYTES);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), size, size, (guests, a, b) => {
        const at = (count: number, bytes: number): number => storm(count, { kind: 'memory', bytes }).seconds;
        expect(at(guests, Math.max(a, b))).toBeLessThanOrEqual(at(guests, Math.min(a, b)) + 1e-9);
        expect(at(guests + 1, a)).toBeGreaterThanOrEqual(at(guests, a) - 1e-9);
      }),
    );
  });
});

describe('the speed of boots', () => {
  const bootUs = guestBootMs('windows-desktop') * 1000;
  const { readBytes, writeBytes, cpuSeconds } = BOOT_NEEDS['windows-desktop'];
  /** An array of 5000 requests a second and a server of 24 processors. */
  const speed = (guests: number, hitShare: number, isWarm: boolean): number =>
    bootSpeed(
      {
        readBytesPerUs: 400,
        writeBytesPerUs: 400,
        timePerByte: 1e6 / (5000 * BOOT_REQUEST.bytes),
        servers: [{ dom0Cores: 8, cores: 24 }],
      },
      [
        {
          guests,
          server: 0,
          readBytesPerUs: readBytes / bootUs,
          writeBytesPerUs: writeBytes / bootUs,
          hitShare,
          isWarm,
          dom0Cores: 0.02,
          cores: (cpuSeconds * 1e6) / bootUs,
          aloneSpeed: 1,
        },
      ],
    );

  test.each([1, 10, 50, 100, 200])(
    'of %i desktops is what a whole storm takes, without caching and with it',
    (guests) => {
      const seconds = guestBootMs('windows-desktop') / 1000;
      expect(seconds / speed(guests, 0, false)).toBeCloseTo(storm(guests, none).seconds, 6);
      expect(seconds / speed(guests, 0.95, false)).toBeCloseTo(storm(guests, memory).seconds, 6);
    },
  );

  test('rises when one guest has read for the others', () => {
    expect(speed(20, 0.95, true)).toBeGreaterThanOrEqual(speed(20, 0.95, false));
    expect(speed(100, 0.95, true)).toBeGreaterThan(speed(100, 0.95, false));
  });
});

describe('read caching', () => {
  const clone = { repositoryType: 'nfs', isLicensed: true, hasReadOnlyParent: true, isDirect: false };
  test('serves clones on file repositories and says why it does not serve others', () => {
    expect(readCacheRefusal(clone)).toBeUndefined();
    expect(readCacheRefusal({ ...clone, isLicensed: false })).toBe('LICENSE_RESTRICTION');
    expect(readCacheRefusal({ ...clone, repositoryType: 'lvmoiscsi' })).toBe('SR_NOT_SUPPORTED');
    expect(readCacheRefusal({ ...clone, hasReadOnlyParent: false })).toBe('RO_WITH_NO_PARENT');
    expect(readCacheRefusal({ ...clone, isDirect: true })).toBe('SR_OVERRIDE');
  });
});
