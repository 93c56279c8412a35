import { expect, test } from 'vitest';
import { ofHost, ofVm } from '../metrics/testing/readings';
import { bootSeconds, desktops } from './testing/desktops';

const MIB = 1024 ** 2;

test.each([
  [1, 35],
  [50, 213],
])('%i desktops are up after %d s on a filer of 5000 requests a second', async (count, seconds) => {
  const storm = await desktops(count, { o_direct: 'true' });
  storm.sim.advance(600_000);
  expect(bootSeconds(storm).at(-1)).toBeGreaterThan(seconds);
  expect(bootSeconds(storm).at(-1)).toBeLessThan(seconds + 12);
});

test('with read caching fifty desktops read the image once for each server, and are up sooner', async () => {
  const storm = await desktops(50);
  storm.sim.advance(600_000);
  expect(bootSeconds(storm).at(-1)).toBeLessThan(80);
});

test('a disk tells of its server whether its reads are cached there, as long as it is attached', async () => {
  for (const [o_direct, told] of [
    ['false', { 'read-caching-enabled-on-': 'true' }],
    ['true', { 'read-caching-enabled-on-': 'false', 'read-caching-reason-': 'SR_OVERRIDE' }],
  ] as const) {
    const { sim, vms, hosts } = await desktops(1, { o_direct });
    const { db } = sim.world;
    const disk = db.row('VBD', db.row('VM', vms[0] ?? '').VBDs[0] ?? '').VDI;
    const { uuid } = db.row('host', hosts[0] ?? '');
    const keys = Object.fromEntries(Object.entries(told).map(([key, value]) => [key + uuid, value]));
    expect(db.row('VDI', disk).sm_config).toMatchObject(keys);
    const ended = sim.call('VM.hard_shutdown', vms[0] ?? '');
    sim.advance(10_000);
    await ended;
    expect(Object.keys(db.row('VDI', disk).sm_config).filter((key) => key.startsWith('read-caching'))).toEqual([]);
  }
});

test('the statistics show what the desktops read, and that the filer has no more to give', async () => {
  const storm = await desktops(50, { o_direct: 'true' });
  storm.sim.advance(120_000);
  expect(bootSeconds(storm)[0]).toBeNaN();
  const short = storm.sim.world.db.row('SR', storm.sr).uuid.slice(0, 8);
  const sum = (name: string, at: number): number =>
    storm.hosts.reduce((all, host) => all + (ofHost(storm, host, `${name}_${short}`)[at] ?? 0), 0);
  expect(sum('iops_total', 2)).toBeGreaterThan(4800);
  expect(sum('iops_total', 2)).toBeLessThan(5200);
  // Four requests in flight each, Little's law.
  const [vm = ''] = storm.vms;
  expect(ofVm(storm, vm, 'vbd_xvda_latency')[2]).toBeGreaterThan(35_000);
  storm.sim.advance(300_000);
  const all = ofVm(storm, vm, 'vbd_xvda_read').reduce((bytes, rate) => bytes + (rate > 0 ? 5 * rate : 0), 0);
  expect(all / MIB).toBeGreaterThan(395);
  // And a little of its own once it is up.
  expect(all / MIB).toBeLessThan(440);
  expect(sum('iops_total', 2)).toBeLessThan(1500);
});
