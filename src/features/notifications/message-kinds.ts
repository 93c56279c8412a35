/**
 * Messages that tell what was done to a machine. XenCenter keeps them out of its alerts, because nobody has to act on
 * them and a busy pool writes hundreds a day; here they are a list of their own. A crash is an alert.
 */
const HISTORY: ReadonlySet<string> = new Set([
  'VM_CHECKPOINTED',
  'VM_CLONED',
  'VM_MIGRATED',
  'VM_PAUSED',
  'VM_REBOOTED',
  'VM_RESUMED',
  'VM_SHUTDOWN',
  'VM_SNAPSHOTTED',
  'VM_SNAPSHOT_REVERTED',
  'VM_STARTED',
  'VM_SUSPENDED',
  'VM_UNPAUSED',
]);

export function isHistory(name: string): boolean {
  return HISTORY.has(name);
}
