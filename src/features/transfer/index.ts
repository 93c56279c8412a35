/** Brings the commands that move files into the table. */
export const loadTransferCommands = async (): Promise<void> => {
  await import('./commands');
};
