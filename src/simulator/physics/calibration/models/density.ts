import { dom0DefaultMib, dom0UsedMib } from '../../density/dom0-memory';
import { density, type Density, type VmShape } from '../../density/limits';
import { RELEASES, type ReleaseName } from '../../releases';
import type { DENSITY_FIGURES } from '../published/density';
import type { ModelOf } from '../row';

/** The VM of the density measurements. */
export const ORDINARY_VM: VmShape = {
  vcpus: 2,
  vbds: 2,
  vifs: 1,
  isHvm: true,
  memoryMib: 1024,
  overheadMib: 12,
};

const byChannels = (release: ReleaseName): number =>
  density(RELEASES[release], ORDINARY_VM, { memoryMib: 1024 * 1024, dom0Mib: 4096 }).by['event channels'];

const ofLinux = (release: ReleaseName, dom0Mib: number): Density => {
  const shape = { ...ORDINARY_VM, vcpus: 1, vbds: 1, isHvm: false };
  return density(RELEASES[release], shape, { memoryMib: 2048 * 1024, dom0Mib });
};
const tested = (release: ReleaseName): number =>
  density(RELEASES[release], ORDINARY_VM, { memoryMib: 2048 * 1024, dom0Mib: 32 * 1024 }).vms;

export const DENSITY_MODELS: ModelOf<typeof DENSITY_FIGURES> = {
  'dom0-200-vms': () => dom0UsedMib(RELEASES['6.5'], { vms: 200, vbds: 400 }),
  'dom0-1200-vdis': () => dom0UsedMib(RELEASES['6.5'], { vms: 75, vbds: 1200 }),
  'channels-61': () => RELEASES['6.1'].density.eventChannels,
  'channels-62': () => RELEASES['6.2'].density.eventChannels,
  'channels-65': () => RELEASES['6.5'].density.eventChannels,
  'vms-62': () => byChannels('6.2'),
  'vms-61': () => byChannels('6.1'),
  'vms-62-linux': () => ofLinux('6.2', 4096).by['low memory'],
  'vms-beta2': () => ofLinux('6.5', 8192).by['dom0 memory'],
  'vms-65': () => tested('6.5'),
  'vms-65-sp1': () => tested('6.5-sp1'),
  'vms-70': () => tested('7.0'),
  'dom0-752': () => dom0DefaultMib(RELEASES['6.2'].dom0Memory, 64 * 1024),
};
