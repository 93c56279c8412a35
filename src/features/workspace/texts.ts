import { formatCount } from '../values';

/** Words of the workspace: header, tabs, states of what is selected. */
export const texts = {
  everything: 'Xenia',
  everythingText: 'All pools and what is in them',
  tabsLabel: 'Views of this object',
  tabs: {
    general: 'General',
    memory: 'Memory',
    storage: 'Storage',
    networking: 'Networking',
    nics: 'NICs',
    gpu: 'GPU',
    console: 'Console',
    snapshots: 'Snapshots',
    search: 'Search',
  },
  actions: (name: string) => `Actions for ${name}`,
  several: (count: number) => `${formatCount(count)} objects`,
  on: (server: string) => `on ${server}`,
  of: (name: string) => `of ${name}`,
  tag: (tag: string) => `Tag: ${tag}`,
  folder: (path: string) => `Folder: ${path}`,
  gone: 'This object is not here',
  goneText: 'It may have been deleted, or the link belongs to another pool or another world.',
  showAll: 'Show everything',
  loading: 'Loading the pool',
  noSnapshots: 'No snapshots yet',
  noSnapshotsText: 'A snapshot keeps the state of the disks, so that you can go back to it.',
  takeSnapshot: 'Take a snapshot',
  snapshotsOf: (name: string) => `Snapshots of ${name}`,
  columns: { name: 'Name', taken: 'Taken', kind: 'Kind', description: 'Description', tags: 'Tags' },
} as const;
