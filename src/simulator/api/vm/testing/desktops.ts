import type { Ref } from '../../../../xapi/datamodel/ref';
import { testPool, testVm, type TestPool } from '../../testing';

const MIB = 1024 ** 2;

/** Desktops that are clones of one image on a filer of 5000 requests a second, behind two servers. */
export async function desktops(
  count: number,
  values: { readonly o_direct?: string } = {},
  prepare: (pool: TestPool) => Promise<void> = () => Promise.resolve(),
) {
  const pool = testPool({ clockMode: 'instant', memoryGib: 1024 });
  const { sim, sr, hosts } = pool;
  await sim.call('SR.set_other_config', sr, { 'storage-device': 'filer', ...values });
  const { db, engine } = sim.world;
  db.transaction(() => {
    for (const host of hosts) giveControlDomain(pool, host);
  });
  const image = await testVm(pool, { name_label: 'Windows 10' });
  const vms: Ref<'VM'>[] = [];
  for (let at = 0; at < count; at++) vms.push(await sim.call('VM.clone', image, `Windows 10 desktop ${at}`));
  await prepare(pool);
  const begunMs = engine.nowMs;
  sim.world.surroundings.clockMode = 'manual';
  const starts = vms.map((vm, at) => sim.call('VM.start_on', vm, hosts[at % 2] ?? '', false, false));
  sim.advance(10_000);
  await Promise.all(starts);
  return { ...pool, vms, begunMs };
}

/** Six GiB, eight vCPUs. */
function giveControlDomain({ sim }: TestPool, host: Ref<'host'>): void {
  const { db, engine } = sim.world;
  const [dom0, metrics] = [engine.newRef('VM'), engine.newRef('VM_metrics')];
  db.insert('VM_metrics', metrics, { uuid: engine.newUuid('VM_metrics'), memory_actual: 6 * 1024 * MIB });
  db.insert('VM', dom0, {
    uuid: engine.newUuid('VM'),
    is_control_domain: true,
    metrics,
    VCPUs_max: 8,
    power_state: 'Running',
    resident_on: host,
  });
  db.update('host', host, { control_domain: dom0, software_version: { product_version: '8.2.1' } });
}

export type Storm = Awaited<ReturnType<typeof desktops>>;

/** Seconds from the first start until guests report, sorted. */
export function bootSeconds({ sim, vms, begunMs }: Storm): readonly number[] {
  const { db } = sim.world;
  const up = vms.map((vm) => {
    const metrics = db.get('VM_guest_metrics', db.row('VM', vm).guest_metrics);
    return metrics === undefined ? NaN : (Date.parse(isoOf(metrics.last_updated)) - begunMs) / 1000;
  });
  return up.sort((a, b) => a - b);
}

const isoOf = (date: string): string => date.replace(/^(\d{4})(\d{2})(\d{2})T/, '$1-$2-$3T');
