import { part } from '../../ui/parts/part';

/** The snapshot schedules of a pool: when they ran, when they run next, and what went wrong. */
export const SchedulesTab = part(async () => (await import('./schedules-tab')).SchedulesTab);

/** Brings the commands about snapshot schedules into the table. */
export const loadScheduleCommands = async (): Promise<void> => {
  await import('./commands');
};
