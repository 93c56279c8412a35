import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RELEASES } from '../releases';
import { COLLECT_DELAY_S, coalesceSeconds, liveCoalesce } from '../storage/coalesce';
import { MIB_BYTES } from '../units';
import { transferBytesPerSecond } from './export';
import { storageMotionTimes } from './storage-motion';

describe('Storage XenMotion', () => {
  const motion = {
    disksBytes: [8192 * MIB_BYTES, 20_480 * MIB_BYTES],
    copyBytesPerSecond: 80e6,
    guestWriteBytesPerSecond: 10e6,
    memory: {
      memoryBytes: 2048 * MIB_BYTES,
      dirtyBytesPerSecond: 20e6,
      workingSetBytes: 64 * MIB_BYTES,
      networkBytesPerSecond: 117e6,
      disks: 1,
    },
  };

  test('moves the largest disk first and the memory last', () => {
    const { disks, totalMs } = storageMotionTimes(motion);
    expect(disks.map(({ ms }) => Math.round(ms / 100) / 10)).toEqual([306.8, 122.7]);
    expect(totalMs / 1000).toBeCloseTo(449.1, 1);
  });

  test('takes longer the more the guest writes, and ends all the same', () => {
    const at = (guestWriteBytesPerSecond: number): number =>
      storageMotionTimes({ ...motion, guestWriteBytesPerSecond }).totalMs;
    expect(at(40e6)).toBeGreaterThan(at(10e6));
    expect(at(500e6)).toBeLessThan(Infinity);
  });
});

describe('an export', () => {
  const way = {
    what: 'vm',
    compression: 'none',
    repositoryBytesPerSecond: 200e6,
    linkBytesPerSecond: 117e6,
  } as const;

  test('goes as fast as its slowest part', () => {
    expect(transferBytesPerSecond(RELEASES['7.0'], way)).toBe(45e6);
    expect(transferBytesPerSecond(RELEASES['7.0'], { ...way, compression: 'gzip' })).toBe(22e6);
    expect(transferBytesPerSecond(RELEASES['8.2'], { ...way, what: 'disk' })).toBe(117e6);
  });
});

describe('folding snapshots', () => {
  test('starts five minutes after a change, and reads and writes every byte', () => {
    expect(COLLECT_DELAY_S).toBe(300);
    expect(coalesceSeconds(1e9, 100e6)).toBe(20);
  });

  test('of a VM that writes little pauses it for three seconds', () => {
    const leaf = { bytes: 2048 * MIB_BYTES, writeBytesPerSecond: 5e6, copyBytesPerSecond: 60e6 };
    const { outcome, pauseSeconds, roundsBytes } = liveCoalesce(leaf);
    expect([outcome, roundsBytes.length]).toEqual(['coalesced', 1]);
    expect(pauseSeconds).toBeCloseTo(2.98, 2);
  });

  test('of a VM that writes faster than the copy goes is given up', () => {
    const leaf = { bytes: 2048 * MIB_BYTES, writeBytesPerSecond: 80e6, copyBytesPerSecond: 60e6 };
    expect(liveCoalesce(leaf).outcome).toBe('growing');
  });

  test('always ends, and never pauses a VM longer than five seconds', () => {
    const rate = fc.integer({ min: 1, max: 500 }).map((mb) => mb * 1e6);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), rate, rate, (mib, writeBytesPerSecond, copyBytesPerSecond) => {
        const result = liveCoalesce({ bytes: mib * MIB_BYTES, writeBytesPerSecond, copyBytesPerSecond });
        expect(result.roundsBytes.length).toBeLessThanOrEqual(20);
        expect(result.pauseSeconds).toBeLessThan(5);
      }),
    );
  });
});
