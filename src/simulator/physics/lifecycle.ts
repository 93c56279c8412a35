/**
 * How long the steps of a VM's life take. Times without a source in the docstring are assumptions, free to tune;
 * what they are made of follows xenopsd's VM_start atoms (create, build, VBDs, VIFs, vGPUs, device model, unpause).
 */

import { GIB_BYTES, PAGE_BYTES } from './units';

const XAPI_AND_PLACEMENT_MS = 500;
const CREATE_DOMAIN_MS = 300;
const BUILD_MS = 500;
const BUILD_MS_PER_GIB = 100;
export const VIF_PLUG_MS = 150;
const DEVICE_MODEL_MS = 500;
const VGPU_MS = 3000;

/** xenopsd runs this many device steps of a VM at once from release 7.0 on, one before (see `releases.ts`). */
const PARALLEL_PLUGS = 10;

export const UNPLUG_MS = 200;
export const CHANGE_MEDIUM_MS = 100;
export const PAUSE_MS = 50;
/** Destroying a domain. */
export const HARD_SHUTDOWN_MS = 1500;

/** Storage repositories whose disks are logical volumes: attaching one costs more than opening a file. */
const VOLUME_TYPES: ReadonlySet<string> = new Set(['lvm', 'lvmohba', 'lvmofcoe', 'lvmobond', 'hba', 'udev']);
const ISCSI_TYPES: ReadonlySet<string> = new Set(['lvmoiscsi', 'iscsi']);

/** Attaching and activating a disk, ms, by the type of its repository. */
export function vbdPlugMs(repositoryType: string): number {
  if (ISCSI_TYPES.has(repositoryType)) return 800;
  return VOLUME_TYPES.has(repositoryType) ? 600 : 250;
}

export interface StartPlan {
  readonly memoryBytes: number;
  /** `vbdPlugMs` of each disk. */
  readonly diskPlugsMs: readonly number[];
  readonly vifs: number;
  readonly vgpus: number;
  /** The guest sees emulated hardware. */
  readonly emulated: boolean;
  /** A domain is chosen a server for and built; a reboot needs no choice. */
  readonly placed: boolean;
  /** Device steps at once, if the server's release differs from today's. */
  readonly parallelPlugs?: number;
}

type Devices = Pick<StartPlan, 'diskPlugsMs' | 'vifs' | 'vgpus' | 'parallelPlugs'>;

function plugsMs({ diskPlugsMs, vifs, vgpus, parallelPlugs = PARALLEL_PLUGS }: Devices): number {
  let slowest = 0;
  for (const ms of diskPlugsMs) slowest = Math.max(slowest, ms);
  const disks = Math.ceil(diskPlugsMs.length / parallelPlugs) * slowest;
  return disks + Math.ceil(vifs / parallelPlugs) * VIF_PLUG_MS + vgpus * VGPU_MS;
}

/** From the call to a running domain, ms; the guest's own boot comes after it. */
export function startMs(plan: StartPlan): number {
  const build = BUILD_MS + (plan.memoryBytes / GIB_BYTES) * BUILD_MS_PER_GIB;
  const model = plan.emulated ? DEVICE_MODEL_MS : 0;
  return Math.round((plan.placed ? XAPI_AND_PLACEMENT_MS : 0) + CREATE_DOMAIN_MS + build + plugsMs(plan) + model);
}

/** Kinds of guest that behave differently when they boot and shut down. */
export type GuestKind = 'linux' | 'linux-pv' | 'windows-desktop' | 'windows-server';

const BOOT_MS: Readonly<Record<GuestKind, number>> = {
  linux: 15_000,
  'linux-pv': 8000,
  'windows-desktop': 35_000,
  'windows-server': 45_000,
};

/** From a running domain to a guest whose tools report, ms, on an unloaded server. */
export function guestBootMs(guest: GuestKind): number {
  return BOOT_MS[guest];
}

/** How long a guest takes to shut itself down, ms. xapi gives it 20 minutes, 1 minute to acknowledge. */
export function cleanShutdownMs(guest: GuestKind): number {
  return guest === 'linux' || guest === 'linux-pv' ? 8000 : 20_000;
}

/** Fastest way of a memory image to or from a repository (save helper, one stream). */
const LARGEST_IMAGE_BYTES_PER_S = 300e6;
const SUSPEND_FIXED_MS = 1000;

/** Sequential throughput of a repository for one stream, bytes/s, by its type. */
export function repositoryBytesPerSecond(repositoryType: string): number {
  switch (repositoryType) {
    case 'nfs':
    case 'smb':
    case 'cifs':
    case 'iso':
    case 'lvmoiscsi':
    case 'iscsi':
      return 117e6;
    case 'lvmohba':
    case 'hba':
      return 300e6;
    default:
      return 200e6;
  }
}

function imageMs(bytes: number, bytesPerSecond: number): number {
  return SUSPEND_FIXED_MS + (bytes / Math.min(bytesPerSecond, LARGEST_IMAGE_BYTES_PER_S)) * 1000;
}

/** Saving the memory of a guest, ms: t = 1 s + memory / min(write share, 300 MB/s). */
export function suspendMs(memoryBytes: number, writeBytesPerSecond: number): number {
  return Math.round(imageMs(memoryBytes, writeBytesPerSecond));
}

/** Reading an image back and connecting the devices, ms. */
export function resumeMs(imageBytes: number, readBytesPerSecond: number, devices: Devices): number {
  return Math.round(imageMs(imageBytes, readBytesPerSecond) + plugsMs(devices));
}

export interface Migration {
  readonly memoryBytes: number;
  /** How fast the guest changes its memory. */
  readonly dirtyBytesPerSecond: number;
  /** Memory that it changes again and again. */
  readonly workingSetBytes: number;
  readonly networkBytesPerSecond: number;
  readonly disks: number;
}

export interface MigrationTimes {
  readonly rounds: readonly { readonly bytes: number; readonly ms: number }[];
  readonly preCopyMs: number;
  /** What is left for the time in which the guest stands still. */
  readonly lastBytes: number;
  readonly downtimeMs: number;
  readonly totalMs: number;
  /** The network carries more than the guest changes. */
  readonly converges: boolean;
}

const MOST_ROUNDS = 5;
const STOP_PAGES = 50;
/** Clark et al., Live Migration of Virtual Machines (2005): downtimes from 60 ms. */
const DOWNTIME_FIXED_MS = 60;
const REPLUG_MS = 500;

/**
 * Live migration by pre-copy: rounds of what changed during the last one, at most five, until fewer than 50 pages
 * are left; the rest goes while the guest stands still. Source: Clark 2005, Xen's save loop.
 */
export function migrationTimes(migration: Migration): MigrationTimes {
  const { memoryBytes, dirtyBytesPerSecond, workingSetBytes, networkBytesPerSecond } = migration;
  const rounds: { bytes: number; ms: number }[] = [];
  let bytes = memoryBytes;
  let preCopyS = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const seconds = bytes / networkBytesPerSecond;
    rounds.push({ bytes, ms: seconds * 1000 });
    preCopyS += seconds;
    bytes = Math.min(dirtyBytesPerSecond * seconds, workingSetBytes, memoryBytes);
    if (bytes / PAGE_BYTES < STOP_PAGES) break;
  }
  const downtimeMs = (bytes / networkBytesPerSecond) * 1000 + DOWNTIME_FIXED_MS + migration.disks * REPLUG_MS;
  const preCopyMs = preCopyS * 1000;
  const converges = dirtyBytesPerSecond < networkBytesPerSecond;
  return { rounds, preCopyMs, lastBytes: bytes, downtimeMs, totalMs: preCopyMs + downtimeMs, converges };
}

/** What a guest changes in its memory while it works. */
export interface MemoryWork {
  readonly dirtyBytesPerS: number;
  /** Memory that it changes again and again. */
  readonly workingSetBytes: number;
}

/** An ordinary guest, of which nobody knows more. */
export const ORDINARY_MEMORY: MemoryWork = { dirtyBytesPerS: 20e6, workingSetBytes: 64 * 1024 * 1024 };

/** From the call to the first page: checks, and a domain on the other server. */
export const MIGRATE_FIXED_MS = 1000;

/** One stream: 117 MB/s at 1 Gbit/s, 400 at 10 (TLS off); faster links help less, as one process copies (assumption). */
const STREAM_BYTES_PER_S_AT_1 = 117e6;
const STREAM_BYTES_PER_S_AT_10 = 400e6;
const FASTER_LINKS_EXPONENT = 0.6;
/** zstd in a process of its own: what goes through it, and how much smaller it gets (assumptions). */
const COMPRESSOR_BYTES_PER_S = 550e6;
export const COMPRESSION_RATIO = 2;

function streamBytesPerS(linkMbitPerS: number): number {
  const of10 = linkMbitPerS / 10_000;
  return of10 < 1 ? STREAM_BYTES_PER_S_AT_1 : STREAM_BYTES_PER_S_AT_10 * of10 ** FASTER_LINKS_EXPONENT;
}

/**
 * Memory that one migration carries, bytes/s, by the speed of the slower management link. Compression helps networks up
 * to 10 Gbit/s only (xen-api, design/migration-compression.md).
 */
export function migrationBytesPerSecond(linkMbitPerS: number, isCompressed = false): number {
  const stream = streamBytesPerS(linkMbitPerS);
  return isCompressed ? Math.min(stream * COMPRESSION_RATIO, COMPRESSOR_BYTES_PER_S) : stream;
}

/** Writing the records of a new VM and its devices when its disks are there, ms. */
export const RECORDS_MS = 300;

/** A snapshot or a clone of one disk, ms: a new leaf is made and both are attached again. */
export function branchMs(diskPlugMs: number): number {
  return 500 + diskPlugMs;
}

/** Snapshot or fast clone of a VM's disks, ms: new leaves only, one disk after the other. */
export function snapshotMs(diskPlugsMs: readonly number[]): number {
  return diskPlugsMs.reduce((sum, ms) => sum + branchMs(ms), RECORDS_MS);
}

/** A full copy of disks, ms, at the speed of the slower repository of each. */
export function copyMs(disks: readonly { readonly bytes: number; readonly bytesPerSecond: number }[]): number {
  return Math.round(
    disks.reduce((sum, { bytes, bytesPerSecond }) => sum + (bytes / bytesPerSecond) * 1000, RECORDS_MS),
  );
}

/** A new empty disk, ms. */
export function newDiskMs(diskPlugMs: number): number {
  return 400 + diskPlugMs;
}

/** Disks that a template asks for are made one after the other, ms. */
export function provisionMs(diskPlugsMs: readonly number[]): number {
  return diskPlugsMs.reduce((sum, ms) => sum + newDiskMs(ms), RECORDS_MS);
}
