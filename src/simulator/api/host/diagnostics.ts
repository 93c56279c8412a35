import type { Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { define } from '../registry';
import { need, type World } from '../world';
import { assertOnline } from './operations';

const KIB = 1024;
const MIB = 1024 * KIB;

/** What a status report can hold: personal data, largest size and longest time, and what differs (xen-bugtool `cap`). */
type Capability = readonly [
  key: string,
  pii: 'no' | 'maybe' | 'yes' | 'if_customized',
  maxSize: number,
  maxTime: number,
  minSize?: number,
];

const CAPABILITIES: readonly Capability[] = [
  ['blobs', 'no', 5 * MIB, -1],
  ['boot-loader', 'no', 3 * KIB, 10],
  ['CVSM', 'no', 3 * MIB, 120],
  ['device-model', 'yes', 8 * MIB, -1, 200 * KIB],
  ['disk-info', 'maybe', 8 * MIB, 120],
  ['fcoe', 'yes', 4 * KIB, 10],
  ['firstboot', 'yes', 80 * KIB, -1, 60 * KIB],
  ['hardware-info', 'maybe', 800 * KIB, 60],
  ['high-availability', 'maybe', 5 * MIB, -1],
  ['host-crashdump-logs', 'maybe', -1, -1],
  ['kernel-info', 'maybe', 360 * KIB, 50],
  ['loopback-devices', 'maybe', KIB, 5],
  ['multipath', 'maybe', 20 * KIB, 10],
  ['network-config', 'if_customized', 100 * KIB, -1, 0],
  ['network-status', 'yes', 20 * KIB, 30],
  ['pam', 'yes', 50 * MIB, -1],
  ['process-list', 'yes', 30 * KIB, 60],
  ['system-load', 'maybe', 70 * MIB, 30],
  ['system-logs', 'maybe', 50 * MIB, 10],
  ['system-services', 'no', 128 * KIB, 20],
  ['tapdisk-logs', 'no', 10 * MIB, -1],
  ['vtpm', 'no', 5 * KIB, -1],
  ['xapi-debug', 'maybe', 10 * MIB, -1],
  ['xapi-subprocess', 'no', 5 * KIB, 10],
  ['xen-bugtool', 'no', -1, -1, 0],
  ['xenserver-config', 'maybe', 80 * KIB, 10],
  ['xenserver-domains', 'no', KIB, 10],
  ['xenserver-databases', 'yes', 10 * KIB, 5],
  ['xenserver-install', 'maybe', 4 * MIB, -1, 10 * KIB],
  ['xenserver-logs', 'maybe', 70 * MIB, -1, 0],
  ['xen-info', 'maybe', 20 * KIB, 10],
  ['xha-liveset', 'maybe', 10 * KIB, 10],
  ['yum', 'if_customized', 100 * KIB, 30],
  ['cron', 'if_customized', 100 * KIB, 30],
];

function capabilitiesXml(): string {
  const elements = CAPABILITIES.map(
    ([key, pii, maxSize, maxTime, minSize = -1]) =>
      `\t<capability content-type="text/plain" default-checked="yes" key="${key}" max-size="${maxSize}" max-time="${maxTime}" min-size="${minSize}" min-time="-1" pii="${pii}"/>`,
  );
  return [
    '<?xml version="1.0" ?>',
    '<system-status-capabilities>',
    ...elements,
    '</system-status-capabilities>',
    '',
  ].join('\n');
}

type Lines = Readonly<Record<Ref<'host'>, readonly string[]>>;

const CONSOLE = 'host/xen-console';
const LINES_KEPT = 64;

function linesOf({ engine }: World, host: Ref<'host'>): readonly string[] {
  return ((engine.annex[CONSOLE] ?? {}) as Lines)[host] ?? [];
}

/** Xen answers a key on its console (xen/common/keyhandler.c). */
function pressKeys(world: World, host: Ref<'host'>, keys: string): void {
  const { engine } = world;
  const pressed = [...keys].map((key) => `(XEN) '${key}' pressed`);
  const lines = [...linesOf(world, host), ...pressed].slice(-LINES_KEPT);
  engine.annex = { ...engine.annex, [CONSOLE]: { ...((engine.annex[CONSOLE] ?? {}) as Lines), [host]: lines } };
}

/** What Xen has written since it booted, as far as it follows from the server. */
export function xenLog(world: World, ref: Ref<'host'>): string {
  const { db } = world;
  const host = db.row('host', ref);
  const memoryKib = Math.floor((db.get('host_metrics', host.metrics)?.memory_total ?? 0) / KIB);
  const dom0 = db.get('VM', host.control_domain);
  const lines = [
    `Xen version ${host.software_version['xen'] ?? ''} (mockbuild@[unknown])`,
    'Latest ChangeSet: ',
    'Bootloader: GRUB 2.06',
    `System RAM: ${Math.floor(memoryKib / KIB)}MB (${memoryKib}kB)`,
    `Detected ${host.cpu_info['speed'] ?? ''} MHz processor.`,
    `SMP: Allowing ${host.cpu_info['cpu_count'] ?? ''} CPUs (0 hotplug CPUs)`,
    `I/O virtualisation ${host.chipset_info['iommu'] === 'true' ? 'enabled' : 'disabled'}`,
    `Brought up ${host.cpu_info['cpu_count'] ?? ''} CPUs`,
    `*** LOADING DOMAIN 0 ***`,
    `Dom0 has maximum ${dom0?.VCPUs_max ?? 0} VCPUs`,
    'Std. Loglevel: Errors and warnings',
    "*** Serial input to DOM0 (type 'CTRL-a' three times to switch input)",
  ];
  return [...lines.map((line) => `(XEN) ${line}`), ...linesOf(world, ref), ''].join('\n');
}

/** The datapaths of a server: which of its guests' disks are attached (storage_access.ml diagnostics). */
export function storageReport({ db }: World, host: Ref<'host'>): string {
  const lines = ['The following SRs are attached:'];
  for (const pbd of db.row('host', host).PBDs) {
    const row = db.row('PBD', pbd);
    const sr = row.currently_attached ? db.get('SR', row.SR) : undefined;
    if (sr !== undefined) lines.push(`SR ${sr.uuid} (${sr.type})`);
  }
  lines.push('The following VDIs are attached:');
  for (const vm of db.row('host', host).resident_VMs) {
    for (const ref of db.row('VM', vm).VBDs) {
      const vbd = db.row('VBD', ref);
      const vdi = vbd.currently_attached && !vbd.empty ? db.get('VDI', vbd.VDI) : undefined;
      if (vdi === undefined) continue;
      const dp = `vbd/${db.row('VM', vm).domid}/${vbd.device}`;
      lines.push(`VDI ${vdi.uuid}: activated ${vbd.mode}; DP ${dp}`);
    }
  }
  return lines.join('\n');
}

define({
  'host.dmesg': (call, host) => {
    assertOnline(call.world, host);
    return xenLog(call.world, host);
  },
  // xapi has these messages but nothing behind them.
  'host.dmesg_clear': (call, host) => {
    assertOnline(call.world, host);
    throw new Fault('NOT_IMPLEMENTED', 'dmesg_clear');
  },
  'host.get_log': (call, host) => {
    assertOnline(call.world, host);
    throw new Fault('NOT_IMPLEMENTED', 'get_log');
  },
  'host.send_debug_keys': (call, host, keys) => {
    assertOnline(call.world, host);
    pressKeys(call.world, host, keys);
  },
  'host.get_system_status_capabilities': (call, host) => {
    assertOnline(call.world, host);
    return capabilitiesXml();
  },
  // Nothing here takes real time: no call of the database has been measured.
  'host.get_diagnostic_timing_stats': (call, host) => {
    assertOnline(call.world, host);
    return {};
  },
  'host.get_sm_diagnostics': (call, host) => {
    assertOnline(call.world, host);
    return storageReport(call.world, host);
  },
  // No thread waits for a lock: calls run one after the other.
  'host.get_thread_diagnostics': (call, host) => {
    assertOnline(call.world, host);
    return 'digraph Resources {\n  node [shape=box];\n}\n';
  },
  // Clients are told apart by their sessions here, not by the name of their program.
  'host.get_tracked_user_agents': (call, self) => {
    need(call.db, 'host', self);
    return {};
  },
});
