/** A default template: what a new VM of an operating system starts from. */
export interface TemplatePlan {
  readonly name: string;
  readonly label: string;
  readonly family: 'windows' | 'linux' | 'other';
  /** `install-distro` of Linux templates. */
  readonly distro?: 'rhlike' | 'debianlike' | 'sleslike' | 'ubuntu';
  readonly firmware: 'bios' | 'uefi';
  readonly secureBoot?: boolean;
  readonly needsVtpm?: boolean;
  readonly memoryGib: number;
  readonly leastMemoryGib: number;
  readonly mostMemoryGib: number;
  readonly vcpus: number;
  readonly diskGib: number;
}

const windows = (
  name: string,
  label: string,
  sizes: { readonly memoryGib: number; readonly diskGib: number },
  extra: Partial<TemplatePlan> = {},
): TemplatePlan => ({
  name,
  label,
  family: 'windows',
  firmware: 'uefi',
  secureBoot: true,
  leastMemoryGib: 2,
  mostMemoryGib: 1536,
  vcpus: 2,
  ...sizes,
  ...extra,
});

const linux = (
  name: string,
  label: string,
  distro: TemplatePlan['distro'] & string,
  extra: Partial<TemplatePlan> = {},
): TemplatePlan => ({
  name,
  label,
  family: 'linux',
  distro,
  firmware: 'uefi',
  memoryGib: 2,
  leastMemoryGib: 1,
  mostMemoryGib: 1536,
  vcpus: 1,
  diskGib: 10,
  ...extra,
});

/** Operating systems of our time, in the order in which a pool lists them. */
export const TEMPLATES: readonly TemplatePlan[] = [
  windows('Windows 10 (64-bit)', 'windows-10-64bit', { memoryGib: 4, diskGib: 32 }),
  windows('Windows 11', 'windows-11', { memoryGib: 4, diskGib: 64 }, { leastMemoryGib: 4, needsVtpm: true }),
  windows('Windows Server 2016 (64-bit)', 'windows-server-2016-64bit', { memoryGib: 2, diskGib: 32 }),
  windows('Windows Server 2019 (64-bit)', 'windows-server-2019-64bit', { memoryGib: 2, diskGib: 32 }),
  windows('Windows Server 2022 (64-bit)', 'windows-server-2022-64bit', { memoryGib: 2, diskGib: 32 }),
  windows('Windows Server 2025 (64-bit)', 'windows-server-2025-64bit', { memoryGib: 4, diskGib: 64 }),
  linux('AlmaLinux 8', 'almalinux-8', 'rhlike'),
  linux('AlmaLinux 9', 'almalinux-9', 'rhlike', { leastMemoryGib: 2, memoryGib: 4 }),
  linux('CentOS Stream 9', 'centos-stream-9', 'rhlike', { leastMemoryGib: 2, memoryGib: 4 }),
  linux('Debian Bullseye 11', 'debian-bullseye-11', 'debianlike'),
  linux('Debian Bookworm 12', 'debian-bookworm-12', 'debianlike'),
  linux('Debian Trixie 13', 'debian-trixie-13', 'debianlike'),
  linux('NeoKylin Linux Server 7', 'neokylin-server-7', 'rhlike', { firmware: 'bios' }),
  linux('Oracle Linux 8', 'oracle-linux-8', 'rhlike'),
  linux('Oracle Linux 9', 'oracle-linux-9', 'rhlike', { leastMemoryGib: 2, memoryGib: 4 }),
  linux('Red Hat Enterprise Linux 8', 'rhel-8', 'rhlike', { leastMemoryGib: 2, diskGib: 20 }),
  linux('Red Hat Enterprise Linux 9', 'rhel-9', 'rhlike', { leastMemoryGib: 2, memoryGib: 4, diskGib: 20 }),
  linux('Red Hat Enterprise Linux 10', 'rhel-10', 'rhlike', { leastMemoryGib: 2, memoryGib: 4, diskGib: 20 }),
  linux('Rocky Linux 8', 'rocky-linux-8', 'rhlike'),
  linux('Rocky Linux 9', 'rocky-linux-9', 'rhlike', { leastMemoryGib: 2, memoryGib: 4 }),
  linux('SUSE Linux Enterprise 15 (64-bit)', 'sle-15-64bit', 'sleslike', { diskGib: 16 }),
  linux('Ubuntu Focal Fossa 20.04', 'ubuntu-20.04', 'ubuntu'),
  linux('Ubuntu Jammy Jellyfish 22.04', 'ubuntu-22.04', 'ubuntu', { memoryGib: 4 }),
  linux('Ubuntu Noble Numbat 24.04', 'ubuntu-24.04', 'ubuntu', { memoryGib: 4 }),
  {
    name: 'Other install media',
    label: 'other-install-media',
    family: 'other',
    firmware: 'bios',
    memoryGib: 1,
    leastMemoryGib: 0.125,
    mostMemoryGib: 1536,
    vcpus: 1,
    diskGib: 0,
  },
];
