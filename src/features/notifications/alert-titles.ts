/** Titles of the alerts an administrator meets most; the others are spelled out of their names. */
const TITLES: Readonly<Record<string, string>> = {
  ALARM: 'A performance threshold was crossed',
  BOND_STATUS_CHANGED: 'A bond changed its state',
  FAILED_LOGIN_ATTEMPTS: 'Log-ins failed',
  HA_HOST_FAILED: 'A server failed',
  HA_HOST_WAS_FENCED: 'A server was fenced',
  HA_POOL_DROP_IN_PLAN_EXISTS_FOR: 'The pool tolerates fewer failures',
  HA_POOL_OVERCOMMITTED: 'The pool cannot restart all protected machines',
  HA_PROTECTED_VM_RESTART_FAILED: 'A protected machine could not be restarted',
  HA_STATEFILE_LOST: 'The HA state file is out of reach',
  HOST_CLOCK_SKEW_DETECTED: 'A clock is off',
  HOST_SYNC_DATA_FAILED: 'Data of a server could not be synchronised',
  LICENSE_EXPIRED: 'A licence has expired',
  LICENSE_EXPIRES_SOON: 'A licence expires soon',
  LICENSE_SERVER_UNREACHABLE: 'The licence server does not answer',
  MULTIPATH_PERIODIC_ALERT: 'Storage paths changed',
  PBD_PLUG_FAILED_ON_SERVER_START: 'Storage could not be attached at start',
  UPDATES_FEATURE_EXPIRED: 'Updates are no longer licensed',
  VM_CHECKPOINTED: 'Snapshot with memory taken',
  VM_CLONED: 'Machine cloned',
  VM_CRASHED: 'Machine crashed',
  VM_MIGRATED: 'Machine migrated',
  VM_PAUSED: 'Machine paused',
  VM_REBOOTED: 'Machine restarted',
  VM_RESUMED: 'Machine resumed',
  VM_SHUTDOWN: 'Machine shut down',
  VM_SNAPSHOTTED: 'Snapshot taken',
  VM_STARTED: 'Machine started',
  VM_SUSPENDED: 'Machine suspended',
  VM_UNPAUSED: 'Machine goes on',
};

const ABBREVIATIONS: ReadonlySet<string> = new Set([
  'HA',
  'VM',
  'SR',
  'VDI',
  'VIF',
  'PBD',
  'PIF',
  'WLB',
  'TLS',
  'CA',
  'GPU',
]);

/** A title for people from the name of a message, such as `HOST_NEEDS_REBOOT` → "Host needs reboot". */
export function alertTitle(name: string): string {
  const known = Object.hasOwn(TITLES, name) ? TITLES[name] : undefined;
  if (known !== undefined) return known;
  const words = name.split('_').map((word) => (ABBREVIATIONS.has(word) ? word : word.toLowerCase()));
  const text = words.join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
