import { expect, test } from 'vitest';
import { refusalOf, twoServers } from '../../scenarios/testing/pool';
import { bootDrivers } from './drivers';

test('a server runs the driver that was selected before it started, and a scan forgets nothing', async () => {
  const { simulator, alder, birch } = twoServers();
  const { db } = simulator.world;
  const driverOf = (host: string) => [...db.all('Host_driver')].find(([, row]) => row.host === host) ?? ['', null];
  const [i40e] = driverOf(alder);
  const [mlx] = driverOf(birch);
  const [generic = '', vendor = ''] = db.row('Host_driver', i40e).variants;
  const [foreign = ''] = db.row('Host_driver', mlx).variants;
  expect(await refusalOf(simulator, 'Host_driver.select', i40e, foreign)).toEqual([
    'INVALID_VALUE',
    'variant',
    foreign,
  ]);
  await simulator.call('Host_driver.select', i40e, generic);
  await simulator.call('Driver_variant.select', vendor);
  expect(db.row('Host_driver', i40e)).toMatchObject({ selected_variant: vendor, active_variant: 'OpaqueRef:NULL' });
  db.transaction(() => bootDrivers(simulator.world, alder));
  await simulator.call('Host_driver.rescan', alder);
  const [again] = driverOf(alder);
  expect(again).not.toBe(i40e);
  const { active_variant, selected_variant } = db.row('Host_driver', again);
  expect(active_variant).toBe(selected_variant);
  expect(db.row('Driver_variant', active_variant)).toMatchObject({ name: 'dell', driver: again });
  await simulator.call('Host_driver.deselect', again);
  expect(db.row('Host_driver', again)).toMatchObject({
    active_variant: 'OpaqueRef:NULL',
    selected_variant: 'OpaqueRef:NULL',
  });
});
