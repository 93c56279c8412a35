import type { Ref } from '../../../xapi/datamodel/ref';
import { DAY_MS, HOUR_MS, type Builder, type VmPlan } from '../builder';
import type { History } from '../history';
import { GUESTS } from './guests/all';
import { TEMPLATES } from './guests/own-templates';
import type { GuestPlan } from './guests/plan';
import { ERP } from './guests/planning-system';
import type { Site } from './site';

/** Keys of XenCenter's own metadata (appendix of the reference: folders and custom fields). */
const FOLDER = 'folder';
const OWNER = 'XenCenter.CustomFields.Owner';
const REVIEW = 'XenCenter.CustomFields.Review date';

/** Names of a group, its members numbered from 1. */
export function namesOf({ name, count = 1 }: GuestPlan): readonly string[] {
  return name.includes('#') ? Array.from({ length: count }, (_, at) => name.replace('#', String(at + 1))) : [name];
}

function metadata(plan: GuestPlan, reviewMs: number): Readonly<Record<string, string>> {
  const review = new Date(reviewMs).toISOString().slice(0, 10).replaceAll('-', '');
  return { [FOLDER]: plan.folder, [OWNER]: plan.owner, [REVIEW]: `${review}T00:00:00Z` };
}

/** Makes the company's VMs, and plans when each of them starts. */
export class Population {
  readonly vms = new Map<string, Ref<'VM'>>();
  readonly #builder: Builder;
  readonly #site: Site;
  readonly #history: History;
  readonly #endMs: number;
  readonly #templates = new Map<string, Ref<'VM'>>();

  constructor(builder: Builder, site: Site, history: History, endMs: number) {
    this.#builder = builder;
    this.#site = site;
    this.#history = history;
    this.#endMs = endMs;
  }

  vm(name: string): Ref<'VM'> {
    const vm = this.vms.get(name);
    if (vm === undefined) throw new Error(`There is no VM ${name}`);
    return vm;
  }

  async settle(): Promise<void> {
    for (const plan of TEMPLATES) {
      const template = await this.#builder.makeTemplate(await this.#builder.vm(this.#plan(plan, plan.name)));
      this.#templates.set(plan.name, template);
    }
    for (const plan of GUESTS) await this.#group(plan);
    const appliance = await this.#builder.stage.call('VM_appliance.create', {
      name_label: 'Planning system',
      name_description: 'Database, then applications, then the front',
    });
    for (const plan of ERP) {
      const { order, startDelayS } = plan;
      const vm = await this.#builder.vm({ ...this.#plan(plan, plan.name), appliance, order, startDelayS });
      this.vms.set(plan.name, vm);
      this.#planStart(vm, plan, 0);
    }
  }

  async #group(plan: GuestPlan): Promise<void> {
    for (const [at, name] of namesOf(plan).entries()) {
      const vm = await this.#make(plan, name);
      this.vms.set(name, vm);
      if (plan.vgpu !== undefined) await this.#addVgpu(vm, plan.vgpu);
      this.#planStart(vm, plan, at);
    }
  }

  async #make(plan: GuestPlan, name: string): Promise<Ref<'VM'>> {
    const template = plan.fromTemplate === undefined ? undefined : this.#templates.get(plan.fromTemplate);
    if (template === undefined) return this.#builder.vm(this.#plan(plan, name));
    const { stage } = this.#builder;
    const vm = await this.#builder.fromTemplate(template, name);
    await stage.call('VM.set_name_description', vm, plan.description);
    await stage.call('VM.set_tags', vm, plan.tags ?? []);
    for (const [key, value] of Object.entries(metadata(plan, this.#reviewMs(name)))) {
      await stage.call('VM.remove_from_other_config', vm, key);
      await stage.call('VM.add_to_other_config', vm, key, value);
    }
    const home = plan.home === undefined ? undefined : this.#site.hosts[plan.home];
    if (home !== undefined) await stage.call('VM.set_affinity', vm, home);
    await this.#fill(vm, plan);
    return vm;
  }

  /** What the guest has written since it was cloned, for disks that share the template's. */
  async #fill(vm: Ref<'VM'>, plan: GuestPlan): Promise<void> {
    const { stage } = this.#builder;
    const { VBDs } = await stage.call('VM.get_record', vm);
    let at = 0;
    for (const vbd of VBDs) {
      const { type, VDI } = await stage.call('VBD.get_record', vbd);
      const disk = plan.disks[at];
      if (type !== 'Disk' || disk === undefined) continue;
      at++;
      await stage.call('VDI.set_physical_utilisation', VDI, Math.round(disk[1] * disk[2] * 1024) * 1024 ** 2);
    }
  }

  #plan(plan: GuestPlan, name: string): VmPlan {
    const home = plan.home === undefined ? undefined : this.#site.hosts[plan.home];
    return {
      name,
      description: plan.description,
      template: plan.template,
      vcpus: plan.vcpus,
      memoryGib: plan.memoryGib,
      disks: plan.disks.map(([sr, sizeGib, usedShare], at) => ({
        sr: this.#site.storage[sr],
        sizeGib,
        usedShare,
        name: at === 0 ? `${name} system` : `${name} data${at === 1 ? '' : ` ${at}`}`,
      })),
      networks: plan.networks.map((network) => this.#site.networks[network]),
      tags: plan.tags ?? [],
      other_config: metadata(plan, this.#reviewMs(name)),
      ...(home !== undefined && { affinity: home }),
    };
  }

  /** Somewhere in the year that comes. */
  #reviewMs(name: string): number {
    const random = this.#builder.stage.world.engine.random;
    return this.#endMs + (30 + random.below(`scenario/review/${name.replace(/\d/g, '')}`, 300)) * DAY_MS;
  }

  async #addVgpu(vm: Ref<'VM'>, profile: string): Promise<void> {
    const { stage } = this.#builder;
    const types = await stage.call('VGPU_type.get_all_records');
    const [type, record] = Object.entries(types).find(([, each]) => each.model_name === profile) ?? [];
    const [group] = record?.supported_on_GPU_groups ?? [];
    if (type === undefined || group === undefined) throw new Error(`No GPU offers ${profile}`);
    await stage.call('VGPU.create', vm, group, '0', {}, type);
  }

  #planStart(vm: Ref<'VM'>, plan: GuestPlan, at: number): void {
    const { state = 'running', startedDaysAgo, rebootedDaysAgo } = plan;
    if (state === 'halted' || startedDaysAgo === undefined) return;
    const { stage } = this.#builder;
    const later = (at * HOUR_MS) / DAY_MS;
    const daysAgo = startedDaysAgo - later;
    this.#history.at(daysAgo, () => stage.call('VM.start', vm, false, false));
    if (rebootedDaysAgo !== undefined) {
      this.#history.at(rebootedDaysAgo - later, () => stage.call('VM.clean_reboot', vm));
    }
    if (state === 'suspended') this.#history.at(daysAgo - 1, () => stage.call('VM.suspend', vm));
  }
}
