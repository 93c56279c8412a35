import type { Ref } from '../../../xapi/datamodel/ref';
import type { World } from '../world';
import { cpuCount, type ServerModel } from './spec';

/** One row for each logical processor. */
export function installCpus({ db, engine }: World, host: Ref<'host'>, server: ServerModel): void {
  const { cpu } = server;
  for (let number = 0; number < cpuCount(server); number++) {
    db.insert('host_cpu', engine.newRef('host_cpu'), {
      uuid: engine.newUuid('host_cpu'),
      host,
      number,
      vendor: cpu.vendor,
      speed: cpu.speedMhz,
      modelname: cpu.modelName,
      family: cpu.family,
      model: cpu.model,
      stepping: String(cpu.stepping),
      flags: cpu.flags,
      features: cpu.features,
    });
  }
}

/** The form of `host.cpu_info`. */
export function cpuInfo(server: ServerModel): Readonly<Record<string, string>> {
  const { cpu } = server;
  return {
    cpu_count: String(cpuCount(server)),
    socket_count: String(server.sockets),
    threads_per_core: String(cpu.threadsPerCore),
    nr_nodes: String(server.sockets),
    vendor: cpu.vendor,
    speed: `${cpu.speedMhz}.000`,
    modelname: cpu.modelName,
    family: String(cpu.family),
    model: String(cpu.model),
    stepping: String(cpu.stepping),
    flags: cpu.flags,
    features_pv: cpu.features,
    features_hvm: cpu.features,
    features_pv_host: cpu.features,
    features_hvm_host: cpu.features,
  };
}

const FEATURE_SETS = ['features_pv', 'features_hvm', 'features_pv_host', 'features_hvm_host'] as const;

/** What every server of a pool offers: VMs that use no more can run on any of them. Source: xapi cpuid_helpers.ml. */
export function poolCpuInfo(hosts: readonly Readonly<Record<string, string>>[]): Readonly<Record<string, string>> {
  const sum = (key: string): string => String(hosts.reduce((total, info) => total + Number(info[key] ?? 0), 0));
  const info: Record<string, string> = {
    vendor: hosts[0]?.['vendor'] ?? '',
    cpu_count: sum('cpu_count'),
    socket_count: sum('socket_count'),
  };
  for (const set of FEATURE_SETS) info[set] = hosts.map((host) => host[set] ?? '').reduce(commonFeatures);
  return info;
}

/** Bitwise and of two feature sets, as long as the longer one: missing words are zero. */
export function commonFeatures(a: string, b: string): string {
  const left = a.split('-');
  const right = b.split('-');
  const words = Array.from({ length: Math.max(left.length, right.length) }, (_, at) =>
    ((parseInt(left[at] ?? '0', 16) & parseInt(right[at] ?? '0', 16)) >>> 0).toString(16).padStart(8, '0'),
  );
  return words.join('-');
}
