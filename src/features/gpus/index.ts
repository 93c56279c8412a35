import { part } from '../../ui/parts/part';

/** GPUs of a pool, a server or a group, or a GPU alone. Its own chunk. */
export const GpuTab = part(async () => (await import('./gpu-tab')).GpuTab);

/** The GPUs of a VM or template. */
export const VmGpuTab = part(async () => (await import('./vm-gpu-tab')).VmGpuTab);

export { hasGpuTab } from './has-gpu-tab';

/** Brings the commands about GPUs into the table. */
export const loadGpuCommands = async (): Promise<void> => {
  await import('./commands');
};

export { typeName } from './gpu-model';
export { gpuChoices } from './commands/gpu-choices';
