import { describe, expect, it } from 'vitest';
import { archiveSince, finerThan } from './archives';
import { parseDump } from './dump';
import { extend } from './held';
import type { Readings } from './readings';
import { parseUpdates } from './updates';

const LEGEND = ['AVERAGE:host:0c5a:cpu_avg', 'MAX:host:0c5a:cpu_avg', 'AVERAGE:vm:77:vbd_a:b', 'AVERAGE:other:1:x'];
const updates = (rows: string): string =>
  `{"meta":{"start":"0","step":"60","end":"7200","rows":"2","columns":"3","legend":${JSON.stringify(LEGEND)}},"data":[${rows}]}`;

const valuesOf = ({ columns }: Readings) =>
  Object.fromEntries(columns.map(({ name, values }) => [name, [...values]] as const));

describe('rows that a server tells', () => {
  it('are read oldest first, averages alone, from numbers as text and from bare ones', () => {
    const asText = '{"t":"7200","values":["0.5","9","NaN","1"]},{"t":"7140","values":["0.25","9","-Infinity","0"]}';
    const bare = '{"t":7200,"values":[0.5, 9, NaN, 1]},{"t":7140,"values":[0.25,9,-inf,0]}';
    for (const rows of [asText, bare]) {
      const readings = parseUpdates(updates(rows));
      expect([readings.stepS, readings.endS, readings.rows]).toEqual([60, 7200, 2]);
      expect(valuesOf(readings)).toEqual({ cpu_avg: [0.25, 0.5], 'vbd_a:b': [NaN, NaN] });
    }
  });

  it('are those that are wanted', () => {
    const readings = parseUpdates(updates('{"t":7200,"values":[1,2,3,4]}'), ['vm:77:vbd_a:b', 'vm:77:gone']);
    expect(valuesOf(readings)).toEqual({ 'vbd_a:b': [3] });
  });

  it('stay unknown where a row tells less than its legend says', () => {
    expect(valuesOf(parseUpdates(updates('{"t":7200,"values":["1"]},{"t":7140,"values":[]}')))).toEqual({
      cpu_avg: [NaN, 1],
      'vbd_a:b': [NaN, NaN],
    });
  });

  it('may be none, and end somewhere all the same', () => {
    expect(parseUpdates(updates(''))).toMatchObject({ rows: 0, endS: 7200 });
  });

  it('are refused where they are something else', () => {
    expect(() => parseUpdates('<xport/>')).toThrow(SyntaxError);
    expect(() => parseUpdates('{"meta":{}}')).toThrow('A list is missing.');
    expect(() => parseUpdates('{"meta":{"step":0,"legend":[]},"data":[]}')).toThrow('The rows have no step.');
  });

  it('are refused where the answer is cut anywhere', () => {
    const whole = updates('{"t":"7200","values":["1","2","3","4"]}, { "t": "7140", "values": [ "1", "2" ] }');
    expect(parseUpdates(whole).rows).toBe(2);
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => parseUpdates(whole.slice(0, length)), whole.slice(0, length)).toThrow(SyntaxError);
    }
  });
});

describe('all archives of an object', () => {
  const rra = (cf: string, pdps: number, rows: string) => `{"cf":"${cf}","pdp_per_row":"${pdps}","database":[${rows}]}`;
  const dump = `{"step":"5","lastupdate":"3727","ds":[{"name":"cpu0"},{"name":"memory"}],"rra":[${[
    rra('AVERAGE', 12, '["1","2"],["NaN","4"]'),
    rra('MAX', 12, '["9","9"]'),
    rra('AVERAGE', 1, '[0.5,7]'),
  ].join()}]}`;

  it('come finest first, each ending with its last whole row', () => {
    const [fine, coarse] = parseDump(dump, 'vm', '77');
    expect([fine?.stepS, fine?.endS, coarse?.stepS, coarse?.endS]).toEqual([5, 3725, 60, 3720]);
    expect(coarse && valuesOf(coarse)).toEqual({ cpu0: [1, NaN], memory: [2, 4] });
  });
});

describe('readings that are held', () => {
  const readings = (endS: number, values: readonly number[], stepS = 5): Readings => ({
    stepS,
    endS,
    rows: values.length,
    columns: [{ subject: 'host', uuid: 'a', name: 'x', values: Float64Array.from(values) }],
  });
  const column = (held: ReturnType<typeof extend>) => [...(held.columns.get('host:a:x') ?? [])];

  it('grow by what comes after them, up to so many rows, and what was not told in between stays unknown', () => {
    let held = extend(undefined, readings(15, [1, 2, 3]), 6);
    expect(column(held)).toEqual([1, 2, 3]);
    held = extend(held, readings(25, [5]), 6);
    expect(column(held)).toEqual([1, 2, 3, NaN, 5]);
    held = extend(held, readings(35, [6, 7]), 6);
    expect([column(held), held.endS]).toEqual([[2, 3, NaN, 5, 6, 7], 35]);
    expect(extend(held, readings(35, []), 6)).toBe(held);
  });

  it('take what is told again, and begin anew when the clock goes back or the step changes', () => {
    const held = extend(undefined, readings(15, [1, 2, 3]), 6);
    expect(column(extend(held, readings(20, [8, 9]), 6))).toEqual([1, 2, 8, 9]);
    expect(column(extend(held, readings(10, [4]), 6))).toEqual([4]);
    expect(column(extend(held, readings(60, [4], 60), 6))).toEqual([4]);
    expect(column(extend(held, readings(5000, [1, 1, 1, 1, 1, 1, 1], 5), 6))).toEqual([1, 1, 1, 1, 1, 1]);
  });
});

describe('the archive of a time', () => {
  it('is the finest one that reaches back so far', () => {
    const stepSince = (agoS: number) => archiveSince(1_000_000_000 - agoS, 1_000_000_000).stepS;
    expect([600, 601, 700, 7200, 7300, 604_800, 700_000, 31_536_000, 99_999_999].map(stepSince)).toEqual([
      5, 5, 60, 60, 3600, 3600, 86_400, 86_400, 86_400,
    ]);
    expect(finerThan(archiveSince(0, 700))).toMatchObject({ stepS: 5 });
    expect(finerThan(archiveSince(0, 1))).toBeNull();
  });
});
