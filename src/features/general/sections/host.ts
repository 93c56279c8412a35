import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { hostStatus, labelOr, nameOf, only, row } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural, formatBytes, formatCount, formatDay, formatTime, formatUsage, parseTime } from '../../values';
import { linkTo } from '../context';
import type { GeneralContext } from '../context';
import { SectionBuilder } from '../section';
import type { MeterPart, ObjectLink, Section, Value } from '../section';
import { texts } from '../texts';
import { guidanceLines } from './guidance';
import { pathRows } from './multipath';
import { customFieldSection, describe } from './common';
import { statusValue } from './status-value';

type Host = Records['host'];

export function hostSections(context: GeneralContext, ref: Ref<'host'>): readonly (Section | null)[] {
  const { inventory } = context;
  const host = row(inventory, 'host', ref);
  if (!host) return [];
  const pool = only(inventory, 'pool')?.[1];
  return [
    describe(new SectionBuilder('general'), host)
      .value('state', statusValue(hostStatus(inventory, host)))
      .yesNo('isCoordinator', pool && pool.master === ref)
      .since('serverStarted', bootTime(host.other_config['boot_time']))
      .since('toolstackStarted', bootTime(host.other_config['agent_start_time']))
      .code('iqn', host.iscsi_iqn === '' ? host.other_config['iscsi_iqn'] : host.iscsi_iqn)
      .text('logDestination', host.logging['syslog_destination'] ?? texts.logLocal)
      .text('adDomain', host.external_auth_type === 'AD' ? host.external_auth_service_name : null)
      .yesNo('certificateVerification', host.tls_verification_enabled)
      .text('timezone', host.timezone)
      .code('uuid', host.uuid)
      .build(),
    customFieldSection(host),
    managementSection(inventory, host),
    memorySection(context, host),
    new SectionBuilder('cpu')
      .text('cpuModel', host.cpu_info['modelname'])
      .text('cpuVendor', host.cpu_info['vendor'])
      .text('cpuSpeed', speed(host.cpu_info['speed']))
      .text('cpuCount', host.cpu_info['cpu_count'])
      .text('sockets', host.cpu_info['socket_count'])
      .text('threadsPerCore', host.cpu_info['threads_per_core'])
      .code('cpuFeatures', host.cpu_info['features_hvm'] ?? host.cpu_info['features'])
      .build(),
    new SectionBuilder('version')
      .text('product', host.software_version['product_brand'])
      .text('productVersion', host.software_version['product_version_text'] ?? host.software_version['product_version'])
      .text('buildDate', formatDay(host.software_version['date']))
      .text('buildNumber', host.software_version['build_number'])
      .text('databaseVersion', host.software_version['dbv'])
      .text('xenVersion', host.software_version['xen'])
      .text('kernelVersion', host.software_version['linux'])
      .text('xapiVersion', host.software_version['xapi_build'] ?? host.software_version['xapi'])
      .build(),
    licenseSection(host),
    updatesSection(inventory, host),
    new SectionBuilder('hardware')
      .text('manufacturer', host.bios_strings['system-manufacturer'])
      .text('model', host.bios_strings['system-product-name'])
      .code('serialNumber', host.bios_strings['system-serial-number'])
      .text(
        'biosVersion',
        [host.bios_strings['bios-vendor'], host.bios_strings['bios-version']].filter(Boolean).join(' '),
      )
      .yesNo('secureBoot', host.secure_boot)
      .text('powerOn', host.power_on_mode === '' ? texts.powerOnOff : host.power_on_mode)
      .build(),
    certificateSection(inventory, host),
    new SectionBuilder('multipathing')
      .yesNo('multipathingOn', host.multipathing || host.other_config['multipathing'] === 'true')
      .rowsOf(
        host.PBDs.flatMap((pbd) =>
          pathRows(inventory, pbd, nameOf(inventory, 'SR', row(inventory, 'PBD', pbd)?.SR ?? '') ?? ''),
        ),
      )
      .build(),
    new SectionBuilder('crashDumps')
      .text('crashDumpCount', host.crashdumps.length > 0 ? formatCount(host.crashdumps.length) : null)
      .build(),
  ];
}

/** Seconds since 1970 as text, as the toolstack keeps them in `other_config`. */
function bootTime(seconds: string | undefined): number | null {
  const value = Number(seconds);
  return seconds !== undefined && Number.isFinite(value) && value > 0 ? value * 1000 : null;
}

function speed(megahertz: string | undefined): string | null {
  const value = Number(megahertz);
  return megahertz !== undefined && Number.isFinite(value) && value > 0
    ? texts.megahertz(formatCount(Math.round(value)))
    : null;
}

function managementSection(inventory: Inventory, host: Host): Section | null {
  const section = new SectionBuilder('management').text('hostname', host.hostname).code('address', host.address);
  const interfaces = host.PIFs.map((ref) => row(inventory, 'PIF', ref)).filter(
    (pif) => pif !== undefined && (pif.IP !== '' || pif.management),
  );
  interfaces.sort(
    (a, b) =>
      Number(b?.management ?? false) - Number(a?.management ?? false) ||
      compareNatural(a?.device ?? '', b?.device ?? ''),
  );
  for (const pif of interfaces) {
    if (!pif) continue;
    const network = nameOf(inventory, 'network', pif.network) ?? pif.device;
    const purpose = pif.other_config['management_purpose'] ?? (pif.management ? texts.management : network);
    const value: Value = { kind: 'text', text: [pif.IP || texts.noAddress, pif.device, network].join(', ') };
    section.named(`interface ${pif.uuid}`, purpose, value);
  }
  return section.build();
}

function memorySection(context: GeneralContext, host: Host): Section | null {
  const { inventory } = context;
  const metrics = row(inventory, 'host_metrics', host.metrics);
  if (!metrics || metrics.memory_total === 0) return null;
  const vms: { ref: string; vm: Records['VM']; bytes: number }[] = [];
  let dom0 = 0;
  for (const vmRef of host.resident_VMs) {
    const vm = row(inventory, 'VM', vmRef);
    if (!vm) continue;
    const bytes = memoryOf(vm);
    if (vm.is_control_domain) dom0 += bytes;
    else vms.push({ ref: vmRef, vm, bytes });
  }
  vms.sort((a, b) => b.bytes - a.bytes);
  const vmBytes = vms.reduce((sum, each) => sum + each.bytes, 0);
  const used = metrics.memory_total - metrics.memory_free;
  const xen = Math.max(0, used - dom0 - vmBytes);
  const parts: MeterPart[] = [
    { label: texts.memoryPart(texts.xen, formatBytes(xen)), value: xen, tone: 'neutral' },
    { label: texts.memoryPart(texts.controlDomain, formatBytes(dom0)), value: dom0, tone: 'info' },
    { label: texts.memoryPart(texts.vms, formatBytes(vmBytes)), value: vmBytes, tone: 'accent' },
  ];
  const links: (ObjectLink | null)[] = vms.map((each) => linkTo(context, 'VM', each.ref, formatBytes(each.bytes)));
  return new SectionBuilder('memory')
    .value('serverMemory', {
      kind: 'meter',
      max: metrics.memory_total,
      parts,
      text: formatUsage(used, metrics.memory_total),
    })
    .text('memoryFree', formatBytes(metrics.memory_free))
    .text('controlDomainMemory', dom0 > 0 ? formatBytes(dom0) : null)
    .text('xenMemory', formatBytes(xen))
    .links('vmMemory', links)
    .build();
}

/** The target of a VM; one outside its dynamic range is left over from before the range was changed. */
function memoryOf(vm: Records['VM']): number {
  if (vm.memory_target <= 0) return vm.memory_dynamic_max;
  return Math.min(vm.memory_dynamic_max, Math.max(vm.memory_dynamic_min, vm.memory_target));
}

function licenseSection(host: Host): Section | null {
  const server = host.license_server['address'] ?? '';
  const params = host.license_params;
  return new SectionBuilder('license')
    .text('edition', host.edition)
    .text('expiry', params['expiry'] === undefined ? null : formatTime(parseTime(params['expiry'])))
    .text('sockets', params['sockets'])
    .code('licenseServer', server === '' ? null : `${server}:${host.license_server['port'] ?? ''}`)
    .text('productCode', params['productcode'])
    .text('serial', params['serialnumber'])
    .build();
}

function updatesSection(inventory: Inventory, host: Host): Section | null {
  const named = (refs: readonly Ref<'pool_update'>[]) =>
    refs.map((ref) => labelOr(row(inventory, 'pool_update', ref)?.name_label ?? '')).sort(compareNatural);
  const patches = host.patches
    .map((ref) => row(inventory, 'host_patch', ref)?.name_label)
    .filter((name) => name !== undefined);
  return new SectionBuilder('updates')
    .lines('installed', [...named(host.updates), ...patches.sort(compareNatural)])
    .lines('needReboot', named(host.updates_requiring_reboot))
    .text(
      'upToDate',
      host.latest_synced_updates_applied === 'unknown' ? null : texts.applied[host.latest_synced_updates_applied],
    )
    .since('lastUpdated', parseTime(host.last_software_update))
    .lines('guidanceMandatory', guidanceLines(host.pending_guidances))
    .lines('guidanceRecommended', guidanceLines(host.pending_guidances_recommended))
    .lines('guidanceFull', guidanceLines(host.pending_guidances_full))
    .build();
}

function certificateSection(inventory: Inventory, host: Host): Section | null {
  const section = new SectionBuilder('certificates');
  for (const ref of host.certificates) {
    const certificate = row(inventory, 'Certificate', ref);
    if (!certificate) continue;
    const until = formatTime(parseTime(certificate.not_after));
    section.named(ref, texts.certificateTypes[certificate.type], {
      kind: 'lines',
      lines: [texts.validUntil(until), certificate.fingerprint_sha256 || certificate.fingerprint],
      monospace: true,
    });
  }
  return section.build();
}
