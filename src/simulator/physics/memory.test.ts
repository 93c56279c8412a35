import { describe, expect, test } from 'vitest';
import {
  balloonTargets,
  largestStaticMaxBytes,
  memoryOverheadBytes,
  MIB_BYTES,
  shadowMib,
  type DomainKind,
} from './memory';

describe('memory overhead', () => {
  const examples: readonly [DomainKind, number, number, number, number][] = [
    ['hvm', 1024, 2, 10, 13],
    ['hvm', 16384, 16, 144, 149],
    ['pv', 1024, 2, 10, 12],
    ['pv_in_pvh', 1024, 2, 10, 47],
    ['hvm', 131072, 16, 1040, 1045],
  ];
  test.each(examples)(
    'of a %s guest with %i MiB and %i vCPUs is as worked out by hand',
    (kind, mib, vcpus, shadow, overhead) => {
      expect(shadowMib(mib, vcpus, 1)).toBe(shadow);
      const guest = { kind, staticMaxBytes: mib * MIB_BYTES, vcpusMax: vcpus, shadowMultiplier: 1 };
      expect(memoryOverheadBytes(guest)).toBe(overhead * MIB_BYTES);
    },
  );
});

test('the largest static maximum and its overhead just fit', () => {
  const guest = { kind: 'hvm', vcpusMax: 4, shadowMultiplier: 1 } as const;
  const total = 8192 * MIB_BYTES;
  const staticMaxBytes = largestStaticMaxBytes(guest, total);
  const rest = total - staticMaxBytes - memoryOverheadBytes({ ...guest, staticMaxBytes });
  expect(rest).toBeGreaterThanOrEqual(0);
  const next = staticMaxBytes + MIB_BYTES;
  expect(next + memoryOverheadBytes({ ...guest, staticMaxBytes: next })).toBeGreaterThan(total);
});

describe('balloon targets', () => {
  const mib = (minMib: number, maxMib: number, targetMib: number) => ({
    minBytes: minMib * MIB_BYTES,
    maxBytes: maxMib * MIB_BYTES,
    targetBytes: targetMib * MIB_BYTES,
  });

  test('share the spare memory of a host in proportion to each range', () => {
    const { gamma, targetsBytes, fits } = balloonTargets(500 * MIB_BYTES, [
      mib(512, 2048, 1024),
      mib(1024, 1024, 1024),
    ]);
    expect(gamma).toBeCloseTo(0.652995, 6);
    expect(targetsBytes.map((bytes) => Math.floor(bytes / MIB_BYTES))).toEqual([1515, 1024]);
    expect(fits).toBe(true);
  });

  test('stay at the minimum when nothing is to spare', () => {
    const { gamma, fits } = balloonTargets(9 * MIB_BYTES, [mib(512, 2048, 512)]);
    expect(gamma).toBe(0);
    expect(fits).toBe(true);
  });
});
