import { part } from '../../ui/parts/part';

/** Tables about a pool or all pools, for files and paper. Its own chunk. */
export const ReportsTab = part(async () => (await import('./reports-tab')).ReportsTab);

/** Brings the commands that lead to reports into the table. */
export const loadReportCommands = async (): Promise<void> => {
  await import('./commands');
};
