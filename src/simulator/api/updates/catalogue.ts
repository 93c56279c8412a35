/** What an administrator does for an update to be in effect, as the list of updates spells it (xapi: updateinfo.ml). */
export type Guidance = 'RebootHost' | 'RestartToolstack' | 'EvacuateHost' | 'RestartDeviceModel' | 'RestartVM';

export type GuidanceKind = 'mandatory' | 'recommended' | 'full' | 'livepatch';

export interface Package {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  readonly arch: 'x86_64' | 'noarch';
}

/** A change of the running hypervisor or kernel. */
export interface Livepatch {
  readonly component: 'xen' | 'kernel';
  readonly base_build_id: string;
  readonly base_version: string;
  readonly base_release: string;
  readonly to_version: string;
  readonly to_release: string;
}

export interface Update {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly description: string;
  readonly specialInfo: string;
  readonly type: 'security' | 'bugfix' | 'improvement' | 'feature';
  /** A date of the wire. */
  readonly issued: string;
  readonly severity: 'None' | 'High';
  readonly guidance: Readonly<Record<GuidanceKind, readonly Guidance[]>>;
  readonly livepatches: readonly Livepatch[];
  readonly packages: readonly Package[];
}

const NOTHING: Update['guidance'] = { mandatory: [], recommended: [], full: [], livepatch: [] };

const rpm = (name: string, version: string, release: string, arch: Package['arch'] = 'x86_64'): Package => ({
  name,
  version,
  release,
  arch,
});

/** What the vendor's normal channel offers, oldest first. All of it is made up. */
const NORMAL: readonly Update[] = [
  {
    id: 'UPDATE-2025-0041',
    title: 'Toolstack fixes',
    summary: 'Fixes of the toolstack',
    description: 'Tasks of servers that have left the pool end, and certificates are checked for their last day.',
    specialInfo: '',
    type: 'bugfix',
    issued: '20251202T10:00:00Z',
    severity: 'None',
    guidance: { ...NOTHING, mandatory: ['RestartToolstack'], full: ['RestartToolstack'] },
    livepatches: [],
    packages: [rpm('xapi-core', '26.1.1', '1.xs8'), rpm('xapi-xe', '26.1.1', '1.xs8')],
  },
  {
    id: 'UPDATE-2025-0042',
    title: 'Hypervisor security fix',
    summary: 'Security fixes of the hypervisor',
    description: 'A guest could slow down its neighbours. The running hypervisor can be patched without a reboot.',
    specialInfo: 'Servers that cannot be patched while they run need a reboot.',
    type: 'security',
    issued: '20251209T12:00:00Z',
    severity: 'High',
    guidance: { ...NOTHING, recommended: ['RebootHost'], full: ['RebootHost'] },
    livepatches: [
      {
        component: 'xen',
        base_build_id: '5f1c9a7e3b6d48202c4e8a91d0f37b65e24c1a98',
        base_version: '4.17.5',
        base_release: '24',
        to_version: '4.17.5',
        to_release: '25',
      },
    ],
    packages: [rpm('xen-hypervisor', '4.17.5', '25.xs8'), rpm('xen-livepatch_4.17.5-24', '1', '1.xs8')],
  },
  {
    id: 'UPDATE-2025-0043',
    title: 'Emulated devices',
    summary: 'Improvements of emulated devices',
    description: 'Emulated disks of UEFI guests answer faster.',
    specialInfo: '',
    type: 'improvement',
    issued: '20251216T10:00:00Z',
    severity: 'None',
    guidance: { ...NOTHING, recommended: ['RestartDeviceModel'], full: ['RestartDeviceModel'] },
    livepatches: [],
    packages: [rpm('qemu', '4.2.1', '5.2.13.xs8')],
  },
  {
    id: 'UPDATE-2025-0044',
    title: 'Guest firmware',
    summary: 'New firmware of UEFI guests',
    description: 'Guests find their boot disk behind controllers of newer kinds.',
    specialInfo: '',
    type: 'feature',
    issued: '20251218T10:00:00Z',
    severity: 'None',
    guidance: { ...NOTHING, full: ['RestartVM'] },
    livepatches: [],
    packages: [rpm('edk2', '20220801', '1.7.8.xs8'), rpm('varstored', '1.2.0', '3.4.xs8')],
  },
];

/** What the channel for early access offers beyond it. */
const EARLY: readonly Update[] = [
  {
    id: 'UPDATE-2026-0001',
    title: 'Kernel of the control domain',
    summary: 'New kernel of the control domain',
    description: 'Drivers of newer network adapters.',
    specialInfo: 'The server has to be empty while it is updated.',
    type: 'feature',
    issued: '20260102T10:00:00Z',
    severity: 'None',
    guidance: { ...NOTHING, mandatory: ['RebootHost'], full: ['RebootHost'] },
    livepatches: [],
    packages: [rpm('kernel', '4.19.19', '8.0.44.xs8'), rpm('linux-firmware', '20251111', '1.xs8', 'noarch')],
  },
];

const EARLY_ACCESS = /early[-_]?access/i;

/** The updates that a repository offers, by its address: servers of the vendor have a channel in it. */
export function catalogueOf(binaryUrl: string): readonly Update[] {
  return EARLY_ACCESS.test(binaryUrl) ? [...NORMAL, ...EARLY] : NORMAL;
}
