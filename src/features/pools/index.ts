/** Brings the wizards that make pools and add servers to them into the table. */
export const loadPoolCommands = async (): Promise<void> => {
  await import('./commands');
};
