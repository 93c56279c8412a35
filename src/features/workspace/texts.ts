import { formatCount } from '../values';

/** Words of the workspace: header, tabs, states of what is selected. */
export const texts = {
  everything: 'Xenia',
  everythingText: 'All pools and what is in them',
  tabsLabel: 'Views of this object',
  tabs: {
    general: 'General',
    dashboard: 'Dashboard',
    memory: 'Memory',
    storage: 'Storage',
    networking: 'Networking',
    nics: 'NICs',
    gpu: 'GPU',
    console: 'Console',
    users: 'Users',
    snapshots: 'Snapshots',
    search: 'Search',
    history: 'History',
    permissions: 'Permissions',
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
} as const;
