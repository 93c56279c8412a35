import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { isDefaultTemplate, nameOf, only, row, systemName, vmKind, vmStatus } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural, formatBytes, formatCount, parseTime } from '../../values';
import { linkTo } from '../context';
import type { GeneralContext } from '../context';
import { SectionBuilder } from '../section';
import type { ObjectLink, Section, Value } from '../section';
import { texts } from '../texts';
import { customFieldSection, describe } from './common';
import { guidanceLines } from './guidance';
import { statusValue } from './status-value';

type VM = Records['VM'];
type GuestMetrics = Records['VM_guest_metrics'] | undefined;

/** Null: nobody has chosen. The pool has to start VMs at all before it starts one that wants it. */
function autoStart(inventory: Inventory, vm: VM): string | null {
  const wish = vm.other_config['auto_poweron'];
  if (wish === undefined) return null;
  if (wish !== 'true') return texts.no;
  const pool = only(inventory, 'pool')?.[1];
  return pool?.other_config['auto_poweron'] === 'true' ? texts.yes : texts.autoStartIdle;
}

/** For virtual machines, templates and snapshots alike; rows that make no sense for one are empty and left out. */
export function vmSections(context: GeneralContext, ref: Ref<'VM'>): readonly (Section | null)[] {
  const { inventory } = context;
  const vm = row(inventory, 'VM', ref);
  if (!vm) return [];
  const guest = isNullRef(vm.guest_metrics) ? undefined : row(inventory, 'VM_guest_metrics', vm.guest_metrics);
  const metrics = isNullRef(vm.metrics) ? undefined : row(inventory, 'VM_metrics', vm.metrics);
  return [
    generalSection(context, vm, guest, metrics),
    customFieldSection(vm),
    guestSection(vm, guest),
    new SectionBuilder('cpu')
      .text('vcpus', texts.ofMost(formatCount(vm.VCPUs_at_startup), formatCount(vm.VCPUs_max)))
      .text('topology', topology(vm))
      .text('cpuWeight', vm.VCPUs_params['weight'])
      .text('cpuCap', vm.VCPUs_params['cap'] === '0' ? null : vm.VCPUs_params['cap'])
      .code('cpuMask', vm.VCPUs_params['mask'])
      .build(),
    new SectionBuilder('memory')
      .text('memoryNow', metrics && vm.power_state === 'Running' ? formatBytes(metrics.memory_actual) : null)
      .text('memoryDynamic', texts.range(formatBytes(vm.memory_dynamic_min), formatBytes(vm.memory_dynamic_max)))
      .text('memoryStatic', texts.range(formatBytes(vm.memory_static_min), formatBytes(vm.memory_static_max)))
      .text('memoryOverhead', vm.memory_overhead > 0 ? formatBytes(vm.memory_overhead) : null)
      .build(),
    diskSection(context, vm),
    networkSection(context, vm, guest),
    new SectionBuilder('boot')
      .text('firmware', vm.HVM_boot_policy === '' ? null : (vm.HVM_boot_params['firmware'] ?? 'bios').toUpperCase())
      .text('bootOrder', bootOrder(vm.HVM_boot_params['order']))
      .text('secureBoot', texts.secureBoot[vm.platform['secureboot'] ?? ''])
      .text('pvBootloader', vm.PV_bootloader)
      .code('pvKernel', vm.PV_kernel)
      .code('pvArgs', vm.PV_args)
      .build(),
    new SectionBuilder('start')
      .text('haPriority', haPriority(vm))
      .text('startOrder', vm.order > 0 ? formatCount(vm.order) : null)
      .text('startDelay', vm.start_delay > 0 ? texts.seconds(formatCount(vm.start_delay)) : null)
      .text('autoStart', autoStart(inventory, vm))
      .build(),
    new SectionBuilder('devices')
      .text('vtpms', vm.VTPMs.length > 0 ? formatCount(vm.VTPMs.length) : null)
      .links(
        'gpus',
        vm.VGPUs.map((vgpu) => gpuLink(context, vgpu)),
      )
      .build(),
    new SectionBuilder('updates').lines('guidanceMandatory', guidanceLines(vm.pending_guidances)).build(),
  ];
}

function generalSection(
  context: GeneralContext,
  vm: VM,
  guest: GuestMetrics,
  metrics: Records['VM_metrics'] | undefined,
): Section | null {
  const kind = vmKind(vm);
  const section = describe(new SectionBuilder('general'), vm).value('state', statusValue(vmStatus(vm)));
  if (kind === 'vm')
    section
      .links('runsOn', [linkTo(context, 'host', vm.resident_on)])
      .links('homeServer', [linkTo(context, 'host', vm.affinity)]);
  if (kind === 'snapshot')
    section.links('snapshotOf', [linkTo(context, 'VM', vm.snapshot_of)]).since('takenAt', parseTime(vm.snapshot_time));
  if (kind === 'template')
    section.text('templateKind', isDefaultTemplate(vm) ? texts.shippedTemplate : texts.customTemplate);
  return section
    .text('os', systemName(guest?.os_version))
    .text('virtualisation', texts.domainTypes[vm.domain_type] ?? null)
    .since('runningSince', vm.power_state === 'Running' && metrics ? parseTime(metrics.start_time) : null)
    .links('vapp', [linkTo(context, 'VM_appliance', vm.appliance)])
    .links('parentSnapshot', kind === 'snapshot' ? [] : [linkTo(context, 'VM', vm.parent)])
    .text('snapshots', kind === 'vm' && vm.snapshots.length > 0 ? formatCount(vm.snapshots.length) : null)
    .text(
      'biosStrings',
      vm.bios_strings['bios-vendor'] === undefined || vm.bios_strings['bios-vendor'] === 'Xen'
        ? null
        : texts.biosCopied,
    )
    .text('createdFrom', vm.reference_label)
    .code('uuid', vm.uuid)
    .build();
}

function guestSection(vm: VM, guest: GuestMetrics): Section | null {
  if (vm.is_a_template) return null;
  const section = new SectionBuilder('guest');
  const tools: Value | null =
    vm.power_state !== 'Running'
      ? null
      : guest?.PV_drivers_detected || Object.keys(guest?.PV_drivers_version ?? {}).length > 0
        ? { kind: 'status', tone: 'ok', text: texts.toolsThere(versionOf(guest?.PV_drivers_version ?? {})) }
        : { kind: 'status', tone: 'warning', text: texts.toolsMissing };
  const drivers: Value | null =
    vm.power_state !== 'Running'
      ? null
      : guest?.PV_drivers_detected
        ? { kind: 'status', tone: 'ok', text: texts.driversInUse }
        : { kind: 'status', tone: 'warning', text: texts.driversMissing };
  return section
    .value('tools', tools)
    .value('ioDrivers', drivers)
    .text('osKernel', guest?.os_version['uname'])
    .text('hostName', guest?.netbios_name['host_name'])
    .text('windowsUpdate', vm.has_vendor_device ? texts.windowsUpdateOn : null)
    .build();
}

function versionOf(version: Readonly<Record<string, string>>): string {
  const numbers = [version['major'], version['minor'], version['micro']].filter(
    (part) => part !== undefined && part !== '',
  );
  const build = version['build'];
  return numbers.join('.') + (build === undefined || build === '' ? '' : `-${build}`);
}

function topology(vm: VM): string | null {
  const cores = Number(vm.platform['cores-per-socket']);
  if (!Number.isInteger(cores) || cores < 1 || vm.VCPUs_max % cores !== 0) return null;
  return texts.topology(vm.VCPUs_max / cores, cores);
}

function diskSection(context: GeneralContext, vm: VM): Section | null {
  const { inventory } = context;
  const section = new SectionBuilder('disks');
  const vbds = vm.VBDs.map((ref) => row(inventory, 'VBD', ref)).filter((vbd) => vbd !== undefined);
  vbds.sort((a, b) => compareNatural(a.userdevice, b.userdevice));
  for (const vbd of vbds) {
    const name = vbd.type === 'CD' ? texts.dvdDrive : texts.disk(vbd.device || vbd.userdevice);
    const vdi = vbd.empty || isNullRef(vbd.VDI) ? undefined : row(inventory, 'VDI', vbd.VDI);
    const storage = vdi && nameOf(inventory, 'SR', vdi.SR);
    const detail = [
      vdi && formatBytes(vdi.virtual_size),
      storage,
      vbd.mode === 'RO' && vbd.type !== 'CD' ? texts.readOnly : '',
    ]
      .filter(Boolean)
      .join(', ');
    const link = vdi && linkTo(context, 'VDI', vbd.VDI, detail);
    section.named(
      `VBD ${vbd.uuid}`,
      name,
      link ? { kind: 'links', links: [link] } : { kind: 'text', text: texts.emptyDrive },
    );
  }
  return section.build();
}

function networkSection(context: GeneralContext, vm: VM, guest: GuestMetrics): Section | null {
  const { inventory } = context;
  const section = new SectionBuilder('networks');
  const vifs = vm.VIFs.map((ref) => row(inventory, 'VIF', ref)).filter((vif) => vif !== undefined);
  vifs.sort((a, b) => compareNatural(a.device, b.device));
  for (const vif of vifs) {
    const detail = [vif.MAC, ...addressesOf(guest, vif.device)].join(', ');
    const link = linkTo(context, 'network', vif.network, detail);
    if (link) section.named(`VIF ${vif.uuid}`, texts.networkInterface(vif.device), { kind: 'links', links: [link] });
  }
  return section.build();
}

/** Keys of guest metrics are `<device>/ip`, `<device>/ipv4/<n>` and `<device>/ipv6/<n>`; the first two say the same. */
function addressesOf(guest: GuestMetrics, device: string): readonly string[] {
  const addresses = new Set<string>();
  for (const [key, address] of Object.entries(guest?.networks ?? {}))
    if (key.startsWith(`${device}/`)) addresses.add(address);
  return [...addresses];
}

function bootOrder(order: string | undefined): string | null {
  if (order === undefined || order === '') return null;
  return [...order].map((letter) => texts.bootDevices[letter.toLowerCase()] ?? letter).join(', ');
}

function haPriority(vm: VM): string | null {
  if (vm.is_a_template) return null;
  return vm.ha_restart_priority === 'restart'
    ? texts.haRestart
    : vm.ha_restart_priority === 'best-effort'
      ? texts.haBestEffort
      : texts.haNone;
}

function gpuLink(context: GeneralContext, ref: Ref<'VGPU'>): ObjectLink | null {
  const vgpu = row(context.inventory, 'VGPU', ref);
  if (!vgpu) return null;
  const type = row(context.inventory, 'VGPU_type', vgpu.type);
  return (
    linkTo(context, 'PGPU', vgpu.resident_on, type?.model_name) ??
    linkTo(context, 'GPU_group', vgpu.GPU_group, type?.model_name)
  );
}
