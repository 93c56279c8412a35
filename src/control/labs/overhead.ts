import type { Lab } from './lab';

export const OVERHEAD_LAB: Lab = {
  id: 'overhead',
  title: 'The overhead of virtualised storage',
  lookFor:
    'One guest reads from a disk, an array of disks and an array of SSDs, over every way that its requests can take through the control domain. Look for where a curve leaves that of the control domain itself, and in the X-ray of one request for what keeps it: events on small requests, mapping or copying of pages on large ones.',
  world: 'A server with a repository on each device, one guest that reads and up to fifteen on a RAM disk',
  inputs: [
    {
      kind: 'choices',
      key: 'device',
      label: 'Device',
      options: [
        { value: 'wd-blue', label: 'WD Blue, 7200 rpm' },
        { value: 'sas-raid0', label: 'Two SAS disks, RAID0' },
        { value: 'ssd-raid0', label: 'Two SSDs, RAID0' },
      ],
      initial: ['wd-blue', 'sas-raid0', 'ssd-raid0'],
    },
    {
      kind: 'choices',
      key: 'path',
      label: 'Way of the requests',
      options: [
        { value: 'dom0', label: 'Control domain itself' },
        { value: 'blkback', label: 'blkback' },
        { value: 'blkback-persistent', label: 'blkback, persistent grants' },
        { value: 'tapdisk2', label: 'tapdisk2' },
        { value: 'qdisk', label: 'qdisk' },
        { value: 'tapdisk3', label: 'tapdisk3' },
      ],
      initial: ['dom0', 'blkback', 'blkback-persistent', 'tapdisk2', 'qdisk'],
    },
    {
      kind: 'choice',
      key: 'size',
      label: 'Request in the X-ray',
      options: [
        { value: '4k', label: '4 KiB' },
        { value: '44k', label: '44 KiB' },
        { value: '128k', label: '128 KiB' },
        { value: '1m', label: '1 MiB' },
        { value: '2m', label: '2 MiB' },
      ],
      initial: '128k',
    },
    { kind: 'number', key: 'depth', label: 'Requests in flight', min: 1, max: 32, step: 1, initial: 1 },
    { kind: 'number', key: 'guests', label: 'Guests on the RAM disk, at most', min: 1, max: 15, step: 1, initial: 15 },
  ],
};
