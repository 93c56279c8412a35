import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Release } from '../../physics/releases';
import { overheadOf } from '../memory';
import { GIB } from '../vdi/vhd';
import type { World } from '../world';
import { TEMPLATES, type TemplatePlan } from './template-list';

/** The templates that a new pool of a release offers. Source of the fields: xapi create_templates.ml, guest templates of the product. */
export function installTemplates(world: World, release: Release): void {
  const { db, engine } = world;
  for (const plan of TEMPLATES) {
    const vm = engine.newRef('VM');
    const metrics = engine.newRef('VM_metrics');
    db.insert('VM_metrics', metrics, { uuid: engine.newUuid('VM_metrics') });
    db.insert('VM', vm, {
      uuid: engine.newUuid('VM'),
      metrics,
      is_a_template: true,
      is_default_template: true,
      domid: -1,
      ...templateFields(plan, release, engine.random.uuid('mac-seed')),
    });
    db.update('VM', vm, { memory_overhead: overheadOf(db.row('VM', vm)) });
  }
}

function templateFields(plan: TemplatePlan, release: Release, macSeed: string): Partial<Records['VM']> {
  const memory = plan.memoryGib * GIB;
  const isWindows = plan.family === 'windows';
  return {
    name_label: plan.name,
    name_description: describe(plan),
    reference_label: plan.label,
    domain_type: 'hvm',
    HVM_boot_policy: 'BIOS order',
    HVM_boot_params: { order: 'cdn', firmware: plan.firmware },
    memory_static_min: plan.leastMemoryGib * GIB,
    memory_dynamic_min: memory,
    memory_dynamic_max: memory,
    memory_static_max: memory,
    memory_target: memory,
    VCPUs_max: plan.vcpus,
    VCPUs_at_startup: plan.vcpus,
    actions_after_shutdown: 'destroy',
    actions_after_reboot: 'restart',
    actions_after_crash: 'restart',
    has_vendor_device: isWindows,
    platform: platformOf(plan),
    other_config: otherConfigOf(plan, macSeed),
    recommendations: recommendationsOf(plan, release),
  };
}

function describe(plan: TemplatePlan): string {
  if (plan.family === 'other') return 'Installs a VM from any installation medium.';
  return `Makes a VM whose disks are prepared at its first start, with settings that suit ${plan.name}.`;
}

function platformOf(plan: TemplatePlan): Readonly<Record<string, string>> {
  const uefi = plan.firmware === 'uefi';
  return {
    acpi: '1',
    apic: 'true',
    nx: 'true',
    pae: 'true',
    hpet: 'true',
    viridian: plan.family === 'windows' ? 'true' : 'false',
    'device-model': uefi ? 'qemu-upstream-uefi' : 'qemu-upstream-compat',
    ...(uefi && { secureboot: plan.secureBoot === true ? 'auto' : 'false' }),
    ...(plan.needsVtpm === true && { vtpm: 'true' }),
    ...(plan.family === 'windows' && {
      viridian_time_ref_count: 'true',
      viridian_reference_tsc: 'true',
      viridian_apic_assist: 'true',
      viridian_crash_ctl: 'true',
      viridian_stimer: 'true',
      device_id: '0002',
      videoram: '16',
      vga: 'std',
    }),
  };
}

function otherConfigOf(plan: TemplatePlan, macSeed: string): Readonly<Record<string, string>> {
  return {
    default_template: 'true',
    mac_seed: macSeed,
    'install-methods': plan.family === 'linux' ? 'cdrom,nfs,http,ftp' : 'cdrom',
    ...(plan.diskGib > 0 && { disks: disksOf(plan) }),
    ...(plan.distro !== undefined && { linux_template: 'true', 'install-distro': plan.distro }),
  };
}

function disksOf(plan: TemplatePlan): string {
  const isBootable = plan.family === 'linux';
  return `<provision><disk device="0" size="${plan.diskGib * GIB}" sr="" bootable="${isBootable}" type="system"/></provision>`;
}

/** What clients warn of: the limits of the machine, and of the release that the pool has. */
function recommendationsOf(plan: TemplatePlan, { limits, storage }: Release): string {
  const fields = [
    ['memory-static-max', Math.min(plan.mostMemoryGib, limits.memoryGibPerVm) * GIB],
    ['vcpus-max', limits.vcpusPerVm],
    ['has-vendor-device', plan.family === 'windows' ? 'true' : 'false'],
    ['supports-bios', plan.firmware === 'bios' ? 'yes' : 'no'],
    ['supports-uefi', 'yes'],
    ['supports-secure-boot', plan.secureBoot === true ? 'yes' : 'no'],
    ['max-vifs', 7],
  ] as const;
  const properties = [
    ['number-of-vbds', storage.vbdsPerVm],
    ['number-of-vifs', 7],
  ] as const;
  const restrictions = [
    ...fields.map(([field, value]) =>
      typeof value === 'number'
        ? `<restriction field="${field}" max="${value}"/>`
        : `<restriction field="${field}" value="${value}"/>`,
    ),
    ...properties.map(([property, max]) => `<restriction property="${property}" max="${max}"/>`),
  ];
  return `<restrictions>${restrictions.join('')}</restrictions>`;
}
