/** What the VMs of a large pool are for, with their share of it and their size. */
export interface Role {
  readonly name: string;
  readonly description: string;
  readonly template: string;
  readonly tags: readonly string[];
  /** Of a hundred VMs. */
  readonly share: number;
  readonly vcpus: number;
  readonly memoryGib: number;
  readonly diskGib: number;
}

export const ROLES: readonly Role[] = [
  { name: 'web', description: 'Web server', template: 'Debian Bookworm 12', tags: ['production', 'front'], share: 22, vcpus: 2, memoryGib: 2, diskGib: 20 },
  { name: 'api', description: 'API server', template: 'Ubuntu Noble Numbat 24.04', tags: ['production'], share: 18, vcpus: 2, memoryGib: 4, diskGib: 24 },
  { name: 'worker', description: 'Queue worker', template: 'Ubuntu Jammy Jellyfish 22.04', tags: ['batch'], share: 18, vcpus: 4, memoryGib: 4, diskGib: 24 },
  { name: 'cache', description: 'Cache', template: 'Debian Bookworm 12', tags: ['production'], share: 8, vcpus: 1, memoryGib: 4, diskGib: 16 },
  { name: 'db', description: 'Database', template: 'Red Hat Enterprise Linux 9', tags: ['production', 'backup nightly'], share: 8, vcpus: 4, memoryGib: 8, diskGib: 120 },
  { name: 'win', description: 'Windows application server', template: 'Windows Server 2022 (64-bit)', tags: ['production'], share: 10, vcpus: 2, memoryGib: 6, diskGib: 64 },
  { name: 'desktop', description: 'Virtual desktop', template: 'Windows 11', tags: ['vdi'], share: 10, vcpus: 2, memoryGib: 4, diskGib: 64 },
  { name: 'test', description: 'Test machine', template: 'AlmaLinux 9', tags: ['test'], share: 6, vcpus: 1, memoryGib: 2, diskGib: 16 },
]; // prettier-ignore

/** The roles of so many VMs, in proportion and mixed: the first ten of any world are already of several kinds. */
export function rolesFor(count: number): readonly Role[] {
  const due = ROLES.map(() => 0);
  return Array.from({ length: count }, () => {
    let most = 0;
    for (const [at, role] of ROLES.entries()) {
      due[at] = (due[at] ?? 0) + role.share;
      if ((due[at] ?? 0) > (due[most] ?? 0)) most = at;
    }
    due[most] = (due[most] ?? 0) - 100;
    return ROLES[most] as Role;
  });
}
