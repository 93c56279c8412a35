/** Brings the wizard that moves VMs to other storage and other pools into the table. */
export const loadMigrationCommands = async (): Promise<void> => {
  await import('./commands');
};

/** The command, for what offers it by other means than a menu: dropping a VM on a server. */
export const MOTION_COMMAND = 'vm.moveElsewhere';

/** What the wizard begins with when its destination is known. */
export const motionPreset = (pool: string, host: string): Readonly<Record<string, string>> => ({
  destination: `${pool} ${host}`,
});
