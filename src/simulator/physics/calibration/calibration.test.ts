import { describe, expect, test } from 'vitest';
import { SUBJECTS } from './calibration';
import { tolerancePercent } from './row';

describe.each(SUBJECTS)('$name', ({ comparisons, rules }) => {
  test.each([...comparisons()])('$id: $quantity is $published $unit ($conditions)', (row) => {
    expect(Math.abs(row.errorPercent), `the model says ${row.model}`).toBeLessThanOrEqual(tolerancePercent(row));
  });

  test.each([...rules])('$id: $rule', ({ holds, values }) => {
    expect(holds(), JSON.stringify(values?.())).toBe(true);
  });
});
