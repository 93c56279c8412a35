import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compactedStretches as compacted, type Stretch } from './stretches';

const DAY_MS = 86_400_000;
const NOW_MS = 400 * DAY_MS + 12_345_678;

function stretch(fromMs: number, lastsMs: number, bytesPerS: number): Stretch {
  return {
    fromMs,
    toMs: fromMs + lastsMs,
    bytesPerS,
    sentPerS: bytesPerS / 2,
    receivedPerS: 0,
    transfers: 1,
    cores: 0.5,
  };
}

/** What was moved from a time on for as long. */
function movedIn(stretches: readonly Stretch[], fromMs: number, lastsMs: number): number {
  return stretches.reduce((sum, each) => {
    const inside = Math.min(each.toMs, fromMs + lastsMs) - Math.max(each.fromMs, fromMs);
    return inside > 0 ? sum + (each.bytesPerS * inside) / 1000 : sum;
  }, 0);
}

const some = fc
  .tuple(
    fc.integer({ min: 0, max: 366 * DAY_MS }),
    fc.integer({ min: 1, max: 2 * DAY_MS }),
    fc.integer({ max: 200, min: 1 }),
  )
  .map(([ageMs, lastsMs, mega]) => stretch(NOW_MS - ageMs, Math.min(ageMs, lastsMs), mega * 1e6));

test('every row of every archive says the same after the old has been put together', () => {
  fc.assert(
    fc.property(fc.array(some, { maxLength: 12 }), fc.array(some, { maxLength: 4 }), (earlier, later) => {
      const kept = compacted([...compacted(earlier, NOW_MS - DAY_MS), ...later], NOW_MS);
      const all = [...earlier, ...later];
      for (const [rowMs, rows] of [
        [15_000, 480],
        [900_000, 672],
        [DAY_MS / 4, 1464],
      ] as const) {
        const lastMs = Math.floor(NOW_MS / rowMs) * rowMs;
        for (let row = 1; row <= rows; row += 7) {
          const [before, after] = [all, kept].map((each) => movedIn(each, lastMs - row * rowMs, rowMs));
          expect(after).toBeCloseTo(before ?? 0, -1);
        }
      }
    }),
    { numRuns: 30 },
  );
});

test('a year of exports takes no more room than its parts', () => {
  let kept: readonly Stretch[] = [];
  for (let day = 0; day < 500; day++) {
    for (let at = 0; at < 20; at++) {
      const nowMs = day * DAY_MS + 3_600_000 + at * 600_000;
      kept = compacted([...kept, stretch(nowMs - 500_000, 400_000, 90e6)], nowMs);
    }
  }
  // A night of three hours: fine ones, quarters of an hour of a week, and quarters of a day of a year.
  expect(kept.length).toBeLessThan(20 + 9 * 14 + 369);
  expect(kept.length).toBeGreaterThan(369);
});
