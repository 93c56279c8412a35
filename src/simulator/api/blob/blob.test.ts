import { expect, test } from 'vitest';
import { refusalOf, twoServers } from '../../scenarios/testing/pool';
import { findBlob, LARGEST_BLOB_BYTES, readBlob, writeBlob } from './blob';

test('objects have blobs by name, whose content is kept and goes with them', async () => {
  const { simulator, alder } = twoServers();
  const { world } = simulator;
  const { db } = world;
  const pool = db.refs('pool')[0] ?? '';
  const blob = await simulator.call('pool.create_new_blob', pool, 'icon', '', true);
  expect(await simulator.call('blob.get_record', blob)).toMatchObject({
    mime_type: 'application/octet-stream',
    public: true,
    size: 0,
    last_updated: '19700101T00:00:00Z',
  });
  expect(await simulator.call('pool.get_blobs', pool)).toEqual({ icon: blob });
  expect(await refusalOf(simulator, 'pool.create_new_blob', pool, 'icon', 'image/png')).toEqual([
    'MAP_DUPLICATE_KEY',
    'pool',
    'blobs',
    pool,
    'icon',
  ]);
  expect(db.count('blob')).toBe(1);

  expect(readBlob(world, blob)).toBeNull();
  const bytes = Uint8Array.from({ length: 300 }, (_, at) => at % 256);
  writeBlob(world, blob, bytes);
  expect(db.row('blob', blob)).toMatchObject({ size: 300, last_updated: '20260105T08:00:00Z' });
  expect(findBlob(world, db.row('blob', blob).uuid)).toBe(blob);
  expect(readBlob(simulator.fork().world, blob)).toEqual({ mimeType: 'application/octet-stream', bytes });
  expect(() => writeBlob(world, blob, new Uint8Array(LARGEST_BLOB_BYTES + 1))).toThrow('OUT_OF_SPACE');

  const free = await simulator.call('blob.create', 'text/plain');
  const [sr = '', network = '', vm = ''] = [db.refs('SR')[0], db.refs('network')[0], db.refs('VM')[0]];
  const own = [
    await simulator.call('host.create_new_blob', alder, 'note', 'text/plain'),
    await simulator.call('SR.create_new_blob', sr, 'note', 'text/plain'),
    await simulator.call('network.create_new_blob', network, 'note', 'text/plain'),
    await simulator.call('VM.create_new_blob', vm, 'note', 'text/plain'),
  ];
  const noted = (): readonly unknown[] =>
    [db.row('host', alder), db.row('SR', sr), db.row('network', network), db.row('VM', vm)].map(({ blobs }) => blobs);
  expect(noted()).toEqual(own.map((note) => ({ note })));
  for (const note of own) await simulator.call('blob.destroy', note);
  expect(noted()).toEqual([{}, {}, {}, {}]);
  await simulator.call('blob.destroy', free);
  await simulator.call('blob.destroy', blob);
  expect(await simulator.call('pool.get_blobs', pool)).toEqual({});
  expect(readBlob(world, blob)).toBeNull();
  expect(await refusalOf(simulator, 'blob.destroy', blob)).toEqual(['HANDLE_INVALID', 'blob', blob]);
});
