import type { Lab } from './lab';

export const TAPDISK_LAB: Lab = {
  id: 'tapdisk',
  title: 'tapdisk2 against tapdisk3',
  lookFor:
    'One to ten guests read or write on nine fast devices, with XenServer 6.2 and with 6.5. Look for the ceiling: tapdisk2 runs out of control-domain CPU at 4 GB/s, tapdisk3 goes on until the devices give all they have.',
  world: 'A Dell R720 with nine storage repositories on solid-state devices and ten guests with a disk on each',
  inputs: [
    {
      kind: 'choices',
      key: 'release',
      label: 'Release',
      options: [
        { value: '6.2', label: 'XenServer 6.2 (tapdisk2)' },
        { value: '6.5', label: 'XenServer 6.5 (tapdisk3)' },
      ],
      initial: ['6.2', '6.5'],
    },
    {
      kind: 'choices',
      key: 'direction',
      label: 'Direction',
      options: [
        { value: 'read', label: 'Read' },
        { value: 'write', label: 'Write' },
      ],
      initial: ['read', 'write'],
    },
    { kind: 'number', key: 'guests', label: 'Guests, at most', min: 1, max: 10, step: 1, initial: 10 },
    { kind: 'number', key: 'depth', label: 'Requests in flight per disk', min: 1, max: 64, step: 1, initial: 1 },
  ],
};
