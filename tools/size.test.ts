import { expect, it } from 'vitest';
import { budgetReport } from './lib/size.mjs';

const manifest = {
  'index.html': { file: 'assets/index.js', isEntry: true, imports: ['_react'], css: ['assets/index.css'] },
  _react: { file: 'assets/react.js', imports: ['index.html'] },
  'src/features/vms/index.ts': {
    file: 'assets/vms.js',
    src: 'src/features/vms/index.ts',
    isDynamicEntry: true,
    imports: ['_shared'],
  },
  'src/ui/chart/chart.tsx': { file: 'assets/chart.js', src: 'src/ui/chart/chart.tsx', isDynamicEntry: true },
  'mocks/browser.ts': {
    file: 'assets/browser.js',
    src: 'mocks/browser.ts',
    isDynamicEntry: true,
    imports: ['_shared', '_msw', '_react'],
  },
  _shared: { file: 'assets/shared.js' },
  _msw: { file: 'assets/msw.js' },
};
const sizes: Record<string, number> = {
  'index.html': 1,
  'theme.js': 1,
  'assets/index.js': 100,
  'assets/react.js': 80,
  'assets/index.css': 10,
  'assets/vms.js': 61,
  'assets/chart.js': 120,
  'assets/browser.js': 5,
  'assets/shared.js': 7,
  'assets/msw.js': 150,
  'assets/worker.js': 300,
};

it('tells first load, lazy parts, the msw door and workers apart', () => {
  const assets = Object.keys(sizes).filter((file) => file.startsWith('assets/'));
  expect(budgetReport(manifest, assets, (file) => sizes[file] ?? NaN)).toEqual([
    { what: 'first load: scripts', kb: 180, limitKb: 250 },
    { what: 'first load: page, scripts, styles', kb: 192, limitKb: 300 },
    { what: 'lazy: src/ui/chart/chart.tsx', kb: 120, limitKb: 130 },
    { what: 'lazy: src/features/vms/index.ts', kb: 61, limitKb: 60 },
    { what: 'lazy: assets/shared.js', kb: 7, limitKb: 60 },
    { what: 'the msw door', kb: 155 },
    { what: 'workers', kb: 300 },
  ]);
});
