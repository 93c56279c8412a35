import type { Lab } from './lab';

export const ALUA_LAB: Lab = {
  id: 'alua',
  title: 'ALUA: optimized paths, a pulled cable, a lost controller',
  lookFor:
    'Four guests work on a LUN that one of two controllers owns, while a cable is pulled and put back, and then that controller fails and returns. Look for the price of going over all paths in turn, for the seconds in which requests wait on dead paths, and for the alert minutes later.',
  world: 'A server with two links to an array of two controllers, multipathing, and four guests with a disk each',
  inputs: [
    {
      kind: 'choices',
      key: 'profile',
      label: 'multipath.conf',
      options: [
        { value: 'alua', label: 'Optimized paths first (group_by_prio, alua)' },
        { value: 'round-robin', label: 'All paths in turn (multibus)' },
        { value: 'md36xx', label: 'Dell MD36xx as shipped (group_by_prio, rdac)' },
        { value: 'md36xx-alua', label: 'Dell MD36xx that keeps its ALUA handler' },
      ],
      initial: ['alua', 'round-robin'],
    },
    {
      kind: 'choice',
      key: 'fabric',
      label: 'Links',
      options: [
        { value: 'iscsi-1', label: 'iSCSI, 2 × 1 Gbit/s' },
        { value: 'iscsi-10', label: 'iSCSI, 2 × 10 Gbit/s' },
        { value: 'iscsi-25', label: 'iSCSI, 2 × 25 Gbit/s' },
        { value: 'fc-8', label: 'Fibre Channel, 2 × 8 Gbit/s' },
      ],
      initial: 'iscsi-1',
    },
    {
      kind: 'choice',
      key: 'block',
      label: 'Size of a request',
      options: [
        { value: '4k', label: '4 KiB' },
        { value: '64k', label: '64 KiB' },
        { value: '1m', label: '1 MiB' },
      ],
      initial: '64k',
    },
    { kind: 'number', key: 'depth', label: 'Requests in flight per disk', min: 1, max: 128, step: 1, initial: 16 },
    { kind: 'number', key: 'writes', label: 'Writes', unit: '%', min: 0, max: 100, step: 10, initial: 0 },
    { kind: 'number', key: 'outage', label: 'Until a repair', unit: 's', min: 40, max: 180, step: 10, initial: 90 },
  ],
};
