import { expect, test } from 'vitest';
import { wholeAxis } from '../metrics/archives';
import { valuesOf } from '../metrics/column';
import { Statistics, type Rrd } from '../metrics/statistics';
import { ofVm } from '../metrics/testing/readings';
import { testVm } from '../testing';
import { bootSeconds, desktops, type Storm } from './testing/desktops';

const MB = 1e6;

/** A guest on the filer that tests it, with random requests like those of a boot. */
async function storm(count: number, work: string) {
  let tester = '';
  const all = await desktops(count, { o_direct: 'true' }, async (pool) => {
    tester = await testVm(pool, { name_label: 'Tester' });
    await pool.sim.call('VM.start_on', tester, pool.hosts[0] ?? '', false, false);
    pool.sim.advance(120_000);
    await pool.sim.call('VM.add_to_other_config', tester, 'workload', work);
    pool.sim.advance(60_000);
  });
  return { ...all, tester };
}

/** What disks and servers say of the filer, a moment ago, bytes a second. */
function movedOf({ sim, sr, hosts, vms, tester }: Storm & { readonly tester: string }) {
  const short = sim.world.db.row('SR', sr).uuid.slice(0, 8);
  const statistics = new Statistics(sim.world);
  const wanted = new Set(['vbd_xvda_read', 'vbd_xvda_write', `read_${short}`, `write_${short}`]);
  const sum = (all: readonly Rrd[]): number =>
    all.reduce((total, rrd) => {
      const [archive] = rrd.archives;
      if (archive === undefined) return NaN;
      const axis = wholeAxis(archive, statistics.lastUpdateS);
      const columns = statistics.columns(rrd, archive, axis, ({ name }) => wanted.has(name));
      return total + columns.reduce((moved, column) => moved + (valuesOf(column, axis.rows)[2] ?? NaN), 0);
    }, 0);
  return {
    disks: sum([...vms, tester].map((vm) => statistics.vm(vm))),
    filer: sum(hosts.map((host) => statistics.host(host))),
  };
}

const ALL_OUT = 'storage-test block=24k depth=32 write=20 random';

test('a boot storm takes throughput from a test on the same filer, and gives it back', async () => {
  const bed = await storm(50, ALL_OUT);
  const moved = (at: number): number =>
    (ofVm(bed, bed.tester, 'vbd_xvda_read')[at] ?? 0) + (ofVm(bed, bed.tester, 'vbd_xvda_write')[at] ?? 0);
  const alone = moved(8);
  expect(alone / MB).toBeGreaterThan(50);
  bed.sim.advance(60_000);
  // One disk among fifty-one.
  expect(moved(2)).toBeLessThan(alone / 10);
  bed.sim.advance(400_000);
  // Desktops that are up do something of their own.
  expect(moved(2)).toBeLessThan(0.95 * alone);
  expect(moved(2)).toBeGreaterThan(alone / 2);
  for (const vm of bed.vms) await bed.sim.call('VM.add_to_other_config', vm, 'workload', 'idle');
  bed.sim.advance(60_000);
  expect(moved(2)).toBeCloseTo(alone, -5);
});

test('what disks move adds up to what the filer moves, and never to more than it gives', async () => {
  const bed = await storm(50, ALL_OUT);
  bed.sim.advance(60_000);
  const { disks, filer } = movedOf(bed);
  expect(disks / filer).toBeCloseTo(1, 3);
  expect(filer).toBeLessThan(1.02 * 5000 * 24 * 1024);
  expect(filer).toBeGreaterThan(0.97 * 5000 * 24 * 1024);
});

test('guests boot slower beside others that use the filer', async () => {
  const bed = await storm(10, 'storage-test block=24k depth=256 write=20 random');
  const quiet = await desktops(10, { o_direct: 'true' });
  for (const each of [bed, quiet]) each.sim.advance(600_000);
  const [slow = 0, fast = 0] = [bed, quiet].map((each) => bootSeconds(each).at(-1));
  expect(fast).toBeLessThan(50);
  expect(slow).toBeGreaterThan(fast + 2);
});

test('a test that begins during a storm slows it from then on, and no more once it has ended', async () => {
  const quiet = await desktops(20, { o_direct: 'true' });
  quiet.sim.advance(600_000);
  const last = bootSeconds(quiet).at(-1) ?? 0;
  const secondsWith = async (testS: number): Promise<number> => {
    const testers: string[] = [];
    const bed = await desktops(20, { o_direct: 'true' }, async (pool) => {
      for (let at = 0; at < 10; at++) {
        const vm = await testVm(pool, { name_label: `Tester ${at}` });
        testers.push(vm);
        await pool.sim.call('VM.start_on', vm, pool.hosts[at % 2] ?? '', false, false);
      }
      pool.sim.advance(120_000);
    });
    bed.sim.advance(20_000);
    for (const vm of testers) await bed.sim.call('VM.add_to_other_config', vm, 'workload', ALL_OUT);
    bed.sim.advance(1000 * testS);
    for (const vm of testers) await bed.sim.call('VM.remove_from_other_config', vm, 'workload');
    bed.sim.advance(600_000);
    return bootSeconds(bed).at(-1) ?? 0;
  };
  const [little, long] = [await secondsWith(20), await secondsWith(300)];
  expect(little).toBeGreaterThan(last + 2);
  expect(long).toBeGreaterThan(little + 2);
});

test.each(['VM.hard_shutdown', 'VM.pause'] as const)(
  'guests that go while they boot leave the filer to the others at once: %s',
  async (method) => {
    const bed = await desktops(50, { o_direct: 'true' });
    bed.sim.advance(20_000);
    const [, ...others] = bed.vms;
    const going = others.slice(0, 40).map((vm) => bed.sim.call(method, vm));
    bed.sim.advance(60_000);
    await Promise.all(going);
    // What they had read until then stays in their statistics.
    const read = ofVm(bed, others[0] ?? '', 'vbd_xvda_read');
    expect(Math.max(...read.filter(Number.isFinite))).toBeGreaterThan(MB);
    bed.sim.advance(600_000);
    const [first = 0] = bootSeconds(bed);
    // Ten boot in less than 45 s, fifty in 213.
    expect(first).toBeLessThan(100);
  },
);
