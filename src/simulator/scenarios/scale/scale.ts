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
/** VMs that share one repository and one network, as a careful administrator would lay them out. */
const VMS_FOR_SECTION = 400;
const FEWEST_SECTIONS = 2;
const FIRST_VLAN = 100;

/** A part of the pool with a repository and a network of its own. */
interface Section {
  readonly sr: Ref<'SR'>;
  readonly network: Ref<'network'>;
}

/** A pool as large as asked for: shared NFS, a template for each role and repository, two VMs of three running. */
export async function buildScale(stage: Stage, { hosts, vms }: ScaleOptions): Promise<void> {
  const builder = new Builder(stage);
  const servers = installServers(stage, hosts, vms);
  const [pool = ''] = await stage.call('pool.get_all');
  await stage.call('pool.set_name_label', pool, 'Scale');
  await stage.call('pool.set_name_description', pool, `${hosts} servers, ${vms} VMs`);
  const sections: Section[] = [];
  const count = Math.max(FEWEST_SECTIONS, Math.ceil(vms / VMS_FOR_SECTION));
  for (let number = 1; number <= count; number++) sections.push(await makeSection(builder, servers[0] ?? '', number));
  const [first] = sections;
  await stage.call('pool.set_default_SR', pool, first?.sr ?? '');
  await stage.call('pool.set_suspend_image_SR', pool, first?.sr ?? '');
  const templates = await makeTemplates(builder, sections);
  await makeVms(builder, templates, servers, vms);
  for (const template of [...templates.values()].flat()) await builder.makeTemplate(template);
  await stage.call('message.destroy_all', { priority: '5' });
}

/** So many guests fit into what the control domain has by itself; each of more needs so much, MiB, with some to spare. */
const USUAL_GUESTS = 250;
const DOM0_MIB = { base: 2048, perGuest: 20 };

/** Enough memory for two thirds of the VMs, with a third of it to spare; control domains have more where many run. */
function installServers({ world }: Stage, hosts: number, vms: number): readonly Ref<'host'>[] {
  const mean = ROLES.reduce((sum, role) => sum + role.share * role.memoryGib, 0) / 100;
  const needed = Math.ceil((vms * mean) / hosts / 64) * 64;
  const guests = Math.ceil((vms * 2) / 3 / hosts);
  const dom0 = guests > USUAL_GUESTS ? { dom0MemoryMib: DOM0_MIB.base + guests * DOM0_MIB.perGuest } : undefined;
  return Array.from({ length: hosts }, (_, at) => {
    const server = at % 2 === 0 ? NEWER_SERVER : OLDER_SERVER;
    const plan = { name: `server-${at + 1}`, server, memoryGib: Math.max(256, needed), localStorageGib: 880, ...dom0 };
    const spec = serverSpec(
      { ...plan, description: `Rack ${Math.floor(at / 16) + 1}, unit ${(at % 16) * 2 + 4}` },
      at + 1,
    );
    return at === 0 ? installHost(world, spec) : joinPool(world, spec);
  });
}

async function makeSection(builder: Builder, host: Ref<'host'>, number: number): Promise<Section> {
  const { stage } = builder;
  const config = { server: '10.30.0.20', serverpath: `/volume${number}` };
  const name = `NFS ${number}`;
  const sr = await stage.call('SR.create', host, config, 65_536 * GIB, name, '', 'nfs', 'user', true);
  const network = await builder.network(`Guests ${number}`, '');
  const pif = await builder.pif(host, 'eth1');
  await stage.call('pool.create_VLAN_from_PIF', pif, network, FIRST_VLAN + number);
  return { sr, network };
}

/** VMs that are copied, and become templates when that is done: a copy of a VM needs no provisioning. */
type Templates = ReadonlyMap<Role, readonly Ref<'VM'>[]>;

async function makeTemplates(builder: Builder, sections: readonly Section[]): Promise<Templates> {
  const templates = new Map<Role, Ref<'VM'>[]>();
  for (const role of ROLES) {
    const made: Ref<'VM'>[] = [];
    for (const [at, { sr, network }] of sections.entries()) {
      const vm = await builder.vm({
        name: `${role.name} template ${at + 1}`,
        description: role.description,
        template: role.template,
        vcpus: role.vcpus,
        memoryGib: role.memoryGib,
        disks: [{ sr, sizeGib: role.diskGib, usedShare: 0.4, name: `${role.name} system` }],
        networks: [network],
        tags: role.tags,
        isDriveless: !role.template.startsWith('Windows'),
      });
      made.push(vm);
    }
    templates.set(role, made);
  }
  return templates;
}

/** Two VMs of three run, on one server after the other. */
async function makeVms(
  builder: Builder,
  templates: Templates,
  servers: readonly Ref<'host'>[],
  count: number,
): Promise<void> {
  const { stage } = builder;
  const numbers = new Map<Role, number>();
  let started = 0;
  for (const [at, role] of rolesFor(count).entries()) {
    const number = (numbers.get(role) ?? 0) + 1;
    numbers.set(role, number);
    const made = templates.get(role) ?? [];
    const vm = await stage.call('VM.clone', made[at % made.length] ?? '', `${role.name}-${number}`);
    if (at % 3 === 2) continue;
    await stage.call('VM.start_on', vm, servers[started % servers.length] ?? '', false, false);
    started++;
  }
}
