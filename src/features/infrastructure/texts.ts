/** Words of the trees in the navigation pane. */
export const texts = {
  root: 'Xenia',
  treeLabel: 'Infrastructure',
  objectsLabel: 'Objects by type',
  hidden: 'hidden',
  groups: {
    pools: 'Pools',
    hosts: 'Servers',
    vms: 'Virtual machines',
    snapshots: 'Snapshots',
    customTemplates: 'Custom templates',
    defaultTemplates: 'Default templates',
    remoteStorage: 'Shared storage',
    localStorage: 'Local storage',
    vdis: 'Virtual disks',
    networks: 'Networks',
    appliances: 'vApps',
    gpus: 'GPUs',
  },
} as const;
