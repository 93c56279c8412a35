import { beforeEach, describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../xapi/datamodel/ref';
import { linkBytesPerUs } from '../physics/storage/network-storage';
import { ofHost, ofVm } from '../api/metrics/testing/readings';
import { openSession } from '../api/sessions';
import { passages } from '../api/vm/passages';
import { testPool, testVm, type TestPool } from '../api/testing';
import type { HttpResponse } from './plain';

const ALLOCATED_BYTES = 5.4e9;
/** What a server says itself on its link is less. */
const OWN_BYTES_PER_S = 100_000;
const LINK_BYTES_PER_S = 1e6 * linkBytesPerUs(1000);

let pool: TestPool;
let sr8: string;

beforeEach(() => {
  pool = testPool({ hosts: 2 });
  const { sim } = pool;
  const { db, engine } = sim.world;
  sr8 = db.row('SR', pool.sr).uuid.slice(0, 8);
  db.transaction(() => {
    for (const host of pool.hosts) {
      const metrics = engine.newRef('PIF_metrics');
      db.insert('PIF_metrics', metrics, { uuid: engine.newUuid('PIF_metrics'), speed: 1000, carrier: true });
      for (const pif of db.row('host', host).PIFs) db.update('PIF', pif, { management: true, metrics });
      const domain = engine.newRef('VM');
      db.insert('VM', domain, {
        uuid: engine.newUuid('VM'),
        is_control_domain: true,
        resident_on: host,
        power_state: 'Running',
        VCPUs_max: 4,
        VCPUs_at_startup: 4,
      });
      db.update('host', host, { control_domain: domain });
    }
  });
});

async function disk(bytes: number): Promise<readonly [vm: Ref<'VM'>, vdi: Ref<'VDI'>]> {
  const vm = await instantly(() => testVm(pool));
  const { db } = pool.sim.world;
  const { VDI } = db.row('VBD', db.row('VM', vm).VBDs[0] ?? NULL_REF);
  db.transaction(() => db.update('VDI', VDI, { physical_utilisation: bytes }));
  return [vm, VDI];
}

/** Begins an export; nobody takes its bytes yet. */
async function begun(path: string, server = 0): Promise<HttpResponse> {
  const host = pool.hosts[server] ?? NULL_REF;
  const session = await pool.sim.call('session.login_with_password', 'root', 'password');
  return pool.sim.handlePlain({ method: 'GET', path: `${path}&session_id=${session}`, headers: {}, body: '', host });
}

const exportOf = (vm: Ref<'VM'>, more = '', server = 0): Promise<HttpResponse> =>
  begun(`/export?ref=${vm}${more}`, server);
const diskOf = (vdi: Ref<'VDI'>, format: string, server = 0): Promise<HttpResponse> =>
  begun(`/export_raw_vdi?vdi=${vdi}&format=${format}`, server);

/** Takes it all, as time jumps; answers when it was there, seconds from now. */
async function taken({ body }: HttpResponse, fromMs: number): Promise<number> {
  if (typeof body !== 'object' || !(Symbol.asyncIterator in body)) throw new Error('There is nothing to take');
  for await (const _piece of body);
  return (pool.sim.nowMs - fromMs) / 1000;
}

async function instantly<T>(run: () => Promise<T>): Promise<T> {
  const { surroundings } = pool.sim.world;
  surroundings.clockMode = 'instant';
  const result = await run();
  surroundings.clockMode = 'manual';
  return result;
}

const of = (name: string, server = 0): readonly number[] => ofHost(pool, pool.hosts[server], name);

describe('exports that go at once', () => {
  test('take twice as long, and one goes on as it would have when the other is there', async () => {
    const [one] = await disk(ALLOCATED_BYTES);
    const [other] = await disk(ALLOCATED_BYTES);
    const fromMs = pool.sim.nowMs;
    const both = [await exportOf(one), await exportOf(other)];
    const together = await instantly(() => Promise.all(both.map((each) => taken(each, fromMs))));
    expect(together).toEqual([120, 120]);

    const laterMs = pool.sim.nowMs;
    const first = await exportOf(one);
    pool.sim.advance(30_000);
    const second = await exportOf(other);
    expect(await instantly(() => taken(first, laterMs))).toBe(90);
    expect(await instantly(() => taken(second, laterMs))).toBe(120);
  });

  test('share a repository from two servers, and a link from one', async () => {
    const [, one] = await disk(ALLOCATED_BYTES);
    const [, other] = await disk(ALLOCATED_BYTES);
    const alone = ALLOCATED_BYTES / 117e6;
    const fromMs = pool.sim.nowMs;
    const both = [await diskOf(one, 'vhd', 0), await diskOf(other, 'vhd', 1)];
    const together = await instantly(() => Promise.all(both.map((each) => taken(each, fromMs))));
    expect(together[0]).toBeCloseTo(2 * alone, 1);
    expect(together[1]).toBeCloseTo(2 * alone, 1);
    // The repository gives no more than one stream gets, whoever asks.
    const readings = [of(`read_${sr8}`, 0), of(`read_${sr8}`, 1)];
    for (let at = 0; at < 20; at++) {
      expect((readings[0]?.[at] ?? 0) + (readings[1]?.[at] ?? 0)).toBeLessThanOrEqual(117e6 * (1 + 1e-9));
    }
    expect(readings[0]?.[3]).toBeCloseTo(117e6 / 2, 0);
  });

  test('are what the disks of the control domain do, the repository and the link', async () => {
    const [one] = await disk(ALLOCATED_BYTES);
    const [other] = await disk(ALLOCATED_BYTES);
    const [host = NULL_REF] = pool.hosts;
    const { db } = pool.sim.world;
    const domain = db.row('host', host).control_domain;
    const both = [await exportOf(one), await exportOf(other, '&use_compression=zstd')];
    pool.sim.advance(60_000);
    const names = db.row('VM', domain).VBDs.map((ref) => db.row('VBD', ref).device);
    expect(names).toHaveLength(2);
    const disks = names.map((name) => ofVm(pool, domain, `vbd_${name}_read`));
    const read = of(`read_${sr8}`);
    for (const at of [0, 5, 10]) {
      expect(disks.map((each) => each[at])).toEqual([45e6, 45e6]);
      expect(read[at]).toBeCloseTo(90e6, 0);
    }
    // What is packed is half as much on the wire.
    expect(of('pif_eth0_tx')[2]).toBeLessThan(45e6 * 1.5 + OWN_BYTES_PER_S);
    expect(of('pif_eth0_tx')[2]).toBeGreaterThan(45e6 * 1.5);
    expect(of('pif_eth0_rx')[2]).toBeGreaterThan(90e6);
    await instantly(() => Promise.all(both.map((each) => taken(each, 0))));
  });

  test('raw, send what the disk does not hold as well', async () => {
    const [, vdi] = await disk(1e9);
    const { db } = pool.sim.world;
    const { virtual_size } = db.row('VDI', vdi);
    const fromMs = pool.sim.nowMs;
    const response = await diskOf(vdi, 'raw');
    pool.sim.advance(20_000);
    const sent = of('pif_eth0_tx')[1] ?? 0;
    expect(sent).toBeGreaterThan(LINK_BYTES_PER_S);
    expect(sent).toBeLessThan(LINK_BYTES_PER_S + OWN_BYTES_PER_S);
    expect(of(`read_${sr8}`)[1]).toBeCloseTo((LINK_BYTES_PER_S * 1e9) / virtual_size, 0);
    expect(await instantly(() => taken(response, fromMs))).toBeCloseTo(virtual_size / LINK_BYTES_PER_S, 1);
  });

  test('are remembered for a year, however many follow', async () => {
    const [vm] = await disk(ALLOCATED_BYTES);
    const [, small] = await disk(10e6);
    const DAY_MS = 86_400_000;
    await instantly(async () => taken(await exportOf(vm), 0));
    // Of the archives with means, those of hours and of days.
    const seen = (): readonly (readonly number[])[] =>
      [4, 7].map((archive) => ofHost(pool, pool.hosts[0], `read_${sr8}`, archive).filter((value) => value > 0));
    pool.sim.advance(DAY_MS);
    const [hours = [], days = []] = seen();
    expect(hours).toEqual([ALLOCATED_BYTES / 3600]);
    expect(days).toHaveLength(1);
    expect(days[0]).toBeCloseTo(ALLOCATED_BYTES / 86_400, 6);
    for (let at = 0; at < 100; at++) await instantly(async () => taken(await diskOf(small, 'vhd'), 0));
    pool.sim.advance(DAY_MS / 24);
    expect([seen()[0]?.at(-1), seen()[1]]).toEqual([hours[0], days]);
    pool.sim.advance(300 * DAY_MS);
    await instantly(async () => taken(await diskOf(small, 'vhd'), 0));
    expect(seen()[1]?.at(-1)).toBeCloseTo(ALLOCATED_BYTES / 86_400, 6);
  });
});

describe('an export beside others', () => {
  test('leaves a migration its part of the link, and has all of it again when the VM is there', async () => {
    const [one] = await disk(ALLOCATED_BYTES);
    const [vm] = await disk(0);
    const [from = NULL_REF, to = NULL_REF] = pool.hosts;
    await instantly(() => pool.sim.call('VM.start_on', vm, from, false, false));
    pool.sim.idle();
    const response = await exportOf(one, '', 0);
    pool.sim.advance(10_000);
    const { VDI } = pool.sim.world.db.row('VBD', pool.sim.world.db.row('VM', one).VBDs[0] ?? NULL_REF);
    const second = await diskOf(VDI, 'vhd', 0);
    await instantly(() => pool.sim.call('VM.pool_migrate', vm, to, {}));
    pool.sim.advance(10_000);
    const sent = of('pif_eth0_tx');
    for (const bytesPerS of sent) expect(bytesPerS).toBeLessThan(LINK_BYTES_PER_S + OWN_BYTES_PER_S);
    const read = of(`read_${sr8}`);
    // Two exports and a migration: each has a third of the link, and the exports go on with all that the repository gives.
    expect(Math.min(...read.slice(0, 14))).toBeCloseTo((LINK_BYTES_PER_S * 2) / 3, -6);
    expect(read[0]).toBeCloseTo(117e6, -5);
    await instantly(() => Promise.all([taken(response, 0), taken(second, 0)]));
  });

  test('slows down a migration that had the whole link, for as long as its bytes take, and those that wait for it', async () => {
    const [, small] = await disk(300e6);
    const guests = [await disk(0), await disk(0)].map(([vm]) => vm);
    const [from = NULL_REF, to = NULL_REF] = pool.hosts;
    const { sim } = pool;
    const ends = async (beside: () => Promise<unknown>): Promise<readonly number[]> => {
      await instantly(() => Promise.all(guests.map((vm) => sim.call('VM.start_on', vm, from, false, false))));
      sim.idle();
      const { nowMs } = sim;
      const moves = guests.map((vm) => sim.call('VM.pool_migrate', vm, to, {}));
      sim.advance(2_000);
      await beside();
      const planned = passages(sim.world).map(({ endMs }) => (endMs - nowMs) / 1000);
      const [, last = 0] = planned;
      sim.advance(last * 1000 - (sim.nowMs - nowMs) - 1);
      expect(guests.map((vm) => sim.world.db.row('VM', vm).resident_on)).toEqual([to, from]);
      sim.advance(1);
      await Promise.all(moves);
      await instantly(() => Promise.all(guests.map((vm) => sim.call('VM.hard_shutdown', vm))));
      return planned;
    };
    const alone = await ends(() => Promise.resolve());
    const beside = await ends(async () => {
      const response = await diskOf(small, 'vhd', 0);
      sim.advance(4_000);
      const [first] = passages(sim.world);
      const sending = first?.sending.find(({ toMs }) => toMs > sim.nowMs)?.bytesPerS ?? 0;
      expect(sending / LINK_BYTES_PER_S).toBeCloseTo(1 / 2, 2);
      await instantly(() => taken(response, 0));
    });
    const exportS = 300e6 / LINK_BYTES_PER_S;
    for (const [at, seconds] of alone.entries()) expect((beside[at] ?? 0) - seconds).toBeCloseTo(exportS, 1);
    for (const bytesPerS of of('pif_eth0_tx')) expect(bytesPerS).toBeLessThan(LINK_BYTES_PER_S + OWN_BYTES_PER_S);
  });

  test('leaves a disk as it is that is on its way and holds nothing', async () => {
    const [, small] = await disk(300e6);
    const [vm, empty] = await disk(0);
    const [from = NULL_REF, to = NULL_REF] = pool.hosts;
    const { sim } = pool;
    const { db, engine } = sim.world;
    const sr = engine.newRef('SR');
    db.transaction(() => {
      db.insert('SR', sr, { ...db.row('SR', pool.sr), uuid: engine.newUuid('SR'), PBDs: [], VDIs: [] });
      for (const host of pool.hosts) {
        db.insert('PBD', engine.newRef('PBD'), { uuid: engine.newUuid('PBD'), host, SR: sr, currently_attached: true });
      }
    });
    await instantly(() => sim.call('VM.start_on', vm, from, false, false));
    sim.idle();
    const session_id = openSession(sim.world, 'root', 'test');
    const [SM, xenops] = ['SM', 'xenops'].map((name) => `http://10.0.0.2/services/${name}?session_id=${session_id}`);
    const there = { host: to, session_id, SM: SM ?? '', xenops: xenops ?? '', master: 'http://10.0.0.1/' };
    const moving = sim.call('VM.migrate_send', vm, there, true, { [empty]: sr }, {}, {});
    sim.advance(1);
    const [before] = passages(sim.world);
    const response = await diskOf(small, 'vhd', 0);
    sim.advance(1);
    const [passage] = passages(sim.world);
    expect(passage?.endMs).toBe(before?.endMs);
    await instantly(() => taken(response, 0));
    sim.idle();
    await moving;
    expect(db.row('VM', vm).resident_on).toBe(to);
  });

  test('gets its part of a repository beside guests that were told to read it all, and they the rest', async () => {
    const [busy, busyDisk] = await disk(0);
    const [one] = await disk(ALLOCATED_BYTES);
    await instantly(() => pool.sim.call('VM.start_on', busy, pool.hosts[1] ?? NULL_REF, false, false));
    pool.sim.idle();
    await pool.sim.call('VM.add_to_other_config', busy, 'workload', 'storage-test block=1m depth=8 write=0');
    pool.sim.advance(60_000);
    const alone = of(`read_${sr8}`, 1)[0] ?? 0;
    const fromMs = pool.sim.nowMs;
    const response = await exportOf(one);
    pool.sim.advance(30_000);
    const [ofExport = 0, ofGuest = 0] = [of(`read_${sr8}`, 0)[0], of(`read_${sr8}`, 1)[0]];
    expect(alone).toBeGreaterThan(110e6);
    expect(ofExport + ofGuest).toBeLessThanOrEqual(alone + 1e6);
    expect(ofExport).toBeCloseTo(LINK_BYTES_PER_S / 2, -6);
    expect(busyDisk).not.toBe('');
    // What was before stays as it was.
    expect(of(`read_${sr8}`, 1)[8]).toBe(alone);
    expect(await instantly(() => taken(response, fromMs))).toBeGreaterThan(85);
  });

  test('gives way to guests that boot, each of which counts as much, and they to it', async () => {
    const [one] = await disk(20e9);
    // What guests do of their own takes no part in sharing.
    const other_config = { workload: 'idle' };
    const vms = await instantly(() => Promise.all(Array.from({ length: 20 }, () => testVm(pool, { other_config }))));
    const storm = async (): Promise<number> => {
      const { nowMs } = pool.sim;
      const [, host = NULL_REF] = pool.hosts;
      await instantly(() => Promise.all(vms.map((vm) => pool.sim.call('VM.start_on', vm, host, false, false))));
      pool.sim.idle();
      const tookMs = pool.sim.nowMs - nowMs;
      await instantly(() => Promise.all(vms.map((vm) => pool.sim.call('VM.hard_shutdown', vm))));
      return tookMs;
    };
    const alone = await storm();
    const response = await exportOf(one);
    const beside = await storm();
    expect(beside).toBeGreaterThanOrEqual(alone);
    const [exported, booted] = [of(`read_${sr8}`, 0), of(`read_${sr8}`, 1)];
    expect(exported[12]).toBeLessThan(60e6);
    // While all of them boot they have all that the repository gives, and no more, to half a byte.
    for (let at = 9; at < 15; at++) {
      expect((exported[at] ?? 0) + (booted[at] ?? 0)).toBeCloseTo(LINK_BYTES_PER_S, 0);
    }
    await instantly(() => taken(response, 0));
  });

  test('and what guests read of an array both go over the link, and leave the rest of it to what guests send', async () => {
    const [busy] = await disk(0);
    const [from = NULL_REF] = pool.hosts;
    const { db, engine } = pool.sim.world;
    db.transaction(() => {
      db.insert('VIF', engine.newRef('VIF'), {
        uuid: engine.newUuid('VIF'),
        VM: busy,
        network: pool.network,
        device: '0',
      });
    });
    await instantly(() => pool.sim.call('VM.start_on', busy, from, false, false));
    pool.sim.idle();
    await pool.sim.call('VM.add_to_other_config', busy, 'workload', 'storage-test block=1m depth=8 write=50 rate=30m');
    pool.sim.advance(60_000);
    const [read = 0, written = 0] = [of(`read_${sr8}`)[1], of(`write_${sr8}`)[1]];
    expect(read).toBeGreaterThan(14 * 1024 ** 2);
    expect(Math.abs((of('pif_eth0_rx')[1] ?? 0) - read)).toBeLessThan(OWN_BYTES_PER_S);
    expect(Math.abs((of('pif_eth0_tx')[1] ?? 0) - written)).toBeLessThan(OWN_BYTES_PER_S);

    await pool.sim.call('VM.remove_from_other_config', busy, 'workload');
    await pool.sim.call('VM.add_to_other_config', busy, 'workload', 'network-stream outgoing rate=max');
    pool.sim.advance(60_000);
    const alone = ofVm(pool, busy, 'vif_0_tx')[1] ?? 0;
    const [one] = await disk(ALLOCATED_BYTES);
    const response = await exportOf(one);
    pool.sim.advance(20_000);
    const beside = ofVm(pool, busy, 'vif_0_tx')[1] ?? 0;
    expect(alone).toBeGreaterThan(100e6);
    expect(beside).toBeGreaterThan(20e6);
    expect(beside).toBeLessThan(alone - 85e6);
    await instantly(() => taken(response, 0));
  });
});
