import { expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import { testPool, testVm, type TestPool } from '../testing';

const GIB = 1024 ** 3;
const EACH = 40;

/** A server whose control domain has one processor, with two repositories that are faster than that. */
async function twoRepositories(): Promise<
  TestPool & { readonly srs: readonly Ref<'SR'>[]; readonly host: Ref<'host'> }
> {
  const pool = testPool({ clockMode: 'instant', hosts: 1, memoryGib: 1024 });
  const { sim, hosts, sr } = pool;
  const [host = ''] = hosts;
  const { db, engine } = sim.world;
  const [dom0, other] = [engine.newRef('VM'), engine.newRef('SR')];
  db.transaction(() => {
    const values = { is_control_domain: true, VCPUs_max: 1, power_state: 'Running', resident_on: host } as const;
    db.insert('VM', dom0, { uuid: engine.newUuid('VM'), ...values });
    db.update('host', host, { control_domain: dom0, cpu_info: { ...db.row('host', host).cpu_info, cpu_count: '128' } });
    const local = { type: 'ext', content_type: 'user', physical_size: 4096 * GIB };
    db.insert('SR', other, { uuid: engine.newUuid('SR'), name_label: 'Second', ...local });
    db.insert('PBD', engine.newRef('PBD'), { uuid: engine.newUuid('PBD'), host, SR: other, currently_attached: true });
    db.update('SR', sr, local);
  });
  for (const each of [sr, other])
    await sim.call('SR.set_other_config', each, { 'storage-device': 'nvme', o_direct: 'true' });
  return { ...pool, srs: [sr, other], host };
}

/** Starts guests on repositories; answers the seconds until the last of them is up. */
async function bootAll(on: (srs: readonly Ref<'SR'>[]) => readonly Ref<'SR'>[]): Promise<number> {
  const pool = await twoRepositories();
  const { sim, srs, host } = pool;
  const vms: Ref<'VM'>[] = [];
  for (const sr of on(srs)) {
    for (let at = 0; at < EACH; at++)
      vms.push(await testVm({ ...pool, sr }, { name_label: `Windows 10 desktop ${at}` }));
  }
  const { db, engine, surroundings } = sim.world;
  surroundings.clockMode = 'manual';
  const starts = vms.map((vm) => sim.call('VM.start_on', vm, host, false, false));
  sim.advance(10_000);
  await Promise.all(starts);
  const begunMs = engine.nowMs;
  while (vms.some((vm) => !db.has('VM_guest_metrics', db.row('VM', vm).guest_metrics))) sim.advance(1000);
  return (engine.nowMs - begunMs) / 1000;
}

test('guests that boot from two repositories share the control domain of their server', async () => {
  const one = await bootAll(([sr = '']) => [sr]);
  const two = await bootAll((srs) => srs);
  expect(one).toBeLessThan(40);
  expect(two).toBeGreaterThan(1.5 * one);
  expect(two).toBeLessThan(2 * one + 5);
});
