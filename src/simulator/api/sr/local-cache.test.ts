import { expect, test } from 'vitest';
import { ofHost } from '../metrics/testing/readings';
import { bootSeconds, desktops } from '../vm/testing/desktops';

/** Desktops on a filer whose servers keep copies on a disk of their own, as far as the desktops' disks allow it. */
async function cachedDesktops(count: number, isAllowed: boolean, onBoot: 'persist' | 'reset') {
  const caches: string[] = [];
  const bed = await desktops(count, { o_direct: 'true' }, async ({ sim, hosts }) => {
    for (const host of hosts) {
      const config = { device: '/dev/sdb' };
      const sr = await sim.call('SR.create', host, config, 0, 'Copies', '', 'ext', 'user', false);
      await sim.call('host.disable', host, false);
      await sim.call('host.enable_local_storage_caching', host, sr);
      await sim.call('host.enable', host);
      caches.push(await sim.call('SR.get_uuid', sr));
    }
    for (const [vdi, row] of sim.world.db.all('VDI')) {
      if (row.sm_config['vhd-parent'] === undefined) continue;
      await sim.call('VDI.set_allow_caching', vdi, isAllowed);
      await sim.call('VDI.set_on_boot', vdi, onBoot);
    }
  });
  const read = (name: string): readonly number[] => ofHost(bed, bed.hosts[0], `sr_${caches[0] ?? ''}_cache_${name}`);
  return { ...bed, read };
}

test('desktops read their image once for each server and then from its disk, and the server counts that', async () => {
  const bed = await cachedDesktops(50, true, 'persist');
  bed.sim.advance(45_000);
  const [hits, misses] = [bed.read('hits')[1] ?? 0, bed.read('misses')[1] ?? 0];
  expect(hits).toBeGreaterThan(10 * misses);
  expect(misses).toBeGreaterThan(0);
  bed.sim.advance(480_000);
  // What all clones read alike: 95 % of 400 MiB.
  expect((bed.read('size')[2] ?? 0) / 1024 ** 2).toBeCloseTo(380, 3);
  expect(bootSeconds(bed).at(-1)).toBeLessThan(80);
});

test('what they forget at their next start never gets to the filer, and they are up sooner', async () => {
  const [kept = 0, forgotten = 0] = await Promise.all(
    (['persist', 'reset'] as const).map(async (onBoot) => {
      const bed = await cachedDesktops(50, true, onBoot);
      bed.sim.advance(600_000);
      return bootSeconds(bed).at(-1);
    }),
  );
  expect(forgotten).toBeLessThan(kept - 2);
});

test('a disk that does not allow it is read from the filer', async () => {
  const bed = await cachedDesktops(50, false, 'persist');
  bed.sim.advance(120_000);
  expect(bed.read('hits')[5]).toBe(0);
  bed.sim.advance(480_000);
  expect(bootSeconds(bed).at(-1)).toBeGreaterThan(213);
});
