import { describe, expect, it } from 'vitest';
import { chartCsv } from './chart-csv';
import { LINES } from '../gallery/chart-samples';

describe('charts for spreadsheets', () => {
  it('have a figure a row, what was published beside what was measured', () => {
    const lines = chartCsv([{ spec: LINES, subtitle: 'As given' }]).split('\r\n');
    expect(lines[0]).toBe('chart,run,x axis,y axis,kind,series,x,y,"y, upper end",source');
    expect(lines[1]).toBe('Throughput by guests,As given,Guests,Throughput (GB/s),measured,tapdisk2,1,2,,');
    expect(lines).toContain(
      'Throughput by guests,As given,Guests,Throughput (GB/s),published,tapdisk2: 4 GB/s,,4,,"A blog, 2014"',
    );
    expect(lines).toContain(
      'Throughput by guests,As given,Guests,Throughput (GB/s),published,three guests: 8 to 10 GB/s,3,8,10,"A talk, 2015"',
    );
  });

  it('are safe to open, whatever a series is called', () => {
    const series = [{ id: 'x', name: '=HYPERLINK("http://x")', points: [{ x: '@a', y: -1 }] }];
    const text = chartCsv([{ spec: { ...LINES, series, published: [] } }]);
    expect(text).toContain(`"'=HYPERLINK(""http://x"")",'@a,-1,`);
  });
});
