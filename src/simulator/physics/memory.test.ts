import { describe, expect, test } from 'vitest';
import {
  balloonedBytes,
  balloonOpening,
  largestStaticMaxBytes,
  memoryOverheadBytes,
  shadowMib,
  type DomainKind,
} from './memory';
import { MIB_BYTES } from './units';

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

describe('the balloons of a server', () => {
  test('share its spare memory in proportion to each range', () => {
    // 500 MiB free, and one guest of 512 to 2048 MiB that has 1024 now beside one that has no range.
    const opening = balloonOpening((500 + 512) * MIB_BYTES, (2048 - 512) * MIB_BYTES);
    expect(opening).toBeCloseTo(0.652995, 6);
    expect(Math.floor(balloonedBytes(512, 2048, opening))).toBe(1515);
    expect(balloonedBytes(1024, 1024, opening)).toBe(1024);
  });

  test('stay closed when nothing is to spare, and open no further than they go', () => {
    expect(balloonOpening(9 * MIB_BYTES, 1536 * MIB_BYTES)).toBe(0);
    expect(balloonOpening(4096 * MIB_BYTES, 1536 * MIB_BYTES)).toBe(1);
    expect(balloonOpening(4096 * MIB_BYTES, 0)).toBe(0);
  });
});
