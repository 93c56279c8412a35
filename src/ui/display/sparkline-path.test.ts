import { describe, expect, it } from 'vitest';
import { sparklinePath } from './sparkline-path';

describe('a sparkline', () => {
  it('spreads samples over the width, highest at the top', () => {
    expect(sparklinePath([0, 10], 0, 10, 24, 12)).toEqual({ line: 'M2 10L22 2', end: { x: 22, y: 2 } });
  });

  it('leaves a gap for missing, NaN and infinite samples', () => {
    const { line } = sparklinePath([1, null, 1, Number.NaN, Number.NEGATIVE_INFINITY, 1], 0, 1, 54, 12);
    expect(line).toBe('M2 2M22 2M52 2');
  });

  it('has no end dot while the last sample is missing', () => {
    expect(sparklinePath([1, 2, null], 0, 2, 24, 12).end).toBeNull();
  });

  it('draws nothing for no samples', () => {
    expect(sparklinePath([], 0, undefined, 24, 12)).toEqual({ line: '', end: null });
  });

  it('cuts values beyond the range to it', () => {
    expect(sparklinePath([-5, 20], 0, 10, 24, 12).line).toBe('M2 10L22 2');
  });
});
