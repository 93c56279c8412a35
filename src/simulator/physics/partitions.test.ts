import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRepartitioned, partitions, restMinutes } from './partitions';

test('partitions follow one another and fill the disk', () => {
  const disks = fc.integer({ min: 100_000_000, max: 8_000_000_000 });
  fc.assert(
    fc.property(fc.constantFrom('old' as const, 'new' as const), disks, (layout, sectors) => {
      const all = partitions(layout, sectors);
      all.forEach(({ startSector, endSector }, index) => {
        expect(endSector).toBeGreaterThan(startSector);
        if (index > 0) expect(startSector).toBe((all[index - 1]?.endSector ?? 0) + 1);
      });
      expect(all.at(-1)?.endSector).toBe(sectors - 34);
    }),
  );
});

test('an upgrade keeps the old layout unless the disk is large and nothing on it is wanted', () => {
  const disk = { diskGb: 146, existing: 'old', isLocalRepositoryEmpty: false, isOptedIn: false } as const;
  expect(isRepartitioned(disk)).toBe(false);
  expect(isRepartitioned({ ...disk, isLocalRepositoryEmpty: true })).toBe(true);
  expect(isRepartitioned({ ...disk, isOptedIn: true })).toBe(true);
  expect(isRepartitioned({ ...disk, isOptedIn: true, diskGb: 32 })).toBe(false);
  expect(isRepartitioned({ ...disk, existing: 'new' })).toBe(false);
});

test('an upgrade rests for minutes where many messages are kept, and not forever', () => {
  expect(restMinutes(0)).toBe(0);
  expect(restMinutes(5000)).toBe(5);
  expect(restMinutes(1_000_000)).toBe(75);
});
