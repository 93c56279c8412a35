import { part } from '../../ui/parts/part';

/** The vApps of a pool: VMs that start and stop together, in an order. */
export const VappsTab = part(async () => (await import('./vapps-tab')).VappsTab);

/** Brings the commands about vApps into the table. */
export const loadVappCommands = async (): Promise<void> => {
  await import('./commands');
};

/** The command that puts VMs into a vApp, and its answers for one; null: into none. */
export const VAPP_COMMAND = 'vm.vapp';
export const vappPreset = (vapp: string | null): Readonly<Record<string, string>> => ({
  [VAPP_FIELD]: vapp ?? NO_VAPP,
});
export const VAPP_FIELD = 'vapp';
export const NO_VAPP = 'none';
