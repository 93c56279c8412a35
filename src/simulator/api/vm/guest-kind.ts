import type { Records } from '../../../xapi/datamodel/types.gen';
import type { GuestKind } from '../../physics/lifecycle';
import { domainKind } from '../memory';
import { isTrue } from './vm-facts';

type Vm = Records['VM'];

/** What a guest reports about its system: the keys of `VM_guest_metrics.os_version`. */
export interface GuestSystem {
  readonly kind: GuestKind;
  readonly os_version: Readonly<Record<string, string>>;
}

/** A few systems by the words in their templates' names; the first that matches. */
const LINUXES: readonly (readonly [
  words: RegExp,
  distro: string,
  name: string,
  major: string,
  minor: string,
  uname: string,
])[] = [
  [/debian.*12|bookworm/, 'debian', 'Debian GNU/Linux 12 (bookworm)', '12', '5', '6.1.0-18-amd64'],
  [/debian/, 'debian', 'Debian GNU/Linux 11 (bullseye)', '11', '9', '5.10.0-28-amd64'],
  [/ubuntu.*24/, 'ubuntu', 'Ubuntu 24.04.1 LTS', '24', '04', '6.8.0-45-generic'],
  [/ubuntu.*22/, 'ubuntu', 'Ubuntu 22.04.4 LTS', '22', '04', '5.15.0-101-generic'],
  [/ubuntu/, 'ubuntu', 'Ubuntu 20.04.6 LTS', '20', '04', '5.4.0-173-generic'],
  [/rocky/, 'rocky', 'Rocky Linux 9.3 (Blue Onyx)', '9', '3', '5.14.0-362.el9.x86_64'],
  [/alma/, 'almalinux', 'AlmaLinux 9.3 (Shamrock Pampas Cat)', '9', '3', '5.14.0-362.el9.x86_64'],
  [/red hat|rhel/, 'rhel', 'Red Hat Enterprise Linux 9.3 (Plow)', '9', '3', '5.14.0-362.el9.x86_64'],
  [/oracle/, 'oracle', 'Oracle Linux Server 8.9', '8', '9', '5.15.0-200.el8uek.x86_64'],
  [/suse|sles/, 'sles', 'SUSE Linux Enterprise Server 15 SP5', '15', '5', '5.14.21-150500-default'],
  [/centos/, 'centos', 'CentOS Linux 7 (Core)', '7', '9', '3.10.0-1160.el7.x86_64'],
];

const WINDOWS_SERVERS: readonly (readonly [words: RegExp, name: string, major: string, minor: string])[] = [
  [/2025/, 'Microsoft Windows Server 2025 Standard', '10', '0'],
  [/2022/, 'Microsoft Windows Server 2022 Standard', '10', '0'],
  [/2019/, 'Microsoft Windows Server 2019 Standard', '10', '0'],
  [/2016/, 'Microsoft Windows Server 2016 Standard', '10', '0'],
  [/2012/, 'Microsoft Windows Server 2012 R2 Standard', '6', '3'],
  [/2008/, 'Microsoft Windows Server 2008 R2 Standard', '6', '1'],
  [/2003/, 'Microsoft Windows Server 2003', '5', '2'],
];

function description(vm: Vm): string {
  return `${vm.reference_label} ${vm.other_config['base_template_name'] ?? ''} ${vm.name_label}`.toLowerCase();
}

function windows(words: string): GuestSystem {
  const server = WINDOWS_SERVERS.find(([pattern]) => pattern.test(words));
  const [, name, major, minor] = server ?? [
    null,
    /\b11\b/.test(words) ? 'Microsoft Windows 11 Pro' : 'Microsoft Windows 10 Pro',
    '10',
    '0',
  ];
  return {
    kind: server === undefined && !words.includes('server') ? 'windows-desktop' : 'windows-server',
    os_version: {
      name: `${name}|C:\\Windows|\\Device\\Harddisk0\\Partition3`,
      distro: 'windows',
      major,
      minor,
      spmajor: '0',
      spminor: '0',
    },
  };
}

function linux(words: string, kind: GuestKind): GuestSystem {
  const [, distro, name, major, minor, uname] = LINUXES.find(([pattern]) => pattern.test(words)) ?? LINUXES[0] ?? [];
  return {
    kind,
    os_version: { name: name ?? '', distro: distro ?? '', major: major ?? '', minor: minor ?? '', uname: uname ?? '' },
  };
}

/** The system in a VM, told by the template that it comes from. */
export function guestSystem(vm: Vm): GuestSystem {
  const words = description(vm);
  if (words.includes('windows') || isTrue(vm.platform['viridian'])) return windows(words);
  return linux(words, domainKind(vm) === 'pv' ? 'linux-pv' : 'linux');
}
