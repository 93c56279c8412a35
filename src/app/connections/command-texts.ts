/** The words of commands about connections. */
export const commandTexts = {
  labels: {
    connect: 'Connect…',
    cancel: 'Cancel connecting',
    reconnect: 'Reconnect',
    as: 'Reconnect as…',
    disconnect: 'Disconnect',
    remove: 'Remove from the list',
  },
  gone: 'This pool is no longer in the list.',
} as const;
