import { lazy } from 'react';

const tabs = () => import('./memory-tabs');

/** Memory of a server and of the VMs on it. All three are one chunk of their own. */
export const HostMemoryTab = lazy(async () => ({ default: (await tabs()).HostMemoryTab }));
export const PoolMemoryTab = lazy(async () => ({ default: (await tabs()).PoolMemoryTab }));
export const VmMemoryTab = lazy(async () => ({ default: (await tabs()).VmMemoryTab }));

/** Brings the commands about memory into the table. */
export const loadMemoryCommands = async (): Promise<void> => {
  await import('./commands');
};
