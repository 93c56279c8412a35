/** The words of logging in to pools and of the server list. They come with the chunks that say them. */
export const texts = {
  login: {
    title: 'Log in',
    pool: (address: string) => `Pool at ${address}`,
    address: 'Server',
    addressHint:
      'Name or IP address, with :port if it is not the usual one. https:// is meant unless you write http://.',
    severalHint: 'Several at once: put a semicolon between them. They share the user and password.',
    addressNeeded: 'Enter the name or the IP address of a server.',
    addressWrong: 'This is no address of a server.',
    oneWrong: (address: string) => `This is no address of a server: ${address}`,
    user: 'User name',
    password: 'Password',
    passwordHint: 'It goes to the pool and nowhere else, and is not kept.',
    submit: 'Log in',
    wanted: 'Needed to log in.',
    cancel: 'Cancel',
  },

  /** Why it came to nothing, and what to do. */
  problems: {
    wrongPassword: 'User name or password is wrong.',
    wrongPasswordRemedy: 'Check both. After several failures in a row a server may refuse the right ones for a while.',
    notAllowed: 'This account may not log in to this pool.',
    notAllowedRemedy:
      'Ask an administrator of the pool to add the account, or a group that it is in, and to give it a role.',
    noRole: 'This account has no role in this pool.',
    noRoleRemedy: 'The pool knows it. Ask an administrator of the pool to give it a role, or one of its groups.',
    suspended: 'The directory does not let this account in.',
    suspendedRemedy:
      'The account is disabled, expired or locked, or its password has expired. Ask an administrator of the directory.',
    elsewhere: (address: string) =>
      `This server belongs to a pool whose coordinator, ${address}, could not be reached.`,
    elsewhereRemedy:
      'Check that the coordinator is up and reachable from this browser, or choose another one for the pool.',
    booting: 'The server is still starting.',
    bootingRemedy: 'Wait a minute, then try again.',
    tooOld: 'This server is too old for Xenia.',
    tooOldRemedy: 'It needs XenServer 6.2 or newer, or XCP-ng. Update the server.',
    notXenApi: 'What answers there is not a XenAPI server.',
    notXenApiRemedy: 'Check the address. A XenServer or XCP-ng host answers at its management address.',
    expired: 'The session has ended.',
    expiredRemedy: 'Log in again to go on where you are.',
    other: (code: string) => `The pool refused the login: ${code}`,
    probing: 'Looking for the reason…',
    unreachable: 'The pool does not answer.',
    unreachableRemedy: 'Check the address, and that the server is up and reachable from this browser.',
    serverError: (what: string) =>
      `A server answers with an error, ${what}. It may be starting: wait a minute, then try again.`,
    blocked: 'The browser does not let this page speak to an http:// address.',
    blockedRemedy: 'This page came over HTTPS. Use https:// for the server too.',
    untrusted: 'The server is there, but the browser does not trust its certificate.',
    unclear: 'The server does not answer, or the browser does not trust its certificate.',
    otherService: 'A server answers there, but not to this page.',
    otherServiceRemedy:
      'It may be no XenServer or XCP-ng host, or something between refuses it. Check address and port.',
    trustSteps: (address: string) => [
      `Open ${address} in another tab.`,
      'If the browser warns of the certificate, compare its fingerprint with the one that the server shows on its own screen, and accept it.',
      "Better for good: install the pool's certificate authority on this computer.",
      'If the tab does not open either, check the address and the network.',
      'Then try again here.',
    ],
    openTab: (address: string) => `Open ${address}`,
  },

  dialogs: {
    add: 'Add a server',
    addVerb: 'Add',
    connect: (name: string) => `Log in to ${name}`,
    connectVerb: 'Log in',
    newPool: 'New pool',
    newPoolVerb: 'Next',
    newPoolText: 'The others join it, and it keeps its VMs, storage and networks.',
    noneAlone: 'No server that stands alone is connected any more.',
    coordinator: 'Server that becomes the coordinator',
    connectAll: 'Connect to all servers',
    servers: 'Servers that are not connected',
    noneLeft: 'All servers of the list are connected.',
    chooseServer: 'Choose a server.',
    allConnected: (count: number) => (count === 1 ? '1 server connected' : `${count} servers connected`),
    refused: (count: number) =>
      count === 1
        ? 'One server did not let this account in. The reason stands beside it. Try another account for it.'
        : `${count} servers did not let this account in. The reasons stand beside them. Try another account for them.`,
    again: (name: string) => `Log in to ${name} again`,
    connectAs: (name: string) => `Log in to ${name} as another user`,
    closeTwin: (name: string) => `Close ${name}?`,
    closeTwinVerb: 'Close the twin',
    closeTwinText:
      'What was done in it is gone then. To keep it, save it as a file first: from the menu of its world, in the bar below.',
    duplicate: (name: string) => `This server belongs to ${name}, which is connected already.`,
  },

  file: {
    exported: (count: number) => (count === 1 ? '1 server saved to a file' : `${count} servers saved to a file`),
    imported: (count: number) => (count === 1 ? '1 server added' : `${count} servers added`),
    full: (most: number) => `The list holds ${most} servers and takes no more.`,
    known: (count: number) => (count === 1 ? '1 was in the list already.' : `${count} were in the list already.`),
    refused: (name: string) => `${name} is no server list`,
    refusedWhy: 'A server list is a file that "Save the server list" has written, of at most 512 KB.',
  },

  place: {
    disconnected: 'Disconnected',
    server: 'Server',
    connecting: 'Connecting…',
    address: 'Address',
    members: 'Servers when last connected',
    unknownTitle: 'This pool is not in the list',
    unknownText: (address: string) => `The link leads to ${address}. Add that server to see what it shows.`,
    twinGoneTitle: 'This twin is gone',
    twinGone: 'Twins last as long as their page. Open a new one from the menu of its pool.',
    showAll: 'Show all pools',
    remove: 'Remove from the list',
    add: 'Add server…',
  },
} as const;
