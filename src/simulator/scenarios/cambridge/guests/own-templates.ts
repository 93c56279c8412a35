import { TEMPLATE, type GuestPlan } from './plan';

/** Templates of the company's own, by the name that `fromTemplate` gives. */
export const TEMPLATES: readonly GuestPlan[] = [
  {
    name: 'Web node',
    description: 'Ubuntu 22.04 with the web server of the shop, patched in December',
    template: TEMPLATE.ubuntu22,
    vcpus: 4,
    memoryGib: 8,
    disks: [['fast', 40, 0.22]],
    networks: ['dmz', 'servers'],
    folder: '/Templates',
    owner: 'Shop',
    tags: ['golden image'],
  },
  {
    name: 'Build runner',
    description: 'Ubuntu 24.04 with compilers and containers',
    template: TEMPLATE.ubuntu24,
    vcpus: 8,
    memoryGib: 12,
    disks: [['fast', 60, 0.41]],
    networks: ['servers'],
    folder: '/Templates',
    owner: 'Engineering',
    tags: ['golden image'],
  },
  {
    name: 'Windows 11 desktop',
    description: 'Office programs, NVIDIA guest driver, joined at the first start',
    template: TEMPLATE.windows11,
    vcpus: 4,
    memoryGib: 12,
    disks: [['fast', 80, 0.45]],
    networks: ['office'],
    folder: '/Templates',
    owner: 'Service desk',
    tags: ['golden image', 'vdi'],
  },
];
