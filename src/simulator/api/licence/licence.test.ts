import { expect, test } from 'vitest';
import { refusalOf, twoServers } from '../../scenarios/testing/pool';
import { assertFeature } from './features';

test('a pool has the features that all its servers have, and the edition of the weakest', async () => {
  const { simulator, alder, birch } = twoServers();
  const { db } = simulator.world;
  const pool = db.refs('pool')[0] ?? '';
  expect(db.row('pool', pool).restrictions).toMatchObject({ restrict_vgpu: 'false', enable_xha: 'true' });

  await simulator.call('host.apply_edition', birch, 'standard');

  expect(db.row('host', birch)).toMatchObject({
    edition: 'standard',
    license_params: { restrict_vgpu: 'true', sku_type: 'standard', expiry: '20270105T08:00:00Z', sockets: '2' },
  });
  expect(db.row('host', alder).license_params).toMatchObject({ restrict_vgpu: 'false' });
  expect(db.row('pool', pool).restrictions).toMatchObject({ restrict_vgpu: 'true', enable_xha: 'true' });
  expect(() => assertFeature(db, 'VGPU')).toThrow('LICENCE_RESTRICTION VGPU');
  expect(await simulator.call('pool.get_license_state', pool)).toEqual({
    edition: 'standard',
    expiry: '20270105T08:00:00Z',
  });

  await simulator.call('pool.apply_edition', pool, 'trial');
  expect(db.row('host', alder).edition).toBe('trial');
  expect(db.row('pool', pool).restrictions).toMatchObject({ restrict_vgpu: 'false', restrict_pool_size: 'true' });
});

test('an edition is refused when it is unknown, nobody hands it out, or HA watches', async () => {
  const { simulator, alder } = twoServers();
  const { db } = simulator.world;
  const pool = db.refs('pool')[0] ?? '';
  expect(await refusalOf(simulator, 'host.apply_edition', alder, 'free')).toEqual(['INVALID_EDITION', 'free']);
  expect(await refusalOf(simulator, 'pool.apply_edition', pool, '')).toEqual(['INVALID_EDITION', '']);
  expect(await refusalOf(simulator, 'host.license_add', alder, 'bm90IGEgbGljZW5jZQ==')).toEqual([
    'LICENSE_PROCESSING_ERROR',
  ]);

  await simulator.call('host.set_license_server', alder, {});
  expect(await refusalOf(simulator, 'pool.apply_edition', pool, 'standard')).toEqual(['MISSING_CONNECTION_DETAILS']);
  expect([...db.all('host')].map(([, host]) => host.edition)).toEqual(['premium', 'premium']);
  await simulator.call('pool.set_license_server', pool, { address: 'licences.example', port: '27000' });
  await simulator.call('host.apply_edition', alder, 'standard');
  await simulator.call('host.license_remove', alder);
  expect(db.row('host', alder).edition).toBe('trial');

  db.transaction(() => db.update('pool', pool, { ha_enabled: true }));
  expect(await refusalOf(simulator, 'host.apply_edition', alder, 'standard')).toEqual(['HA_IS_ENABLED']);
  await simulator.call('host.apply_edition', alder, 'trial');
});
