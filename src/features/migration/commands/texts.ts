/** Words of the wizard that moves a VM to other storage or to another pool. */
export const texts = {
  label: 'Move to other storage or pool',
  verb: 'Move',
  title: (name: string) => `Move ${name}`,
  steps: {
    destination: 'Destination',
    storage: 'Storage',
    networks: 'Networks',
    transfer: 'Transfer',
    check: 'Check and move',
  },
  fields: {
    destination: 'Server that takes it',
    storage: 'Storage for its disks',
    disk: (name: string, size: string) => `Storage for ${name} (${size})`,
    nic: (device: string, network: string) => `Network for interface ${device} (now on ${network})`,
    snapshotNic: (device: string, snapshot: string) => `Network for interface ${device} of the snapshot ${snapshot}`,
    network: 'Network for the transfer',
    copy: 'Leave the VM here as well',
    copyHint: 'The other pool gets a copy of it.',
    check: 'Check',
  },
  choices: {
    eachDisk: 'Choose for each disk',
    eachDiskHint: 'Disks may lie apart.',
    here: 'It runs here: only its disks move.',
    fine: 'Nothing stands in the way',
    fineHint: 'Both sides have agreed.',
    free: (bytes: string) => `${bytes} free`,
    management: (address: string) => `${address}, management`,
  },
  notes: {
    onlyPool: 'No other pool is connected. Add a server to the console to move VMs to its pool.',
    goes: (pool: string) => `It leaves this pool for ${pool}, with its disks and snapshots.`,
    noDisks: 'It has no disks.',
    samePool: 'The networks of a pool are the same on all of its servers.',
    noNics: 'It has no network interfaces.',
    cdsEjected: 'A disc in its drive is taken out.',
  },
  reasons: {
    gone: 'It is gone.',
    licence: 'The licence of the pool does not include moving VMs with their storage.',
    destinationFirst: 'Choose the destination first.',
    noAddress: 'This server has no address on any network.',
  },
  words: {
    verb: 'Ask both sides',
    nothing: 'Nobody has answered.',
    arrived: (name: string) => `${name} is in the other pool.`,
    copied: (name: string) => `A copy of ${name} is in the other pool.`,
    moved: (name: string) => `${name} has moved.`,
    unreachable: (pool: string) =>
      `The servers of this pool do not reach those of ${pool}. Two pools move VMs only if their management networks ` +
      'reach each other; a pool that is simulated in a page, or by another program, is reached by none.',
  },
  token: 'what host.migrate_receive has answered',
} as const;
