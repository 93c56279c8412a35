import type { PublishedFigure } from '../row';

const ALPHA4 = 'XenServer Tech Preview and Creedence alpha 4 (XenServer blog, 2014)';
const DENSITY = 'Davies, Increasing VM density in XenServer (2013)';
const DOM0 = 'The 64-bit control domain (XenServer blog, 2014)';

export const DENSITY_FIGURES = [
  {
    id: 'dom0-200-vms',
    quantity: 'memory of dom0 in use at the published threshold of VMs',
    unit: 'MiB',
    conditions: 'alpha 4, 200 VMs with 400 disks, default of a large host',
    published: 4096,
    source: ALPHA4,
    kind: 'fit',
    isExact: true,
    facts: ['DOM0-MEM-02'],
  },
  {
    id: 'dom0-1200-vdis',
    quantity: 'memory of dom0 in use at the published threshold of disks',
    unit: 'MiB',
    conditions: 'alpha 4, 75 VMs with 1200 disks, default of a large host',
    published: 4096,
    source: ALPHA4,
    kind: 'fit',
    isExact: true,
    facts: ['DOM0-MEM-03'],
  },
  {
    id: 'vms-62',
    quantity: 'VMs by event channels',
    unit: 'VMs',
    conditions: '6.2, 2 vCPUs, 2 disks, 1 interface, HVM',
    published: 500,
    source: DENSITY,
    kind: 'check',
    isExact: true,
    facts: ['DENSITY-03', 'DENSITY-04'],
  },
  {
    id: 'vms-61',
    quantity: 'VMs by event channels',
    unit: 'VMs',
    conditions: '6.1, 2 vCPUs, 2 disks, 1 interface, HVM',
    published: 150,
    source: DENSITY,
    kind: 'check',
    isExact: false,
    facts: ['DENSITY-01'],
  },
  {
    id: 'dom0-752',
    quantity: 'default memory of dom0',
    unit: 'MiB',
    conditions: '6.2, host of 64 GiB',
    published: 752,
    source: DOM0,
    kind: 'check',
    isExact: true,
    facts: ['DOM0-MEM-06'],
  },
] as const satisfies readonly PublishedFigure[];
