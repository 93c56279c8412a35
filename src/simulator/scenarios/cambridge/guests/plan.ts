import type { NetworkName, StorageName } from '../site';

/** One VM, or several that differ in their number only, as the company has them. */
export interface GuestPlan {
  /** With `#` for the number. */
  readonly name: string;
  readonly count?: number;
  readonly description: string;
  readonly template: string;
  readonly vcpus: number;
  readonly memoryGib: number;
  readonly disks: readonly (readonly [sr: StorageName, sizeGib: number, usedShare: number])[];
  readonly networks: readonly NetworkName[];
  readonly folder: string;
  readonly owner: string;
  readonly tags?: readonly string[];
  readonly state?: 'running' | 'halted' | 'suspended';
  /** When it was last started, days before the world is handed over; the second of a group an hour later. */
  readonly startedDaysAgo?: number;
  /** When it was last rebooted, if that is later. */
  readonly rebootedDaysAgo?: number;
  /** Server that it prefers. */
  readonly home?: string;
  /** vGPU profile; the group is the one that has it. */
  readonly vgpu?: string;
  /** Made from a template of the company's own instead of one of the product. */
  readonly fromTemplate?: string;
}

/** Names of the product's templates that the company uses. */
export const TEMPLATE = {
  ubuntu22: 'Ubuntu Jammy Jellyfish 22.04',
  ubuntu24: 'Ubuntu Noble Numbat 24.04',
  debian: 'Debian Bookworm 12',
  rhel: 'Red Hat Enterprise Linux 9',
  rocky: 'Rocky Linux 9',
  centos: 'CentOS Stream 9',
  windows10: 'Windows 10 (64-bit)',
  windows11: 'Windows 11',
  server2016: 'Windows Server 2016 (64-bit)',
  server2019: 'Windows Server 2019 (64-bit)',
  server2022: 'Windows Server 2022 (64-bit)',
} as const;
