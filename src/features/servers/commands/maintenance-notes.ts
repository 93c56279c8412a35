import type { Job, Target } from '../../commands';

/** By which XenCenter knows a server that is out of service on purpose, and which VMs it had. */
export const MODE = 'MAINTENANCE_MODE';
export const LISTS = {
  migrated: 'MAINTENANCE_MODE_EVACUATED_VMS_MIGRATED',
  suspended: 'MAINTENANCE_MODE_EVACUATED_VMS_SUSPENDED',
  halted: 'MAINTENANCE_MODE_EVACUATED_VMS_HALTED',
} as const;
export type ListName = keyof typeof LISTS;
export const LIST_NAMES = Object.keys(LISTS) as readonly ListName[];
export const KEYS: readonly string[] = [MODE, ...Object.values(LISTS)];

export async function forgetNotes(job: Job, { ref }: Target): Promise<void> {
  for (const key of KEYS) await job.call('host.remove_from_other_config', ref, key);
}
