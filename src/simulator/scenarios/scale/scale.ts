import type { Ref } from '../../../xapi/datamodel/ref';
import { installHost, joinPool } from '../../api/host/install';
import { Builder, GIB } from '../builder';
import { NEWER_SERVER, OLDER_SERVER, serverSpec } from '../hardware';
import type { Stage } from '../stage';
import { ROLES, rolesFor, type Role } from './names';

export interface ScaleOptions {
  readonly hosts: number;
  readonly vms: number;
}

export const SCALE_LIMITS = { hosts: 64, vms: 20_000 } as const;
/** VMs that share one repository; more would make its list of disks long to write. */
const VMS_FOR_REPOSITORY = 500;
const FEWEST_REPOSITORIES = 2;

/** A pool as large as asked for: shared NFS, a template for each role and repository, two VMs of three running. */
export async function buildScale(stage: Stage, { hosts, vms }: ScaleOptions): Promise<void> {
  const builder = new Builder(stage);
  const servers = installServers(stage, hosts, vms);
  const [pool = ''] = await stage.call('pool.get_all');
  await stage.call('pool.set_name_label', pool, 'Scale');
  await stage.call('pool.set_name_description', pool, `${hosts} servers, ${vms} VMs`);
  const network = await builder.network('Guests', 'All guests');
  const pif = await builder.pif(servers[0] ?? '', 'eth1');
  await stage.call('pool.create_VLAN_from_PIF', pif, network, 100);
  const repositories = await makeRepositories(stage, servers[0] ?? '', vms);
  await stage.call('pool.set_default_SR', pool, repositories[0] ?? '');
  await stage.call('pool.set_suspend_image_SR', pool, repositories[0] ?? '');
  const templates = await makeTemplates(builder, repositories, network);
  await makeVms(builder, templates, vms);
  await stage.call('message.destroy_all', { priority: '5' });
}

/** Enough memory for two thirds of the VMs, with a third of it to spare. */
function installServers({ world }: Stage, hosts: number, vms: number): readonly Ref<'host'>[] {
  const mean = ROLES.reduce((sum, role) => sum + role.share * role.memoryGib, 0) / 100;
  const needed = Math.ceil((vms * mean) / hosts / 64) * 64;
  return Array.from({ length: hosts }, (_, at) => {
    const server = at % 2 === 0 ? NEWER_SERVER : OLDER_SERVER;
    const plan = { name: `server-${at + 1}`, server, memoryGib: Math.max(256, needed), localStorageGib: 880 };
    const spec = serverSpec(
      { ...plan, description: `Rack ${Math.floor(at / 16) + 1}, unit ${(at % 16) * 2 + 4}` },
      at + 1,
    );
    return at === 0 ? installHost(world, spec) : joinPool(world, spec);
  });
}

async function makeRepositories(stage: Stage, host: Ref<'host'>, vms: number): Promise<readonly Ref<'SR'>[]> {
  const count = Math.max(FEWEST_REPOSITORIES, Math.ceil(vms / VMS_FOR_REPOSITORY));
  const repositories: Ref<'SR'>[] = [];
  for (let number = 1; number <= count; number++) {
    const config = { server: '10.30.0.20', serverpath: `/volume${number}` };
    repositories.push(
      await stage.call('SR.create', host, config, 65_536 * GIB, `NFS ${number}`, '', 'nfs', 'user', true),
    );
  }
  return repositories;
}

type Templates = ReadonlyMap<Role, readonly Ref<'VM'>[]>;

async function makeTemplates(
  builder: Builder,
  repositories: readonly Ref<'SR'>[],
  network: Ref<'network'>,
): Promise<Templates> {
  const templates = new Map<Role, Ref<'VM'>[]>();
  for (const role of ROLES) {
    const made: Ref<'VM'>[] = [];
    for (const [at, sr] of repositories.entries()) {
      const name = `${role.name} template ${at + 1}`;
      const vm = await builder.vm({
        name,
        description: role.description,
        template: role.template,
        vcpus: role.vcpus,
        memoryGib: role.memoryGib,
        disks: [{ sr, sizeGib: role.diskGib, usedShare: 0.4, name: `${role.name} system` }],
        networks: [network],
        tags: role.tags,
      });
      made.push(await builder.makeTemplate(vm));
    }
    templates.set(role, made);
  }
  return templates;
}

async function makeVms(builder: Builder, templates: Templates, count: number): Promise<void> {
  const { stage } = builder;
  const numbers = new Map<Role, number>();
  for (const [at, role] of rolesFor(count).entries()) {
    const number = (numbers.get(role) ?? 0) + 1;
    numbers.set(role, number);
    const made = templates.get(role) ?? [];
    const vm = await builder.fromTemplate(made[at % made.length] ?? '', `${role.name}-${number}`);
    if (at % 3 !== 2) await stage.call('VM.start', vm, false, false);
  }
}
