import { expect, test } from 'vitest';
import { BOOT_NEEDS } from '../../physics/boot-storm';
import { testPool, testVm } from '../testing';
import { desktops, type Storm } from '../vm/testing/desktops';
import { ofHost, ofVm } from './testing/readings';

const DESKTOPS = 6;
const MINUTE_S = 60;
const MINUTES = 1;

/** What six desktops read that began to boot within a minute, and when they did. */
async function bootedWithinMinute(): Promise<Storm> {
  const storm = await desktops(DESKTOPS, { o_direct: 'true' }, ({ sim }) => {
    sim.advance(60_000 - (sim.nowMs % 60_000) + 7_000);
    return Promise.resolve();
  });
  storm.sim.advance(3 * 60_000 - (storm.sim.nowMs % 60_000));
  return storm;
}

/** Of all desktops, in the rows of a minute; each in the part of a row in which it ran. */
function byDisks({ sim, vms, ...pool }: Storm, name: string): readonly number[] {
  const rows = Array.from({ length: 12 }, () => 0);
  for (const vm of vms) {
    const startedS =
      Date.parse(
        sim.world.db
          .row('VM_metrics', sim.world.db.row('VM', vm).metrics)
          .start_time.replace(/^(\d{4})(\d{2})(\d{2})T/, '$1-$2-$3T'),
      ) / 1000;
    const readings = ofVm({ ...pool, sim }, vm, name, MINUTES);
    const lastS = Math.floor(sim.nowMs / 60_000) * MINUTE_S;
    rows.forEach((sum, at) => {
      const endS = lastS - at * MINUTE_S;
      const seen = Math.min(1, Math.max(0, (endS - startedS) / MINUTE_S));
      const reading = readings[at] ?? NaN;
      rows[at] = sum + (seen > 0 && !Number.isNaN(reading) ? seen * reading : 0);
    });
  }
  return rows;
}

function byServers(storm: Storm, name: string): readonly number[] {
  const short = storm.sim.world.db.row('SR', storm.sr).uuid.slice(0, 8);
  const all = storm.hosts.map((host) => ofHost(storm, host, `${name}_${short}`, MINUTES));
  return Array.from({ length: 12 }, (_, at) => all.reduce((sum, readings) => sum + (readings[at] ?? 0), 0));
}

test('a repository counts all that guests read which began to boot within a row, and so do their disks', async () => {
  const storm = await bootedWithinMinute();
  const servers = byServers(storm, 'read');
  const booted = DESKTOPS * BOOT_NEEDS['windows-desktop'].readBytes;
  const counted = servers.reduce((bytes, rate) => bytes + MINUTE_S * rate, 0);
  expect(counted / booted).toBeGreaterThan(1);
  // And what they read of their own once they are up.
  expect(counted / booted).toBeLessThan(1.1);
});

test.each(['read', 'write'])('what a repository counts of %s is what its disks do, row by row', async (name) => {
  const storm = await bootedWithinMinute();
  const [servers, disks] = [byServers(storm, name), byDisks(storm, `vbd_xvda_${name}`)];
  for (const [at, rate] of servers.entries()) expect(disks[at]).toBeCloseTo(rate, 0);
  expect(Math.max(...servers)).toBeGreaterThan(1e6);
});

test('a repository counts all that a guest read which was told to as soon as it ran', async () => {
  const pool = testPool({ clockMode: 'instant', hosts: 1 });
  const { sim, sr, hosts } = pool;
  await sim.call('SR.set_other_config', sr, { 'storage-device': 'nvme' });
  sim.advance(60_000 - (sim.nowMs % 60_000) + 7_000);
  const vm = await testVm(pool, { name_label: 'bench' });
  await sim.call('VM.start', vm, false, false);
  await sim.call('VM.add_to_other_config', vm, 'workload', 'storage-test rate=20m write=0');
  const toldS = Math.floor(sim.nowMs / 1000) % MINUTE_S;
  sim.advance(3 * 60_000 - (sim.nowMs % 60_000));
  const short = sim.world.db.row('SR', sr).uuid.slice(0, 8);
  const [, , first = NaN] = ofHost(pool, hosts[0], `read_${short}`, MINUTES);
  const boot = first * MINUTE_S - (MINUTE_S - toldS) * 20 * 1024 ** 2;
  // Beside what it read to boot.
  expect(boot / BOOT_NEEDS.linux.readBytes).toBeCloseTo(1, 1);
});
