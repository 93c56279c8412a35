import { expect, it } from 'vitest';
import { BARS } from '../../ui/gallery/chart-samples';
import { labCsv } from './lab-csv';

it('saves figures and findings of all runs as one table', () => {
  const findings = [
    { what: 'At most', measured: '3 GB/s', published: '3.1 GB/s', errorPercent: -3, source: 'A talk, 2014' },
    { what: '=cmd', measured: '-4' },
  ];
  const run = { id: '', values: {}, result: { charts: [BARS], findings, worlds: [] } };
  const lines = labCsv([{ run, name: 'As given' }])
    .trimEnd()
    .split('\r\n');
  expect(lines).toHaveLength(1 + 4 + 1 + 3);
  expect(lines.every((line) => line.replaceAll(/"[^"]*"/g, '').split(',').length === 10)).toBe(true);
  expect(lines.slice(-3)).toEqual([
    'Findings,As given,,,measured,At most,,3 GB/s,,',
    'Findings,As given,,,published,At most,,3.1 GB/s,,"A talk, 2014"',
    "Findings,As given,,,measured,'=cmd,,-4,,",
  ]);
});
