/** Brings the commands that change what VMs are into the table. */
export const loadVmSettingCommands = async (): Promise<void> => {
  await import('./commands');
};
