import { NULL_REF, type Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { Stage } from './stage';

export const GIB = 1024 ** 3;
export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

/** A disk of a new VM: its size, its repository, and the part of it that its guest has written. */
export interface DiskPlan {
  readonly sr: Ref<'SR'>;
  readonly sizeGib: number;
  readonly usedShare: number;
  readonly name: string;
}

/** A new VM: what differs from the template that it comes from. */
export interface VmPlan {
  readonly name: string;
  readonly description: string;
  readonly template: string;
  readonly vcpus: number;
  readonly memoryGib: number;
  readonly disks: readonly DiskPlan[];
  readonly networks: readonly Ref<'network'>[];
  readonly tags?: readonly string[];
  readonly other_config?: Readonly<Record<string, string>>;
  readonly affinity?: Ref<'host'>;
  readonly appliance?: Ref<'VM_appliance'>;
  readonly order?: number;
  readonly startDelayS?: number;
  /** Without a CD drive, as cloud images are; with an empty one unless given. */
  readonly isDriveless?: boolean;
}

/** Keys of a template's `other_config` that a VM made from it does not have. */
const TEMPLATE_KEYS: ReadonlySet<string> = new Set(['default_template', 'disks', 'mac_seed']);

/** Builds worlds with the messages that a console would send. */
export class Builder {
  readonly stage: Stage;
  #templates: ReadonlyMap<string, Records['VM']> | null = null;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  async #template(name: string): Promise<Records['VM']> {
    if (this.#templates === null) {
      const records = await this.stage.call('VM.get_all_records_where', 'field "is_default_template"="true"');
      this.#templates = new Map(Object.values(records).map((record) => [record.name_label, record]));
    }
    const template = this.#templates.get(name);
    if (template === undefined) throw new Error(`There is no template ${name}`);
    return template;
  }

  async vm(plan: VmPlan): Promise<Ref<'VM'>> {
    const { stage } = this;
    const template = await this.#template(plan.template);
    const inherited = Object.entries(template.other_config).filter(([key]) => !TEMPLATE_KEYS.has(key));
    const memory = plan.memoryGib * GIB;
    const vm = await stage.call('VM.create', {
      ...template,
      name_label: plan.name,
      name_description: plan.description,
      is_a_template: false,
      VCPUs_max: plan.vcpus,
      VCPUs_at_startup: plan.vcpus,
      memory_static_min: Math.min(template.memory_static_min, memory),
      memory_dynamic_min: memory,
      memory_dynamic_max: memory,
      memory_static_max: memory,
      platform: { ...template.platform, 'cores-per-socket': String(Math.min(plan.vcpus, 8)) },
      other_config: { ...Object.fromEntries(inherited), base_template_name: plan.template, ...plan.other_config },
      tags: plan.tags ?? [],
      affinity: plan.affinity ?? NULL_REF,
      appliance: plan.appliance ?? NULL_REF,
      order: plan.order ?? 0,
      start_delay: plan.startDelayS ?? 0,
    });
    let position = 0;
    for (const disk of plan.disks) {
      const vdi = await this.disk(disk);
      await this.drive(vm, vdi, position);
      position = position === 2 ? 4 : position + 1;
    }
    if (plan.isDriveless !== true) await this.drive(vm, null, 3);
    for (const [device, network] of plan.networks.entries()) await this.vif(vm, network, device);
    return vm;
  }

  async disk({ sr, sizeGib, usedShare, name }: DiskPlan): Promise<Ref<'VDI'>> {
    const vdi = await this.stage.call('VDI.create', {
      SR: sr,
      name_label: name,
      name_description: '',
      virtual_size: sizeGib * GIB,
      type: 'user',
      sharable: false,
      read_only: false,
      other_config: {},
    });
    const { physical_utilisation } = await this.stage.call('VDI.get_record', vdi);
    const written = Math.round(sizeGib * usedShare * 256) * (GIB / 256);
    if (written > physical_utilisation) await this.stage.call('VDI.set_physical_utilisation', vdi, written);
    return vdi;
  }

  /** A disk drive at a position, or an empty CD drive. */
  drive(vm: Ref<'VM'>, vdi: Ref<'VDI'> | null, position: number): Promise<Ref<'VBD'>> {
    const isCd = vdi === null;
    return this.stage.call('VBD.create', {
      VM: vm,
      VDI: vdi ?? NULL_REF,
      userdevice: String(position),
      bootable: position === 0,
      mode: isCd ? 'RO' : 'RW',
      type: isCd ? 'CD' : 'Disk',
      unpluggable: !isCd,
      empty: isCd,
      other_config: isCd ? {} : { owner: 'true' },
      qos_algorithm_type: '',
      qos_algorithm_params: {},
    });
  }

  vif(vm: Ref<'VM'>, network: Ref<'network'>, device: number): Promise<Ref<'VIF'>> {
    return this.stage.call('VIF.create', {
      VM: vm,
      network,
      device: String(device),
      MAC: '',
      MTU: 1500,
      other_config: {},
      qos_algorithm_type: '',
      qos_algorithm_params: {},
    });
  }

  /** A VM becomes a template of the pool's own. */
  async makeTemplate(vm: Ref<'VM'>): Promise<Ref<'VM'>> {
    await this.stage.call('VM.set_is_a_template', vm, true);
    return vm;
  }

  /** A VM from a template of the pool's own, which shares what its disks do not change. */
  async fromTemplate(template: Ref<'VM'>, name: string): Promise<Ref<'VM'>> {
    const vm = await this.stage.call('VM.clone', template, name);
    await this.stage.call('VM.provision', vm);
    return vm;
  }

  network(name: string, description: string): Promise<Ref<'network'>> {
    return this.stage.call('network.create', { name_label: name, name_description: description, other_config: {} });
  }

  /** The interface of a server on a device. */
  async pif(host: Ref<'host'>, device: string): Promise<Ref<'PIF'>> {
    for (const pif of await this.stage.call('host.get_PIFs', host)) {
      const record = await this.stage.call('PIF.get_record', pif);
      if (record.device === device && record.VLAN < 0) return pif;
    }
    throw new Error(`There is no ${device}`);
  }
}
