import type { Ref } from '../../../xapi/datamodel/ref';
import { dom0DefaultMib } from '../../physics/density/dom0-memory';
import { LARGEST_32_BIT_MIB } from '../../physics/density/low-memory';
import { overheadOf } from '../memory';
import { releaseOf } from '../metrics/datapath';
import type { World } from '../world';
import { toXapiDate } from '../world';
import { MIB, GIB } from '../vdi/vhd';

/** What Xen keeps for itself: its heap and 32 bytes of frame table for each page. */
export function hypervisorBytes(hostBytes: number): number {
  return Math.floor((128 * MIB + hostBytes / 128) / MIB) * MIB;
}

export function installControlDomain(
  world: World,
  host: Ref<'host'>,
  server: {
    readonly name: string;
    readonly address: string;
    readonly memoryBytes: number;
    readonly cpus: number;
    /** Virtual processors and memory, when somebody has set them. */
    readonly vcpus: number | undefined;
    readonly memoryMib: number | undefined;
  },
): Ref<'VM'> {
  const { db, engine } = world;
  const vm = engine.newRef('VM');
  const metrics = engine.newRef('VM_metrics');
  const release = releaseOf(db.row('host', host));
  const memoryMib = server.memoryMib ?? dom0DefaultMib(release.dom0Memory, server.memoryBytes / MIB);
  const bytes = (release.dom0Bits === 32 ? Math.min(memoryMib, LARGEST_32_BIT_MIB) : memoryMib) * MIB;
  const vcpus = server.vcpus ?? Math.min(release.dom0Vcpus, server.cpus);
  const now = toXapiDate(engine.nowMs);
  db.insert('VM_metrics', metrics, {
    uuid: engine.newUuid('VM_metrics'),
    memory_actual: bytes,
    VCPUs_number: vcpus,
    VCPUs_utilisation: Object.fromEntries(Array.from({ length: vcpus }, (_, at) => [String(at), 0])),
    start_time: now,
    last_updated: now,
    current_domain_type: 'pv',
  });
  db.insert('VM', vm, {
    uuid: engine.newUuid('VM'),
    name_label: `Control domain on host: ${server.name}`,
    name_description: 'The domain which manages physical devices and manages other domains',
    is_control_domain: true,
    is_default_template: false,
    power_state: 'Running',
    resident_on: host,
    affinity: host,
    domid: 0,
    domarch: 'x64',
    domain_type: 'pv',
    memory_target: bytes,
    memory_static_max: bytes,
    memory_dynamic_max: bytes,
    memory_dynamic_min: bytes,
    memory_static_min: Math.min(bytes, GIB),
    VCPUs_max: vcpus,
    VCPUs_at_startup: vcpus,
    actions_after_shutdown: 'destroy',
    actions_after_reboot: 'destroy',
    actions_after_crash: 'destroy',
    metrics,
    other_config: {
      is_system_domain: 'true',
      perfmon: '<config><variable><name value="fs_usage"/></variable></config>',
    },
  });
  db.update('VM', vm, { memory_overhead: overheadOf(db.row('VM', vm)) });
  for (const protocol of ['rfb', 'vt100'] as const) installConsole(world, vm, server.address, protocol);
  return vm;
}

function installConsole({ db, engine }: World, vm: Ref<'VM'>, address: string, protocol: 'rfb' | 'vt100'): void {
  const uuid = engine.newUuid('console');
  db.insert('console', engine.newRef('console'), {
    uuid,
    VM: vm,
    protocol,
    location: `https://${address}/console?uuid=${uuid}`,
    port: -1,
  });
}
