/** The words of commands about connections. */
export const commandTexts = {
  labels: {
    connect: 'Connect…',
    cancel: 'Cancel connecting',
    reconnect: 'Reconnect',
    as: 'Reconnect as…',
    disconnect: 'Disconnect',
    remove: 'Remove from the list',
    closeTwin: 'Close the twin…',
  },
  twin: {
    label: 'Open a twin…',
    verb: 'Open a twin',
    title: (pool: string) => `Open a twin of ${pool}`,
    name: (pool: string, number: number) => (number === 1 ? `Twin of ${pool}` : `Twin ${number} of ${pool}`),
    consequence:
      'The database of this pool is copied into this page and opens beside it as a simulated pool. What you do there does not reach the real one. The copy has settings and names of everything in the pool, no contents of disks, and is gone when you close the page, unless you save it as a world.',
    none: 'This page opens no other pools.',
    opened: (name: string) => `${name} is open, with everything as it was when the database was copied.`,
    cancelled: 'The twin was not opened.',
  },
  gone: 'This pool is no longer in the list.',
} as const;

/** The words of commands about the console as a whole, for the root of the tree and for the palette. */
export const siteTexts = {
  labels: {
    add: 'Add server…',
    newPool: 'New pool…',
    connectAll: 'Connect all…',
    disconnectAll: 'Disconnect all',
  },
  noOther: 'This page opens no other pools.',
  noServers: 'The list has no servers yet.',
  allConnected: 'All servers are connected.',
  noneConnected: 'No server is connected.',
  noneAlone: 'No server that stands alone is connected. Add one first, or connect to one.',
} as const;
