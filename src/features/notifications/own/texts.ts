import { formatCount, formatDuration, formatPercent, formatTime } from '../../values';

const count = (n: number, one: string, many: string): string => `${formatCount(n)} ${n === 1 ? one : many}`;
const list = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more` : names.join(', ');

/** Words of what the console finds out itself. */
export const texts = {
  /** Titles. */
  kinds: {
    certificate: 'A certificate expires',
    licence: 'A licence expires',
    unlicensed: 'A licence has expired',
    duplicateIqn: 'Servers share an iSCSI name',
    missingIqn: 'A server has no iSCSI name',
    updates: 'Updates are available',
    synchronisation: 'The list of updates is old',
    overcommitted: 'The pool cannot restart all protected machines',
    paths: 'Paths to storage are down',
    clock: 'The clock of a server is off',
    tools: 'Machines run without up-to-date tools',
    space: 'Storage is filling up',
  },
  certificates: {
    host: 'Its server certificate',
    host_internal: 'Its internal certificate',
    ca: 'A certificate authority of the pool',
  } as Readonly<Record<string, string>>,
  certificate: (which: string, days: number, time: string) =>
    days < 0
      ? `${which} expired at ${time}. Clients that check certificates refuse to connect.`
      : `${which} expires ${days === 0 ? 'today' : `in ${count(days, 'day', 'days')}`}, at ${time}.`,
  licence: (servers: readonly string[], days: number, time: string) =>
    days < 0
      ? `The licence of ${list(servers)} ended at ${time}. Licensed features are off.`
      : `The licence of ${list(servers)} ends ${days === 0 ? 'today' : `in ${count(days, 'day', 'days')}`}, at ${time}.`,
  duplicateIqn: (iqn: string, servers: readonly string[]) =>
    `${list(servers)} use ${iqn}. Storage cannot tell them apart, and data may be lost.`,
  missingIqn: 'The pool uses iSCSI storage, which the server cannot log in to without a name.',
  updates: (updates: number, security: number, servers: number) =>
    `${count(updates, 'update waits', 'updates wait')} for ${count(servers, 'server', 'servers')}` +
    (security === 0 ? '.' : `, ${formatCount(security)} of them for security.`),
  neverSynchronised: 'The pool has never asked its repositories what there is.',
  synchronisation: (days: number) => `The pool asked its repositories ${count(days, 'day', 'days')} ago.`,
  overcommitted: (wanted: number, planned: number) =>
    `It should stand ${count(wanted, 'failure', 'failures')} of servers, and has a plan for ${formatCount(planned)}.`,
  overcommittedOnly: 'More is protected than the other servers have memory for.',
  paths: (host: string, active: number, total: number) =>
    active === 0 ? `${host} has lost all ${formatCount(total)} paths.` : `${host} has ${active} of ${total} paths.`,
  clock: (offMs: number) =>
    `It is ${formatDuration(Math.abs(offMs))} ${offMs > 0 ? 'ahead of' : 'behind'} the coordinator. Log-ins, backups and HA may fail.`,
  tools: (missing: number, outdated: number) =>
    [
      ...(missing > 0 ? [`${count(missing, 'running machine has', 'running machines have')} no guest tools`] : []),
      ...(outdated > 0 && missing > 0 ? [`${count(outdated, 'has', 'have')} old ones`] : []),
      ...(outdated > 0 && missing === 0
        ? [`${count(outdated, 'running machine has', 'running machines have')} old guest tools`]
        : []),
    ].join(', ') + '. They cannot be shut down cleanly, or their disks and networks are slow.',
  space: (share: number, perWeek: number | null, fullMs: number | null) =>
    `It is ${formatPercent(share)} full` +
    (perWeek === null ? '.' : ` and grows by ${formatPercent(perWeek)} a week`) +
    (fullMs === null ? (perWeek === null ? '' : '.') : `: full about ${formatTime(fullMs).slice(0, 10)}.`),
  actions: {
    installCertificate: 'Install certificate…',
    see: 'Go to it',
    licence: 'Licence…',
    editName: 'iSCSI name…',
    updates: 'Show updates',
    ha: 'Show high availability',
    tolerance: 'Failures to tolerate…',
    storage: 'Show its paths',
    clock: 'Show the server',
    tools: 'List these machines',
    space: 'Show its disks',
    reclaim: 'Reclaim space…',
  },
} as const;
