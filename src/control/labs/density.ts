import type { Lab } from './lab';

export const DENSITY_LAB: Lab = {
  id: 'density',
  title: 'VM density',
  lookFor:
    'Small VMs start one after the other on a large server of each release, until it refuses one. Look for what runs out: 1,023 event channels in 6.1 and 4,096 in 6.2, and from 6.5 on the memory of the control domain.',
  world: 'A server with 1 TiB of memory for each release, and a VM that is copied up to 1,000 times',
  inputs: [
    {
      kind: 'choices',
      key: 'release',
      label: 'Release',
      options: [
        { value: '6.1', label: 'XenServer 6.1' },
        { value: '6.2', label: 'XenServer 6.2' },
        { value: '6.5', label: 'XenServer 6.5' },
        { value: '7.0', label: 'XenServer 7.0' },
        { value: '8', label: 'XenServer 8' },
      ],
      initial: ['6.1', '6.2', '6.5', '7.0'],
    },
    {
      kind: 'choice',
      key: 'guest',
      label: 'Guests',
      options: [
        { value: 'hvm', label: 'With a device model (Windows)' },
        { value: 'pv', label: 'Paravirtual (Linux)' },
      ],
      initial: 'hvm',
    },
    {
      kind: 'choice',
      key: 'dom0',
      label: 'Memory of the control domain',
      options: [
        { value: 'default', label: 'What the release gives it' },
        { value: '752', label: '752 MiB' },
        { value: '2940', label: '2,940 MiB' },
        { value: '4096', label: '4 GiB' },
        { value: '8192', label: '8 GiB (4 GiB before 6.5)' },
        { value: '32768', label: '32 GiB (4 GiB before 6.5)' },
      ],
      initial: '4096',
    },
    { kind: 'number', key: 'vcpus', label: 'vCPUs of a VM', min: 1, max: 16, step: 1, initial: 2 },
    { kind: 'number', key: 'disks', label: 'Disks of a VM', min: 1, max: 15, step: 1, initial: 2 },
    { kind: 'number', key: 'nics', label: 'Network interfaces of a VM', min: 1, max: 7, step: 1, initial: 1 },
  ],
};
