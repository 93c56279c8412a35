import type { Ref } from '../../../xapi/datamodel/ref';
import { labelOr, row, rows, vmVisibility } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural, formatBytes, formatCount, formatUsage, parseTime } from '../../values';
import { linkTo } from '../context';
import type { GeneralContext } from '../context';
import { SectionBuilder } from '../section';
import type { Section } from '../section';
import { texts } from '../texts';
import { customFieldSection, describe } from './common';

export function poolSections(context: GeneralContext, ref: Ref<'pool'>): readonly (Section | null)[] {
  const { inventory } = context;
  const pool = row(inventory, 'pool', ref);
  if (!pool) return [];
  const hosts = [...rows(inventory, 'host').values()];
  const coordinator = row(inventory, 'host', pool.master);
  return [
    describe(new SectionBuilder('general'), pool)
      .links('coordinator', [linkTo(context, 'host', pool.master)])
      .text('servers', formatCount(hosts.length))
      .text('virtualMachines', vmCounts(inventory))
      .value('memory', memoryOf(inventory))
      .code('uuid', pool.uuid)
      .build(),
    customFieldSection(pool),
    new SectionBuilder('version')
      .text('product', coordinator?.software_version['product_brand'])
      .text(
        'productVersion',
        coordinator?.software_version['product_version_text'] ?? coordinator?.software_version['product_version'],
      )
      .lines('mixedVersions', mixedVersions(inventory))
      .build(),
    new SectionBuilder('license')
      .text('edition', [...new Set(hosts.map((host) => host.edition).filter((edition) => edition !== ''))].join(', '))
      .text('sockets', formatCount(sumSockets(hosts)))
      .build(),
    new SectionBuilder('storageDefaults')
      .links('defaultStorage', [linkTo(context, 'SR', pool.default_SR)])
      .links('suspendStorage', [linkTo(context, 'SR', pool.suspend_image_SR)])
      .links('crashStorage', [linkTo(context, 'SR', pool.crash_dump_SR)])
      .build(),
    new SectionBuilder('highAvailability')
      .value('haEnabled', {
        kind: 'status',
        tone: pool.ha_enabled ? (pool.ha_overcommitted ? 'warning' : 'ok') : 'neutral',
        text: pool.ha_enabled ? (pool.ha_overcommitted ? texts.haOvercommitted : texts.on) : texts.off,
      })
      .text('haTolerates', pool.ha_enabled ? formatCount(pool.ha_host_failures_to_tolerate) : null)
      .text('haPlanFor', pool.ha_enabled ? formatCount(pool.ha_plan_exists_for) : null)
      .text('haStack', pool.ha_enabled ? pool.ha_cluster_stack : null)
      .build(),
    new SectionBuilder('security')
      .yesNo('certificateVerification', pool.tls_verification_enabled)
      .yesNo('clientCertificates', pool.client_certificate_auth_enabled)
      .build(),
    new SectionBuilder('updates')
      .links('repositories', [])
      .lines(
        'repositories',
        pool.repositories.map((repository) => labelOr(row(inventory, 'Repository', repository)?.name_label ?? '')),
      )
      .since('lastSync', parseTime(pool.last_update_sync))
      .text('syncSchedule', pool.update_sync_enabled ? texts.syncEach(pool.update_sync_frequency) : null)
      .yesNo('livePatching', !pool.live_patching_disabled)
      .build(),
    new SectionBuilder('cpu')
      .text('cpuVendor', pool.cpu_info['vendor'])
      .text('cpuCount', pool.cpu_info['cpu_count'])
      .text('sockets', pool.cpu_info['socket_count'])
      .code('cpuFeatures', pool.cpu_info['features_hvm'] ?? pool.cpu_info['features'])
      .build(),
    new SectionBuilder('networkOptions')
      .yesNo('igmpSnooping', pool.igmp_snooping_enabled)
      .yesNo('migrationCompression', pool.migration_compression)
      .text('workloadBalancing', pool.wlb_url)
      .build(),
  ];
}

function vmCounts(inventory: Inventory): string {
  let total = 0;
  let running = 0;
  for (const vm of rows(inventory, 'VM').values()) {
    if (vm.is_a_template || vm.is_a_snapshot || vmVisibility(vm) === 'never') continue;
    total++;
    if (vm.power_state === 'Running') running++;
  }
  return texts.ofWhichRunning(formatCount(total), formatCount(running));
}

function memoryOf(inventory: Inventory) {
  let total = 0;
  let free = 0;
  for (const metrics of rows(inventory, 'host_metrics').values()) {
    total += metrics.memory_total;
    free += metrics.memory_free;
  }
  if (total === 0) return null;
  return {
    kind: 'meter' as const,
    max: total,
    parts: [{ label: texts.used(formatBytes(total - free)), value: total - free, tone: 'accent' as const }],
    text: formatUsage(total - free, total),
  };
}

/** Which server runs which version, while they differ. */
function mixedVersions(inventory: Inventory): readonly string[] {
  const lines = [...rows(inventory, 'host').values()].map((host) => ({
    name: labelOr(host.name_label),
    version: host.software_version['product_version'] ?? '',
  }));
  if (new Set(lines.map((line) => line.version)).size < 2) return [];
  return lines.sort((a, b) => compareNatural(a.name, b.name)).map((line) => texts.versionOf(line.name, line.version));
}

function sumSockets(hosts: readonly { readonly cpu_info: Readonly<Record<string, string>> }[]): number {
  return hosts.reduce((sum, host) => sum + (Number(host.cpu_info['socket_count']) || 0), 0);
}
