import { describe, expect, it } from 'vitest';
import type { ChartAxis, ChartSpec } from './chart-spec';
import { domainOf, scaleOf } from './scales';
import { BARS, LINES } from '../gallery/chart-samples';

function ticks(
  axis: Partial<ChartAxis>,
  values: readonly number[],
  count: number,
  isTight: boolean,
): readonly string[] {
  const extent = { kind: 'range', least: Math.min(...values), most: Math.max(...values), values } as const;
  return scaleOf({ label: '', unit: 'x', scale: 'linear', ...axis }, extent, count, isTight).ticks.map(
    ({ text }) => text,
  );
}

describe('an axis', () => {
  it('counts things in whole numbers', () => {
    expect(ticks({ unit: '' }, [0, 3], 8, false)).toEqual(['0', '1', '2', '3', '4']);
  });

  it('leaves air above the highest value', () => {
    expect(ticks({}, [0, 10], 6, false)).toEqual(['0', '2', '4', '6', '8', '10', '12']);
    expect(ticks({}, [0, 9], 6, false)).toEqual(['0', '2', '4', '6', '8', '10']);
  });

  it('ends a share of a whole at 100 per cent', () => {
    expect(ticks({ unit: '%' }, [0, 99.7], 6, false)).toEqual(['0', '20', '40', '60', '80', '100']);
    expect(ticks({ unit: '%' }, [0, 12], 6, false).at(-1)).toBe('14');
    expect(ticks({ unit: '%' }, [0, 160], 6, false).at(-1)).toBe('200');
  });

  it('goes below zero where values do', () => {
    expect(ticks({}, [-5, 0, 5], 5, false)).toEqual(['-6', '-4', '-2', '0', '2', '4', '6']);
  });

  it('has a tick at each value where there is room, else at each second, third…', () => {
    const sizes = [512, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304];
    expect(ticks({ scale: 'bytes' }, sizes, 8, true)).toEqual([
      '512 B',
      '4 KiB',
      '16 KiB',
      '64 KiB',
      '256 KiB',
      '1 MiB',
      '4 MiB',
    ]);
    expect(ticks({ scale: 'bytes' }, sizes, 4, true)).toEqual(['512 B', '16 KiB', '256 KiB', '4 MiB']);
  });

  it('writes spans of time as a clock does', () => {
    const values = Array.from({ length: 60 }, (_, at) => at * 6);
    expect(ticks({ scale: 'seconds' }, values, 6, true)).toEqual(['0 s', '1 min', '2 min', '3 min', '4 min', '5 min']);
    expect(ticks({ scale: 'seconds' }, [0, 0.4], 4, false)).toEqual([
      '0 s',
      '0.1 s',
      '0.2 s',
      '0.3 s',
      '0.4 s',
      '0.5 s',
    ]);
  });

  it('has powers of ten on a logarithm, and no place for zero', () => {
    const extent = { kind: 'range', least: 0, most: 9000, values: [0, 3, 9000] } as const;
    const scale = scaleOf({ label: '', unit: '', scale: 'log' }, extent, 5, false);
    expect(scale.ticks.map(({ text }) => text)).toEqual(['1', '10', '100', '1,000', '10,000']);
    expect([scale.place(0), scale.place(-1), scale.place(100)]).toEqual([null, null, 2]);
  });

  it('lives with one value, or none', () => {
    expect(ticks({}, [5], 4, true)).toEqual(['5']);
    expect(ticks({ scale: 'bytes' }, [4096], 4, true)).toEqual(['4 KiB']);
    const nothing = domainOf([{ ...LINES, series: [], published: [] }]);
    expect(scaleOf(LINES.y, nothing.y, 4, false).ticks.length).toBeGreaterThan(1);
  });
});

describe('what axes have to hold', () => {
  it('is all points, zero, and all that was published', () => {
    expect(domainOf([LINES]).y).toMatchObject({ least: 0, most: 10 });
    expect(domainOf([BARS]).x).toEqual({ kind: 'names', names: ['one link', 'two links'] });
  });

  it('is the sum of what is stacked', () => {
    expect(domainOf([{ ...BARS, kind: 'stacked', published: [] }]).y).toMatchObject({ least: 0, most: 5 });
  });

  it('is the same for charts beside each other', () => {
    const other: ChartSpec = { ...LINES, series: [{ id: 'z', name: 'z', points: [{ x: 7, y: 40 }] }], published: [] };
    expect(domainOf([LINES, other])).toMatchObject({ x: { least: 1, most: 7 }, y: { least: 0, most: 40 } });
  });

  it('puts bars of counted places in their order', () => {
    const series = [{ id: 'a', name: 'a', points: [10, 2, 30].map((x) => ({ x, y: x })) }];
    const spec: ChartSpec = { ...BARS, x: { label: 'VMs', unit: '', scale: 'linear' }, series, published: [] };
    expect(domainOf([spec]).x).toEqual({ kind: 'names', names: ['2', '10', '30'] });
  });
});
