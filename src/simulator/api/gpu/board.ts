/** A vGPU profile: name, frame buffer MiB, heads, width, height, how many fit on one GPU, PCI subsystem, several a VM. */
type Profile = readonly [
  name: string,
  framebufferMib: number,
  maxHeads: number,
  maxX: number,
  maxY: number,
  maxPerGpu: number,
  subsystem: string,
  severalInVm: boolean,
];

/** A graphics board with one or more physical GPUs. */
export interface GpuBoard {
  readonly name: string;
  readonly vendor: 'nvidia' | 'amd' | 'intel';
  readonly pciDevice: string;
  readonly deviceName: string;
  readonly gpusPerBoard: number;
  readonly isSriov: boolean;
  readonly profiles: readonly Profile[];
}
