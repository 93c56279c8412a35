import { part } from '../../ui/parts/part';

const tabs = () => import('./memory-tabs');

/** Memory of a server and of the VMs on it. All three are one chunk of their own. */
export const HostMemoryTab = part(async () => (await tabs()).HostMemoryTab);
export const PoolMemoryTab = part(async () => (await tabs()).PoolMemoryTab);
export const VmMemoryTab = part(async () => (await tabs()).VmMemoryTab);

/** Brings the commands about memory into the table. */
export const loadMemoryCommands = async (): Promise<void> => {
  await import('./commands');
};
