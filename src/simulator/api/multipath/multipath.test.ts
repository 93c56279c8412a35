import { beforeEach, describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import { linkBytesPerUs } from '../../physics/storage/network-storage';
import { iscsi, pifOf, twoServers } from '../../scenarios/testing/pool';
import type { Simulator } from '../../simulator';
import { read } from '../metrics/testing/readings';
import { testVm } from '../testing';

const MINUTE_MS = 60_000;
const KEY = 'mpath-36001405a1b2c3d4';

let sim: Simulator;
let alder: Ref<'host'>;
let pbd: Ref<'PBD'>;

beforeEach(async () => {
  ({ simulator: sim, alder } = twoServers());
  await sim.call('host.set_multipathing', alder, true);
  const sr = await iscsi(sim, alder);
  const { db } = sim.world;
  pbd = db.row('SR', sr).PBDs.find((ref) => db.row('PBD', ref).host === alder) ?? NULL_REF;
  sim.advance(5 * MINUTE_MS);
});

const config = (): Readonly<Record<string, string>> => sim.world.db.row('PBD', pbd).other_config;
const alerts = (): readonly string[] =>
  [...sim.world.db.all('message')].flatMap(([, { name, body }]) => (name === 'MULTIPATH_PERIODIC_ALERT' ? [body] : []));

async function fail(paths: string): Promise<void> {
  await sim.call('PBD.remove_from_other_config', pbd, 'failed-paths');
  if (paths !== '') await sim.call('PBD.add_to_other_config', pbd, 'failed-paths', paths);
}

/** A guest that reads as fast as two links of 1 Gbit/s let it, at a full minute. */
async function bench(): Promise<Ref<'VM'>> {
  const { db } = sim.world;
  const { network, metrics } = db.row('PIF', pifOf(sim, alder, 'eth0'));
  db.transaction(() => db.update('PIF_metrics', metrics, { carrier: true, speed: 1000 }));
  const vm = await testVm({ sim, hosts: [alder], sr: db.row('PBD', pbd).SR, network }, { name_label: 'bench' });
  await sim.call('VM.add_to_other_config', vm, 'workload', 'storage-test block=64k depth=32');
  await sim.call('VM.start_on', vm, alder, false, false);
  sim.advanceTo(Math.ceil(sim.nowMs / MINUTE_MS) * MINUTE_MS + 11 * MINUTE_MS);
  return vm;
}

test('a lost link halves what a storage test reads, after it stood still for ten seconds', async () => {
  const vm = await bench();
  const rates = (): readonly number[] => read(sim, (all) => all.vm(vm), 'vbd_xvda_read');
  const [both = NaN] = rates();
  expect(both / 1e6).toBeCloseTo(2 * linkBytesPerUs(1000), 0);
  await fail('nic1');
  sim.advance(MINUTE_MS);
  const after = rates();
  expect((after[0] ?? NaN) / both).toBeCloseTo(0.5, 3);
  expect(after.slice(8, 14).map((rate) => Math.round((10 * rate) / both))).toEqual([5, 5, 0, 0, 10, 10]);
  await fail('');
  sim.advance(2 * MINUTE_MS);
  expect(rates()[0]).toBe(both);
  // What was before stays as it was.
  expect(rates()[30]).toBe(after[6]);
  // All paths in turn instead: half of the requests take the long way through the other controller.
  await sim.call('PBD.add_to_other_config', pbd, 'multipath-profile', 'round-robin');
  sim.advance(MINUTE_MS);
  expect((rates()[0] ?? NaN) / both).toBeCloseTo(5 / 6, 3);
  expect(rates()[20]).toBe(both);
});

describe('a server with multipathing', () => {
  test('counts the paths to its LUNs, one without it does not', () => {
    expect(config()).toMatchObject({ multipathed: 'true', [KEY]: '[4, 4]' });
    const { db } = sim.world;
    const other = db.refs('PBD').find((ref) => db.row('PBD', ref).SR === db.row('PBD', pbd).SR && ref !== pbd);
    expect(other === undefined ? {} : db.row('PBD', other).other_config).not.toHaveProperty(KEY);
    expect(alerts()).toEqual([]);
  });

  test('notices a pulled cable within seconds and raises one alert, and another when it is back', async () => {
    await fail('nic1');
    sim.advance(5_000);
    expect(config()[KEY]).toBe('[4, 4]');
    sim.advance(10_000);
    expect(config()[KEY]).toBe('[2, 4]');
    sim.advance(5 * MINUTE_MS);
    const { uuid, name_label } = sim.world.db.row('host', alder);
    const line =
      `host=${uuid}; host-name="${name_label}"; pbd=${sim.world.db.row('PBD', pbd).uuid}; ` +
      'scsi_id=36001405a1b2c3d4; current=2; max=4';
    expect(alerts()).toHaveLength(1);
    const [first = ''] = alerts();
    expect(first.replaceAll(/\[\d{8}T[\d:]{8}Z\] /g, '')).toBe(
      `Unhealthy paths:\n${line}\nEvents received during the last 120 seconds:\n${line}\n`,
    );
    await fail('');
    sim.advance(5 * MINUTE_MS);
    expect(config()[KEY]).toBe('[4, 4]');
    expect(alerts()).toHaveLength(2);
    expect(alerts()[1]).toContain('current=4; max=4');
    expect(alerts()[1]).not.toContain('Unhealthy');
  });

  test('tells of two failures within two minutes at once', async () => {
    await fail('nic1');
    sim.advance(20_000);
    await fail('nic1,controller0');
    sim.advance(5 * MINUTE_MS);
    expect(config()[KEY]).toBe('[1, 4]');
    expect(
      alerts()
        .join('')
        .match(/current=/g),
    ).toHaveLength(3);
  });

  test('forgets the count when the repository is unplugged', async () => {
    await sim.call('PBD.unplug', pbd);
    sim.advance(MINUTE_MS);
    expect(config()).not.toHaveProperty(KEY);
    expect(config()).not.toHaveProperty('multipathed');
  });
});

test('without any path requests wait for thirty checks and then fail, and go on when a path is back', async () => {
  const vm = await bench();
  const of = (name: string): readonly number[] => read(sim, (all) => all.vm(vm), name);
  const [both = NaN] = of('vbd_xvda_read');
  await fail('nic0,nic1');
  sim.advance(2 * MINUTE_MS);
  expect([of('vbd_xvda_read')[0], of('vbd_xvda_write')[0]]).toEqual([0, 0]);
  expect(of('vbd_xvda_inflight')[0]).toBe(32);
  // 10 s until that is noticed, and 150 s more.
  sim.advance(2 * MINUTE_MS);
  expect(of('vbd_xvda_inflight')[0]).toBe(0);
  expect(of('vbd_xvda_inflight').slice(0, 48)).toEqual(Array.from({ length: 48 }, (_, at) => (at < 16 ? 0 : 32)));
  expect(of('vbd_xvda_write')[0]).toBe(0);
  await fail('');
  sim.advance(2 * MINUTE_MS);
  expect(of('vbd_xvda_read')[0]).toBe(both);
});
