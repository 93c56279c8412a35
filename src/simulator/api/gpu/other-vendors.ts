import type { GpuBoard } from './board';

/** The frame buffer is split evenly; how AMD's driver names the splits was not found. */
const MXGPU: GpuBoard['profiles'] = [1, 2, 4, 8, 16].map(
  (count) => [`MxGPU ${count} VF per GPU`, 8192 / count, 1, 4096, 2160, count, '', false] as const,
);

const S7150 = {
  vendor: 'amd',
  pciDevice: '6929',
  deviceName: 'Tonga XT GL [FirePro S7150]',
  isSriov: true,
  profiles: MXGPU,
} as const;

export const BOARDS: readonly GpuBoard[] = [
  { name: 'AMD FirePro S7150', gpusPerBoard: 1, ...S7150 },
  { name: 'AMD FirePro S7150 x2', gpusPerBoard: 2, ...S7150 },
  {
    name: 'Intel Iris Pro P6300',
    vendor: 'intel',
    pciDevice: '162a',
    deviceName: 'Iris Pro Graphics P6300',
    gpusPerBoard: 1,
    isSriov: false,
    // As many as 128 MiB fit into an aperture of 1 GiB, less one (xapi: GVT-g design).
    profiles: [['Intel GVT-g', 128, 1, 1920, 1080, 7, '', false]],
  },
];
