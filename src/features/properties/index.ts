/** Brings the commands that file objects and set what is watched into the table. */
export const loadPropertyCommands = async (): Promise<void> => {
  await import('./commands');
};
