import { formatBytes, formatCount } from '../../values';

const machines = (count: number): string => (count === 1 ? '1 VM' : `${formatCount(count)} VMs`);
const disks = (count: number): string => (count === 1 ? '1 disk' : `${formatCount(count)} disks`);

/** Words of the wizard that imports. */
export const texts = {
  label: 'Import…',
  verb: 'Import',
  titleOf: (name: string) => `Import into ${name}`,
  title: (what: string) => `Import ${what}`,
  steps: { file: 'File', machines: 'What it makes', storage: 'Storage', networks: 'Networks', finish: 'Finish' },
  fields: {
    from: 'Where it is',
    address: 'Address',
    file: 'File',
    name: 'Name',
    makes: 'What it becomes',
    vcpus: 'vCPUs',
    memory: 'Memory',
    firmware: 'Boot mode',
    nic: 'With a network interface',
    drive: 'With a CD drive',
    ownNetwork: 'Network of its interface',
    nameOf: (name: string) => `Name of ${name}`,
    storage: 'Storage',
    diskOf: (machine: string, at: number, bytes: number) => `Disk ${at + 1} of ${machine}, ${formatBytes(bytes)}`,
    network: (name: string) => (name === '' ? 'Interfaces without a network' : name),
    home: 'Home server',
    start: 'Start it when it is imported',
    startMany: 'Start them when they are imported',
    verify: 'Check the files against the manifest first',
    licence: 'Licence',
    accept: 'I accept it',
  },
  hints: {
    address: 'As the servers of the pool reach it: https://files.example/web-01.xva',
    file: 'XVA, OVA, an OVF together with its disks, or a disk: VHD, VMDK, QCOW2 or raw. It is read where it lies and goes to the pool alone.',
  },
  problems: {
    memory: 'A VM needs 128 MiB of memory at least.',
    address: 'An address begins with http:// or https://.',
    secretAddress: 'Give it without user and password: whoever sees the events of the pool can read it.',
  },
  choices: {
    disk: 'A virtual disk',
    vm: 'A new VM with this disk',
    vmDetail: 'It boots from it',
    bios: 'BIOS',
    uefi: 'UEFI',
    file: 'On this computer',
    fileDetail: 'An export, a package or a disk. It goes to the pool through this page.',
    address: 'At an address',
    addressDetail: 'An export of VMs (XVA). The pool reads it from there by itself.',
    anyServer: 'No home server',
    asInFile: 'The network of the same name',
    asInFileDetail: 'The pool makes it if it has none',
  },
  notes: {
    xva: (count: number, diskCount: number, bytes: number) =>
      `An export of ${machines(count)} with ${disks(diskCount)}, ${formatBytes(bytes)} in all.`,
    closed:
      'An export that this page cannot look into: it is packed with zstd, or describes very many VMs. What it holds shows when the pool has read it.',
    machine: (name: string, vcpus: number, memoryBytes: number) =>
      `${name}: ${vcpus === 1 ? '1 vCPU' : `${formatCount(vcpus)} vCPUs`}, ${formatBytes(memoryBytes)} of memory`,
    devices: (diskCount: number, bytes: number, nics: number) =>
      `${disks(diskCount)} of ${formatBytes(bytes)}, ${nics === 1 ? '1 interface' : `${formatCount(nics)} interfaces`}.`,
    uefi: 'It boots by UEFI.',
    disk: (format: string, bytes: number) =>
      `A ${format} disk of ${formatBytes(bytes)}. It becomes a virtual disk, or a new VM around it.`,
    firmwareOfDisk: 'Choose the boot mode that its system was installed with: it starts in no other.',
    ovf: (count: number) => `A package of ${machines(count)}.`,
    firmware: 'Its system may need drivers for its new hardware. Install the guest tools when it runs.',
    manifestUnknown: (names: string) => `No check is known for: ${names}.`,
    noManifest: 'The package has no manifest: nothing tells whether its files are whole.',
    licence: (text: string) => `Licence: ${text}`,
    onePiece: 'An export goes to the pool in one piece. It can be cancelled, but not paused.',
  },
  skipped: {
    noFile: 'Choose a file first.',
    noNetworks: 'It has no network interfaces.',
    closedNetworks: 'The pool finds the networks of the same names.',
    disk: 'A virtual disk has none.',
    names: 'Its VMs keep their names.',
  },
  reasons: { gone: 'It is gone.' },
  halfVm: (name: string) => `The VM ${name}`,
  halfDisk: (name: string) => `The disk ${name}`,
  kept: (names: readonly string[]) => `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} imported.`,
  keptCount: (count: number) => (count === 0 ? 'The file is imported.' : `${machines(count)} are imported.`),
  diskName: (machine: string, at: number) => `${machine} disk ${at + 1}`,
  diskDescription: 'Imported',
  placeholders: { vm: '<new VM>', disk: '<new disk>', task: '<task>', vif: '<interface>' },
  taskLabel: (name: string) => `Import ${name}`,
} as const;
