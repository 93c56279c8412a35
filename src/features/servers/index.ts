/** Brings the commands on servers and pools into the table. */
export const loadServerCommands = async (): Promise<void> => {
  await import('./commands');
};
