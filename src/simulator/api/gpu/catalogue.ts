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

/** A graphics board with one or more physical GPUs of NVIDIA. */
export interface GpuBoard {
  readonly name: string;
  readonly pciDevice: string;
  readonly deviceName: string;
  readonly gpusPerBoard: number;
  readonly isSriov: boolean;
  readonly profiles: readonly Profile[];
}

export const NVIDIA = { id: '10de', name: 'NVIDIA Corporation' } as const;

/** Profiles as the vGPU host driver 16.x declares them (its vgpuConfig.xml); the frame buffer is what the guest sees. */
const BOARDS: readonly GpuBoard[] = [
  {
    name: 'Tesla M10',
    pciDevice: '13bd',
    deviceName: 'GM107GL [Tesla M10]',
    gpusPerBoard: 4,
    isSriov: false,
    profiles: [
      ['GRID M10-1A', 896, 1, 1280, 1024, 8, '11d3', false],
      ['GRID M10-2A', 1856, 1, 1280, 1024, 4, '11d4', false],
      ['GRID M10-4A', 3776, 1, 1280, 1024, 2, '11d5', false],
      ['GRID M10-8A', 7616, 1, 1280, 1024, 1, '11d6', false],
      ['GRID M10-0B', 416, 2, 2560, 1600, 16, '11cc', false],
      ['GRID M10-1B', 896, 4, 5120, 2880, 8, '11cd', false],
      ['GRID M10-1B4', 896, 4, 5120, 2880, 8, '1339', false],
      ['GRID M10-2B', 1856, 4, 5120, 2880, 4, '1286', false],
      ['GRID M10-2B4', 1856, 4, 5120, 2880, 4, '12ee', false],
      ['GRID M10-0Q', 416, 2, 2560, 1600, 16, '11ce', false],
      ['GRID M10-1Q', 896, 4, 5120, 2880, 8, '11cf', false],
      ['GRID M10-2Q', 1856, 4, 5120, 2880, 4, '11d0', false],
      ['GRID M10-4Q', 3776, 4, 5120, 2880, 2, '11d1', false],
      ['GRID M10-8Q', 7616, 4, 5120, 2880, 1, '11d2', true],
    ],
  },
  {
    name: 'Tesla M60',
    pciDevice: '13f2',
    deviceName: 'GM204GL [Tesla M60]',
    gpusPerBoard: 2,
    isSriov: false,
    profiles: [
      ['GRID M60-1A', 896, 1, 1280, 1024, 8, '11ae', false],
      ['GRID M60-2A', 1856, 1, 1280, 1024, 4, '11af', false],
      ['GRID M60-4A', 3776, 1, 1280, 1024, 2, '11b0', false],
      ['GRID M60-8A', 7616, 1, 1280, 1024, 1, '11b1', false],
      ['GRID M60-0B', 416, 2, 2560, 1600, 16, '1176', false],
      ['GRID M60-1B', 896, 4, 5120, 2880, 8, '1177', false],
      ['GRID M60-1B4', 896, 4, 5120, 2880, 8, '1337', false],
      ['GRID M60-2B', 1856, 4, 5120, 2880, 4, '117d', false],
      ['GRID M60-2B4', 1856, 4, 5120, 2880, 4, '12ec', false],
      ['GRID M60-0Q', 416, 2, 2560, 1600, 16, '114c', false],
      ['GRID M60-1Q', 896, 4, 5120, 2880, 8, '114d', false],
      ['GRID M60-2Q', 1856, 4, 5120, 2880, 4, '114e', false],
      ['GRID M60-4Q', 3776, 4, 5120, 2880, 2, '114f', false],
      ['GRID M60-8Q', 7616, 4, 5120, 2880, 1, '1150', true],
    ],
  },
  {
    name: 'Tesla T4',
    pciDevice: '1eb8',
    deviceName: 'TU104GL [Tesla T4]',
    gpusPerBoard: 1,
    isSriov: false,
    profiles: [
      ['GRID T4-1A', 896, 1, 1280, 1024, 16, '1311', false],
      ['GRID T4-2A', 1856, 1, 1280, 1024, 8, '1312', false],
      ['GRID T4-4A', 3776, 1, 1280, 1024, 4, '1313', false],
      ['GRID T4-8A', 7616, 1, 1280, 1024, 2, '1314', false],
      ['GRID T4-16A', 15268, 1, 1280, 1024, 1, '1315', false],
      ['GRID T4-1B', 896, 4, 5120, 2880, 16, '1309', false],
      ['GRID T4-1B4', 896, 4, 5120, 2880, 16, '1345', false],
      ['GRID T4-2B', 1856, 4, 5120, 2880, 8, '130a', false],
      ['GRID T4-2B4', 1856, 4, 5120, 2880, 8, '130b', false],
      ['GRID T4-1Q', 896, 4, 5120, 2880, 16, '130c', true],
      ['GRID T4-2Q', 1856, 4, 7680, 4320, 8, '130d', true],
      ['GRID T4-4Q', 3776, 4, 7680, 4320, 4, '130e', true],
      ['GRID T4-8Q', 7616, 4, 7680, 4320, 2, '130f', true],
      ['GRID T4-16Q', 15268, 4, 7680, 4320, 1, '1310', true],
    ],
  },
  {
    name: 'NVIDIA A16',
    pciDevice: '25b6',
    deviceName: 'GA107GL [A16]',
    gpusPerBoard: 4,
    isSriov: true,
    profiles: [
      ['NVIDIA A16-1A', 896, 1, 1280, 1024, 16, '1604', false],
      ['NVIDIA A16-2A', 1856, 1, 1280, 1024, 8, '1605', false],
      ['NVIDIA A16-4A', 3776, 1, 1280, 1024, 4, '1606', false],
      ['NVIDIA A16-8A', 7616, 1, 1280, 1024, 2, '1607', false],
      ['NVIDIA A16-16A', 15268, 1, 1280, 1024, 1, '1608', false],
      ['NVIDIA A16-1B', 896, 4, 5120, 2880, 16, '159d', false],
      ['NVIDIA A16-2B', 1856, 4, 5120, 2880, 8, '159e', false],
      ['NVIDIA A16-1Q', 896, 4, 5120, 2880, 16, '159f', true],
      ['NVIDIA A16-2Q', 1856, 4, 7680, 4320, 8, '1600', true],
      ['NVIDIA A16-4Q', 3776, 4, 7680, 4320, 4, '1601', true],
      ['NVIDIA A16-8Q', 7616, 4, 7680, 4320, 2, '1602', true],
      ['NVIDIA A16-16Q', 15268, 4, 7680, 4320, 1, '1603', true],
    ],
  },
  {
    name: 'NVIDIA L4',
    pciDevice: '27b8',
    deviceName: 'AD104GL [L4]',
    gpusPerBoard: 1,
    isSriov: true,
    profiles: [
      ['NVIDIA L4-1A', 896, 1, 1280, 1024, 24, '1739', false],
      ['NVIDIA L4-2A', 1856, 1, 1280, 1024, 12, '173a', false],
      ['NVIDIA L4-3A', 2816, 1, 1280, 1024, 8, '173b', false],
      ['NVIDIA L4-4A', 3776, 1, 1280, 1024, 6, '173c', false],
      ['NVIDIA L4-6A', 5632, 1, 1280, 1024, 4, '173d', false],
      ['NVIDIA L4-8A', 7552, 1, 1280, 1024, 3, '173e', false],
      ['NVIDIA L4-12A', 11264, 1, 1280, 1024, 2, '173f', false],
      ['NVIDIA L4-24A', 22528, 1, 1280, 1024, 1, '1740', false],
      ['NVIDIA L4-1B', 896, 4, 5120, 2880, 24, '172f', false],
      ['NVIDIA L4-2B', 1856, 4, 5120, 2880, 12, '1730', false],
      ['NVIDIA L4-1Q', 896, 4, 5120, 2880, 24, '1731', true],
      ['NVIDIA L4-2Q', 1856, 4, 7680, 4320, 12, '1732', true],
      ['NVIDIA L4-3Q', 2816, 4, 7680, 4320, 8, '1733', true],
      ['NVIDIA L4-4Q', 3776, 4, 7680, 4320, 6, '1734', true],
      ['NVIDIA L4-6Q', 5632, 4, 7680, 4320, 4, '1735', true],
      ['NVIDIA L4-8Q', 7552, 4, 7680, 4320, 3, '1736', true],
      ['NVIDIA L4-12Q', 11264, 4, 7680, 4320, 2, '1737', true],
      ['NVIDIA L4-24Q', 22528, 4, 7680, 4320, 1, '1738', true],
    ],
  },
];

export function gpuBoard(name: string): GpuBoard {
  const board = BOARDS.find((candidate) => candidate.name === name);
  if (board === undefined) throw new Error(`There is no GPU board ${name} in the catalogue`);
  return board;
}

export function gpuBoardNames(): readonly string[] {
  return BOARDS.map((board) => board.name);
}
