import type { Lab } from './lab';

export const BOOT_STORM_LAB: Lab = {
  id: 'boot-storm',
  title: 'Boot storm with and without read caching',
  lookFor:
    'Ten to two hundred desktops that are clones of one image start from one NFS repository: without caching (o_direct), with read caching in the control domains, or with IntelliCache, where desktops also forget what they write. Look for the time until the last one is up, and for what the filer has to deliver meanwhile: with caching each server reads the image once.',
  world:
    'A pool of two servers with an NFS repository on a filer, an image of a desktop and its clones. Published is only which part of the reads caching saves; the times are those of the model',
  inputs: [
    {
      kind: 'choices',
      key: 'caching',
      label: 'Caching',
      options: [
        { value: 'off', label: 'Off (o_direct)' },
        { value: 'on', label: 'On, in memory' },
        { value: 'disk', label: 'On a local SSD (IntelliCache)' },
      ],
      initial: ['off', 'on'],
    },
    { kind: 'number', key: 'desktops', label: 'Desktops, at most', min: 10, max: 200, step: 10, initial: 200 },
    {
      kind: 'choice',
      key: 'system',
      label: 'System',
      options: [
        { value: 'desktop', label: 'Windows desktop, reads 400 MiB' },
        { value: 'server', label: 'Windows Server, reads 820 MiB' },
        { value: 'linux', label: 'Linux, reads 150 MiB' },
      ],
      initial: 'desktop',
    },
    {
      kind: 'choice',
      key: 'device',
      label: 'Below the repository',
      options: [
        { value: 'filer', label: 'Filer with 24 SAS disks' },
        { value: 'sata-ssd', label: 'One SATA SSD' },
        { value: 'nvme', label: 'Array of NVMe SSDs' },
      ],
      initial: 'filer',
    },
    { kind: 'number', key: 'gap', label: 'Between two starts', unit: 's', min: 0, max: 5, step: 0.1, initial: 0.2 },
    {
      kind: 'number',
      key: 'dom0',
      label: 'Memory of a control domain',
      unit: 'MiB',
      min: 3072,
      max: 8192,
      step: 512,
      initial: 4096,
    },
  ],
};
