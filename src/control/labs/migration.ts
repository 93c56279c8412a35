import type { Lab } from './lab';

export const MIGRATION_LAB: Lab = {
  id: 'migration',
  title: 'Live migration and Storage XenMotion',
  lookFor:
    'A guest that changes more and more of its memory moves between two servers, over links of different speeds, and then another one moves with its disk. Look for the dirty rate at which a link cannot keep up any more: from there on every round sends the whole working set again, and the guest stands still for what is left of it.',
  world:
    'For each speed of links a pool of two servers, a guest without disks that sends a stream, and one with a disk',
  inputs: [
    { kind: 'number', key: 'memory', label: 'Memory', unit: 'GiB', min: 1, max: 64, step: 1, initial: 4 },
    {
      kind: 'choices',
      key: 'links',
      label: 'Links',
      options: [
        { value: '1', label: '1 Gbit/s' },
        { value: '10', label: '10 Gbit/s' },
        { value: '25', label: '25 Gbit/s' },
        { value: '40', label: '40 Gbit/s' },
      ],
      initial: ['1', '10', '25'],
    },
    {
      kind: 'number',
      key: 'dirty',
      label: 'Memory changed, at most',
      unit: 'MB/s',
      min: 50,
      max: 2000,
      step: 50,
      initial: 600,
    },
    { kind: 'number', key: 'set', label: 'Working set', unit: 'MiB', min: 64, max: 8192, step: 64, initial: 1024 },
    {
      kind: 'choice',
      key: 'compression',
      label: 'Compression of the stream',
      options: [
        { value: 'off', label: 'Off' },
        { value: 'on', label: 'On (pool.migration_compression)' },
      ],
      initial: 'off',
    },
    { kind: 'number', key: 'disk', label: 'Disk', unit: 'GiB', min: 5, max: 200, step: 5, initial: 20 },
  ],
};
