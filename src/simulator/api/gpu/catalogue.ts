import { BOARDS as NEWEST } from './ampere-and-ada';
import type { GpuBoard } from './board';
import { BOARDS as OLDEST } from './kepler-to-pascal';
import { BOARDS as OTHERS } from './other-vendors';
import { BOARDS as NEWER } from './volta-and-turing';

interface Vendor {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  /** A GPU with profiles may also be given to a VM whole. */
  readonly alsoWhole: boolean;
}

export const VENDORS: Readonly<Record<GpuBoard['vendor'], Vendor>> = {
  nvidia: { id: '10de', name: 'NVIDIA Corporation', driver: 'nvidia', alsoWhole: true },
  amd: { id: '1002', name: 'Advanced Micro Devices, Inc. [AMD/ATI]', driver: 'gim', alsoWhole: false },
  intel: { id: '8086', name: 'Intel Corporation', driver: 'i915', alsoWhole: true },
};

/**
 * Profiles as the vGPU host driver 16.x declares them (its vgpuConfig.xml), those of Kepler as xapi's tests do; the
 * frame buffer is what the guest sees.
 */
const BOARDS: readonly GpuBoard[] = [...OLDEST, ...NEWER, ...NEWEST, ...OTHERS];

export function gpuBoard(name: string): GpuBoard {
  const board = BOARDS.find((candidate) => candidate.name === name);
  if (board === undefined) throw new Error(`There is no GPU board ${name} in the catalogue`);
  return board;
}

/** The board of a vendor that has such PCI devices. */
export function boardOfDevice(vendor: GpuBoard['vendor'], vendorId: string, deviceId: string): GpuBoard | undefined {
  if (VENDORS[vendor].id !== vendorId) return undefined;
  return BOARDS.find((board) => board.vendor === vendor && board.pciDevice === deviceId);
}

export function gpuBoardNames(): readonly string[] {
  return BOARDS.map((board) => board.name);
}
