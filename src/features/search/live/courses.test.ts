import { describe, expect, it } from 'vitest';
import type { Readings } from '../../../xapi/rrd/readings';
import { COURSE_S, goneOn, momentsOf, valuesOf } from './courses';

const readings = (endS: number, ...values: number[]): Readings => ({
  stepS: 5,
  endS,
  rows: values.length,
  columns: [{ subject: 'vm', uuid: 'v', name: 'cpu0', values: Float64Array.from(values) }],
});
const course = (endS: number, ...values: number[]) => momentsOf(readings(endS, ...values)).get('v') ?? [];

describe('the course of figures', () => {
  it('has each row of an answer, and none of those in which nobody told', () => {
    expect(course(100, 0.25, NaN, 0.5)).toEqual([
      { atS: 90, figures: { cpu: 25 } },
      { atS: 100, figures: { cpu: 50 } },
    ]);
  });

  it('goes on with what is new, and leaves out what is long ago', () => {
    const all = goneOn(goneOn(course(100, 0.1, 0.2), course(105, 0.9, 0.3)), course(90 + COURSE_S + 10, 0.4));
    expect(all.map(({ atS, figures }) => [atS, figures.cpu])).toEqual([
      [105, 30],
      [100 + COURSE_S, 40],
    ]);
  });

  it('has a gap where nobody told for long, or of this figure not', () => {
    const all = [...course(100, 0.25), { atS: 105, figures: { disk: 1 } }, ...course(205, 0.5)];
    expect(valuesOf(all, 'cpu')).toEqual([25, null, null, 50]);
    expect(valuesOf(all, 'disk')).toEqual([null, 1, null, null]);
  });
});
