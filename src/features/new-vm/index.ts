/** Brings the wizard that makes VMs, and its shorter sibling, into the table. */
export const loadNewVmCommands = async (): Promise<void> => {
  await import('./commands');
};
