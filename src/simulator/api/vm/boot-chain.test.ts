import { expect, test } from 'vitest';
import { NULL_REF } from '../../../xapi/datamodel/ref';
import { bootSpeedThrough, BOOT_NEEDS, BOOT_REQUEST } from '../../physics/boot-storm';
import { guestBootMs } from '../../physics/lifecycle';
import { diskRate } from '../../physics/storage/disk-rate';
import { backendOf, deviceOf } from '../metrics/datapath';
import { ofHost } from '../metrics/testing/readings';
import { testPool, testVm, type TestPool } from '../testing';

/** How long a guest boots whose disk hangs on so many files, ms, and what of its control domain that takes. */
async function boot(files: number): Promise<readonly [pool: TestPool, ms: number]> {
  const pool = testPool({ clockMode: 'instant', hosts: 1 });
  const { sim, sr } = pool;
  const { db } = sim.world;
  db.transaction(() => db.update('SR', sr, { type: 'lvm' }));
  const vm = await testVm(pool);
  for (let at = 1; at < files; at++) await sim.call('VM.snapshot', vm, `before ${at}`);
  await sim.call('VM.start', vm, false, false);
  const { nowMs } = sim;
  sim.idle();
  return [pool, sim.nowMs - nowMs];
}

test('a guest whose disk hangs on a long chain boots slower, by what its reads take longer', async () => {
  const [pool, alone] = await boot(1);
  const [, longest] = await boot(30);
  const [host = NULL_REF] = pool.hosts;
  const { db } = pool.sim.world;
  const { readBytes, writeBytes } = BOOT_NEEDS.linux;
  const usThrough = (chainDepth: number): number =>
    diskRate(backendOf(db.row('host', host), 'release'), deviceOf(pool.sim.world, db.row('SR', pool.sr)), {
      ...BOOT_REQUEST,
      writeShare: writeBytes / (readBytes + writeBytes),
      chainDepth,
    }).requestUs;
  expect(alone).toBe(guestBootMs('linux'));
  const longer = alone / bootSpeedThrough('linux', usThrough(30) - usThrough(1));
  expect(longest).toBe(Math.ceil(longer));
  expect(longest).toBeGreaterThan(alone);
});

test('the requests of its boot wait longer, and its control domain works more for them', async () => {
  const of = async (files: number, name: (sr8: string) => string): Promise<number> => {
    const [pool] = await boot(files);
    pool.sim.advance(5000);
    const sr8 = pool.sim.world.db.row('SR', pool.sr).uuid.slice(0, 8);
    return Math.max(...ofHost(pool, pool.hosts[0], name(sr8)).slice(0, 4));
  };
  const latency = (sr8: string): string => `read_latency_${sr8}`;
  expect(await of(30, latency)).toBeGreaterThan(1.02 * (await of(1, latency)));
});
